package personal_test

import (
	"reflect"
	"testing"

	"orderveil"
	"orderveil/personal"
)

// notPersonal lists the texts of an order that are in the clear, each with the reason
// why it says nothing about the customer. A text that is not here goes into a Record.
var notPersonal = map[string]string{
	"Order.Number":            "the marketplace's number of the order",
	"Order.HubNumber":         "our number of the order",
	"Order.Revision":          "a digest of the order's state in a list",
	"Order.Fulfilment":        "one of our constants",
	"Order.ShippingMethod":    "the marketplace's code of a way to send",
	"Money.Currency":          "a currency's code",
	"OrderLine.MarketplaceID": "the marketplace's number of the line",
	"OrderLine.SKU":           "the merchant's number of the product",
	"OrderLine.EAN":           "the product's number",
	"OrderLine.Title":         "the product's name",
	"Party.Country":           "a country's code: it tells millions apart from millions",
	"Shipment.MarketplaceID":  "the marketplace's number of the shipment",
	"Shipment.Carrier":        "the carrier's code",
}

// opaque are the types that no text of a customer is kept in: a Set is names of categories.
var opaque = map[string]bool{
	"personal.Record": true, "personal.Set": true, "time.Time": true, "uuid.UUID": true, "decimal.Decimal": true,
}

func TestEveryTextOfAnOrderIsClassified(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	walk(t, reflect.TypeFor[orderveil.Order](), "Order", found)
	for name := range notPersonal {
		if !found[name] {
			t.Errorf("%s is on the list and in no order: take it off", name)
		}
	}
	if !found["Party.Name"] || !found["Shipment.Tracking"] {
		t.Error("the walk misses records: it does not reach parties and shipments")
	}
}

// walk visits the fields of a type; name is the field it stands in.
func walk(t *testing.T, typ reflect.Type, name string, found map[string]bool) {
	t.Helper()
	switch {
	case opaque[typ.String()]:
		found[name] = true
		return
	case typ.Kind() == reflect.Struct:
		for i := range typ.NumField() {
			walk(t, typ.Field(i).Type, typ.Name()+"."+typ.Field(i).Name, found)
		}
		return
	}
	switch typ.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
	case reflect.Pointer:
		walk(t, typ.Elem(), name, found)
	case reflect.Slice, reflect.Array:
		if typ.Elem().Kind() == reflect.Uint8 {
			t.Errorf("%s holds bytes, which may be anything: use a Record", name)
		}
		walk(t, typ.Elem(), name, found)
	case reflect.String:
		found[name] = true
		if notPersonal[name] == "" {
			t.Errorf("%s is a text in the clear: put it in a personal.Record, or say in this test why it is not personal", name)
		}
	default:
		t.Errorf("%s is a %v, which this test cannot see through", name, typ.Kind())
	}
}

func TestEveryFieldHasOnePlaceInItsCategory(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range personal.Fields() {
		if seen[f.String()] {
			t.Errorf("two fields are called %v", f)
		}
		seen[f.String()] = true
		if got, ok := personal.FieldOf(f.Category(), f.Number()); !ok || got != f {
			t.Errorf("%v shares number %d of %v with %v", f, f.Number(), f.Category(), got)
		}
	}
	for _, c := range personal.Categories() {
		if got, err := personal.ParseCategory(c.String()); err != nil || got != c {
			t.Errorf("ParseCategory(%v) = %v, %v", c, got, err)
		}
	}
}
