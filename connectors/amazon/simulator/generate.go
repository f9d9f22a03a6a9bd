package simulator

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Product is something the merchant sells.
type Product struct {
	SKU, ASIN, Title string
	Cents            int64 // the price of one, VAT included
}

// Products is the merchant's catalogue when the Config names none.
func Products() (all []Product) {
	for k, title := range []string{"Koffiemok steengoed 300 ml", "Leeslamp verstelbaar", "Koksmes 20 cm", "Wandklok stil uurwerk", "Rugzak 22 liter"} {
		for v, variant := range []string{"wit", "zwart", "groen"} {
			all = append(all, Product{
				SKU: fmt.Sprintf("AMZ-%d%d", k+1, v+1), ASIN: fmt.Sprintf("B0%08d", 31400000+k*100+v), Title: title + ", " + variant, Cents: int64(1295 + k*1500 + v*50),
			})
		}
	}
	return all
}

// make makes the next order of the series: its content follows from the seed and its place
// in the series, its times from now. Lines of a length make an order to be shipped, three
// of each; nil is an order with a story. The caller holds the lock, or is the only one.
func (s *Simulator) make(now time.Time, lines []int) *order {
	series := len(s.orders)
	r := rand.New(rand.NewPCG(s.config.Seed, uint64(series)))
	where := pick(r, regions)
	o := where.order(r, series)
	o.OrderID = number(s.config.Seed, series)
	fresh := lines != nil
	if !fresh {
		lines = make([]int, 1+r.IntN(3))
	}
	total := int64(0)
	for n := range lines {
		quantity := 3
		if !fresh {
			quantity = 1 + r.IntN(3)
		}
		i := where.item(r, pick(r, s.config.Products), int64(s.config.Seed%60_000)*1_000_000_000+int64(series*600+n), quantity)
		total += int64(i.Proceeds.Total.Amount)
		o.Items = append(o.Items, i)
	}
	o.Proceeds = &proceeds{GrandTotal: where.money(total), Breakdowns: []breakdown{
		{"ITEM", *where.money(total)}, {"TAX", *where.money(total * 21 / 121)},
	}}
	o.date(now)
	if !fresh {
		pick(r, stories)(r, o, now)
	}
	s.orders = append(s.orders, o)
	s.byNumber[o.OrderID] = o
	return o
}

// number is an order number such as Amazon's: 3-7-7 digits. Two places in a series differ in
// the last seven, one place of two seeds below six thousand million in the others.
func number(seed uint64, series int) string {
	return fmt.Sprintf("%03d-%07d-%07d", 302+seed%600, (uint64(series)*7919+seed/600)%10_000_000, 1_000_000+series)
}

func (g *region) order(r *rand.Rand, series int) *order {
	o := &order{
		SalesChannel: salesChannel{"AMAZON", g.id, g.shop}, Fulfillment: &fulfillment{Status: "UNSHIPPED", By: "MERCHANT", Level: "STANDARD"},
	}
	o.Buyer, o.Recipient, o.Tax = g.customer(r, series)
	return o
}

func (g *region) item(r *rand.Rand, p Product, n int64, quantity int) *item {
	total := p.Cents * int64(quantity)
	i := &item{
		ID: fmt.Sprintf("%014d", 30_000_000_000_000+n), Ordered: quantity,
		Product:     product{ASIN: p.ASIN, Title: p.Title, SKU: p.SKU, Price: &price{*g.money(p.Cents)}},
		Proceeds:    &proceeds{Total: g.money(total), Breakdowns: []breakdown{{"ITEM", *g.money(total)}}},
		Fulfillment: &itemFulfillment{Unfulfilled: quantity},
	}
	if chance(r, 8) {
		i.Fulfillment.Packing = &packing{gift{Message: fmt.Sprintf("%s wenst je veel plezier %d", Mark, r.IntN(1000)), Level: "STANDARD"}}
	}
	return i
}

func (g *region) money(amount int64) *money { return &money{cents(amount), g.currency} }

// date gives an order its times: it was placed and last changed then.
func (o *order) date(at time.Time) {
	at = at.Truncate(time.Second)
	o.Created, o.LastUpdated = stamp{at}, stamp{at}
	o.Fulfillment.ShipBy = span{stamp{at}, stamp{at.AddDate(0, 0, 2)}}
	o.Fulfillment.DeliverBy = span{stamp{at.AddDate(0, 0, 2)}, stamp{at.AddDate(0, 0, 5)}}
}

func ago(r *rand.Rand, now time.Time, from, to time.Duration) time.Time {
	return now.Add(-from - time.Duration(r.Int64N(int64(to-from))))
}

const day = 24 * time.Hour

// stories are what became of orders; each is told as often as it stands here.
var stories = []func(r *rand.Rand, o *order, now time.Time){
	open, open, open, open, open, open, old, wanted, partly, partly, cancelled, cancelled, shipped, shipped, shipped, byAmazon, byAmazon, pending,
}

func open(r *rand.Rand, o *order, now time.Time) { o.date(ago(r, now, 5*time.Minute, 60*time.Hour)) }

// old is an order that has long waited to be shipped.
func old(r *rand.Rand, o *order, now time.Time) { o.date(ago(r, now, 31*day, 80*day)) }

func pending(r *rand.Rand, o *order, now time.Time) {
	open(r, o, now)
	o.Fulfillment.Status = "PENDING"
}

func wanted(r *rand.Rand, o *order, now time.Time) {
	open(r, o, now)
	o.Items[0].Cancellation = &cancellation{Request: &request{"BUYER", Mark + " no longer needs it"}}
}

func cancelled(r *rand.Rand, o *order, now time.Time) {
	o.date(ago(r, now, time.Hour, 12*day))
	o.each(func(i *item) {
		i.Fulfillment.Unfulfilled = 0
		i.Cancellation = &cancellation{Execution: &execution{"BUYER", Mark + " no longer needs it"}}
	})
	o.stand()
}

func partly(r *rand.Rand, o *order, now time.Time) {
	at := ago(r, now, time.Hour, 80*time.Hour)
	o.date(at)
	o.send(r, o.Items[:1], at.Add(30*time.Minute))
}

func shipped(r *rand.Rand, o *order, now time.Time) {
	at := ago(r, now, time.Hour, 24*day)
	o.date(at)
	o.send(r, o.Items, at.Add(50*time.Minute))
}

// send ships items in one package.
func (o *order) send(r *rand.Rand, items []*item, at time.Time) {
	all := map[string]int{}
	var packed []packaged
	for _, i := range items {
		all[i.ID] = i.Fulfillment.Unfulfilled
		packed = append(packed, packaged{i.ID, i.Fulfillment.Unfulfilled})
	}
	at = at.Truncate(time.Second)
	b := o.pack("1", at, at, all)
	b.Carrier, b.Tracking, b.Items = pick(r, words("|", "DHL|DPD|GLS")), fmt.Sprintf("%s%010d", Mark, r.IntN(1e9)), packed
	if chance(r, 50) {
		b.Status.Status = "DELIVERED"
	}
	o.Packages = append(o.Packages, b)
}

// byAmazon is an order that Amazon ships.
func byAmazon(r *rand.Rand, o *order, now time.Time) {
	shipped(r, o, now)
	o.Fulfillment.By = "AMAZON"
	o.Programs = []string{"PRIME"}
}
