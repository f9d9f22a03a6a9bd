package connectortest

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

var notifying = []shopBehaviour{
	{name: "a notice of an order is taken, however often", show: onNotifier(notified)},
	{name: "a notice of an order that is not there is taken", show: onNotifier(notifiedOfNothing)},
	{name: "a notice is taken in the end, whatever goes wrong", show: onNotifier(notifiedThrough), alike: true},
}

// notifier is a back office that is told what became of the customer data it received.
type notifier struct {
	*office
	connectors.Notifier
}

func onNotifier(show func(*notifier)) func(*office) {
	return func(f *office) {
		n, ok := f.sink.(connectors.Notifier)
		if !ok {
			f.Log("the back office cannot be told")
			return
		}
		show(&notifier{f, n})
	}
}

// notice is one about an order.
func (n *notifier) notice(kind orderveil.NoticeKind, reference string, o *orderveil.Order) connectors.Notice {
	return connectors.Notice{ID: uuid.New(), Kind: kind, At: n.clock(), Orders: []connectors.NoticeOrder{{
		Reference: reference, Number: o.Number, HubNumber: o.HubNumber, ForgetOn: orderveil.DateOf(n.clock().AddDate(0, 0, 7)),
	}}}
}

// taken requires that a notice is acknowledged, or of a kind that the back office cannot take.
func (n *notifier) taken(notice connectors.Notice) {
	n.Helper()
	err := n.patiently(func() error {
		err := n.Notify(n.Context(), notice)
		if errors.Is(err, connectors.ErrCannotBeTold) {
			n.Logf("%s cannot be told here", notice.Kind)
			return nil
		}
		return err
	})
	if err != nil {
		n.Errorf("%s: Notify() = %v", notice.Kind, err)
	}
}

func notified(n *notifier) {
	for _, kind := range []orderveil.NoticeKind{orderveil.NoticeDue, orderveil.NoticePseudonymised, orderveil.NoticeErased, orderveil.NoticeEmergency} {
		o, reference := n.order(1, 1)
		before := n.mustCreate(reference, o)
		notice := n.notice(kind, reference, o)
		for range 2 {
			n.taken(notice)
		}
		if after := n.under(reference); len(after) != 1 || after[0].Number != before.Number || after[0].TotalCents != before.TotalCents {
			n.Errorf("%s: the notice changed what was ordered", kind)
		}
	}
}

func notifiedOfNothing(n *notifier) {
	o, reference := n.order(1)
	n.taken(n.notice(orderveil.NoticeErased, reference, o))
	n.holds(0)
}

// notifiedThrough has the first call go wrong that a notice needs, then the second, and so on.
func notifiedThrough(n *notifier) {
	for _, how := range []how{cut, after(cut), answering(http.StatusInternalServerError), hostile[0].how} {
		for skip := 0; ; skip++ {
			o, reference := n.order(1)
			n.mustCreate(reference, o)
			struck := n.way.spoil(fault{skip: skip, how: how})
			n.taken(n.notice(orderveil.NoticeErased, reference, o))
			n.way.heal()
			if len(n.under(reference)) != 1 {
				n.Fatal("the order is gone")
			}
			if n.way.hit(struck) == 0 {
				break
			}
		}
	}
}
