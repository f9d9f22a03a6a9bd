package ebay_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/ebay"
	"orderveil/personal"
)

const number = "01-03955-36441"

func recorded(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// decode reads the recorded order after replacing parts of it.
func decode(t *testing.T, replace ...string) (orderveil.Order, error) {
	t.Helper()
	before := string(recorded(t, "order.json"))
	body := strings.NewReplacer(replace...).Replace(before)
	if len(replace) > 0 && body == before {
		t.Fatalf("there is no %s in the recorded order", replace[0])
	}
	return ebay.DecodeOrder(number, []byte(body), recorded(t, "fulfillments.json"))
}

func mustDecode(t *testing.T, replace ...string) orderveil.Order {
	t.Helper()
	o, err := decode(t, replace...)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Check(); err != nil {
		t.Fatalf("the order cannot be kept: %v", err)
	}
	return o
}

// The recorded answers are eBay's as far as its document goes.
func TestRecordedAnswersAreTheDocuments(t *testing.T) {
	t.Parallel()
	d := requireDocument(t)
	for name, schema := range map[string]string{"order.json": "Order", "fulfillments.json": "ShippingFulfillmentPagedCollection"} {
		var body any
		if err := json.Unmarshal(recorded(t, name), &body); err != nil {
			t.Fatal(err)
		}
		if err := d.spec.Components.Schemas[schema].Value.VisitJSON(body); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOrderIsMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	o.BillTo, o.ShipTo, o.Revision, o.Shipments = nil, nil, "", nil
	want := orderveil.Order{
		Number: number, PlacedAt: time.Date(2026, 2, 9, 11, 39, 48, 125e6, time.UTC), ChangedAt: time.Date(2026, 2, 10, 8, 0, 0, 0, time.UTC),
		Fulfilment: orderveil.ByMerchant,
		Total:      orderveil.Money{Amount: decimal.RequireFromString("63.24"), Currency: "EUR"},
		Tax:        &orderveil.Money{Amount: decimal.RequireFromString("1.99"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{
				MarketplaceID: "1001", SKU: "KAN-1", Title: "Plant pot", Quantity: 3, QuantityShipped: 2, CancellationRequested: true,
				UnitPrice: decimal.RequireFromString("19.95"), Total: decimal.RequireFromString("53.86"),
				LatestDelivery: time.Date(2026, 2, 13, 22, 59, 59, 0, time.UTC),
			},
			{
				MarketplaceID: "1002", Title: "Seeds", Quantity: 1, QuantityShipped: 1,
				UnitPrice: decimal.RequireFromString("2.50"), Total: decimal.RequireFromString("2.5"),
			},
		},
	}
	if diff := cmp.Diff(want, o, cmp.Comparer(func(a, b personal.Record) bool { return true })); diff != "" {
		t.Error(diff)
	}
}

// plain are a party's texts by field.
func plain(p *orderveil.Party) map[string]string {
	texts := map[string]string{}
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); text != "" {
				texts[f.String()] = text
			}
		}
	}
	return texts
}

func TestPartiesAreMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	if o.BillTo.Country != "DE" || o.ShipTo.Country != "AT" {
		t.Errorf("countries %s and %s", o.BillTo.Country, o.ShipTo.Country)
	}
	if diff := cmp.Diff(map[string]string{
		"lastName": "Kanarie Musterfrau", "company": "Kanarie GmbH", "street": "Kanarienallee 5", "houseNumberAddition": "Hinterhaus",
		"streetOriginal": "Kanarienallee 5 Hinterhaus", "postcode": "10115", "city": "Berlin", "region": "BE",
		"email": "kanarie@members.ebay.example", "phone": "+49 30 1234567", "taxId": "KANARIE80A01H501U",
	}, plain(o.BillTo)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{
		"lastName": "Kanarie Empfang", "street": "Kanariengasse 7", "streetOriginal": "Kanariengasse 7", "postcode": "1010", "city": "Wien", "region": "Wien-Land",
		"email": "kanarie@members.ebay.example", "phone": "+43 1 7654321", "addressNote": "Kanarie: bitte klingeln", "orderReference": "1234567890123456",
	}, plain(o.ShipTo)); diff != "" {
		t.Error(diff)
	}
}

// eBay's id of a parcel is the customer's tracking number: it must not end up where ids do.
func TestAParcelsIDIsNoTrackingNumber(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	if len(o.Shipments) != 2 || o.Shipments[0].MarketplaceID == o.Shipments[1].MarketplaceID {
		t.Fatalf("%d shipments", len(o.Shipments))
	}
	s := o.Shipments[0]
	if s.Tracking.Plain(personal.TrackingCode) != "KANARIE1" || s.Carrier != string(connectors.DHL) || !s.ShippedAt.Equal(time.Date(2026, 2, 10, 7, 0, 0, 0, time.UTC)) {
		t.Error("the parcel is another one")
	}
	for _, s := range o.Shipments {
		if strings.Contains(s.MarketplaceID, "KANARIE") {
			t.Error("a parcel's id holds its tracking number")
		}
	}
}

func TestWhatIsCancelledIsNotLeft(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string][]string{
		"cancelled": {`"cancelState": "IN_PROGRESS"`, `"cancelState": "CANCELED"`}, "otherwise spelled": {`"cancelState": "IN_PROGRESS"`, `"cancelState": "Cancelled"`},
		"refunded": {`"PAID"`, `"FULLY_REFUNDED"`},
	} {
		o := mustDecode(t, replace...)
		if l := o.Lines[0]; l.QuantityShipped != 2 || l.QuantityCancelled != 1 || l.CancellationRequested {
			t.Errorf("%s: %d shipped, %d cancelled", name, l.QuantityShipped, l.QuantityCancelled)
		}
		if o.HandledAt.IsZero() {
			t.Errorf("%s: the order is not handled", name)
		}
	}
}

func TestARequestThatWasDecidedIsNone(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, `"cancelState": "IN_PROGRESS"`, `"cancelState": "NONE_REQUESTED"`, `"cancelRequestState": "REQUESTED"`, `"cancelRequestState": "REJECTED"`)
	if o.Lines[0].CancellationRequested {
		t.Error("a request that was rejected stops the order")
	}
	o = mustDecode(t, `"cancelState": "IN_PROGRESS"`, `"cancelState": "NONE_REQUESTED"`)
	if !o.Lines[0].CancellationRequested {
		t.Error("a request that only the details show is not heard")
	}
}

func TestWhatEBaySendsIsNotTheMerchants(t *testing.T) {
	t.Parallel()
	for _, replace := range [][]string{
		{`"fulfillmentInstructionsType": "SHIP_TO"`, `"fulfillmentInstructionsType": "FULFILLED_BY_EBAY"`},
		{`"sellerId": "seller"`, `"program": {"fulfillmentProgram": {"fulfilledBy": "EBAY"}}`},
	} {
		if o := mustDecode(t, replace...); o.Fulfilment != orderveil.ByMarketplace {
			t.Errorf("%s: fulfilment %s", replace[1], o.Fulfilment)
		}
	}
	// Abroad through eBay: the merchant sends it, to a warehouse.
	if o := mustDecode(t); o.Fulfilment != orderveil.ByMerchant {
		t.Errorf("fulfilment %s", o.Fulfilment)
	}
}

func TestUnknownWordsMakeNoOrderUnreadable(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, `"IN_PROGRESS"`, `"SOMETHING_NEW"`, `"SHIP_TO"`, `"BY_DRONE"`, `"PAID"`, `"PAID_IN_PARTS"`, `"REQUESTED"`, `"PONDERED"`, `"CODICE_FISCALE"`, `"OTHER"`)
	if l := o.Lines[0]; l.Left() != 1 || l.CancellationRequested {
		t.Errorf("%d left", l.Left())
	}
}

func TestAFulfillmentWithoutAQuantityIsTheWholeLine(t *testing.T) {
	t.Parallel()
	left := strings.Replace(string(recorded(t, "fulfillments.json")), `, "quantity": 2`, "", 1)
	o, err := ebay.DecodeOrder(number, recorded(t, "order.json"), []byte(left))
	if err != nil || o.Lines[0].Left() != 0 {
		t.Errorf("%d left, %v", o.Lines[0].Left(), err)
	}
}

func TestALongNoteIsCutAndTheOrderKept(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, "Kanarie: bitte klingeln", strings.Repeat("請按門鈴", 125))
	if note := o.ShipTo.Note.Plain(personal.AddressNote); len(note) > orderveil.MaxText || len(note) < orderveil.MaxText-6 || !strings.HasSuffix(note, "…") {
		t.Errorf("the note has %d bytes", len(note))
	}
}

func TestOrdersThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string][]string{
		"another order":      {number, "01-03955-36442"},
		"several currencies": {`"59.85", "currency": "EUR"`, `"59.85", "currency": "USD"`},
		"no currency":        {`"63.24", "currency": "EUR"`, `"63.24", "currency": "Kanarie"`},
		"an exponent":        {`"63.24"`, `"1e999999999"`},
		"no number":          {`"63.24"`, `"Kanarie"`},
		"no quantity":        {`"quantity": 3`, `"quantity": 0`},
		"no date":            {"2026-02-09T11:39:48.125Z", ""},
		"another date":       {"2026-02-09T11:39:48.125Z", "9 February"},
		"no lines":           {`"lineItems"`, `"items"`},
		"no line id":         {`"lineItemId": "1001"`, `"lineItemId": ""`},
	} {
		_, err := decode(t, replace...)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != "BAD_ANSWER" || strings.Contains(strings.ToLower(err.Error()), "kanarie") {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := decode(t, `"PAID"`, `"PENDING"`)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "NOT_PAID" || f.Outcome != connectors.Retry {
		t.Errorf("an order that is not paid: %v", err)
	}
}

func FuzzOrder(f *testing.F) {
	f.Add(recorded(f, "order.json"), recorded(f, "fulfillments.json"))
	f.Add([]byte(`{"orderId":"01-03955-36441","pricingSummary":{"total":{"value":7,"currency":"EUR"}}}`), []byte(`{"fulfillments":[{"lineItems":[{"quantity":2147483647}]}]}`))
	f.Add([]byte("null"), []byte("[]"))
	f.Fuzz(func(t *testing.T, body, left []byte) {
		o, err := ebay.DecodeOrder(number, body, left)
		if err != nil {
			var failure *connectors.Failure
			if !errors.As(err, &failure) || len(err.Error()) > 200 {
				t.Errorf("DecodeOrder() = %v", err)
			}
			return
		}
		for _, l := range o.Lines {
			if l.Left() < 0 || l.QuantityShipped < 0 {
				t.Errorf("%d shipped, %d left", l.QuantityShipped, l.Left())
			}
		}
	})
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`{"total":1,"orders":[{"orderId":"01-03955-36441","lineItems":[{"lineItemId":"1","quantity":1}]}]}`))
	f.Add([]byte(`{"total":0}`))
	f.Add([]byte(`{"errors":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := ebay.DecodeList(body)
		var failure *connectors.Failure
		if err != nil && (!errors.As(err, &failure) || n != 0) {
			t.Errorf("DecodeList() = %d, %v", n, err)
		}
	})
}
