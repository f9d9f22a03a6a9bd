package connectors

import (
	"context"
	"errors"
)

// Withdrawer is a Sink whose back office can be asked not to send an order that it has: the
// customer wants out, or the marketplace cancelled.
type Withdrawer interface {
	// Withdraw cancels what has not left of the order that was created under a reference.
	// It returns nil when nothing more of it will leave, also when that was so before;
	// ErrLeft when something of it has left, so that people have to look;
	// orderveil.ErrNotFound when the back office has no such order. Failures are a
	// *Failure. Doing it twice does no harm.
	Withdraw(ctx context.Context, reference string) error
}

// ErrLeft means that an order cannot be withdrawn any more: a parcel of it has left.
var ErrLeft = errors.New("a parcel of the order has left")

// CancelNotifier is a Sink that can be told of cancellations that it does not carry out by
// itself: people or programs behind it do.
type CancelNotifier interface {
	// NotifyCancel tells of an orderveil.NoticeCancel or NoticeCancelPart. The same id is
	// the same notice, however often it comes.
	NotifyCancel(ctx context.Context, n Notice) error
}
