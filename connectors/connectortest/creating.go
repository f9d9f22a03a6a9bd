package connectortest

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

var creating = []shopBehaviour{
	{name: "an order arrives whole", show: arrivesWhole},
	{name: "what has left or was cancelled is not sent again", show: arrivesInPart},
	{name: "two lines of one product are as many pieces", show: arrivesMerged},
	{name: "a discount is kept to the cent", show: arrivesDiscounted},
	{name: "the marketplace's price is kept where the shop has another", show: arrivesAtItsPrice},
	{name: "an order that was created is not created again", show: createdOnce},
	{name: "an order is found as soon as it is whole, and not before", show: found},
	{name: "two references are two orders", show: twoReferences},
	{name: "a product that the shop does not sell leaves nothing behind", show: unknownSKU},
	{name: "of many who create one order at once, one does", show: createdTogether},
	{name: "an order arrives without a word of the customer", show: arrivesMinimised},
	{name: "a customer's odd characters arrive as they are", show: arrivesOdd},
	{name: "a back office without its settings or secrets is not made", show: shopIncomplete},
}

// pieces are how many of each product an order has, and at what price each.
func pieces(o ShopOrder) (quantities map[string]int, cents map[string]int64) {
	quantities, cents = map[string]int{}, map[string]int64{}
	for _, l := range o.Lines {
		quantities[l.SKU] += l.Quantity
		cents[l.SKU] += l.UnitCents * int64(l.Quantity)
	}
	return quantities, cents
}

// has requires so many of each of the Products, at their prices, and their sum.
func (f *office) has(got ShopOrder, quantities ...int) {
	f.Helper()
	var sum int64
	want := map[string]int{}
	for n, q := range quantities {
		if q > 0 {
			want[Products[n].SKU] = q
			sum += int64(q) * Products[n].Cents
		}
	}
	count, cents := pieces(got)
	if !maps.Equal(count, want) {
		f.Errorf("the shop has %v, want %v", count, want)
	}
	for n, q := range quantities {
		if p := Products[n]; cents[p.SKU] != int64(q)*p.Cents {
			f.Errorf("%s: %d cents for %d pieces, want %d", p.SKU, cents[p.SKU], q, int64(q)*p.Cents)
		}
	}
	if got.TotalCents != sum {
		f.Errorf("the shop's total is %d cents, want %d", got.TotalCents, sum)
	}
}

func arrivesWhole(f *office) {
	o, reference := f.order(3, 1, 2)
	got := f.mustCreate(reference, o)
	f.has(got, 3, 1, 2)
	if got.City != city || got.Email != email {
		f.Error("the city or the e-mail address is not what was sent")
	}
	f.holds(1)
}

func arrivesInPart(f *office) {
	o, reference := f.order(5, 2, 3)
	o.Lines[0].QuantityShipped, o.Lines[0].QuantityCancelled = 2, 1
	o.Lines[1].QuantityCancelled = 2
	f.has(f.mustCreate(reference, o), 2, 0, 3)
	f.holds(1)
}

func arrivesMerged(f *office) {
	o, reference := f.order(2, 1)
	again := o.Lines[0]
	again.MarketplaceID = "9"
	o.Lines = append(o.Lines, again)
	o.Total.Amount = o.Total.Amount.Add(again.Total)
	f.has(f.mustCreate(reference, o), 4, 1)
	f.holds(1)
}

// arrivesDiscounted has discounts that no price of one piece makes up.
func arrivesDiscounted(f *office) {
	o, reference := f.order(3, 2, 7)
	for n, off := range []int64{500, 1, 333} {
		amount := decimal.New(off, -2)
		o.Lines[n].Total = o.Lines[n].Total.Sub(amount)
		o.Total.Amount = o.Total.Amount.Sub(amount)
	}
	got := f.mustCreate(reference, o)
	if want := o.Total.Amount.Shift(2).IntPart(); got.TotalCents != want {
		f.Errorf("the shop's total is %d cents, the marketplace's %d", got.TotalCents, want)
	}
	if count, _ := pieces(got); count[Products[0].SKU] != 3 || count[Products[1].SKU] != 2 || count[Products[2].SKU] != 7 {
		f.Errorf("the shop has %v", count)
	}
}

func arrivesAtItsPrice(f *office) {
	o, reference := f.order(2, 3)
	for n, cents := range []int64{1733, 99} {
		l := &o.Lines[n]
		o.Total.Amount = o.Total.Amount.Sub(l.Total)
		l.UnitPrice = decimal.New(cents, -2)
		l.Total = l.UnitPrice.Mul(decimal.NewFromInt(int64(l.Quantity)))
		o.Total.Amount = o.Total.Amount.Add(l.Total)
	}
	got := f.mustCreate(reference, o)
	_, cents := pieces(got)
	if got.TotalCents != 2*1733+3*99 || cents[Products[0].SKU] != 2*1733 || cents[Products[1].SKU] != 3*99 {
		f.Errorf("the shop's total is %d cents, of %v", got.TotalCents, cents)
	}
}

func createdOnce(f *office) {
	o, reference := f.order(1, 1)
	first, err := f.sink.Create(f.Context(), reference, o)
	if err != nil {
		f.Fatalf("Create() = %v", err)
	}
	before := f.one(reference, first)
	for _, sink := range []connectors.Sink{f.sink, f.open(nil)} {
		again, err := f.create(sink, reference, o)
		if err != nil || again != first {
			f.Errorf("Create() again = %+v, %v, want %+v", again, err, first)
		}
	}
	if after := f.one(reference, first); fmt.Sprint(after) != fmt.Sprint(before) {
		f.Error("creating it again changed the order")
	}
	f.holds(1)
}

func found(f *office) {
	finder, ok := f.sink.(connectors.Finder)
	if !ok {
		f.Log("the back office cannot be asked: a repeated reference has one effect")
		return
	}
	o, reference := f.order(1)
	_, other := f.order(1)
	if _, err := finder.Find(f.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
		f.Errorf("Find() before = %v, want ErrNotFound", err)
	}
	receipt, err := f.sink.Create(f.Context(), reference, o)
	if err != nil {
		f.Fatalf("Create() = %v", err)
	}
	if got, err := finder.Find(f.Context(), reference); err != nil || got != receipt {
		f.Errorf("Find() = %+v, %v, want %+v", got, err, receipt)
	}
	for _, reference := range []string{other, reference[:len(reference)-1], reference + "0", "", "%", "*", `" OR 1=1`} {
		if _, err := finder.Find(f.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
			f.Errorf("Find(%q) = %v, want ErrNotFound", reference, err)
		}
	}
}

func twoReferences(f *office) {
	one, first := f.order(1)
	other, second := f.order(0, 2)
	f.has(f.mustCreate(first, one), 1)
	f.has(f.mustCreate(second, other), 0, 2)
	f.holds(2)
}

func unknownSKU(f *office) {
	for _, quantities := range [][]int{{1, 1}, {2}} {
		o, reference := f.order(quantities...)
		o.Lines[len(o.Lines)-1].SKU = "KAN-UNKNOWN"
		o.Lines[len(o.Lines)-1].EAN = ""
		_, err := f.create(f.sink, reference, o)
		f.unknown(err, "KAN-UNKNOWN")
		o.Lines[len(o.Lines)-1].SKU = ""
		_, err = f.create(f.sink, reference, o)
		f.unknown(err, "")
		f.holds(0)
	}
	o, reference := f.order(1, 1)
	f.mustCreate(reference, o)
	f.holds(1)
}

func (f *office) unknown(err error, sku string) {
	f.Helper()
	failure := f.ours(err)
	if failure.Code != "UNKNOWN_SKU" || failure.Outcome != connectors.Refused || failure.Owner != orderveil.OwnerMerchant {
		f.Errorf("%s: outcome %d of %s, want UNKNOWN_SKU, Refused, of the merchant", failure.Code, failure.Outcome, failure.Owner)
	}
	if !strings.Contains(failure.Cause+failure.NextStep, sku) || strings.Contains(failure.Cause, Products[0].SKU) {
		f.Errorf("the failure does not say which product: %s", failure.Cause)
	}
}

func createdTogether(f *office) {
	o, reference := f.order(2, 1)
	if f.outside { // a clock that one of them moves would have the others hurry
		f.wait = func(d time.Duration) { time.Sleep(min(d, 7*time.Second)) }
	}
	receipts := make([]connectors.Receipt, 4)
	var group sync.WaitGroup
	for n := range receipts {
		sink := f.open(nil)
		group.Go(func() {
			var err error
			if receipts[n], err = f.create(sink, reference, o); err != nil {
				f.Errorf("Create() = %v", err)
			}
		})
	}
	group.Wait()
	for _, r := range receipts {
		f.one(reference, r)
	}
	f.has(f.under(reference)[0], 2, 1)
	f.holds(1)
}

func arrivesMinimised(f *office) {
	nobody := &orderveil.Party{Country: "NL"}
	for name, parties := range map[string][2]*orderveil.Party{
		"empty parties": {nobody, nobody}, "no bill-to": {nil, nobody}, "no parties": {nil, nil},
		"only an address": {nobody, {Country: "NL", Address: party("").Address}}, "only a name": {nobody, {Country: "NL", Name: party("Bezorging").Name}},
	} {
		o, reference := f.order(1, 1)
		o.BillTo, o.ShipTo = parties[0], parties[1]
		receipt, err := f.create(f.sink, reference, o)
		if err != nil {
			f.Errorf("%s: Create() = %v", name, err)
			continue
		}
		f.has(f.one(reference, receipt), 1, 1)
	}
	f.holds(5)
}

func arrivesOdd(f *office) {
	for _, odd := range []string{"Łódź “Ünïcode” 東京", `O'Kanarie & Zn <b>"x"</b> \ / %41 {{a}}`, "مدينة الكناري"} {
		o, reference := f.order(1)
		o.ShipTo.Address = o.ShipTo.Address.With(personal.City, odd)
		o.ShipTo.Name = o.ShipTo.Name.With(personal.LastName, odd)
		f.texts.learn(o)
		if got := f.mustCreate(reference, o); got.City != odd {
			f.Errorf("the city arrives as %q, want %q", got.City, odd)
		}
	}
}

func shopIncomplete(f *office) {
	missing := func(what string, c connectors.Config) {
		f.Helper()
		_, err := f.spec.NewSink(c)
		if !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), what) {
			f.Errorf("without %s: NewSink() = %v, want ErrInvalid that names it", what, err)
		}
	}
	for _, name := range connectors.Needed(f.spec.Secrets) {
		c := f.config(f.shop.Config)
		delete(c.Secrets, name)
		missing(name, c)
	}
	for _, name := range connectors.Needed(f.spec.Settings) {
		c := f.config(f.shop.Config)
		delete(c.Settings, name)
		missing(name, c)
	}
}
