package bol

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Returner = (*Source)(nil)

// The answers, as far as they are used: what the customer wrote is not.

type returnsAnswer struct {
	Returns []reducedReturn `json:"returns"`
}

type reducedReturn struct {
	Registered *time.Time   `json:"registrationDateTime"`
	Items      []returnItem `json:"returnItems"`
}

type returnItem struct {
	RMA      string `json:"rmaId"`
	OrderID  string `json:"orderId"`
	EAN      string `json:"ean"`
	Quantity int32  `json:"expectedQuantity"`
	Handled  bool   `json:"handled"`
	Reason   struct {
		Main string `json:"mainReason"`
	} `json:"returnReason"`
	Results []struct {
		Handling  string     `json:"handlingResult"`
		Processed *time.Time `json:"processingDateTime"`
	} `json:"processingResults"`
}

// Returns lists open returns, and those that were handled. bol filters returns by no
// date: handled ones come newest first, and are read until they are older than the window.
func (s *Source) Returns(ctx context.Context, w connectors.Window, page func([]orderveil.Return) error) error {
	for _, handled := range []bool{false, true} {
		for n := 1; n <= mostPages; n++ {
			returns, registered, err := s.returnsPage(ctx, handled, n)
			if err != nil {
				return err
			}
			if len(returns) > 0 {
				if err := page(returns); err != nil {
					return err
				}
			}
			if registered < pageSize || handled && oldest(returns).Before(w.Since.AddDate(0, -2, 0)) {
				break
			}
		}
	}
	return nil
}

// oldest is when the first of some returns was registered.
func oldest(returns []orderveil.Return) (at time.Time) {
	for _, r := range returns {
		if at.IsZero() || r.RegisteredAt.Before(at) {
			at = r.RegisteredAt
		}
	}
	return at
}

// returnsPage reads a page: the returns' lines, and how many returns there were.
func (s *Source) returnsPage(ctx context.Context, handled bool, n int) ([]orderveil.Return, int, error) {
	query := url.Values{"page": {strconv.Itoa(n)}, "handled": {strconv.FormatBool(handled)}}
	answer, err := s.get(ctx, "GET /retailer/returns", "/returns?"+query.Encode())
	if err != nil {
		return nil, 0, err
	}
	if answer.Status != http.StatusOK {
		return nil, 0, unexpected("Asked for the list of returns, bol.com", answer.Status)
	}
	var said returnsAnswer
	if err := wire.Decode(answer.Body, &said); err != nil {
		return nil, 0, badAnswer("bol.com's list of returns is malformed")
	}
	var all []orderveil.Return
	for _, r := range said.Returns {
		for _, i := range r.Items {
			if !usable(i.RMA) || !usable(i.OrderID) || i.Quantity < 1 || r.Registered == nil {
				return nil, 0, badAnswer(fmt.Sprintf("A return on page %d of bol.com's list makes no sense", n))
			}
			all = append(all, i.line(r.Registered.UTC()))
		}
	}
	return all, len(said.Returns), nil
}

func (i *returnItem) line(registered time.Time) orderveil.Return {
	r := orderveil.Return{
		MarketplaceID: i.RMA, Order: i.OrderID, EAN: i.EAN, Quantity: int(i.Quantity), Reason: returnReason(i.Reason.Main), RegisteredAt: registered,
	}
	if i.Handled {
		r.HandledAt = registered
	}
	for _, p := range i.Results {
		if p.Processed != nil && p.Processed.After(r.HandledAt) && i.Handled {
			r.HandledAt = p.Processed.UTC()
		}
		if codeText(p.Handling) {
			r.Result = p.Handling
		}
	}
	return r
}

// reasons are bol's main reasons. They come as Dutch texts; another text than these may
// have been written by somebody and is not kept.
var reasons = map[string]string{
	"Verkeerde maat of afmeting": "WRONG_SIZE", "Verkeerd besteld": "WRONG_ORDER", "Verkeerd ontvangen": "WRONG_ITEM",
	"Niet naar verwachting": "NOT_AS_EXPECTED", "Beschadigd ontvangen": "DAMAGED", "Defect": "DEFECTIVE", "Te laat geleverd": "TOO_LATE",
	"Geen reden": "NONE",
}

func returnReason(text string) string {
	if code, ok := reasons[text]; ok {
		return code
	}
	return "OTHER"
}

// codeText reports whether a text is a code such as RETURN_RECEIVED.
func codeText(text string) bool {
	for _, r := range text {
		if r != '_' && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return text != "" && len(text) <= 64
}
