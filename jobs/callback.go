package jobs

import (
	"context"
	"errors"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// onItsWay is how long a call-back waits for an order that is being sent.
const onItsWay = 30 * time.Second

// callBack asks a back office not to send an order that it has, and says how that went. One
// that carries out no cancellation is told of it.
func (w *notifyWorker) callBack(ctx context.Context, sink connectors.Sink, claim store.NoticeClaim) (store.NoticeOutcome, error) {
	withdrawer, can := sink.(connectors.Withdrawer)
	if !can || claim.Notice.Kind != orderveil.NoticeCancel {
		return w.tellCancel(ctx, sink, claim)
	}
	for _, o := range claim.Notice.Orders {
		err := withdrawer.Withdraw(ctx, o.Reference)
		switch {
		case err == nil:
		case errors.Is(err, orderveil.ErrNotFound) && !claim.Sending: // it never arrived, and will not
		case errors.Is(err, orderveil.ErrNotFound):
			return store.NoticeOutcome{State: orderveil.NoticeWaiting, Again: w.config.Clock().Add(onItsWay), Problem: w.byHand(
				"ON_ITS_WAY", "The order is on its way to the back office right now.", "Nothing: it is asked again by itself.")}, nil
		case errors.Is(err, connectors.ErrLeft):
			return store.NoticeOutcome{State: orderveil.NoticeFailed, Problem: w.byHand("PARCEL_LEFT",
				"The customer does not want the order any more, but a parcel has left.", "Stop the parcel at the carrier, or await its return.")}, nil
		default:
			return w.told(claim, err), err
		}
	}
	return store.NoticeOutcome{State: orderveil.NoticeAcknowledged}, nil
}

func (w *notifyWorker) tellCancel(ctx context.Context, sink connectors.Sink, claim store.NoticeClaim) (store.NoticeOutcome, error) {
	if teller, ok := sink.(connectors.CancelNotifier); ok {
		if err := teller.NotifyCancel(ctx, claim.Notice); !errors.Is(err, connectors.ErrCannotBeTold) {
			return w.told(claim, err), err
		}
	}
	return store.NoticeOutcome{State: orderveil.NoticeUnsupported, Problem: w.byHand("CANNOT_BE_CALLED_BACK",
		"The customer does not want the order, or a part of it, any more, and this kind of back office cannot be told.",
		"Cancel it in the back office by hand, before it is sent.")}, nil
}

func (w *notifyWorker) byHand(code, cause, nextStep string) *orderveil.Problem {
	return &orderveil.Problem{Code: code, Cause: cause, Owner: orderveil.OwnerMerchant, NextStep: nextStep, At: w.config.Clock()}
}
