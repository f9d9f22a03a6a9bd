package connectortest

import (
	"errors"
	"time"

	"orderveil"
	"orderveil/connectors"
)

var withdrawing = []shopBehaviour{
	{name: "an order that has not left is withdrawn, however often", show: onWithdrawer(withdrawn)},
	{name: "an order that has left cannot be withdrawn", show: onWithdrawer(withdrawnTooLate)},
	{name: "an order of which a part has left needs people", show: onWithdrawer(withdrawnInPart)},
	{name: "an order that is not there cannot be withdrawn", show: onWithdrawer(withdrawnUnknown)},
	{name: "an order is withdrawn in the end, whatever goes wrong", show: onWithdrawer(withdrawnThrough)},
}

// withdrawer is a back office that can be asked not to send an order.
type withdrawer struct {
	*office
	connectors.Withdrawer
}

func onWithdrawer(show func(*withdrawer)) func(*office) {
	return func(f *office) {
		w, ok := f.sink.(connectors.Withdrawer)
		if !ok {
			f.Log("the back office cannot be asked not to send an order")
			return
		}
		show(&withdrawer{f, w})
	}
}

// cancelled requires, where the shop can be asked, that an order will not leave.
func (w *withdrawer) cancelled(reference string, quantities ...int) {
	w.Helper()
	if t, ok := w.sink.(connectors.Tracker); ok {
		tracked := &tracker{w.office, t}
		sent, cancelled := tracked.parcels(w.now().Add(-24*time.Hour), reference)
		tracked.told("what was withdrawn", cancelled, quantities...)
		if len(sent) != 0 || len(cancelled) == 0 {
			w.Errorf("%d parcels and %d cancellations", len(sent), len(cancelled))
		}
	}
}

func withdrawn(w *withdrawer) {
	o, reference := w.order(3, 1)
	other, kept := w.order(1)
	w.mustCreate(reference, o)
	w.mustCreate(kept, other)
	for range 2 {
		if err := w.Withdraw(w.Context(), reference); err != nil {
			w.Fatalf("Withdraw() = %v", err)
		}
	}
	w.cancelled(reference, 3, 1)
	if t, ok := w.sink.(connectors.Tracker); ok {
		if _, cancelled := (&tracker{w.office, t}).parcels(w.now().Add(-24*time.Hour), kept); len(cancelled) != 0 {
			w.Error("another order was withdrawn")
		}
	}
}

func withdrawnTooLate(w *withdrawer) {
	o, reference := w.order(2, 1)
	w.shop.Send(w.mustCreate(reference, o).Number, nil, "PostNL", trackingCode, w.now())
	for range 2 {
		if err := w.Withdraw(w.Context(), reference); !errors.Is(err, connectors.ErrLeft) {
			w.Errorf("Withdraw() = %v, want ErrLeft", err)
		}
	}
}

func withdrawnInPart(w *withdrawer) {
	o, reference := w.order(2, 1)
	w.shop.Send(w.mustCreate(reference, o).Number, []connectors.ParcelLine{piece(0, 1)}, "PostNL", trackingCode, w.now())
	for range 2 {
		if err := w.Withdraw(w.Context(), reference); !errors.Is(err, connectors.ErrLeft) {
			w.Errorf("Withdraw() = %v, want ErrLeft", err)
		}
	}
}

func withdrawnUnknown(w *withdrawer) {
	_, reference := w.order(1)
	if err := w.Withdraw(w.Context(), reference); !errors.Is(err, orderveil.ErrNotFound) {
		w.Errorf("Withdraw() = %v, want ErrNotFound", err)
	}
}

// withdrawnThrough has the first call go wrong that withdrawing makes, then the second, and
// so on.
func withdrawnThrough(w *withdrawer) {
	hows := []how{after(cut), cut, after(answering(500)), hostile[0].how}
	if w.outside {
		hows = hows[:1]
	}
	for _, how := range hows {
		for skip := 0; ; skip++ {
			o, reference := w.order(1, 1)
			w.mustCreate(reference, o)
			struck := w.way.spoil(fault{skip: skip, how: how})
			if err := w.patiently(func() error { return w.Withdraw(w.Context(), reference) }); err != nil {
				w.Fatalf("call %d: Withdraw() = %v", skip+1, err)
			}
			w.way.heal()
			w.cancelled(reference, 1, 1)
			if w.way.hit(struck) == 0 {
				break
			}
		}
	}
}
