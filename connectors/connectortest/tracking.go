package connectortest

import (
	"errors"
	"fmt"
	"time"

	"orderveil/connectors"
	"orderveil/personal"
)

var tracking = []shopBehaviour{
	{name: "a parcel with a part of an order is told", show: onTracker(partLeaves)},
	{name: "a parcel with all of an order is told", show: onTracker(allLeaves)},
	{name: "an order that the shop cancels is told", show: onTracker(shopCancels)},
	{name: "the rest of an order that the shop cancels is told", show: onTracker(shopCancelsRest)},
	{name: "what leaves long after the order came is told", show: onTracker(leavesLate)},
	{name: "parcels of many orders are all told", show: onTracker(manyLeave)},
	{name: "what the caller of a listing cannot take ends it: parcels", show: onTracker(parcelsRefused)},
	{name: "parcels are told in the end, whatever goes wrong", show: onTracker(parcelsThrough)},
}

// tracker is a back office that says what became of its orders.
type tracker struct {
	*office
	connectors.Tracker
}

func onTracker(show func(*tracker)) func(*office) {
	return func(f *office) {
		switch sink := f.sink.(type) {
		case connectors.Tracker:
			show(&tracker{f, sink})
		case connectors.Messenger:
			show(&tracker{f, listenTo(f, sink)})
		default:
			f.Log("the connector tells of no parcels")
		}
	}
}

// parcels lists what the shop tells of a reference, each parcel once, and its cancellations.
func (t *tracker) parcels(since time.Time, reference string) (sent, cancelled []connectors.Parcel) {
	t.Helper()
	seen := map[string]connectors.Parcel{}
	err := t.patiently(func() error {
		return t.Parcels(t.Context(), since, func(page []connectors.Parcel) error {
			for _, p := range page {
				if p.Reference != reference {
					continue
				}
				if before, ok := seen[p.ID]; ok && fmt.Sprint(before.Lines, before.Cancelled) != fmt.Sprint(p.Lines, p.Cancelled) {
					t.Error("two parcels have one id")
				}
				if _, ok := seen[p.ID]; ok {
					continue
				}
				seen[p.ID] = p
				if p.Cancelled {
					cancelled = append(cancelled, p)
				} else {
					sent = append(sent, p)
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatalf("Parcels() = %v", err)
	}
	return sent, cancelled
}

// count is how many of each product are in parcels; one without lines stands for the rest.
func count(parcels []connectors.Parcel, rest map[string]int) map[string]int {
	all := map[string]int{}
	for _, p := range parcels {
		for _, l := range p.Lines {
			all[l.SKU] += l.Quantity
		}
	}
	for _, p := range parcels {
		if len(p.Lines) == 0 {
			return rest
		}
	}
	return all
}

// told requires that parcels hold so many of each of the Products.
func (t *tracker) told(what string, parcels []connectors.Parcel, quantities ...int) {
	t.Helper()
	want := map[string]int{}
	for n, q := range quantities {
		if q > 0 {
			want[Products[n].SKU] = q
		}
	}
	if got := count(parcels, want); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: told of %v, want %v", what, got, want)
	}
}

// begin creates an order and returns its number and its reference, some time later.
func (t *tracker) begin(quantities ...int) (number, reference string) {
	t.Helper()
	o, reference := t.order(quantities...)
	number = t.mustCreate(reference, o).Number
	t.wait(time.Hour)
	return number, reference
}

const trackingCode = "3S" + Mark + "0001"

func piece(n, quantity int) connectors.ParcelLine {
	return connectors.ParcelLine{SKU: Products[n].SKU, Quantity: quantity}
}

// since is shortly before now, by the shop's time.
func (t *tracker) since() time.Time { return t.now().Add(-2 * time.Hour) }

func partLeaves(t *tracker) {
	number, reference := t.begin(3, 2)
	if sent, cancelled := t.parcels(t.since(), reference); len(sent)+len(cancelled) != 0 {
		t.Fatal("nothing left, and a parcel is told")
	}
	at := t.now()
	t.shop.Send(number, []connectors.ParcelLine{piece(0, 1)}, "PostNL", trackingCode, at)
	sent, _ := t.parcels(t.since(), reference)
	t.told("the first parcel", sent, 1)
	if len(sent) != 1 {
		t.Fatalf("%d parcels, want 1", len(sent))
	}
	p := sent[0]
	if len(p.Lines) == 0 || p.ID == "" || p.Carrier != connectors.PostNL || p.Tracking.Plain(personal.TrackingCode) != trackingCode {
		t.Errorf("the parcel is said to be %d lines, id %q, by %q, or has another tracking code", len(p.Lines), p.ID, p.Carrier)
	}
	if off := t.now().Sub(p.ShippedAt); off < -2*time.Hour || off > 2*time.Hour {
		t.Errorf("the parcel left at %v, it is %v", p.ShippedAt, t.now())
	}
	t.wait(time.Hour)
	t.shop.Send(number, []connectors.ParcelLine{piece(0, 2), piece(1, 2)}, "DHL for You", "", t.now())
	sent, cancelled := t.parcels(at.Add(-2*time.Hour), reference)
	t.told("both parcels", sent, 3, 2)
	if len(sent) != 2 || len(cancelled) != 0 {
		t.Errorf("%d parcels and %d cancellations, want 2 and none", len(sent), len(cancelled))
	}
}

func allLeaves(t *tracker) {
	number, reference := t.begin(3, 2)
	t.shop.Send(number, nil, "DPD", trackingCode, t.now())
	sent, cancelled := t.parcels(t.since(), reference)
	t.told("the parcel", sent, 3, 2)
	if len(sent) != 1 || len(cancelled) != 0 || sent[0].Carrier != connectors.DPD {
		t.Errorf("%d parcels and %d cancellations, want one parcel by DPD", len(sent), len(cancelled))
	}
}

func shopCancels(t *tracker) {
	number, reference := t.begin(3, 2)
	if !t.shop.Cancel(number) {
		t.Log("the shop cancels nothing")
		return
	}
	sent, cancelled := t.parcels(t.since(), reference)
	t.told("the cancellation", cancelled, 3, 2)
	if len(sent) != 0 || len(cancelled) == 0 || cancelled[0].ID == "" {
		t.Errorf("%d parcels and %d cancellations", len(sent), len(cancelled))
	}
}

func shopCancelsRest(t *tracker) {
	number, reference := t.begin(3, 2)
	t.shop.Send(number, []connectors.ParcelLine{piece(0, 1)}, "PostNL", trackingCode, t.now())
	if !t.shop.Cancel(number) {
		t.Log("the shop cancels nothing of which a part has left")
		return
	}
	sent, cancelled := t.parcels(t.since(), reference)
	t.told("the parcel", sent, 1)
	t.told("the cancellation", cancelled, 2, 2)
	if len(sent) != 1 || len(cancelled) == 0 {
		t.Errorf("%d parcels and %d cancellations", len(sent), len(cancelled))
	}
}

func leavesLate(t *tracker) {
	number, reference := t.begin(1)
	other, second := t.begin(2)
	t.shop.Send(other, nil, "PostNL", trackingCode, t.now())
	t.parcels(t.since(), second)
	if !t.outside {
		t.wait(20 * 24 * time.Hour)
	}
	since := t.now().Add(-time.Minute)
	t.shop.Send(number, nil, "PostNL", trackingCode, t.now())
	sent, _ := t.parcels(since, reference)
	t.told("the parcel", sent, 1)
	if len(sent) != 1 {
		t.Errorf("%d parcels, want 1", len(sent))
	}
}

func manyLeave(t *tracker) {
	orders := 120
	if t.outside {
		orders = 12
	}
	numbers, since := map[string]string{}, t.now().Add(-time.Hour)
	for range orders {
		o, reference := t.order(1)
		numbers[reference] = t.mustCreate(reference, o).Number
	}
	for _, number := range numbers {
		t.shop.Send(number, nil, "PostNL", trackingCode, t.now())
	}
	told := map[string]bool{}
	if err := t.patiently(func() error {
		return t.Parcels(t.Context(), since, func(page []connectors.Parcel) error {
			for _, p := range page {
				told[p.Reference] = true
			}
			return nil
		})
	}); err != nil {
		t.Fatalf("Parcels() = %v", err)
	}
	for reference := range numbers {
		if !told[reference] {
			t.Fatalf("told of %d orders, %d have left", len(told), len(numbers))
		}
	}
}

func parcelsRefused(t *tracker) {
	number, _ := t.begin(1)
	t.shop.Send(number, nil, "PostNL", trackingCode, t.now())
	full := errors.New("full")
	if err := t.Parcels(t.Context(), t.since(), func([]connectors.Parcel) error { return full }); err != full {
		t.Errorf("Parcels() = %v, want what the caller said", err)
	}
}

func parcelsThrough(t *tracker) {
	if _, ok := t.Tracker.(*ear); ok {
		return // nobody is asked
	}
	number, reference := t.begin(2, 1)
	t.shop.Send(number, []connectors.ParcelLine{piece(0, 1)}, "PostNL", trackingCode, t.now())
	hows := []how{cut, midway, answering(500), answering(401), answering(429, "Retry-After", "2")}
	if !t.outside {
		hows = append(hows, hang)
	}
	for n, h := range hostile {
		if !t.outside || n%3 == 0 {
			hows = append(hows, h.how)
		}
	}
	for _, how := range hows {
		f := t.way.spoil(fault{on: RouteTrack, times: 4, how: how})
		err := t.Parcels(t.Context(), t.since(), func([]connectors.Parcel) error { return nil })
		if err != nil {
			t.ours(err)
		}
		if t.way.hit(f) == 0 {
			t.Fatal("the connector asks for parcels by no track call")
		}
		t.way.heal()
		t.wait(2 * time.Minute)
		sent, _ := t.parcels(t.now().Add(-24*time.Hour), reference)
		t.told("afterwards", sent, 1)
	}
}
