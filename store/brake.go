package store

import (
	"context"
	"encoding/binary"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/orderline"
)

// The late-cancellation brake: a customer who wants out, or a marketplace that cancels,
// stops an order that is not on its way yet, and calls back one that a back office has.

// unwanted is how many of each stored order's lines are cancelled or asked to be, so that
// it shows when there are more. Only orders that are known are read.
func (b *batch) unwanted(ctx context.Context, known map[uuid.UUID]*account.Order) (map[uuid.UUID]int, error) {
	counts := make(map[uuid.UUID]int, len(known))
	if len(known) == 0 {
		return counts, nil
	}
	ids := make([]uuid.UUID, 0, len(known))
	for id := range known {
		ids = append(ids, id)
	}
	lines, err := b.tx.OrderLine.Query().Where(among(orderline.FieldOrderID, ids),
		orderline.Or(orderline.QuantityCancelledGT(0), orderline.CancellationRequested(true))).All(ctx)
	for _, l := range lines {
		counts[l.OrderID] += unwantedOf(l.Quantity, l.QuantityCancelled, l.CancellationRequested)
	}
	return counts, err
}

// unwantedOf is how many of a line somebody does not want any more.
func unwantedOf(quantity, cancelled int, requested bool) int {
	if requested {
		return quantity
	}
	return cancelled
}

// brake stops an order that is not on its way yet when the customer wants out, and takes
// one out of the outbox that has been handled without us. Who has the order, or may have
// it, is asked not to send what is not wanted any more.
func (b *batch) brake(ctx context.Context, o *orderveil.Order, before int) error {
	now, all := 0, true
	for i := range o.Lines {
		l := &o.Lines[i]
		now += unwantedOf(l.Quantity, l.QuantityCancelled, l.CancellationRequested)
		all = all && (l.CancellationRequested || l.Left() == 0)
	}
	// Whoever takes a delivery from here on waits, and then reads the order as it is now.
	if _, err := b.tx.Delivery.Query().Where(delivery.OrderID(o.ID), locked).Order(delivery.ByID()).IDs(ctx); err != nil {
		return err
	}
	if now > before {
		if err := b.callBack(ctx, o, all, now); err != nil {
			return err
		}
	}
	to := orderveil.FirstForward(o)
	if to == orderveil.ForwardWaiting {
		return nil
	}
	update := b.tx.Delivery.Update().Where(
		delivery.OrderID(o.ID),
		delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardHeld, orderveil.ForwardFailed),
		delivery.StateNEQ(to),
	)
	if to == orderveil.ForwardHeld {
		update.Where(delivery.ByHand(false)) // somebody has decided already
	}
	if to == orderveil.ForwardSkipped { // whatever stood in the way does no more
		setProblem(update, nil)
	}
	n, err := update.SetState(to).ClearNextAttemptAt().Save(ctx)
	if n > 0 {
		b.event(o.ID, "FORWARD_"+string(to), "")
	}
	return err
}

// callBack writes a notice to every back office that has the order or may have it, one for
// each state of the cancellations.
func (b *batch) callBack(ctx context.Context, o *orderveil.Order, all bool, unwanted int) error {
	received, err := receivers(ctx, b.tx, []uuid.UUID{o.ID})
	if err != nil {
		return err
	}
	kind := orderveil.NoticeCancelPart
	if all {
		kind = orderveil.NoticeCancel
	}
	for office := range received {
		id := orderveil.NoticeID(orderveil.DeliveryID(o.ID, office), kind)
		id = uuid.NewSHA1(id, binary.AppendUvarint(nil, uint64(unwanted)))
		b.notices = append(b.notices, b.store.notice(b.tx, office, kind).SetID(id).SetOrders(pack([]uuid.UUID{o.ID})))
		b.event(o.ID, "CALLED_BACK", string(kind))
	}
	return nil
}

// saveNotices writes what back offices are to be told. The outbox is looked at soon.
func (b *batch) saveNotices(ctx context.Context) error {
	if len(b.notices) == 0 {
		return nil
	}
	// Before the rows are there: a crash in between costs a look in vain.
	if err := b.store.wakeAt(ctx, b.account.ID, b.now); err != nil {
		return err
	}
	return inParts(b.notices, func(some ...*account.NoticeCreate) error {
		return ignoreNoRows(b.tx.Notice.CreateBulk(some...).OnConflictColumns("id").DoNothing().Exec(ctx))
	})
}
