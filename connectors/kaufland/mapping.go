package kaufland

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors/wire"
)

// decodeOrder reads the details of one order. Its errors never repeat any of them.
func decodeOrder(number string, answer wire.Answer) (orderveil.Order, error) {
	var said struct {
		Data *fullOrder `json:"data"`
	}
	if err := read(answer, "order "+number, &said); err != nil {
		return orderveil.Order{}, err
	}
	if said.Data == nil {
		return orderveil.Order{}, badAnswer("Kaufland's order " + number + " is none")
	}
	if err := said.Data.check(number); err != nil {
		return orderveil.Order{}, err
	}
	return said.Data.order(), nil
}

// check says what an order lacks that cannot be done without.
func (o *details) check(number string) error {
	switch {
	case o.ID != number:
		return badAnswer("Asked for order " + number + ", Kaufland gave another one")
	case o.Created == nil || len(o.Units) == 0:
		return badAnswer("Order " + number + " has no date or no units")
	}
	seen := map[int64]bool{}
	for i := range o.Units {
		u := &o.Units[i]
		if u.ID < 1 || seen[u.ID] || u.Price == nil || u.Updated == nil || u.Currency != o.Units[0].Currency {
			return badAnswer("An order unit of order " + number + " has no id of its own, no price, no time or another currency")
		}
		seen[u.ID] = true
	}
	return nil
}

// group are units of one offer at one price, by their ids.
type group []*unit

// id is the line's: the lowest of its units'. Units join no order later, so that it stays.
func (g group) id() string { return strconv.FormatInt(g[0].ID, 10) }

// groups folds units into lines, whatever the units' states: a piece that was sent stays in its
// line.
func (o *details) groups() []group {
	type same struct {
		offer    string
		product  int64
		price    int32
		shipping int32
	}
	units := make([]*unit, len(o.Units))
	for i := range o.Units {
		units[i] = &o.Units[i]
	}
	slices.SortFunc(units, func(a, b *unit) int { return cmp.Compare(a.ID, b.ID) })
	place := map[same]int{}
	var all []group
	for _, u := range units {
		key := same{offer: u.Offer, price: *u.Price, shipping: u.Shipping}
		if u.Product != nil {
			key.product = u.Product.ID
		}
		n, ok := place[key]
		if !ok {
			n = len(all)
			place[key] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], u)
	}
	return all
}

func (o *fullOrder) order() orderveil.Order {
	mapped := orderveil.Order{
		Number: o.ID, Revision: o.revision(), ChangedAt: o.changed(), PlacedAt: o.Created.UTC(),
		Fulfilment: orderveil.ByMerchant, BillTo: o.billTo(), ShipTo: o.shipTo(),
	}
	if o.Fulfillment == "fulfilled_by_kaufland" {
		mapped.Fulfilment = orderveil.ByMarketplace
	}
	left, total := 0, decimal.Zero
	for _, g := range o.groups() {
		l := g.line()
		left += l.Left()
		total = total.Add(l.Total).Add(cents(g[0].Shipping).Mul(decimal.NewFromInt(int64(len(g)))))
		mapped.Lines = append(mapped.Lines, l)
	}
	// Kaufland gives a rate of tax and no amount; one that is computed here may be a cent off.
	mapped.Total = orderveil.Money{Amount: total, Currency: o.Units[0].Currency}
	if left == 0 {
		mapped.HandledAt, mapped.DeliveredAt = o.handled(), o.delivered()
	}
	return mapped
}

func (g group) line() orderveil.OrderLine {
	l := orderveil.OrderLine{
		MarketplaceID: g.id(), SKU: g[0].Offer, Quantity: len(g), UnitPrice: cents(*g[0].Price), Total: cents(*g[0].Price).Mul(decimal.NewFromInt(int64(len(g)))),
	}
	if p := g[0].Product; p != nil {
		l.Title = p.Title
		if len(p.EANs) > 0 {
			l.EAN = p.EANs[0]
		}
	}
	for _, u := range g {
		switch {
		case u.sent():
			l.QuantityShipped++
		case u.cancelled():
			l.QuantityCancelled++
		}
		l.CancellationRequested = l.CancellationRequested || u.wanted()
		if u.Expires != nil && (l.LatestDelivery.IsZero() || u.Expires.Before(l.LatestDelivery)) {
			l.LatestDelivery = u.Expires.UTC()
		}
	}
	return l
}

func cents(n int32) decimal.Decimal { return decimal.New(int64(n), -2) }

// changed is when a unit, or a customer's wish to cancel, last changed.
func (o *details) changed() time.Time {
	last := o.handled()
	for _, u := range o.Units {
		for _, t := range u.Tickets {
			if t.Topic == topicCancel {
				last = later(last, t.Updated)
			}
		}
	}
	return last
}

// handled is the last change of a unit. Kaufland does not say when one was sent.
func (o *details) handled() (last time.Time) {
	for _, u := range o.Units {
		last = later(last, u.Updated)
	}
	return last
}

// delivered is when the last unit arrived, once all that left have.
func (o *details) delivered() (last time.Time) {
	for _, u := range o.Units {
		if u.sent() && u.Received == nil {
			return time.Time{}
		}
		if u.sent() {
			last = later(last, u.Received)
		}
	}
	return last
}

func later(a time.Time, b *time.Time) time.Time {
	if b != nil && b.After(a) {
		return b.UTC()
	}
	return a
}
