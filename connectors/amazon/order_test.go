package amazon_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"orderveil"
	"orderveil/connectors/amazon/simulator"
	"orderveil/personal"
)

// fields is what a party holds, by the fields' names.
func fields(p *orderveil.Party) map[string]string {
	all := map[string]string{}
	if p == nil {
		return all
	}
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); text != "" {
				all[f.String()] = text
			}
		}
	}
	return all
}

// Every personal text of an order that the merchant ships arrives, and nothing shows it.
func TestNoTextIsLostAndNoneIsShown(t *testing.T) {
	w := open(t, orders(300))
	for _, c := range w.sim.Customers() {
		if c.Status == "PENDING" {
			continue
		}
		o, held := w.mustOrder(c.Number), strings.Builder{}
		for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
			for _, text := range fields(p) {
				held.WriteString(text + "\n")
			}
		}
		shown, _ := json.Marshal(o)
		shown = fmt.Appendf(shown, "%v %+v %#v", o, o.BillTo, o.ShipTo)
		open := c.By == "MERCHANT" && c.Status != "CANCELLED"
		for n, text := range c.Texts {
			if open != strings.Contains(held.String(), text) && (open || n > 1) {
				t.Errorf("order %s (%s by %s): text %d is lost, or there too much", c.Number, c.Status, c.By, n)
			}
		}
		for n, text := range c.Markers {
			if bytes.Contains(shown, []byte(text)) {
				t.Errorf("order %s: marker %d is shown", c.Number, n)
			}
		}
	}
}

func TestARoleThatIsMissingIsToldApartFromACustomerWhoHasNone(t *testing.T) {
	for name, c := range map[string]struct {
		withheld []string
		want     []personal.Category
	}{
		"all roles":    {nil, nil},
		"no recipient": {[]string{"RECIPIENT"}, []personal.Category{personal.Name, personal.Address, personal.Phone}},
		"no buyer":     {[]string{"BUYER"}, []personal.Category{personal.Email}},
		"no tax":       {[]string{"TAX"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, withheld(c.withheld...))
			kinds := map[string]bool{}
			for _, one := range w.sim.Customers() {
				if one.Status == "PENDING" {
					continue
				}
				kinds[one.Status+" by "+one.By] = true
				want := personal.SetOf(c.want...)
				if one.By == "AMAZON" || one.Status == "CANCELLED" || one.Status == "SHIPPED" {
					want = 0
				}
				if o := w.mustOrder(one.Number); o.NotReceived != want {
					t.Errorf("order %s (%s by %s) did not receive %v, want %v", one.Number, one.Status, one.By, o.NotReceived.Categories(), want.Categories())
				}
			}
			for _, kind := range []string{"UNSHIPPED by MERCHANT", "PARTIALLY_SHIPPED by MERCHANT", "CANCELLED by MERCHANT", "SHIPPED by AMAZON"} {
				if !kinds[kind] {
					t.Errorf("no order is %s", kind)
				}
			}
		})
	}
}

func TestOrdersAreHandledWhenNothingIsLeft(t *testing.T) {
	w := open(t)
	for _, c := range w.sim.Customers() {
		if c.Status == "PENDING" {
			continue
		}
		o, left := w.mustOrder(c.Number), 0
		for n, line := range w.sim.Lines(c.Number) {
			l := o.Lines[n]
			left += l.Left()
			if got := (simulator.Line{ID: l.MarketplaceID, Quantity: l.Quantity, Shipped: l.QuantityShipped, Cancelled: l.QuantityCancelled}); got != line {
				t.Errorf("order %s: line %+v, want %+v", c.Number, got, line)
			}
		}
		if o.HandledAt.IsZero() != (left > 0) || (o.Fulfilment == orderveil.ByMarketplace) != (c.By == "AMAZON") {
			t.Errorf("order %s (%s): left %d, handled at %v, by %s", c.Number, c.Status, left, o.HandledAt, o.Fulfilment)
		}
		if o.Fulfilment == orderveil.ByMarketplace && (o.BillTo != nil || o.ShipTo != nil) {
			t.Errorf("order %s is Amazon's and has customers", c.Number)
		}
	}
}

func TestABuyerWhoWantsToCancelIsHeard(t *testing.T) {
	w := open(t, orders(0))
	number := w.sim.Place(2)
	if err := errors.Join(w.sim.Ship(number, 0, 3), w.sim.RequestCancellation(number)); err != nil {
		t.Fatal(err)
	}
	o := w.mustOrder(number)
	if o.Lines[0].CancellationRequested || !o.Lines[1].CancellationRequested {
		t.Errorf("requested: %v, %v; want the line that has not left", o.Lines[0].CancellationRequested, o.Lines[1].CancellationRequested)
	}
}

func TestAmountsAddUp(t *testing.T) {
	w := open(t)
	for _, number := range w.sim.Numbers("UNSHIPPED", "SHIPPED") {
		o := w.mustOrder(number)
		sum := o.Total.Amount
		for _, l := range o.Lines {
			sum = sum.Sub(l.Total)
		}
		if !sum.IsZero() || o.Tax == nil || o.Tax.Currency != o.Total.Currency || !o.Tax.Amount.LessThan(o.Total.Amount) {
			t.Errorf("order %s: %v too much, tax %v", number, sum, o.Tax)
		}
	}
}

func TestAnOrderThatAmazonDoesNotKnowIsNotFound(t *testing.T) {
	w := open(t, orders(1))
	for _, number := range []string{"302-0000000-0000000", "", "../../auth/o2/token", "A 1", strings.Repeat("9", 65)} {
		if _, err := w.source.Order(t.Context(), number); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("Order() = %v, want ErrNotFound", err)
		}
	}
	w.failing("/302-0000000-0000000", 1, 404, `<html>not here</html>`)
	_, err := w.source.Order(t.Context(), "302-0000000-0000000")
	mustFail(t, err, "BAD_ANSWER")
}
