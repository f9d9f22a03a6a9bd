package kaufland_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/kaufland"
	"orderveil/connectors/kaufland/simulator"
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

func TestUnitsOfOneOfferAreALine(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 3)
	o := w.order(number)
	o.BillTo, o.ShipTo, o.Revision = nil, nil, ""
	units, at := w.sim.Units(number), w.clock()
	want := orderveil.Order{
		Number: number, ChangedAt: at, PlacedAt: at, Fulfilment: orderveil.ByMerchant,
		Total: orderveil.Money{Amount: decimal.RequireFromString("128.43"), Currency: "EUR"}, // with 95 cents of postage a piece
	}
	for n, l := range []struct{ sku, ean, title, price, total string }{
		{"KAN-1", "8712345678906", "Produkt 1", "19.95", "59.85"}, {"KAN-2", "8712345678913", "Produkt 2", "20.96", "62.88"},
	} {
		want.Lines = append(want.Lines, orderveil.OrderLine{
			MarketplaceID: strconv.FormatInt(units[n].ID, 10), SKU: l.sku, EAN: l.ean, Title: l.title, Quantity: 3,
			UnitPrice: decimal.RequireFromString(l.price), Total: decimal.RequireFromString(l.total), LatestDelivery: at.Add(72 * time.Hour),
		})
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
}

func TestALineKeepsItsNameWhateverBecomesOfItsUnits(t *testing.T) {
	w := open(t)
	number := w.sim.Place(2, 3)
	names := func() (all []string) {
		for _, l := range w.order(number).Lines {
			all = append(all, l.MarketplaceID)
		}
		return all
	}
	before := names()
	w.sim.Ship(number, 0, 1)
	w.sim.Ship(number, 1, 2)
	if after := names(); !slices.Equal(before, after) {
		t.Errorf("lines %v, before %v", after, before)
	}
	w.sim.Cancel(number)
	if after := names(); !slices.Equal(before, after) {
		t.Errorf("lines %v, before %v", after, before)
	}
	o := w.order(number)
	if l := o.Lines[0]; l.QuantityShipped != 1 || l.QuantityCancelled != 2 || o.HandledAt.IsZero() {
		t.Errorf("%d shipped, %d cancelled, handled at %v", l.QuantityShipped, l.QuantityCancelled, o.HandledAt)
	}
}

func TestPartiesAreMapped(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, 1)
	o := w.order(number)
	const m = simulator.Mark
	want := map[string]string{
		"firstName": m + "ie", "lastName": m + "-" + number, "street": m + "straße", "houseNumber": "10", "streetOriginal": m + "straße 10",
		"postcode": m + " 74172", "city": m + "sulm", "email": m + "." + number + "@kaufland-marktplatz.example", "phone": m + "0713212345",
		"addressNote": m + ": Hinterhaus", "pickupPoint": "dhl " + m + "-145 " + m + "87654321",
	}
	if diff := cmp.Diff(want, fields(o.ShipTo)); diff != "" {
		t.Error(diff)
	}
	delete(want, "pickupPoint")
	want["houseNumber"], want["streetOriginal"] = "3a", m+"straße 3a"
	if diff := cmp.Diff(want, fields(o.BillTo)); diff != "" {
		t.Error(diff)
	}
	if o.ShipTo.Country != "DE" {
		t.Errorf("country %q", o.ShipTo.Country)
	}
}

func TestAnOrderWithoutAddressComesLater(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, 1)
	w.sim.Hide(number, true)
	_, err := w.source.Order(t.Context(), number)
	fails(t, err, "ORDER_NOT_READY", connectors.Retry)
	w.sim.Hide(number, false)
	if o := w.order(number); o.ShipTo == nil {
		t.Error("the order has no address")
	}
	w.sim.Cancel(number)
	w.sim.Hide(number, true)
	if o := w.order(number); o.ShipTo != nil || o.Lines[0].QuantityCancelled != 1 {
		t.Error("a cancelled order without address is not taken as such")
	}
}

func TestAnOrderIsDeliveredWhenAllThatLeftHasArrived(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, 2)
	w.sim.Ship(number, 0, 2)
	if o := w.order(number); o.HandledAt.IsZero() || !o.DeliveredAt.IsZero() {
		t.Errorf("handled at %v, delivered at %v", o.HandledAt, o.DeliveredAt)
	}
	w.advance(48 * time.Hour)
	w.sim.Deliver(number)
	if o := w.order(number); !o.DeliveredAt.Equal(w.clock()) {
		t.Errorf("delivered at %v, want %v", o.DeliveredAt, w.clock())
	}
}

func TestStatesOfUnitsAreQuantities(t *testing.T) {
	t.Parallel()
	for status, want := range map[string][2]int{
		"open": {0, 0}, "need_to_be_sent": {0, 0}, "sent": {1, 0}, "received": {1, 0}, "sent_and_autopaid": {1, 0}, "returned": {1, 0},
		"returned_paid": {1, 0}, "cancelled": {0, 1}, "a state that comes one day": {0, 0},
	} {
		o, err := kaufland.DecodeOrder("M1", []byte(strings.Replace(good, `"open"`, `"`+status+`"`, 1)))
		if err != nil || o.Lines[0].QuantityShipped != want[0] || o.Lines[0].QuantityCancelled != want[1] {
			t.Errorf("%s: %+v, %v", status, o.Lines, err)
		}
	}
}

// good is an order of one piece.
const good = `{"data":{"id_order":"M1","ts_created_iso":"2026-03-01T10:00:00Z","order_units":[{"id_order_unit":7,"status":"open","price":1295,` +
	`"shipping_rate":0,"currency":"PLN","ts_updated_iso":"2026-03-01T11:00:00Z"}],"shipping_address":{"city":"Łódź","country":"PL"}}}`

func TestAnswersThatAreNoOrder(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"another order":     {`"M1"`, `"M2"`},
		"no data":           {`"data"`, `"date"`},
		"no units":          {`"order_units"`, `"units"`},
		"no unit's id":      {`"id_order_unit":7`, `"id_order_unit":0`},
		"half a cent":       {`1295`, `1295.5`},
		"price with more":   {`1295`, `1e999999999`},
		"price as text":     {`1295`, `"1295"`},
		"no price":          {`"price"`, `"prize"`},
		"no time":           {`"ts_updated_iso"`, `"ts"`},
		"another time":      {`2026-03-01T10:00:00Z`, `2026-03-01 10:00:00`},
		"a list":            {`{"data":{`, `{"data":[],"x":{`},
		"number for a city": {`"Łódź"`, `7`},
	} {
		if !strings.Contains(good, change[0]) {
			t.Fatalf("%s: nothing to change", name)
		}
		_, err := kaufland.DecodeOrder("M1", []byte(strings.ReplaceAll(good, change[0], change[1])))
		fails(t, err, "BAD_ANSWER", connectors.Retry)
	}
	two := strings.Replace(good, `}],"shipping`, `},{"id_order_unit":7,"price":1,"currency":"PLN","ts_updated_iso":"2026-03-01T11:00:00Z"}],"shipping`, 1)
	_, err := kaufland.DecodeOrder("M1", []byte(two))
	fails(t, err, "BAD_ANSWER", connectors.Retry)
}

func TestStorefrontsAreReadOrChosen(t *testing.T) {
	w := open(t)
	german, austrian := w.sim.Place(1, 1), w.sim.Place(1, 1)
	if listed := w.list(w.clock()); listed[german] == "" || listed[austrian] == "" {
		t.Errorf("listed %v, want both", listed)
	}
	w.list(w.clock())
	if n := w.called("/info/storefront"); n != 1 {
		t.Errorf("the storefronts were read %d times a day", n)
	}
	w.config.Settings["storefronts"] = "AT"
	w.restart()
	if listed := w.list(w.clock()); len(listed) != 1 || listed[austrian] == "" {
		t.Errorf("listed %v, want the Austrian one", listed)
	}
}

func TestSettingsThatCannotBeRight(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"api": "http://sellerapi.kaufland.com", "storefronts": "de, nl"} {
		c := stage{}.Config("https://sellerapi.kaufland.com")
		c.Settings[name] = value
		if _, err := kaufland.NewSource(c); !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: NewSource() = %v", name, err)
		}
	}
}

// Nothing that shows an order shows a customer.
func TestNoTextIsShown(t *testing.T) {
	w := open(t)
	o := w.order(w.sim.Place(2, 2))
	shown, err := json.Marshal(o)
	if err != nil || strings.Contains(string(shown), simulator.Mark) {
		t.Errorf("the order shows a customer (%v)", err)
	}
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"data":{"id_order":"M1","ts_created_iso":"2026-03-01T10:00:00Z","order_units":[{"id_order_unit":7,"price":-1,"ts_updated_iso":"2026-03-01T11:00:00Z","tickets":[{"topic":"order_cancel","status":"opened"}]}]}}`))
	f.Add([]byte("\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := kaufland.DecodeOrder("M1", body)
		if err != nil {
			fails(t, err, "BAD_ANSWER", connectors.Retry)
			return
		}
		if o.Number != "M1" || len(o.Lines) == 0 {
			t.Error("an order without what it needs was taken")
		}
		for _, l := range o.Lines {
			if l.Left() < 0 || l.Quantity < 1 || l.MarketplaceID == "" {
				t.Errorf("%d shipped and %d cancelled of %d", l.QuantityShipped, l.QuantityCancelled, l.Quantity)
			}
		}
		_ = o.Check()
	})
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`{"data":[]}`))
	f.Add([]byte(`{"data":[{"id_order":"M1","order_units_count":1}],"pagination":{"total":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := kaufland.DecodeList(body); err != nil {
			fails(t, err, "BAD_ANSWER", connectors.Retry)
		}
		if err := kaufland.DecodeReturn(body); err != nil {
			fails(t, err, "BAD_ANSWER", connectors.Retry)
		}
	})
}
