package woocommerce

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"testing"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// FuzzAnOrderOfTheShop reads whatever a shop may answer. What is read can be gone through.
func FuzzAnOrderOfTheShop(f *testing.F) {
	f.Add([]byte(`{"id":7,"number":"7","status":"completed","created_via":"orderveil:x","total":"12.90","date_completed_gmt":"2026-03-17T12:00:00",` +
		`"line_items":[{"id":8,"product_id":1,"sku":"A","quantity":2,"total":"10.661157","total_tax":"2.24","taxes":[{"id":1,"total":"2.238843"}],` +
		`"meta_data":[{"key":"_orderveil_sku","value":"B"}]}],"meta_data":[{"key":"_wc_shipment_tracking_items","value":[{"tracking_id":"a","date_shipped":1}]}]}`))
	f.Add([]byte(`{"id":7,"number":"7","status":"x","total":"1e999999999"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var o order
		if wire.Decode(body, &o) != nil || !o.sound() {
			return
		}
		lines := []wanted{{line: "1", quantity: 1, gross: o.Total.Decimal, full: o.Total.Decimal}}
		_ = mismatch(&o, lines)
		_ = priced(&o, lines, o.Total.Decimal)
		_ = withoutTax(&o, lines, o.Total.Decimal)
		for _, p := range o.tracked() {
			if p.ID == "" || len(p.ID) > 250 {
				t.Errorf("a parcel's id has %d bytes", len(p.ID))
			}
		}
		_ = o.covers(o.tracked())
	})
}

// FuzzAFulfilment reads whatever may stand in an order's fulfilments.
func FuzzAFulfilment(f *testing.F) {
	f.Add([]byte(`[{"id":3,"is_fulfilled":true,"date_updated":"2026-03-17 12:00:00","date_deleted":null,"meta_data":[{"key":"_items","value":[{"item_id":8,"qty":1}]},{"key":"_tracking_number","value":7}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var all fulfilments
		if wire.Decode(body, &all) != nil || !all.sound() {
			return
		}
		for _, one := range all {
			if p := one.parcel(&order{ID: 1, LineItems: []item{{ID: 8, SKU: "A"}}}); p.ID == "" {
				t.Error("a parcel without an id")
			}
		}
	})
}

// FuzzAWebhook sends anything, signed and not. Without a signature nothing follows from it.
func FuzzAWebhook(f *testing.F) {
	f.Add([]byte("webhook_id=1"), "")
	f.Add([]byte(`{"id":1,"created_via":"orderveil:x","date_modified_gmt":"2026-03-17T12:00:00"}`), "order.updated")
	s := &Sink{secret: []byte("secret")}
	f.Fuzz(func(t *testing.T, body []byte, topic string) {
		h := http.Header{"X-Wc-Webhook-Topic": {topic}}
		if since, err := s.Pushed(connectors.Message{Header: h, Body: body}); err == nil && !since.IsZero() {
			t.Error("an unsigned message has an effect")
		}
		mac := hmac.New(sha256.New, s.secret)
		mac.Write(body)
		h.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
		if _, err := s.Pushed(connectors.Message{Header: h, Body: bytes.Clone(body)}); err != nil {
			t.Errorf("a signed message is refused: %v", err)
		}
	})
}
