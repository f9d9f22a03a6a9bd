package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Order is an order as the shop's staff sees it.
type Order struct {
	ID, Name, Reference string
	Lines               []Line
	Total               decimal.Decimal
	Tax                 decimal.Decimal
	Shipping, Billing   map[string]any
	Email, Phone, Note  string
	Cancelled, Refunded bool
}

// Line is a line of it.
type Line struct {
	SKU      string
	Quantity int
	Price    decimal.Decimal
}

// Orders returns all orders.
func (s *Simulator) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Order
	for _, o := range s.orders {
		order := Order{
			ID: o.id, Name: o.name, Reference: o.text("sourceIdentifier"), Total: o.total,
			Email: o.text("email"), Phone: o.text("phone"), Note: o.text("note"), Cancelled: o.cancelled(s.config.Clock()), Refunded: o.refunded,
		}
		order.Shipping, _ = o.input["shippingAddress"].(map[string]any)
		order.Billing, _ = o.input["billingAddress"].(map[string]any)
		taxes, _ := o.input["taxLines"].([]any)
		for _, t := range taxes {
			order.Tax = order.Tax.Add(amount(t.(map[string]any)["priceSet"]))
		}
		for _, l := range o.lines {
			order.Lines = append(order.Lines, Line{l.sku, l.quantity, l.price})
		}
		all = append(all, order)
	}
	return all
}

// Stock is how many of a product are left.
func (s *Simulator) Stock(sku string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.variants {
		if v.SKU == sku {
			return v.Stock
		}
	}
	return 0
}

// Erased are the e-mail addresses of customers that Shopify was asked to erase.
func (s *Simulator) Erased() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.erased...)
}

// Package is so many pieces of a product.
type Package struct {
	SKU      string
	Quantity int
}

// Send has the shop send a part of an order; nothing named means all that is left.
func (s *Simulator) Send(name string, contents []Package, company, number string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.named(name)
	if o == nil {
		return
	}
	f := &fulfillment{id: s.id("Fulfillment"), status: "SUCCESS", created: at, company: company, number: number}
	if len(contents) == 0 {
		for _, l := range o.lines {
			contents = append(contents, Package{l.sku, l.quantity - l.fulfilled})
		}
	}
	for _, c := range contents {
		for _, l := range o.lines {
			n := min(c.Quantity, l.quantity-l.fulfilled)
			if l.sku != c.SKU || n <= 0 {
				continue
			}
			l.fulfilled += n
			c.Quantity -= n
			f.lines = append(f.lines, object{"quantity": n, "lineItem": object{"sku": optional(l.sku)}, "cursor": s.id("FulfillmentLineItem")})
		}
	}
	o.fulfillments = append(o.fulfillments, f)
	o.updated = append(o.updated, s.config.Clock())
}

// Recall has the shop cancel the last parcel of an order before it leaves.
func (s *Simulator) Recall(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.named(name)
	f := o.fulfillments[len(o.fulfillments)-1]
	f.status = "CANCELLED"
	for _, item := range f.lines {
		for _, l := range o.lines {
			if optional(l.sku) == item["lineItem"].(object)["sku"] {
				l.fulfilled -= item["quantity"].(int)
			}
		}
	}
	o.updated = append(o.updated, s.config.Clock())
}

// Cancel has the shop cancel an order, which it does not once a part of it has left.
func (s *Simulator) Cancel(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.named(name)
	if o == nil || !o.cancelAt.IsZero() {
		return false
	}
	if _, shipped := o.left(); shipped > 0 {
		return false
	}
	s.stop(o, true)
	return true
}

func (s *Simulator) named(name string) *order {
	for _, o := range s.orders {
		if o.name == name {
			return o
		}
	}
	return nil
}

// Webhook is a message of the shop's, signed.
func (s *Simulator) Webhook(topic string, body any) (http.Header, []byte) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha256.New, []byte(s.config.ClientSecret))
	mac.Write(text)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Shopify-Topic", topic)
	h.Set("X-Shopify-Hmac-Sha256", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	h.Set("X-Shopify-Webhook-Id", "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043")
	h.Set("X-Shopify-Api-Version", Version)
	h.Set("X-Shopify-Triggered-At", s.config.Clock().UTC().Format(time.RFC3339Nano))
	return h, text
}

// Operation names what a request to the shop asks for: an operation's name, "token", or
// nothing.
func Operation(path string, body []byte) string {
	if strings.HasSuffix(path, "/access_token") {
		return "token"
	}
	var asked request
	if json.Unmarshal(body, &asked) != nil {
		return ""
	}
	_, rest, _ := strings.Cut(asked.Query, " ")
	name, _, _ := strings.Cut(rest, "(")
	return name
}
