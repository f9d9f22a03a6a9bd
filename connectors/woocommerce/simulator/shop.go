package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Orders returns copies of the shop's orders. Their lines are the shop's own.
func (s *Simulator) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Order, 0, len(s.orders))
	for _, o := range s.orders {
		c := *o
		c.Billing, c.Shipping = maps.Clone(o.Billing), maps.Clone(o.Shipping)
		all = append(all, c)
	}
	return all
}

// Stock is how many the shop has of a product.
func (s *Simulator) Stock(id int64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stock[id]
}

// change has somebody in the shop change an order.
func (s *Simulator) change(number string, what func(*Order)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		if o.Number() == number {
			what(o)
			o.Modified = s.config.Clock().Truncate(1e9)
			return true
		}
	}
	return false
}

// Move has the shop give an order a status.
func (s *Simulator) Move(number, status string) bool {
	return s.change(number, func(o *Order) { s.move(o, status) })
}

// Content is how many of which product are in a parcel.
type Content struct {
	SKU      string
	Quantity int
}

// Fulfil has the shop send a part of an order, as WooCommerce itself keeps it; no content is
// all that has not been sent. The order is completed with its last part.
func (s *Simulator) Fulfil(number string, content []Content, provider, code string, at time.Time) bool {
	return s.change(number, func(o *Order) {
		left := map[int64]int{}
		for _, l := range o.Lines {
			left[l.ID] = l.Quantity - o.sent(l)
		}
		var items []any
		put := func(l *Line, n int) {
			if n > 0 {
				items = append(items, map[string]any{"item_id": l.ID, "qty": n})
				left[l.ID] -= n
			}
		}
		for _, l := range o.Lines {
			if len(content) == 0 {
				put(l, left[l.ID])
			}
		}
		for _, c := range content {
			for _, l := range o.Lines {
				if l.Product != nil && l.Product.SKU == c.SKU {
					n := min(c.Quantity, left[l.ID])
					put(l, n)
					c.Quantity -= n
				}
			}
		}
		o.Parcels = append(o.Parcels, Parcel{ID: s.id(), Status: "fulfilled", Updated: s.config.Clock(), Meta: []Meta{
			{s.id(), "_items", items}, {s.id(), "_tracking_number", code}, {s.id(), "_shipment_provider", provider},
			{s.id(), "_date_fulfilled", at.UTC().Format(time.DateTime)},
		}})
		for _, n := range left {
			if n > 0 {
				return
			}
		}
		s.move(o, "completed")
	})
}

// sent is how many of a line are in parcels.
func (o *Order) sent(l *Line) (n int) {
	for _, p := range o.Parcels {
		for _, m := range p.Meta {
			items, _ := m.Value.([]any)
			for _, one := range items {
				if c := one.(map[string]any); c["item_id"] == l.ID {
					n += c["qty"].(int)
				}
			}
		}
	}
	return n
}

// Plan has the shop pack a parcel that has not left.
func (s *Simulator) Plan(number string) bool {
	return s.change(number, func(o *Order) {
		o.Parcels = append(o.Parcels, Parcel{ID: s.id(), Status: "unfulfilled", Updated: s.config.Clock()})
	})
}

// Track has a plug-in write parcels down, in its own form.
func (s *Simulator) Track(number string, items any) bool {
	return s.change(number, func(o *Order) { o.Meta = s.setMeta(o.Meta, "_wc_shipment_tracking_items", items) })
}

// Hello is the first message to a webhook's address: unsigned, and no JSON.
func Hello() (http.Header, []byte) {
	return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte("webhook_id=1")
}

// Webhook is the message that an order has changed, signed with a secret. The id of the
// delivery is that of a second: two messages may have the same.
func (s *Simulator) Webhook(number, secret string) (http.Header, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		if o.Number() != number {
			continue
		}
		body, err := json.Marshal(s.json(o))
		if err != nil {
			panic(err)
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		h := http.Header{}
		for name, value := range map[string]string{
			"Content-Type": "application/json", "X-WC-Webhook-Source": "https://shop.example/", "X-WC-Webhook-Topic": "order.updated",
			"X-WC-Webhook-Resource": "order", "X-WC-Webhook-Event": "updated", "X-WC-Webhook-ID": "1",
			"X-WC-Webhook-Delivery-ID": fmt.Sprintf("%x", s.config.Clock().Unix()), "X-WC-Webhook-Signature": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		} {
			h.Set(name, value)
		}
		return h, body
	}
	panic("simulator: no such order: " + strings.ToValidUTF8(number, "?"))
}
