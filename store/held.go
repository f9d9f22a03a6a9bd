package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
)

// ReleaseOrder lets an order go that is held, whoever holds it.
func (s *Store) ReleaseOrder(ctx context.Context, v orderveil.Viewer, global, reason string) (*OrderView, error) {
	return s.decideHeld(ctx, v, global, reason, "HELD_RELEASED", func(u *account.DeliveryUpdateOne, attempts int) {
		u.SetState(orderveil.ForwardWaiting).SetAskFirst(attempts > 0).SetNextAttemptAt(s.config.Clock())
	})
}

// SkipOrder decides that an order that is held is not forwarded.
func (s *Store) SkipOrder(ctx context.Context, v orderveil.Viewer, global, reason string) (*OrderView, error) {
	return s.decideHeld(ctx, v, global, reason, "HELD_SKIPPED", func(u *account.DeliveryUpdateOne, _ int) {
		u.SetState(orderveil.ForwardSkipped).ClearNextAttemptAt()
	})
}

// decideHeld changes every way of an order that is held, and keeps the reason in its
// timeline, sealed like customer data.
func (s *Store) decideHeld(ctx context.Context, v orderveil.Viewer, global, reason, kind string, change func(*account.DeliveryUpdateOne, int)) (*OrderView, error) {
	if !v.Can(orderveil.PermissionSyncRun) {
		return nil, orderveil.ErrForbidden
	}
	if n := len([]rune(reason)); n < 3 || n > 200 {
		return nil, orderveil.Invalidf("say in 3 to 200 characters why, without customer data")
	}
	id, err := parseGlobal(global, kindOrder)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	if err := s.wakeAt(ctx, id.account, s.config.Clock().Add(settle)); err != nil {
		return nil, err
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		for attempt := 1; ; attempt++ {
			note, err := s.sealReason(ctx, a, id.row, reason)
			if err != nil {
				return err
			}
			err = a.inTx(ctx, func(tx *account.Tx) error {
				if err := changeHeld(ctx, tx, id.row, note, change); err != nil {
					return err
				}
				return s.event(tx, id.row, kind, "", v.Subject).SetID(note.event).SetNote(note.value).Exec(ctx)
			})
			if !errors.Is(err, errDayMoved) || attempt == 4 {
				return err
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if err := s.wakeAt(ctx, id.account, s.config.Clock()); err != nil {
		return nil, err
	}
	s.changes.publish(ctx, id.account, []uuid.UUID{id.row})
	return s.Order(ctx, v, id.account, id.row, LoadAll)
}

func changeHeld(ctx context.Context, tx *account.Tx, id uuid.UUID, note sealedNote, change func(*account.DeliveryUpdateOne, int)) error {
	row, err := tx.Order.Query().Where(order.ID(id), locked).Only(ctx)
	if err != nil {
		return notFound(err)
	}
	if needs(note.value, row.ForgetOn) || row.ForgottenAt != nil {
		return errDayMoved
	}
	held, err := tx.Delivery.Query().Where(delivery.OrderID(id), delivery.StateEQ(orderveil.ForwardHeld)).All(ctx)
	if err != nil {
		return err
	}
	if len(held) == 0 {
		return orderveil.Invalidf("the order is not held: there is nothing to decide")
	}
	for _, d := range held {
		update := d.Update()
		change(update, d.Attempts)
		setProblem(update, nil)
		if err := update.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
