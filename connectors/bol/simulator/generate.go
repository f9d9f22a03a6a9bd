package simulator

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// fill places the orders that there are at the beginning.
func (s *Simulator) fill(n int) {
	orders := make([]*order, n)
	for i := range orders {
		orders[i] = s.make(s.config.Start, false)
	}
	slices.SortStableFunc(orders, func(a, b *order) int { return a.Placed.Compare(b.Placed.Time) })
	for _, o := range orders {
		s.add(o)
	}
}

func (s *Simulator) add(o *order) {
	s.orders = append(s.orders, o)
	s.byNumber[o.OrderID] = o
	changed := s.changed.add()
	for _, i := range o.OrderItems {
		i.changed = changed
		i.changedAt(i.LatestChanged.Time)
	}
}

// make makes the next order of the series: its content follows from the seed and its
// place in the series alone, its times from now.
func (s *Simulator) make(now time.Time, fresh bool) *order {
	series := s.made
	s.made++
	r := rand.New(rand.NewPCG(s.config.Seed, uint64(series)))
	ship, bill := customers(r, series)
	o := &order{OrderID: number(s.config.Seed, series), ShipmentDetails: ship, BillingDetails: bill, PickupPoint: ship.PickupPointName != ""}
	for n := range 1 + [...]int{0, 0, 0, 0, 0, 0, 1, 1, 2, 3}[r.IntN(10)] {
		o.OrderItems = append(o.OrderItems, s.item(r, series, n))
	}
	story := pick(r, stories[:])
	if fresh {
		story = placed
	}
	story(r, o, now)
	return o
}

// number is an order number such as bol's: ten letters and digits. Different places
// in a series have different numbers, because the multiplier is odd.
func number(seed uint64, series int) string {
	const letters = "0123456789ABCDEFGHJKLMNPQRSTVWXY"
	n := (uint64(series)*0x5851f42d4c957f2d + seed*0x14057b7ef767814f) & (1<<45 - 1)
	b := []byte("A000000000")
	for i := len(b) - 1; i > 0; i-- {
		b[i] = letters[n&31]
		n >>= 5
	}
	b[0] = "ABC"[seed%3]
	return string(b)
}

func (s *Simulator) item(r *rand.Rand, series, n int) *item {
	p := pick(r, s.config.Products)
	quantity := [...]int{1, 1, 1, 1, 1, 1, 2, 2, 3, 6}[r.IntN(10)]
	total := p.Cents * int64(quantity)
	i := &item{
		OrderItemID: fmt.Sprintf("%d", 2000000000+int64(s.config.Seed%97)*10000000+int64(series)*4+int64(n)),
		Fulfilment:  fulfilment{Method: "FBR", DistributionParty: "RETAILER", TimeFrameType: "REGULAR"},
		Offer: offer{
			OfferID:   fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48)),
			Reference: p.SKU,
		},
		Product: product{EAN: p.EAN, Title: p.Title}, Quantity: quantity, UnitPrice: cents(p.Cents), Discounts: []discount{},
	}
	if chance(r, 15) {
		off := total / 10
		total -= off
		i.Discounts = append(i.Discounts, discount{Title: "Stapelkorting", Amount: cents(off)})
	}
	i.TotalPrice, i.Commission = cents(total), cents(99+total*12/100)
	return i
}

// date gives an order its times. Every item was last changed when changed says.
func (o *order) date(r *rand.Rand, placedAt, changed time.Time) {
	o.Placed = stamp{placedAt.Truncate(time.Second)}
	exact := chance(r, 10)
	for _, i := range o.OrderItems {
		i.LatestChanged = stamp{changed.Truncate(time.Second)}
		by := placedAt.AddDate(0, 0, 2).In(dutch).Format(time.DateOnly)
		if exact {
			i.Fulfilment.ExactDeliveryDate, i.Fulfilment.TimeFrameType = by, "APPOINTMENT"
		} else {
			i.Fulfilment.LatestDeliveryDate = by
		}
		i.Fulfilment.ExpiryDate = placedAt.AddDate(0, 0, 9).In(dutch).Format(time.DateOnly)
	}
}

func ago(r *rand.Rand, now time.Time, from, to time.Duration) time.Time {
	return now.Add(-from - time.Duration(r.Int64N(int64(to-from))))
}

const day = 24 * time.Hour

// A story is what became of an order.
type story func(r *rand.Rand, o *order, now time.Time)

// stories are told as often as they stand here, of twenty.
var stories = [20]story{
	open, open, open, open, open, open, open, open, open, open,
	wanted, partly, partly, cancelled,
	shipped, shipped, shipped, longAgo,
	byBol, byBol,
}

// placed is an order of this moment.
func placed(r *rand.Rand, o *order, now time.Time) { o.date(r, now, now) }

func open(r *rand.Rand, o *order, now time.Time) {
	at := ago(r, now, time.Minute, 60*time.Hour)
	o.date(r, at, at)
}

// wanted is an order that the customer wants to cancel.
func wanted(r *rand.Rand, o *order, now time.Time) {
	open(r, o, now)
	i := pick(r, o.OrderItems)
	i.CancellationRequest = true
	i.LatestChanged = stamp{later(i.LatestChanged.Time, now)}
}

func partly(r *rand.Rand, o *order, now time.Time) {
	at := ago(r, now, time.Hour, 80*time.Hour)
	o.date(r, at, at)
	first := o.OrderItems[0]
	if len(o.OrderItems) == 1 {
		first.Quantity = max(first.Quantity, 2)
		first.TotalPrice = cents(int64(first.UnitPrice) * int64(first.Quantity))
		first.Discounts = []discount{}
		first.QuantityShipped = 1
		if first.Quantity > 2 && chance(r, 50) {
			first.QuantityCancelled = 1
		}
	} else {
		first.QuantityShipped = first.Quantity
	}
	first.LatestChanged = stamp{later(at, now)}
}

func cancelled(r *rand.Rand, o *order, now time.Time) {
	at := ago(r, now, time.Hour, 12*day)
	o.date(r, at, later(at, now))
	for _, i := range o.OrderItems {
		i.QuantityCancelled, i.CancellationRequest = i.Quantity, true
	}
}

func shipped(r *rand.Rand, o *order, now time.Time) {
	o.shipAll(r, now, ago(r, now, time.Hour, 24*day))
}
func longAgo(r *rand.Rand, o *order, now time.Time) { o.shipAll(r, now, ago(r, now, 30*day, 80*day)) }

func (o *order) shipAll(r *rand.Rand, now, at time.Time) {
	o.date(r, at, later(at, now))
	for _, i := range o.OrderItems {
		i.QuantityShipped = i.Quantity
	}
}

// byBol is an order from bol's own warehouse.
func byBol(r *rand.Rand, o *order, now time.Time) {
	if chance(r, 70) {
		shipped(r, o, now)
	} else {
		open(r, o, now)
	}
	for _, i := range o.OrderItems {
		i.Fulfilment.Method, i.Fulfilment.DistributionParty = "FBB", "BOL"
	}
}

// later is some hours after, and not in the future.
func later(at, now time.Time) time.Time {
	t := at.Add(7 * time.Hour)
	if t.After(now) {
		t = now
	}
	return t.Truncate(time.Second)
}
