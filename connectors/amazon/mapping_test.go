package amazon_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/amazon"
)

const number = "028-0000001-0000001"

// example is an order of our own making with everything in it.
const example = `{"order":{"orderId":"028-0000001-0000001","createdTime":"2026-03-15T10:30:00Z","lastUpdatedTime":"2026-03-15T16:20:00+02:00",
"salesChannel":{"channelName":"AMAZON","marketplaceId":"A1PA6795UKMFR9"},
"buyer":{"buyerName":"Kanarie van 't Hof","buyerEmail":"kanarie@marketplace.amazon.de","buyerPurchaseOrderNumber":"PO 17"},
"recipient":{"deliveryAddress":{"name":"Kanarie","companyName":"Punt","addressLine1":"p/a Receptie","addressLine2":"Große Straße 22-2","addressLine3":"","city":"","municipality":"Köln","districtOrCounty":"Altstadt","stateOrRegion":"NRW","postalCode":"50667","countryCode":"DE","phone":"+49 221 1","addressType":"PICKUP_POINT"},
"deliveryPreference":{"addressInstruction":"Achterom","dropOffLocation":"FRONT_DOOR"}},
"proceeds":{"grandTotal":{"amount":"125.50","currencyCode":"EUR"},"breakdowns":[{"type":"ITEM","subtotal":{"amount":"105.00","currencyCode":"EUR"}},{"type":"TAX","subtotal":{"amount":"20.04","currencyCode":"EUR"}}]},
"fulfillment":{"fulfillmentStatus":"PARTIALLY_SHIPPED","fulfilledBy":"MERCHANT","deliverByWindow":{"latestDateTime":"2026-03-21T23:59:59Z"}},
"tax":{"taxRegistrations":[{"entityType":"MERCHANT","taxRegistrationNumber":"SHOP"},{"entityType":"BUYER","taxRegistrationNumber":"DE99","legalName":"Kanarie GmbH","taxRegistrationAddress":{"addressLine1":"Am Markt 1","city":"Bonn","postalCode":"53111","countryCode":"DE"}}]},
"orderItems":[
{"orderItemId":"1","quantityOrdered":5,"product":{"sellerSku":"S-1","title":"Mok","price":{"unitPrice":{"amount":"22.10","currencyCode":"EUR"}}},"proceeds":{"proceedsTotal":{"amount":"110.50","currencyCode":"EUR"}},
"cancellation":{"cancellationRequest":{"requester":"BUYER","cancelReason":"UNKNOWN-KEY"}},
"fulfillment":{"quantityFulfilled":2,"quantityUnfulfilled":2,"packing":{"giftOption":{"giftMessage":"Hoera"}}}},
{"orderItemId":"2","quantityOrdered":0,"product":{"sellerSku":"S-2","title":"Klok","price":{}},"cancellation":{"cancellationExecution":{"cancelledBy":"AMAZON"}},"fulfillment":{"quantityFulfilled":0,"quantityUnfulfilled":0}},
{"orderItemId":"3","quantityOrdered":1,"product":{"title":"Mes","price":{"unitPrice":{"amount":"15","currencyCode":"EUR"}}},"fulfillment":{"quantityFulfilled":1,"shipping":{"scheduledDeliveryWindow":{"latestDateTime":"2026-03-20T12:00:00Z"}}}}],
"packages":[{"packageReferenceId":"7","createdTime":"2026-03-15T12:00:00Z","shipTime":"2026-03-15T13:00:00Z","carrier":"DHL","trackingNumber":"KAN1","packageStatus":{"status":"DELIVERED"}}],
"surprise":"UNKNOWN-KEY"}}`

func mustDecode(t *testing.T, replace ...string) orderveil.Order {
	t.Helper()
	o, err := amazon.DecodeOrder(number, []byte(strings.NewReplacer(replace...).Replace(example)))
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAnOrderIsMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	shipments := o.Shipments
	o.BillTo, o.ShipTo, o.Revision, o.Shipments = nil, nil, "", nil
	want := orderveil.Order{
		Number: number, ChangedAt: time.Date(2026, 3, 15, 14, 20, 0, 0, time.UTC), PlacedAt: time.Date(2026, 3, 15, 10, 30, 0, 0, time.UTC),
		Fulfilment: orderveil.ByMerchant,
		Total:      orderveil.Money{Amount: decimal.RequireFromString("125.5"), Currency: "EUR"},
		Tax:        &orderveil.Money{Amount: decimal.RequireFromString("20.04"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			{
				MarketplaceID: "1", SKU: "S-1", Title: "Mok", Quantity: 5, QuantityShipped: 2, QuantityCancelled: 1, CancellationRequested: true,
				UnitPrice: decimal.RequireFromString("22.1"), Total: decimal.RequireFromString("110.5"), LatestDelivery: time.Date(2026, 3, 21, 23, 59, 59, 0, time.UTC),
			},
			{MarketplaceID: "2", SKU: "S-2", Title: "Klok", Quantity: 1, QuantityCancelled: 1, LatestDelivery: time.Date(2026, 3, 21, 23, 59, 59, 0, time.UTC)},
			{
				MarketplaceID: "3", Title: "Mes", Quantity: 1, QuantityShipped: 1, UnitPrice: decimal.RequireFromString("15"), Total: decimal.RequireFromString("15"),
				LatestDelivery: time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC),
			},
		},
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
	if len(shipments) != 1 || shipments[0].MarketplaceID != "7" || shipments[0].Carrier != "DHL" || !shipments[0].ShippedAt.Equal(time.Date(2026, 3, 15, 13, 0, 0, 0, time.UTC)) {
		t.Errorf("shipments %+v", shipments)
	}
}

func TestPartiesAreMapped(t *testing.T) {
	t.Parallel()
	o := mustDecode(t)
	for name, c := range map[string]struct {
		got  *orderveil.Party
		want map[string]string
	}{
		"ship to": {o.ShipTo, map[string]string{
			"lastName": "Kanarie", "pickupPoint": "Punt", "street": "p/a Receptie, Große Straße 22-2", "streetOriginal": "p/a Receptie\nGroße Straße 22-2",
			"postcode": "50667", "city": "Köln", "region": "Altstadt, NRW", "phone": "+49 221 1", "email": "kanarie@marketplace.amazon.de",
			"addressNote": "Achterom\nFRONT_DOOR\nGift message: Hoera",
		}},
		"bill to": {o.BillTo, map[string]string{
			"firstName": "Kanarie", "lastName": "van 't Hof", "company": "Kanarie GmbH", "email": "kanarie@marketplace.amazon.de", "taxId": "DE99",
			"orderReference": "PO 17", "street": "Am Markt 1", "streetOriginal": "Am Markt 1", "postcode": "53111", "city": "Bonn",
		}},
	} {
		if diff := cmp.Diff(c.want, fields(c.got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if o := mustDecode(t, `"entityType":"BUYER"`, `"entityType":"MARKETPLACE"`); o.BillTo.Country != "DE" || fields(o.BillTo)["street"] != fields(o.ShipTo)["street"] {
		t.Error("the delivery address does not stand in for the billing address that Amazon does not give")
	}
}

// A cancelled order has no amounts, and its quantities may be nothing.
func TestACancelledOrderWithoutAmountsIsAnOrder(t *testing.T) {
	t.Parallel()
	o := mustDecode(t, `"PARTIALLY_SHIPPED"`, `"CANCELLED"`, `"quantityOrdered":5`, `"quantityOrdered":0`, `"quantityFulfilled":2,"quantityUnfulfilled":2`, `"quantityFulfilled":0,"quantityUnfulfilled":0`,
		`"grandTotal"`, `"x"`, `"price":{"unitPrice"`, `"price":{"x"`, `"proceedsTotal"`, `"x"`)
	if o.Total.Currency != "EUR" || o.HandledAt.IsZero() || o.Lines[0].Left() != 0 || o.NotReceived != 0 {
		t.Errorf("total %v, handled %v, left %d", o.Total, o.HandledAt, o.Lines[0].Left())
	}
}

func TestOrdersThatAreNotUsed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"another order":           {`"orderId":"028-0000001-0000001"`, `"orderId":"028-0000001-0000002"`},
		"no order":                {`"order":{`, `"payload":{`},
		"no items":                {`"orderItems"`, `"items"`},
		"number for a price":      {`"22.10"`, `22.10`},
		"price with an exponent":  {`"22.10"`, `"1e999999999"`},
		"price beyond measure":    {`"22.10"`, `"` + strings.Repeat("9", 40) + `"`},
		"no price":                {`"amount":"22.10"`, `"amounts":"22.10"`},
		"two currencies":          {`"amount":"22.10","currencyCode":"EUR"`, `"amount":"22.10","currencyCode":"SEK"`},
		"text for a quantity":     {`"quantityOrdered":5`, `"quantityOrdered":"5"`},
		"quantity beyond measure": {`"quantityOrdered":5`, `"quantityOrdered":50000000000`},
		"shipped more than there": {`"quantityFulfilled":2`, `"quantityFulfilled":20`},
		"negative quantity":       {`"quantityFulfilled":2`, `"quantityFulfilled":-2`},
		"nothing ordered":         {`"quantityOrdered":5`, `"quantityOrdered":0`},
		"number for a name":       {`"buyerName":"Kanarie van 't Hof"`, `"buyerName":5`},
		"time of another form":    {`2026-03-15T10:30:00Z`, `15 maart 2026`},
		"no time":                 {`"createdTime":"2026-03-15T10:30:00Z",`, ``},
		"nobody ships":            {`"fulfilledBy":"MERCHANT"`, `"fulfilledBy":"ALIENS"`},
		"no status":               {`"fulfillment":{"fulfillmentStatus"`, `"fulfilment":{"fulfillmentStatus"`},
		"item without an id":      {`"orderItemId":"1"`, `"orderItemId":""`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(example, change[0]) {
				t.Fatal("there is no such text")
			}
			o, err := amazon.DecodeOrder(number, []byte(strings.Replace(example, change[0], change[1], 1)))
			if err == nil {
				err = o.Check()
			}
			if !errors.Is(err, orderveil.ErrInvalid) {
				mustFail(t, err, "BAD_ANSWER")
			}
		})
	}
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte(`{"order":{"orderId":"028-0000001-0000001","fulfillment":{"fulfillmentStatus":"CANCELLED","fulfilledBy":"AMAZON"}}}`))
	f.Add([]byte("\xff{}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := amazon.DecodeOrder(number, body)
		if errors.Is(err, orderveil.ErrNotFound) {
			return
		}
		if err != nil {
			mustFail(t, err, "BAD_ANSWER")
			return
		}
		if o.Number != number || len(o.Lines) == 0 || o.PlacedAt.IsZero() {
			t.Error("an order without what it needs was taken")
		}
		for _, l := range o.Lines {
			if l.Left() < 0 || l.Quantity < 1 {
				t.Error("a line has less than nothing left")
			}
		}
		_ = o.Check()
	})
}

func FuzzList(f *testing.F) {
	f.Add([]byte(`{"orders":[]}`))
	f.Add([]byte(`{"orders":[{"orderId":"1","lastUpdatedTime":"2026-03-15T10:30:00Z","orderItems":[{}]}],"pagination":{"nextToken":"x"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, _, err := amazon.DecodeList(body); err != nil {
			mustFail(t, err, "BAD_ANSWER")
		}
	})
}
