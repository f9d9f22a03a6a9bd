package bol_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/bol"
	"orderveil/connectors/bol/simulator"
	"orderveil/personal"
)

func readOrder(t testing.TB) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/order.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func mustDecode(t *testing.T, replace ...string) orderveil.Order {
	t.Helper()
	o, err := bol.DecodeOrder("A2K8290LP8", []byte(strings.NewReplacer(replace...).Replace(string(readOrder(t)))))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOrderIsMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	o.BillTo, o.ShipTo, o.Revision = nil, nil, ""
	want := orderveil.Order{
		Number:     "A2K8290LP8",
		ChangedAt:  time.Date(2026, 2, 9, 12, 41, 0, 0, time.UTC),
		PlacedAt:   time.Date(2026, 2, 9, 11, 39, 48, 0, time.UTC),
		Fulfilment: orderveil.ByMerchant, ShippingMethod: "APPOINTMENT",
		Total: orderveil.Money{Amount: decimal.RequireFromString("119.01"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{
				MarketplaceID: "2012345678", SKU: "BOLCOM00123", EAN: "0000007740404", Title: "Koffiemok",
				Quantity: 10, QuantityShipped: 4, QuantityCancelled: 1, CancellationRequested: true,
				UnitPrice: decimal.RequireFromString("12.99"), Total: decimal.RequireFromString("118.91"),
				LatestDelivery: time.Date(2026, 2, 10, 0, 0, 0, 0, time.UTC),
			},
			{
				MarketplaceID: "2012345679", EAN: "0000007740405", Title: "Braadpan", Quantity: 1,
				UnitPrice: decimal.RequireFromString("0.10"), Total: decimal.RequireFromString("0.1"),
				LatestDelivery: time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC),
			},
		},
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
}

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

func TestPartiesAreMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	if o.ShipTo.Country != "BE" || o.BillTo.Country != "NL" {
		t.Error("the countries differ")
	}
	for name, c := range map[string]struct {
		got  *orderveil.Party
		want map[string]string
	}{
		"ship to": {o.ShipTo, map[string]string{
			"salutation": "FEMALE", "firstName": "Hélène", "lastName": "van 't Hof-Proefveil", "company": "Proefveil B.V.",
			"street": "Keizersgracht", "houseNumber": "22-2", "houseNumberAddition": "bus 4", "streetOriginal": "Keizersgracht 22-2 bus 4",
			"postcode": "0999", "city": "'S-GRAVENHAGE", "email": "proefveil.1@verkopen.bol.com", "phone": "0470123456",
			"pickupPoint": "Albert Heijn: PROEFSTAD", "addressNote": "Achterom, 3e deur",
		}},
		"bill to": {o.BillTo, map[string]string{
			"firstName": "J.", "lastName": "El Idrissi-Proefveil", "company": "Proefveil Holding",
			"street": "Oude Delft", "houseNumber": "3", "houseNumberAddition": "HS", "streetOriginal": "Oude Delft 3HS",
			"postcode": "1011AB", "city": "AMSTERDAM", "email": "proefveil.2@verkopen.bol.com",
			"taxId": "NL999999999B99", "chamberOfCommerce": "99887766", "orderReference": "Kostenplaats 17",
		}},
	} {
		if diff := cmp.Diff(c.want, fields(c.got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Every personal text of every simulated order arrives, and nothing shows it.
func TestNoTextIsLostAndNoneIsShown(t *testing.T) {
	w := open(t, false, orders(300))
	for _, c := range w.sim.Customers() {
		o := w.mustOrder(c.Number)
		held := strings.Builder{}
		for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
			for _, text := range fields(p) {
				held.WriteString(text + "\n")
			}
		}
		shown, _ := json.Marshal(o)
		shown = fmt.Appendf(shown, "%v %+v %#v", o, o.BillTo, *o.ShipTo)
		for n, text := range c.Texts {
			if !strings.Contains(held.String(), text) {
				t.Errorf("order %s: text %d is lost", c.Number, n)
			}
		}
		for n, text := range c.Markers {
			if bytes.Contains(shown, []byte(text)) {
				t.Errorf("order %s: marker %d is shown", c.Number, n)
			}
		}
	}
}

func TestUnknownFieldsAreNotKept(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
		for name, text := range fields(p) {
			if strings.Contains(text, "UNKNOWN-KEY") || strings.Contains(text, "1970") {
				t.Errorf("field %s holds what bol's OpenAPI document does not name", name)
			}
		}
	}
}

func TestOrderIsHandledWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	if o := mustDecode(t); !o.HandledAt.IsZero() {
		t.Error("an order with something left is handled")
	}
	o := mustDecode(t, `"quantityShipped": 4`, `"quantityShipped": 9`, `"quantityShipped": 0`, `"quantityShipped": 1`)
	if want := time.Date(2026, 2, 9, 12, 41, 0, 0, time.UTC); !o.HandledAt.Equal(want) {
		t.Errorf("HandledAt = %v, want the last change %v", o.HandledAt, want)
	}
}

func TestOrderFromBolsWarehouseIsShippedByBol(t *testing.T) {
	t.Parallel()
	if o := mustDecode(t, `"FBR"`, `"FBB"`); o.Fulfilment != orderveil.ByMarketplace || len(o.Lines) != 2 {
		t.Errorf("Fulfilment = %s with %d lines, want %s with 2", o.Fulfilment, len(o.Lines), orderveil.ByMarketplace)
	}
}

func TestMerchantDoesNotShipWhatBolShips(t *testing.T) {
	t.Parallel()
	body := strings.Replace(string(readOrder(t)), `"FBR"`, `"FBB"`, 1)
	o, err := bol.DecodeOrder("A2K8290LP8", []byte(body))
	if err != nil || o.Fulfilment != orderveil.ByMerchant || len(o.Lines) != 1 || o.Lines[0].MarketplaceID != "2012345679" {
		t.Errorf("%d lines by %s, want the one that the merchant ships (%v)", len(o.Lines), o.Fulfilment, err)
	}
}

// bol's demo environment was recorded without these fields.
func TestFieldsThatTheDemoEnvironmentLacks(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, `"totalPrice": 118.91,`, ``, `"totalPrice": 0.1,`, ``, `"discounts": [],`, ``)
	if want := decimal.RequireFromString("119.01"); !o.Total.Amount.Equal(want) {
		t.Errorf("Total = %v, want %v", o.Total.Amount, want)
	}
}

func TestPlacedAtOfDetailsWithoutIt(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, `"orderPlacedDateTime": "2026-02-09T12:39:48+01:00",`, ``)
	if want := time.Date(2026, 2, 9, 12, 39, 48, 0, time.UTC); !o.PlacedAt.Equal(want) {
		t.Errorf("PlacedAt = %v, want the first change %v", o.PlacedAt, want)
	}
}

func TestDetailsThatAreNotUsed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"another order":           {`"A2K8290LP8"`, `"B2K8290LP8"`},
		"no items":                {`"orderItems"`, `"items"`},
		"text for a price":        {`12.99`, `"12.99"`},
		"price with an exponent":  {`12.99`, `1e999999999`},
		"price beyond measure":    {`12.99`, strings.Repeat("9", 40)},
		"text for a quantity":     {`"quantity": 10`, `"quantity": "10"`},
		"quantity beyond measure": {`"quantity": 10`, `"quantity": 10000000000`},
		"half a quantity":         {`"quantity": 10`, `"quantity": 9.5`},
		"shipped more than there": {`"quantityShipped": 4`, `"quantityShipped": 40`},
		"negative quantity":       {`"quantityShipped": 4`, `"quantityShipped": -4`},
		"number for a name":       {`"firstName": "J."`, `"firstName": 5`},
		"time of another form":    {`2026-02-09T13:39:48+01:00`, `9 februari 2026`},
		"day of another form":     {`"2026-02-10"`, `"10-02-2026"`},
		"no time of change":       {`"latestChangedDateTime"`, `"changed"`},
		"list for the details":    {`"shipmentDetails": {`, `"shipmentDetails": [], "x": {`},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(string(readOrder(t)), change[0], change[1], 1)
			_, err := bol.DecodeOrder("A2K8290LP8", []byte(body))
			mustFail(t, err, "BAD_ANSWER")
		})
	}
}

func FuzzDetails(f *testing.F) {
	f.Add(readOrder(f))
	f.Add([]byte(`{"orderId":"A2K8290LP8","orderItems":[{}]}`))
	f.Add([]byte(`{"orderId":"A2K8290LP8","orderItems":[{"orderItemId":"1","quantity":1,"unitPrice":-0.0,"latestChangedDateTime":"2026-02-09T13:39:48Z"}]}`))
	f.Add([]byte("\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := bol.DecodeOrder("A2K8290LP8", body)
		if err != nil {
			mustFail(t, err, "BAD_ANSWER")
			return
		}
		if o.Number != "A2K8290LP8" || len(o.Lines) == 0 {
			t.Error("details without what an order needs were taken")
		}
		_ = o.Check()
	})
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"orders":[{"orderId":"A1","orderItems":[{"quantity":1}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := bol.DecodeList(body); err != nil {
			mustFail(t, err, "BAD_ANSWER")
		}
	})
}

func TestSimulatedEANsHaveTheirCheckDigit(t *testing.T) {
	t.Parallel()
	for _, p := range simulator.Products() {
		sum := 0
		for i, c := range p.EAN {
			sum += int(c-'0') * (1 + i%2*2)
		}
		if len(p.EAN) != 13 || sum%10 != 0 {
			t.Errorf("%s is no EAN", p.EAN)
		}
	}
}
