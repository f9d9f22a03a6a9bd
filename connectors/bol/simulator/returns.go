package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// returned is something that a customer sends back.
type returned struct {
	RMA, Order, EAN string
	Quantity        int
	Registered      time.Time
	Handled         time.Time
}

// Return has the customer of an order send back one piece of a line, counted from 0.
func (s *Simulator) Return(number string, line int) error {
	return s.change(number, func(o *order, now time.Time) bool {
		if line < 0 || line >= len(o.OrderItems) || o.OrderItems[line].QuantityShipped == 0 {
			return false
		}
		s.returns = append(s.returns, &returned{
			RMA: fmt.Sprint(86123400 + len(s.returns)), Order: number, EAN: o.OrderItems[line].Product.EAN, Quantity: 1, Registered: now,
		})
		return true
	})
}

// HandleReturns has the merchant handle all that came back.
func (s *Simulator) HandleReturns() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.returns {
		if r.Handled.IsZero() {
			r.Handled = s.config.Clock()
		}
	}
}

func (s *Simulator) serveReturns(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	handled := r.URL.Query().Get("handled") == "true"
	s.mu.RLock()
	var all []map[string]any
	for n := len(s.returns) - 1; n >= 0; n-- {
		if one := s.returns[n]; one.Handled.IsZero() != handled {
			all = append(all, one.answer(n))
		}
	}
	s.mu.RUnlock()
	from := min(max(page-1, 0)*pageSize, len(all))
	body, err := json.Marshal(map[string]any{"returns": append([]map[string]any{}, all[from:min(from+pageSize, len(all))]...)})
	if err != nil {
		panic(err)
	}
	send(w, http.StatusOK, MediaType, body)
}

func (r *returned) answer(n int) map[string]any {
	results := []map[string]any{}
	if !r.Handled.IsZero() {
		results = append(results, map[string]any{
			"quantity": r.Quantity, "processingResult": "ACCEPTED", "handlingResult": "RETURN_RECEIVED", "processingDateTime": stamp{r.Handled},
		})
	}
	return map[string]any{
		"returnId": fmt.Sprint(n + 1), "registrationDateTime": stamp{r.Registered}, "fulfilmentMethod": "FBR",
		"returnItems": []map[string]any{{
			"rmaId": r.RMA, "orderId": r.Order, "ean": r.EAN, "expectedQuantity": r.Quantity, "handled": !r.Handled.IsZero(), "processingResults": results,
			"returnReason": map[string]string{"mainReason": "Verkeerd besteld", "detailedReason": "", "customerComments": Mark + " past niet"},
		}},
	}
}
