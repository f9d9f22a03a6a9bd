package mirakl_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/mirakl"
	"orderveil/connectors/mirakl/simulator"
	"orderveil/personal"
)

// fields is what a party holds, by the fields' names.
func fields(p *orderveil.Party) map[string]string {
	all := map[string]string{}
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); text != "" {
				all[f.String()] = text
			}
		}
	}
	return all
}

func amount(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// Mirakl's own example of an answer is an order from taking to receipt, with prices without
// taxes.
func TestMiraklsOwnExampleIsRead(t *testing.T) {
	t.Parallel()
	body, err := readSpec("OR11-official-example.json")
	if errors.Is(err, os.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skip("Mirakl's example is not there, see ORDERVEIL_SPECS")
	}
	if err != nil {
		t.Fatal(err)
	}
	o, err := mirakl.DecodeOrder("Order_00010-A", body)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	ship, bill := fields(o.ShipTo), fields(o.BillTo)
	if o.ShipTo.Country != "US" || o.BillTo.Country != "US" {
		t.Errorf("countries %q and %q, want US", o.ShipTo.Country, o.BillTo.Country)
	}
	o.ShipTo, o.BillTo, o.Revision = nil, nil, ""
	want := orderveil.Order{
		Number:      "Order_00010-A",
		ChangedAt:   time.Date(2019, 4, 2, 14, 59, 58, 0, time.UTC),
		PlacedAt:    time.Date(2019, 4, 2, 14, 18, 43, 0, time.UTC),
		HandledAt:   time.Date(2019, 4, 2, 14, 59, 58, 0, time.UTC), // its cancellation is dated later than its change
		DeliveredAt: time.Date(2019, 4, 2, 14, 59, 58, 0, time.UTC),
		Fulfilment:  orderveil.ByMarketplace,
		Total:       orderveil.Money{Amount: amount("253"), Currency: "USD"},
		Tax:         &orderveil.Money{Amount: amount("80"), Currency: "USD"},
		Lines: []orderveil.OrderLine{{
			MarketplaceID: "Order_00010-A-1", SKU: "S2000", Title: "Breville Cafe Roma Stainless Espresso/Cappuccino Machine - ESP8C",
			Quantity: 3, QuantityShipped: 3, UnitPrice: amount("61.6667"), Total: amount("185"),
			LatestDelivery: time.Date(2019, 9, 3, 8, 7, 22, 326e6, time.UTC),
		}},
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
	common := map[string]string{
		"salutation": "M", "lastName": "Taylor", "company": "LIMARK Company, Paris branch", "street": "113 MacDougal Street, 1st floor",
		"streetOriginal": "113 MacDougal Street, 1st floor", "postcode": "NY 10012", "email": "notification+ec1riop21ju4rfynl0helvzou.e0z0r7cj2@notification.mirakl.net",
	}
	for name, want := range common {
		if ship[name] != want || bill[name] != want {
			t.Errorf("%s differs from the example", name)
		}
	}
	if ship["addressNote"] != "One article per box" || ship["pickupPoint"] != "C1039" || ship["region"] != "Manhattan" || ship["city"] != "New York" {
		t.Error("the ship-to lacks a note, a pick-up point, a region or a city")
	}
	if bill["taxId"] != "96-25472919" || bill["chamberOfCommerce"] != "982837446" || bill["city"] != "New York City" {
		t.Error("the bill-to lacks the numbers of a business, or its city")
	}
}

// answer is an order of one line of three pieces, with a line's fields changed.
func answer(t *testing.T, change map[string]any, line map[string]any) []byte {
	t.Helper()
	l := map[string]any{
		"order_line_id": "K1-A-1", "order_line_state": "SHIPPING", "offer_sku": "KAN-1", "product_sku": "8712345678906", "product_title": "Mok", "quantity": 3,
		"price_unit": json.Number("10.00"), "price": json.Number("30.00"),
	}
	o := map[string]any{
		"order_id": "K1-A", "order_state": "SHIPPING", "created_date": "2026-03-01T10:00:00Z", "last_updated_date": "2026-03-09T10:00:00Z",
		"currency_iso_code": "EUR", "order_tax_mode": "TAX_INCLUDED", "total_price": json.Number("34.90"), "order_lines": []any{l},
		"customer": map[string]any{"lastname": simulator.Mark, "shipping_address": map[string]any{"street_1": simulator.Mark + " 1", "city": "Delft", "country_iso_code": "NLD"}},
	}
	for name, value := range change {
		o[name] = value
	}
	for name, value := range line {
		l[name] = value
	}
	body, err := json.Marshal(map[string]any{"orders": []any{o}, "total_count": 1})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestStatesOfLinesAreQuantities(t *testing.T) {
	t.Parallel()
	one := []any{map[string]any{"quantity": 1, "created_date": "2026-03-08T10:00:00Z"}}
	at := "2026-03-08T11:00:00Z"
	for name, c := range map[string]struct {
		line               map[string]any
		shipped, cancelled int
	}{
		"to ship":                       {nil, 0, 0},
		"one of three cancelled":        {map[string]any{"cancelations": one}, 0, 1},
		"shipped":                       {map[string]any{"order_line_state": "SHIPPED"}, 3, 0},
		"shipped but for one":           {map[string]any{"order_line_state": "SHIPPED", "cancelations": one}, 2, 1},
		"at a pick-up point":            {map[string]any{"order_line_state": "TO_COLLECT"}, 3, 0},
		"received":                      {map[string]any{"order_line_state": "RECEIVED"}, 3, 0},
		"closed":                        {map[string]any{"order_line_state": "CLOSED"}, 3, 0},
		"refused":                       {map[string]any{"order_line_state": "REFUSED"}, 0, 3},
		"cancelled":                     {map[string]any{"order_line_state": "CANCELED"}, 0, 3},
		"an incident before it left":    {map[string]any{"order_line_state": "INCIDENT_OPEN"}, 0, 0},
		"an incident after it left":     {map[string]any{"order_line_state": "INCIDENT_OPEN", "shipped_date": at}, 3, 0},
		"refunded before it left":       {map[string]any{"order_line_state": "REFUNDED"}, 0, 3},
		"refunded after it left":        {map[string]any{"order_line_state": "REFUNDED", "shipped_date": at}, 3, 0},
		"to be refunded after it left":  {map[string]any{"order_line_state": "WAITING_REFUND", "shipped_date": at}, 3, 0},
		"a state that comes one day":    {map[string]any{"order_line_state": "TELEPORTED"}, 0, 0},
		"more cancelled than there was": {map[string]any{"cancelations": append(one, one[0], one[0], one[0])}, 0, 3},
	} {
		o, err := mirakl.DecodeOrder("K1-A", answer(t, nil, c.line))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		l := o.Lines[0]
		if l.QuantityShipped != c.shipped || l.QuantityCancelled != c.cancelled || o.Check() != nil {
			t.Errorf("%s: %d shipped and %d cancelled, want %d and %d", name, l.QuantityShipped, l.QuantityCancelled, c.shipped, c.cancelled)
		}
		if o.HandledAt.IsZero() != (l.Left() > 0) {
			t.Errorf("%s: handled at %v with %d left", name, o.HandledAt, l.Left())
		}
	}
}

func TestAnOrderIsHandledWhenItLeftAndDeliveredWhenItArrived(t *testing.T) {
	w := open(t, simulator.Config{})
	number := w.sim.Place(2, 1)
	w.order(number)
	w.advance(time.Hour)
	if _, err := w.source.Ship(t.Context(), "parcel-1", w.parcel(number, 1, 1)); err != nil {
		t.Fatal(err)
	}
	left := w.order(number).HandledAt
	if o := w.order(number); left.Sub(w.clock()).Abs() > time.Second || !o.DeliveredAt.IsZero() {
		t.Errorf("handled at %v, delivered at %v", o.HandledAt, o.DeliveredAt)
	}
	w.advance(48 * time.Hour)
	w.sim.Deliver(number)
	if o := w.order(number); !o.HandledAt.Equal(left) || !o.DeliveredAt.Equal(w.clock()) {
		t.Errorf("handled at %v, delivered at %v, want %v and %v", o.HandledAt, o.DeliveredAt, left, w.clock())
	}
}

func TestTaxesAreAddedToPricesWithoutThem(t *testing.T) {
	for excluded, want := range map[bool][4]string{
		false: {"19.95", "59.85", "64.75", "11.23"}, true: {"24.1367", "72.41", "78.33", "13.58"},
	} {
		t.Run(fmt.Sprintf("excluded %v", excluded), func(t *testing.T) {
			w := open(t, simulator.Config{TaxExcluded: excluded})
			o := w.order(w.sim.Place(1, 3))
			l := o.Lines[0]
			if !l.UnitPrice.Equal(amount(want[0])) || !l.Total.Equal(amount(want[1])) || !o.Total.Amount.Equal(amount(want[2])) || !o.Tax.Amount.Equal(amount(want[3])) {
				t.Errorf("%v each, %v, %v in all with %v tax, want %v", l.UnitPrice, l.Total, o.Total.Amount, o.Tax.Amount, want)
			}
		})
	}
}

func TestNumbersThatAreNoEANAreNotTakenForOne(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"8712345678906": "8712345678906", "8712345678907": "", "MKP100000000037254": "", "": "", "96385074": "96385074"} {
		if got := mirakl.EAN(text); got != want {
			t.Errorf("EAN(%s) = %q", text, got)
		}
	}
}

func TestAnswersThatAreNoOrder(t *testing.T) {
	t.Parallel()
	good := string(answer(t, nil, nil))
	for name, change := range map[string][2]string{
		"another order":           {`"K1-A"`, `"K2-A"`},
		"no total":                {`"total_price":34.90`, `"x":1`},
		"text for a price":        {`10.00`, `"10.00"`},
		"price with an exponent":  {`10.00`, `1e999999999`},
		"price beyond measure":    {`10.00`, strings.Repeat("9", 40)},
		"text for a quantity":     {`"quantity":3`, `"quantity":"3"`},
		"no pieces":               {`"quantity":3`, `"quantity":0`},
		"quantity beyond measure": {`"quantity":3`, `"quantity":99999999999999999999`},
		"no line's id":            {`"order_line_id"`, `"id"`},
		"time of another form":    {`2026-03-01T10:00:00Z`, `1 maart`},
		"no list":                 {`"orders"`, `"order"`},
		"no count":                {`"total_count"`, `"count"`},
	} {
		if !strings.Contains(good, change[0]) {
			t.Fatalf("%s: nothing to change", name)
		}
		_, err := mirakl.DecodeOrder("K1-A", []byte(strings.ReplaceAll(good, change[0], change[1])))
		fails(t, err, "BAD_ANSWER", connectors.Retry)
	}
	if _, err := mirakl.DecodeOrder("K1-A", []byte(`{"orders":[],"total_count":0}`)); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("an order that is not there: %v", err)
	}
}

func TestSettingsThatCannotBeRight(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]connectors.Config{
		"api":            {Settings: map[string]string{"api": "http://operator.mirakl.net"}},
		"shop_id":        {Settings: map[string]string{"shop_id": "mine"}},
		"accept":         {Settings: map[string]string{"accept": "maybe"}},
		"shipments":      {Settings: map[string]string{"shipments": "many"}},
		"cancel_reasons": {Settings: map[string]string{"cancel_reasons": "WHY=1"}},
		"api_key":        {Secrets: map[string]personal.Secret{"api_key": personal.NewSecret("two words")}},
	} {
		if c.Settings == nil {
			c.Settings = map[string]string{}
		}
		if c.Settings["api"] == "" {
			c.Settings["api"] = "https://operator.mirakl.net"
		}
		if c.Secrets == nil {
			c.Secrets = map[string]personal.Secret{"api_key": personal.NewSecret(key)}
		}
		if _, err := mirakl.NewSource(c); !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: NewSource() = %v", name, err)
		}
	}
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte(`{"orders":[{"order_id":"K1-A","created_date":"2026-03-01T10:00:00Z","last_updated_date":"2026-03-01T10:00:00Z","total_price":1,"order_tax_mode":"TAX_EXCLUDED",` +
		`"order_lines":[{"order_line_id":"1","quantity":3,"price":1,"price_unit":0.33,"taxes":[{"amount":0.1}],"cancelations":[{"quantity":9}]}]}],"total_count":1}`))
	f.Add([]byte("\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := mirakl.DecodeOrder("K1-A", body)
		if errors.Is(err, orderveil.ErrNotFound) {
			return
		}
		if err != nil {
			fails(t, err, "BAD_ANSWER", connectors.Retry)
			return
		}
		if o.Number != "K1-A" || len(o.Lines) == 0 {
			t.Error("an order without what it needs was taken")
		}
		for _, l := range o.Lines {
			if l.Left() < 0 || l.QuantityShipped < 0 || l.QuantityCancelled < 0 {
				t.Errorf("%d shipped and %d cancelled of %d", l.QuantityShipped, l.QuantityCancelled, l.Quantity)
			}
		}
		_ = o.Check()
	})
}

func FuzzReturns(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":"1","order_id":"K1-A","date_created":"2026-03-01T10:00:00Z","last_updated":"2026-03-01T10:00:00Z","return_lines":[{"quantity":1,"reason_code":"RETURN_x"}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		returns, _, err := mirakl.DecodeReturns(body)
		if err != nil {
			fails(t, err, "BAD_ANSWER", connectors.Retry)
		}
		for _, r := range returns {
			if r.Order == "" || r.Quantity < 1 || strings.ContainsFunc(r.Reason+r.Result, func(c rune) bool { return c != '_' && (c < 'A' || c > 'Z') }) {
				t.Error("a return that makes no sense was taken")
			}
		}
	})
}
