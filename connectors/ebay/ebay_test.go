package ebay_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/ebay"
	"orderveil/connectors/ebay/simulator"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// world is a simulator behind a real server, and a source that talks to it.
type world struct {
	*testing.T
	sim    *simulator.Simulator
	source *ebay.Source

	mu    sync.Mutex
	now   time.Time
	calls map[string]int // by path
}

func open(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{T: t, now: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC), calls: map[string]int{}}
	w.sim = simulator.New(simulator.Config{Clock: w.clock, ClientID: "id", ClientSecret: "secret", RefreshToken: "refresh"})
	handler := checking(t, w.sim)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.calls[r.URL.Path]++
		w.mu.Unlock()
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	c := configAt(server.URL)
	c.HTTP, c.Clock = server.Client(), w.clock
	source, err := ebay.NewSourceWaiting(c, wire.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.source = source
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) list(since time.Time) map[string]bool {
	w.Helper()
	listed := map[string]bool{}
	err := w.source.List(w.Context(), connectors.Window{Since: since}, func(page []connectors.Summary) error {
		for _, s := range page {
			listed[s.Number] = true
		}
		return nil
	})
	if err != nil {
		w.Fatalf("List() = %v", err)
	}
	return listed
}

func (w *world) dispatch(number, tracking string, quantity int) connectors.Dispatch {
	return connectors.Dispatch{
		Order: number, Lines: []connectors.LineQuantity{{Line: w.sim.Lines(number)[0].ID, Quantity: quantity}}, Carrier: connectors.DHLParcel,
		Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, tracking), ShippedAt: w.clock().Add(-time.Minute),
	}
}

func (w *world) ship(d connectors.Dispatch) {
	w.Helper()
	p, err := w.source.Ship(w.Context(), "parcel", d)
	if err != nil || !p.Done || p.ID != "" {
		w.Fatalf("Ship() = %+v, %v", p, err)
	}
}

func (w *world) reported(d connectors.Dispatch, want bool) {
	w.Helper()
	if got, err := w.source.Reported(w.Context(), "parcel", d); err != nil || got != want {
		w.Errorf("Reported() = %v, %v, want %v", got, err, want)
	}
}

func TestAnOrderIsListedOnceItIsPaid(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Unpaid)
	since := w.clock().Add(-time.Hour)
	if w.list(since)[number] || w.list(time.Time{})[number] {
		t.Error("an order that is not paid is listed")
	}
	w.advance(24 * time.Hour)
	since = w.clock().Add(-time.Minute)
	w.sim.Pay(number)
	if !w.list(since)[number] {
		t.Error("the payment is not listed as a change")
	}
}

// An order that nobody has touched for a year is still to be sent.
func TestAllThatEBayShowsHoldsOldOrdersWithWorkLeft(t *testing.T) {
	w := open(t)
	open, done := w.sim.Place(1, simulator.Usual), w.sim.Place(1, simulator.Usual)
	w.sim.Ship(done, 0, 3)
	w.advance(300 * 24 * time.Hour)
	recent := w.sim.Place(1, simulator.Usual)
	listed := w.list(time.Time{})
	if !listed[open] || listed[done] || !listed[recent] {
		t.Errorf("listed %v", listed)
	}
}

func TestKindsOfOrders(t *testing.T) {
	w := open(t)
	read := func(kind simulator.Kind) orderveil.Order {
		o, err := w.source.Order(w.Context(), w.sim.Place(1, kind))
		if err := errors.Join(err, o.Check()); err != nil {
			t.Fatal(err)
		}
		return o
	}
	if o := read(simulator.ByEBay); o.Fulfilment != orderveil.ByMarketplace || o.ShipTo != nil {
		t.Errorf("eBay's order: fulfilment %s", o.Fulfilment)
	}
	if o := read(simulator.Abroad); o.Fulfilment != orderveil.ByMerchant || o.ShipTo.Note.Plain(personal.OrderReference) == "" {
		t.Error("an order that goes abroad through eBay lacks its reference")
	}
	if o := read(simulator.Collected); o.ShipTo.Pickup.Plain(personal.PickupPoint) == "" || o.ShipTo.Name.Plain(personal.LastName) == "" {
		t.Error("an order that is fetched says not where, or by whom")
	}
	if o := read(simulator.Taxed); o.Tax == nil || o.BillTo.TaxID.Plain(personal.VATNumber) == "" {
		t.Error("tax or tax number is missing")
	}
}

// Fulfillments cost a call, and most orders have none.
func TestFulfillmentsAreReadWhenSomethingLeft(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Usual)
	path := simulator.OrderPath + "/" + number + "/shipping_fulfillment"
	for _, want := range []int{0, 1} {
		if _, err := w.source.Order(w.Context(), number); err != nil {
			t.Fatal(err)
		}
		if n := w.calls[path]; n != want {
			t.Errorf("%d calls, want %d", n, want)
		}
		w.sim.Ship(number, 0, 1)
	}
}

func TestTrackingGoesWithoutSpacesAndSigns(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Usual)
	d := w.dispatch(number, "JD 0149-0001 kanarie", 2)
	w.reported(d, false)
	w.ship(d)
	w.reported(d, true)
	p := w.sim.Parcels(number)
	if len(p) != 1 || p[0].Tracking != "JD01490001kanarie" || p[0].Carrier != "DHL" || !p[0].Shipped.Equal(d.ShippedAt) {
		t.Errorf("eBay has %d parcels, with the carrier %s", len(p), p[0].Carrier)
	}
	w.reported(w.dispatch(number, "JD 0149-0001 kanarie", 1), false) // another quantity is another parcel
}

func TestAParcelWithoutTrackingIsKnownByWhenItLeft(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Usual)
	d := w.dispatch(number, "- - -", 1)
	w.ship(d)
	if p := w.sim.Parcels(number)[0]; p.Tracking != "" || p.Carrier != "" {
		t.Error("a carrier came without a tracking number, which eBay refuses")
	}
	w.reported(d, true)
	later := d
	later.ShippedAt = d.ShippedAt.Add(30 * time.Minute)
	w.reported(later, false)
}

func TestABackOfficeWhoseClockIsAheadIsBelieved(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Usual)
	d := w.dispatch(number, "", 1)
	d.ShippedAt = w.clock().Add(3 * time.Minute)
	w.ship(d)
	w.reported(d, true)
	d.ShippedAt = w.clock().Add(time.Hour)
	_, err := w.source.Ship(w.Context(), "parcel", d)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "DATE_REFUSED" || f.Outcome != connectors.Refused {
		t.Errorf("Ship() of a parcel of the future = %v", err)
	}
}

// The same parcel twice is a conflict at eBay: it says that there is one, and the hub asks.
func TestAConflictIsUnclear(t *testing.T) {
	w := open(t)
	number := w.sim.Place(1, simulator.Usual)
	d := w.dispatch(number, "KANARIE1", 1)
	w.ship(d)
	_, err := w.source.Ship(w.Context(), "parcel", d)
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Unclear {
		t.Errorf("Ship() = %v, want Unclear", err)
	}
}

func TestNothingIsCancelledThroughThisAPI(t *testing.T) {
	w := open(t)
	_, err := w.source.Cancel(w.Context(), "cancellation", connectors.Cancellation{Order: w.sim.Place(1, simulator.Usual)})
	if !errors.Is(err, connectors.ErrUnsupported) {
		t.Errorf("Cancel() = %v", err)
	}
}

func TestAConsentThatEndedIsToldFromWrongKeys(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Config{Clock: time.Now, ClientID: "id", ClientSecret: "secret", RefreshToken: "refresh"})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	for secret, code := range map[string]string{"refresh_token": "CONSENT_ENDED", "client_secret": "CREDENTIALS_REFUSED"} {
		c := configAt(server.URL)
		c.HTTP, c.Clock, c.Secrets[secret] = server.Client(), time.Now, personal.NewSecret("another")
		source, err := ebay.NewSource(c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = source.Order(t.Context(), number)
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Code != code || f.Outcome != connectors.Auth {
			t.Errorf("with another %s: %v, want %s", secret, err, code)
		}
	}
}

// Orders that change while the list is read move to its end, and those behind them move up.
func TestAnOrderThatMovesBetweenPagesIsNotLost(t *testing.T) {
	w := open(t)
	var numbers []string
	for range 250 {
		numbers = append(numbers, w.sim.Place(1, simulator.Usual))
		w.advance(time.Second)
	}
	listed, pages := map[string]bool{}, 0
	err := w.source.List(w.Context(), connectors.Window{Since: w.clock().Add(-time.Hour)}, func(page []connectors.Summary) error {
		if pages++; pages == 1 {
			for _, number := range numbers[:15] {
				w.sim.Ship(number, 0, 1)
			}
		}
		for _, s := range page {
			listed[s.Number] = true
		}
		return nil
	})
	if err != nil || pages != 2 {
		t.Fatalf("List() = %v after %d pages", err, pages)
	}
	for _, number := range numbers {
		if !listed[number] {
			t.Fatalf("listed %d orders of %d", len(listed), len(numbers))
		}
	}
}
