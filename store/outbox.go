package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
)

// outbox adds what is due in an account, and returns when the next will be.
func (s *Store) outbox(ctx context.Context, id uuid.UUID, now time.Time, due *Woken) (next time.Time, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		forward, next1, err := a.deliveriesDue(ctx, now)
		if err != nil {
			return err
		}
		notify, next2, err := a.noticesDue(ctx, now)
		if err != nil {
			return err
		}
		report, next3, err := a.reportsDue(ctx, now)
		if err != nil {
			return err
		}
		failing, err := a.failing(ctx, len(forward)+len(notify)+len(report))
		if err != nil {
			return err
		}
		for conns, to := range map[*[]uuid.UUID]*[]Due{&forward: &due.Forward, &notify: &due.Notify, &report: &due.Report} {
			for _, conn := range *conns {
				*to = append(*to, Due{Account: id, Connection: conn, Slow: failing[conn]})
			}
		}
		next = earlier(earlier(next1, next2), next3)
		return nil
	})
	return next, err
}

// earlier is the first of two moments; the zero time is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// deliveriesDue returns the connections with deliveries that are due, and when the next
// one will be.
func (a *openAccount) deliveriesDue(ctx context.Context, now time.Time) (due []uuid.UUID, next time.Time, err error) {
	var offices []struct {
		ConnectionID uuid.UUID `json:"connection_id"`
	}
	if err := a.db.Delivery.Query().Where(delivery.NextAttemptAtLTE(now)).
		GroupBy(delivery.FieldConnectionID).Scan(ctx, &offices); err != nil {
		return nil, next, err
	}
	for _, o := range offices {
		due = append(due, o.ConnectionID)
	}
	first, err := a.db.Delivery.Query().Where(delivery.NextAttemptAtGT(now)).
		Order(delivery.ByNextAttemptAt()).First(ctx)
	if account.IsNotFound(err) {
		return due, next, nil
	}
	if err == nil {
		next = *first.NextAttemptAt
	}
	return due, next, err
}

func (s *Store) event(tx *account.Tx, order uuid.UUID, kind, detail, actor string) *account.EventCreate {
	return tx.Event.Create().SetID(s.config.IDs()).SetOrderID(order).SetAt(s.config.Clock()).
		SetKind(kind).SetDetail(detail).SetActor(actor)
}

// ForwardAgain puts an order's deliveries back into the outbox. The back office is
// asked first whether it has the order.
func (s *Store) ForwardAgain(ctx context.Context, v orderveil.Viewer, global, reason string) (*OrderView, error) {
	if !v.Can(orderveil.PermissionOrdersForward) {
		return nil, orderveil.ErrForbidden
	}
	if n := len([]rune(reason)); n < 3 || n > 200 {
		return nil, orderveil.Invalidf("say in 3 to 200 characters why the order is forwarded again, without customer data")
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
			if err := s.requeue(ctx, a, v, id.row, note); !errors.Is(err, errDayMoved) || attempt == 4 {
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
	found, err := s.ordersByID(ctx, v, id.account, []uuid.UUID{id.row}, LoadAll)
	if err != nil || len(found) == 0 {
		return nil, errors.Join(err, orderveil.ErrNotFound)
	}
	return found[0], nil
}

// requeue does not disturb an attempt that is under way. The note is sealed to the
// order's day, which must still be that one.
func (s *Store) requeue(ctx context.Context, a *openAccount, v orderveil.Viewer, id uuid.UUID, note sealedNote) error {
	tx, err := a.db.Tx(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	row, err := tx.Order.Query().Where(order.ID(id), locked).Only(ctx)
	if err != nil {
		return notFound(err)
	}
	if needs(note.value, row.ForgetOn) || row.ForgottenAt != nil {
		return errDayMoved
	}
	rows, err := tx.Delivery.Query().Where(delivery.OrderID(id), delivery.StateNEQ(orderveil.ForwardSending),
		delivery.HasConnectionWith(connection.StateNEQ(orderveil.ConnectionRemoved))).All(ctx)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return orderveil.Invalidf("the order has no back office to go to, or is on its way right now")
	}
	for _, row := range rows {
		update := row.Update().SetState(orderveil.ForwardWaiting).SetAskFirst(row.Attempts > 0).SetByHand(true).SetNextAttemptAt(s.config.Clock())
		setProblem(update, nil)
		if err := update.Exec(ctx); err != nil {
			return err
		}
	}
	event := s.event(tx, id, "FORWARD_AGAIN", "", v.Subject).SetID(note.event).SetNote(note.value)
	if err := event.Exec(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

func deliveryOf(row *account.Delivery) orderveil.Delivery {
	return orderveil.Delivery{
		ID: row.ID, Order: row.OrderID, BackOffice: row.ConnectionID, State: row.State, Number: row.Number,
		Attempts: row.Attempts, LastAttemptAt: timeOf(row.LastAttemptAt), NextAttemptAt: timeOf(row.NextAttemptAt),
		Problem: problemOf(row.ProblemCode, row.ProblemCause, row.ProblemOwner, row.ProblemNextStep, row.ProblemAt),
	}
}
