// Package orderveil is the domain: orders and the parties to them, accounts and
// their connections, viewers and what each may see. It says what things are; the
// other packages say how.
package orderveil

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil/personal"
)

// Order is one order as a marketplace gave it. Personal text is in the clear only
// while an order travels from a marketplace into the store, and from the store to
// a back office.
type Order struct {
	ID        uuid.UUID // OrderID(connection, Number): the same on every import
	Number    string    // the marketplace's order number, unique per connection
	HubNumber string    // ours; see HubNumber

	// Revision changes whenever the marketplace changes the order: what a list
	// call shows of it, folded to a short text.
	Revision string
	// ChangedAt is the marketplace's time of the last change; an older one never
	// overwrites a newer one.
	ChangedAt time.Time
	PlacedAt  time.Time
	HandledAt time.Time // zero while something is left to ship
	// DeliveredAt is when the last parcel arrived; zero when the marketplace does not
	// say.
	DeliveredAt time.Time

	Fulfilment Fulfilment
	// ShippingMethod is the marketplace's code of how the order is to be sent, such as
	// REGULAR or EVENING; empty when it gives none. Nothing in it is about the customer.
	ShippingMethod string
	Lines          []OrderLine
	Shipments      []Shipment
	BillTo         *Party
	ShipTo         *Party
	Total          Money
	Tax            *Money // nil when the marketplace gives no VAT

	// NotReceived are the categories that the marketplace keeps back because the
	// connection lacks a right to them, which is another thing than a customer who has
	// none. Such an order waits: it cannot be sent to anybody.
	NotReceived personal.Set
}

// Fulfilment says who ships. The names are stored and never change.
type Fulfilment string

// Who ships an order.
const (
	ByMerchant    Fulfilment = "MERCHANT"
	ByMarketplace Fulfilment = "MARKETPLACE"
)

// OrderLine is one product of an order.
type OrderLine struct {
	ID                    uuid.UUID // LineID(order, MarketplaceID)
	MarketplaceID         string
	SKU                   string // the merchant's reference of the offer; may be empty
	EAN                   string
	Title                 string
	Quantity              int
	QuantityShipped       int
	QuantityCancelled     int
	UnitPrice             decimal.Decimal // in the order's currency, VAT included
	Total                 decimal.Decimal // after discounts
	CancellationRequested bool            // the customer asked; the merchant has yet to answer
	LatestDelivery        time.Time       // zero when not given
}

// Party is somebody an order concerns. Country (ISO 3166-1 alpha-2) is no personal
// data; every other text is in a record of its category.
type Party struct {
	Country string
	Name    personal.Record
	Address personal.Record
	Email   personal.Record
	Phone   personal.Record
	TaxID   personal.Record
	Pickup  personal.Record // category DELIVERY: a pick-up point
	Note    personal.Record
}

// Records returns the party's records in the order of their categories.
func (p *Party) Records() []personal.Record {
	return []personal.Record{p.Name, p.Address, p.Email, p.Phone, p.TaxID, p.Pickup, p.Note}
}

// PartyKind is a party's part in an order. The names are stored and never change.
type PartyKind string

// The parties of an order.
const (
	BillTo PartyKind = "BILL_TO"
	ShipTo PartyKind = "SHIP_TO"
)

// PartyKinds lists both.
func PartyKinds() []PartyKind { return []PartyKind{BillTo, ShipTo} }

// Shipment is a parcel that left.
type Shipment struct {
	ID            uuid.UUID
	MarketplaceID string
	Carrier       string
	Tracking      personal.Record // category DELIVERY
	ShippedAt     time.Time
}

// Limits on what a marketplace may send; beyond them an order is refused whole.
const (
	MaxLines  = 500
	MaxText   = 1024 // bytes of one text
	MaxNumber = 64   // bytes of an order number
	// MaxQuantity of one line.
	MaxQuantity = 1_000_000
)

// Check reports what makes an order unfit to be kept, without repeating any of it.
func (o *Order) Check() error {
	switch {
	case o.Number == "" || len(o.Number) > MaxNumber || !plainText(o.Number):
		return Invalidf("the order number is empty, too long or no plain text")
	case len(o.Lines) == 0 || len(o.Lines) > MaxLines:
		return Invalidf("an order has 1 to %d lines, this one has %d", MaxLines, len(o.Lines))
	case o.PlacedAt.IsZero():
		return Invalidf("the order has no date")
	case len(o.ShippingMethod) > MaxText || !plainText(o.ShippingMethod):
		return Invalidf("the shipping method is over %d bytes or no plain text", MaxText)
	case len(o.Total.Currency) != 3:
		return Invalidf("the order has no currency")
	case !sane(o.Total.Amount) || o.Tax != nil && !sane(o.Tax.Amount):
		return Invalidf("the order's amounts are out of all proportion")
	}
	for i := range o.Lines {
		if err := o.Lines[i].check(); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	for _, p := range []*Party{o.BillTo, o.ShipTo} {
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

// Left is how many are left to send.
func (l *OrderLine) Left() int { return l.Quantity - l.QuantityShipped - l.QuantityCancelled }

// LeftTotal is what the customer pays for what is left to send, after discounts: to the
// cent, and the line's whole total while all of it is left.
func (l *OrderLine) LeftTotal() decimal.Decimal {
	left := l.Left()
	if left == l.Quantity {
		return l.Total
	}
	return l.Total.Mul(decimal.NewFromInt(int64(left))).DivRound(decimal.NewFromInt(int64(l.Quantity)), 2)
}

func (l *OrderLine) check() error {
	for _, text := range []string{l.MarketplaceID, l.SKU, l.EAN, l.Title} {
		if len(text) > MaxText || !plainText(text) {
			return Invalidf("a text is over %d bytes or holds control characters", MaxText)
		}
	}
	if !sane(l.UnitPrice) || !sane(l.Total) || l.Quantity > MaxQuantity {
		return Invalidf("the amounts or quantities are out of all proportion")
	}
	if l.MarketplaceID == "" || l.Quantity < 1 || l.QuantityShipped < 0 || l.QuantityCancelled < 0 || l.Left() < 0 {
		return Invalidf("the id is missing or the quantities do not add up")
	}
	return nil
}

// sane reports whether an amount has at most 15 digits, six of them decimals. An
// exponent is looked at before the digits: 1e999999 has a million of them.
func sane(d decimal.Decimal) bool {
	e := d.Exponent()
	return e >= -6 && e <= 12 && d.NumDigits() <= 15 && d.NumDigits()+int(max(e, 0)) <= 15
}

func (p *Party) check() error {
	if p == nil {
		return nil
	}
	if len(p.Country) > 2 || !plainText(p.Country) {
		return Invalidf("a country is a code of two letters")
	}
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); len(text) > MaxText || !plainText(text) {
				return Invalidf("field %v is over %d bytes or holds control characters", f, MaxText)
			}
		}
	}
	return nil
}

// plainText reports whether a text is valid UTF-8 without control characters.
// PostgreSQL refuses NUL, and nothing that people type holds the others.
func plainText(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			return false
		}
	}
	return true
}
