package vendure_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/connectors/vendure"
	"orderveil/personal"
)

func TestConformance(t *testing.T) {
	needShop(t)
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: vendure.Spec, Outside: true, Open: func(t testing.TB, _ orderveil.Clock) connectortest.Shop {
		return newStage(t)
	}})
}

// stage is the real shop as the conformance suite drives it, with the orders since it was
// made.
type stage struct {
	*httputil.ReverseProxy
	t     testing.TB
	began time.Time
	last  int // the id of the last order that was there before
}

func newStage(t testing.TB) *stage {
	target, err := url.Parse(strings.TrimSuffix(shop.url, "/admin-api"))
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{ReverseProxy: httputil.NewSingleHostReverseProxy(target), t: t, began: time.Now().Add(-10 * time.Second)}
	if all := s.since(); len(all) > 0 {
		s.last = all[0].id()
	}
	return s
}

func (s *stage) Config(address string) connectors.Config {
	return connectors.Config{
		Settings: map[string]string{"url": address + "/admin-api", "price_field": "marketplacePrice"},
		Secrets:  map[string]personal.Secret{"username": personal.NewSecret("hub"), "password": personal.NewSecret("hub-password")},
	}
}

// Route reads what an operation is for from its document.
func (s *stage) Route(r *http.Request) connectortest.Route {
	body, _ := io.ReadAll(r.Body)
	for _, c := range []struct {
		word  string
		route connectortest.Route
	}{
		{"login(", connectortest.RouteToken}, {"addManualPaymentToOrder", connectortest.RouteCreate}, {"$skip", connectortest.RouteTrack},
		{"orders(options: {take: 1,", connectortest.RouteFind},
	} {
		if bytes.Contains(body, []byte(c.word)) {
			return c.route
		}
	}
	return connectortest.RouteOther
}

// kept is an order as the shop has it.
type kept struct {
	ID, Code, State string
	TotalWithTax    int64
	CustomFields    struct{ OrderveilReference string }
	ShippingAddress struct{ City string }
	Customer        struct{ EmailAddress string }
	Lines           []struct {
		ID               string
		Quantity         int
		UnitPriceWithTax int64
		ProductVariant   struct{ SKU string }
	}
	Fulfillments []struct {
		Lines []struct {
			OrderLineID string
			Quantity    int
		}
	}
}

func (k *kept) id() int {
	n, _ := strconv.Atoi(k.ID)
	return n
}

func (k *kept) whole() bool {
	return !slices.Contains([]string{"Created", "Draft", "AddingItems", "ArrangingPayment"}, k.State)
}

// since lists the orders since the stage was made, the last one first.
func (s *stage) since() (all []kept) {
	s.t.Helper()
	var answer struct {
		Data struct{ Orders struct{ Items []kept } }
	}
	ask(s.t, `query($began: DateTime!) { orders(options: {take: 300, sort: {id: DESC}, filter: {createdAt: {after: $began}}}) { items { id code state totalWithTax customFields { orderveilReference }
		shippingAddress { city } customer { emailAddress } lines { id quantity unitPriceWithTax productVariant { sku } }
		fulfillments { lines { orderLineId quantity } } } } }`, map[string]any{"began": s.began.UTC()}, &answer)
	for _, k := range answer.Data.Orders.Items {
		if k.id() > s.last {
			all = append(all, k)
		}
	}
	return all
}

func (s *stage) Orders() (orders []connectortest.ShopOrder) {
	s.t.Helper()
	for _, k := range s.since() {
		if !k.whole() {
			continue
		}
		o := connectortest.ShopOrder{
			Reference: k.CustomFields.OrderveilReference, Number: k.Code, City: k.ShippingAddress.City, Email: k.Customer.EmailAddress, TotalCents: k.TotalWithTax,
		}
		for _, l := range k.Lines {
			o.Lines = append(o.Lines, connectortest.ShopLine{SKU: l.ProductVariant.SKU, Quantity: l.Quantity, UnitCents: l.UnitPriceWithTax})
		}
		orders = append(orders, o)
	}
	return orders
}

// Drafts does not count a draft that holds nothing: when the answer to its making is lost,
// nobody knows whose it is.
func (s *stage) Drafts() (n int) {
	s.t.Helper()
	for _, k := range s.since() {
		if !k.whole() && (len(k.Lines) > 0 || k.CustomFields.OrderveilReference != "") {
			n++
		}
	}
	return n
}

func (s *stage) order(number string) kept {
	s.t.Helper()
	for _, k := range s.since() {
		if k.Code == number {
			return k
		}
	}
	s.t.Fatalf("the shop has no order %s", number)
	return kept{}
}

// Send has the shop's staff pack a parcel, and send it.
func (s *stage) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, _ time.Time) {
	s.t.Helper()
	k := s.order(number)
	packed := map[string]int{}
	for _, f := range k.Fulfillments {
		for _, l := range f.Lines {
			packed[l.OrderLineID] += l.Quantity
		}
	}
	wanted := map[string]int{}
	for _, l := range lines {
		wanted[l.SKU] += l.Quantity
	}
	var input []map[string]any
	for _, l := range k.Lines {
		quantity := l.Quantity - packed[l.ID]
		if lines != nil {
			quantity = min(quantity, wanted[l.ProductVariant.SKU])
			wanted[l.ProductVariant.SKU] -= quantity
		}
		if quantity > 0 {
			input = append(input, map[string]any{"orderLineId": l.ID, "quantity": quantity})
		}
	}
	var made struct {
		Data struct {
			AddFulfillmentToOrder struct {
				TypeName string `json:"__typename"`
				ID       string
			}
		}
	}
	ask(s.t, `mutation($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) { __typename ... on Fulfillment { id } } }`, map[string]any{"i": map[string]any{
		"lines": input, "handler": map[string]any{"code": "manual-fulfillment", "arguments": []map[string]string{
			{"name": "method", "value": carrier}, {"name": "trackingCode", "value": tracking},
		}},
	}}, &made)
	if id := made.Data.AddFulfillmentToOrder.ID; id == "" || ship(s.t, id) != "Fulfillment" {
		s.t.Fatalf("the shop does not send the order: %+v", made.Data.AddFulfillmentToOrder)
	}
}

// ship has a parcel leave.
func ship(t testing.TB, id string) string {
	t.Helper()
	var answer struct {
		Data struct {
			TransitionFulfillmentToState struct {
				TypeName string `json:"__typename"`
			}
		}
	}
	ask(t, `mutation($f: ID!) { transitionFulfillmentToState(id: $f, state: "Shipped") { __typename } }`, map[string]any{"f": id}, &answer)
	return answer.Data.TransitionFulfillmentToState.TypeName
}

// Cancel has the shop's staff cancel what they have not packed.
func (s *stage) Cancel(number string) bool {
	s.t.Helper()
	k := s.order(number)
	var lines []map[string]any
	for _, l := range k.Lines {
		quantity := l.Quantity
		for _, f := range k.Fulfillments {
			for _, sent := range f.Lines {
				if sent.OrderLineID == l.ID {
					quantity -= sent.Quantity
				}
			}
		}
		if quantity > 0 {
			lines = append(lines, map[string]any{"orderLineId": l.ID, "quantity": quantity})
		}
	}
	var answer struct {
		Data map[string]json.RawMessage
	}
	ask(s.t, `mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { __typename } }`, map[string]any{"i": map[string]any{"orderId": k.ID, "lines": lines}}, &answer)
	return bytes.Contains(answer.Data["cancelOrder"], []byte(`"Order"`))
}
