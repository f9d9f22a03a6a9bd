package amazon_test

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
	"orderveil/personal"
)

// parcel is one piece of an order's first line.
func parcel(o orderveil.Order) connectors.Dispatch {
	return connectors.Dispatch{
		Order: o.Number, Lines: []connectors.LineQuantity{{Line: o.Lines[0].MarketplaceID, Quantity: 1}}, Carrier: connectors.PostNL,
		Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "3SKAN0001"),
	}
}

func placed(t *testing.T, options ...option) (*world, orderveil.Order) {
	w := open(t, append([]option{orders(0)}, options...)...)
	number := w.sim.Place(2)
	w.clock.Advance(time.Minute)
	return w, w.mustOrder(number)
}

const confirmation = "/shipmentConfirmation"

func TestAShipmentIsConfirmed(t *testing.T) {
	w, o := placed(t)
	p, err := w.source.Ship(t.Context(), "ref-1", parcel(o))
	if err != nil || !p.Done {
		t.Fatalf("Ship() = %+v, %v", p, err)
	}
	want := []simulator.Confirmed{{
		Order: o.Number, Reference: amazon.PackageNumber("ref-1"), CarrierCode: "Other", CarrierName: "PostNL", Tracking: "3SKAN0001",
		Lines: map[string]int{o.Lines[0].MarketplaceID: 1}, ShippedAt: w.clock.Now(),
	}}
	if diff := cmp.Diff(want, w.sim.Confirmed()); diff != "" {
		t.Error(diff)
	}
	other := parcel(o)
	other.Lines = []connectors.LineQuantity{{Line: o.Lines[0].MarketplaceID, Quantity: 2}}
	for name, c := range map[string]struct {
		reference string
		d         connectors.Dispatch
		want      bool
	}{
		"its number": {"ref-1", other, true}, "its content": {"ref-2", parcel(o), true}, "another": {"ref-2", other, false},
	} {
		if got, err := w.source.Reported(t.Context(), c.reference, c.d); err != nil || got != c.want {
			t.Errorf("%s: Reported() = %v, %v", name, got, err)
		}
	}
	if after := w.mustOrder(o.Number); after.Lines[0].QuantityShipped != 1 || after.Revision == o.Revision || len(after.Shipments) != 1 {
		t.Error("the order does not show the shipment")
	}
}

// However often it is said: one package. Another reference is another package.
func TestARepeatedConfirmationIsOnePackage(t *testing.T) {
	w, o := placed(t)
	for _, reference := range []string{"ref-1", "ref-1", "ref-2", "ref-2"} {
		if _, err := w.source.Ship(t.Context(), reference, parcel(o)); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.mustOrder(o.Number); got.Lines[0].QuantityShipped != 2 || len(got.Shipments) != 2 {
		t.Errorf("%d shipped in %d packages, want 2 in 2", got.Lines[0].QuantityShipped, len(got.Shipments))
	}
}

func TestPackageNumbersArePositiveAndDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 2000 {
		number := amazon.PackageNumber("ref-" + strconv.Itoa(n))
		if v, err := strconv.ParseInt(number, 10, 32); (err != nil && number != "2147483648") || v < 1 || seen[number] {
			t.Fatalf("PackageNumber() = %s (%v)", number, err)
		}
		seen[number] = true
	}
	if first, again := amazon.PackageNumber("ref-1"), amazon.PackageNumber("ref-1"); first != again {
		t.Error("the number is another one the second time")
	}
}

func TestACarrierHasACodeOrAName(t *testing.T) {
	w, o := placed(t)
	for carrier, want := range map[connectors.Carrier][2]string{
		connectors.DHL: {"DHL", ""}, connectors.FedEx: {"FedEx", ""}, connectors.Hermes: {"Hermes Logistik Gruppe", ""},
		connectors.DHLParcel: {"Other", "DHL Parcel"}, "Fietskoerier": {"Other", "Fietskoerier"}, "": {"Other", "Unknown"},
	} {
		d := parcel(o)
		d.Carrier = carrier
		if _, err := w.source.Ship(t.Context(), "ref-1", d); err != nil {
			t.Fatal(err)
		}
		if got := w.sim.Confirmed()[0]; got.CarrierCode != want[0] || got.CarrierName != want[1] {
			t.Errorf("%q is %q %q, want %v", carrier, got.CarrierCode, got.CarrierName, want)
		}
	}
}

// A connection has several marketplaces; the order says which is its own.
func TestAnOrdersMarketplaceIsAskedWithoutDataOfCustomers(t *testing.T) {
	w, o := placed(t)
	before := len(w.called(o.Number))
	if _, err := w.source.Ship(t.Context(), "ref-1", parcel(o)); err != nil {
		t.Fatal(err)
	}
	if asked := w.called(o.Number)[before:]; len(asked) != 1 || asked[0].query.Has("includedData") {
		t.Errorf("the order was asked %v", asked)
	}
}

func TestAShipDateOfAClockThatIsOffIsTaken(t *testing.T) {
	w, o := placed(t)
	for off, want := range map[time.Duration]time.Time{time.Hour: w.clock.Now(), -time.Hour: o.PlacedAt, -time.Second: w.clock.Now().Add(-time.Second)} {
		d := parcel(o)
		d.ShippedAt = w.clock.Now().Add(off)
		if _, err := w.source.Ship(t.Context(), "ref-1", d); err != nil || !w.sim.Confirmed()[0].ShippedAt.Equal(want) {
			t.Errorf("%v off: Ship() = %v, left at %v", off, err, w.sim.Confirmed()[0].ShippedAt)
		}
	}
}

// A hub whose clock is minutes off says of a parcel what is past by Amazon's clock.
func TestAShipDateIsNotInTheFutureOfAmazonsClock(t *testing.T) {
	for _, off := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
		t.Run(off.String(), func(t *testing.T) {
			w, o := placed(t)
			w.config.Clock = func() time.Time { return w.clock.Now().Add(off) }
			d := parcel(o)
			d.ShippedAt = w.config.Clock().Add(-time.Second)
			if _, err := w.again().Ship(t.Context(), "ref-1", d); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestABadConfirmationIsRefused(t *testing.T) {
	w, o := placed(t)
	for name, change := range map[string]func(*connectors.Dispatch){
		"line":     func(d *connectors.Dispatch) { d.Lines[0].Line = "99" },
		"quantity": func(d *connectors.Dispatch) { d.Lines[0].Quantity = 4 },
		"order":    func(d *connectors.Dispatch) { d.Order = "302-0000000-0000000" },
	} {
		d := parcel(o)
		change(&d)
		_, err := w.source.Ship(t.Context(), "ref-1", d)
		if name == "order" && errors.Is(err, orderveil.ErrNotFound) {
			continue
		}
		if f := mustFail(t, err, "REPORT_REFUSED"); f.Outcome != connectors.Refused {
			t.Errorf("%s: outcome %v", name, f.Outcome)
		}
	}
}

// The answer is lost after Amazon took the package: nobody knows, and it is not repeated
// blindly. The package is found by its number.
func TestALostAnswerIsUnclearAndThePackageIsFound(t *testing.T) {
	w, o := placed(t)
	w.mu.Lock()
	w.fault = func(rw http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || r.URL.Path == simulator.TokenPath {
			return false
		}
		w.sim.ServeHTTP(discard{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	}
	w.mu.Unlock()
	_, err := w.source.Ship(t.Context(), "ref-1", parcel(o))
	if f := mustFail(t, err, "CUT_OFF"); f.Outcome != connectors.Unclear || len(w.called(confirmation)) != 1 {
		t.Errorf("outcome %v after %d calls", f.Outcome, len(w.called(confirmation)))
	}
	if known, err := w.source.Reported(t.Context(), "ref-1", parcel(o)); err != nil || !known {
		t.Errorf("Reported() = %v, %v", known, err)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func TestATokenThatEndedIsReplacedBeforeAConfirmation(t *testing.T) {
	w, o := placed(t)
	w.sim.ExpireTokens()
	if _, err := w.source.Ship(t.Context(), "ref-1", parcel(o)); err != nil || len(w.sim.Confirmed()) != 1 {
		t.Errorf("Ship() = %v with %d packages", err, len(w.sim.Confirmed()))
	}
}

// The confirmations of a second are ten, and then two a second.
func TestTheUsagePlanOfConfirmationsIsKept(t *testing.T) {
	w, o := placed(t, limited)
	began := w.clock.Now()
	for range 14 {
		if _, err := w.source.Ship(t.Context(), "ref-1", parcel(o)); err != nil {
			t.Fatal(err)
		}
	}
	if took := w.clock.Now().Sub(began); took < 2*time.Second || took > 10*time.Second {
		t.Errorf("14 confirmations took %v", took)
	}
}

func TestACancellationIsNotForPrograms(t *testing.T) {
	w, o := placed(t)
	_, err := w.source.Cancel(t.Context(), "ref-1", connectors.Cancellation{Order: o.Number, Lines: parcel(o).Lines, Reason: orderveil.CancelOutOfStock})
	if !errors.Is(err, connectors.ErrUnsupported) {
		t.Errorf("Cancel() = %v, want ErrUnsupported", err)
	}
}
