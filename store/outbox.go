package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
)

// lease is how long a worker may take to forward one order before another may
// think it dead.
const lease = 2 * time.Minute

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

// Claim is a delivery that a worker has taken, with the order in the clear.
type Claim struct {
	orderveil.Delivery
	Account  uuid.UUID
	AskFirst bool // an earlier attempt may have had its effect
	ByHand   bool // somebody had it forwarded, whatever the customer asks for
	Content  orderveil.Order

	fingerprints []byte
}

// ClaimDelivery takes a back office's next due delivery for this worker, opening
// its order. ErrNotFound means that nothing is due.
func (s *Store) ClaimDelivery(ctx context.Context, id, office uuid.UUID) (claim Claim, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		for {
			row, err := s.nextDue(ctx, a, office)
			if err != nil {
				return notFound(err)
			}
			taken, err := s.take(ctx, a, row)
			if err != nil {
				return err
			}
			if !taken { // another worker was faster
				continue
			}
			claim, err = s.claimed(ctx, a, row.ID)
			return err
		}
	})
	return claim, err
}

func (s *Store) nextDue(ctx context.Context, a *openAccount, office uuid.UUID) (*account.Delivery, error) {
	return a.db.Delivery.Query().
		Where(delivery.ConnectionID(office), delivery.NextAttemptAtLTE(s.config.Clock()),
			delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardUnknown, orderveil.ForwardSending)).
		Order(delivery.ByNextAttemptAt(), delivery.ByID()).First(ctx)
}

// take moves a delivery to SENDING. Attempts only ever grow, so they tell whether
// the row is as it was read, and later fence off a worker that was thought dead. A
// worker that went away while sending may have succeeded: the next one asks first.
func (s *Store) take(ctx context.Context, a *openAccount, row *account.Delivery) (bool, error) {
	now := s.config.Clock()
	if err := s.wakeAt(ctx, a.ID, now.Add(lease)); err != nil {
		return false, err
	}
	n, err := a.db.Delivery.Update().
		Where(delivery.ID(row.ID), delivery.Attempts(row.Attempts), delivery.StateEQ(row.State)).
		SetState(orderveil.ForwardSending).AddAttempts(1).
		SetAskFirst(row.AskFirst || row.State != orderveil.ForwardWaiting).
		SetLastAttemptAt(now).SetNextAttemptAt(now.Add(lease)).Save(ctx)
	return n == 1, err
}

func (s *Store) claimed(ctx context.Context, a *openAccount, id uuid.UUID) (Claim, error) {
	row, err := a.db.Delivery.Query().Where(delivery.ID(id)).WithConnection().Only(ctx)
	if err != nil {
		return Claim{}, notFound(err)
	}
	claim := Claim{Delivery: deliveryOf(row), Account: a.ID, AskFirst: row.AskFirst, ByHand: row.ByHand}
	claim.Content, err = s.openOrder(ctx, a, row.OrderID, worker, row.Edges.Connection.Withhold)
	if err != nil {
		return claim, fmt.Errorf("store: open order for delivery: %w", err)
	}
	return claim, nil
}

// Outcome is how an attempt to forward ended: the state it leads to, and in WAITING
// and UNKNOWN when to try again.
type Outcome struct {
	State    orderveil.ForwardState
	Number   string // the back office's order number, in FORWARDED
	AskFirst bool   // the attempt may have had its effect
	Again    time.Time
	Problem  *orderveil.Problem
}

// FinishDelivery records how a claimed attempt ended. It is an ErrConflict when the
// claim ran out and another worker has taken over.
func (s *Store) FinishDelivery(ctx context.Context, c Claim, o Outcome) error {
	if !o.Again.IsZero() {
		if err := s.wakeAt(ctx, c.Account, o.Again); err != nil {
			return err
		}
	}
	return s.with(ctx, c.Account, func(a *openAccount) error {
		if o.State == orderveil.ForwardForwarded {
			c.fingerprints = s.fingerprintsOf(ctx, a, c)
		}
		if o.Number != "" {
			if err := saveLocators(ctx, s.catalog.Locator, s.locator(s.catalog.Locator, c.Account, c.Order, o.Number)); err != nil {
				return err
			}
		}
		if err := s.finish(ctx, a, c, o); err != nil {
			return err
		}
		s.changes.publish(ctx, c.Account, []uuid.UUID{c.Order})
		return nil
	})
}

func (s *Store) finish(ctx context.Context, a *openAccount, c Claim, o Outcome) error {
	tx, err := a.db.Tx(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	update := tx.Delivery.Update().
		Where(delivery.ID(c.ID), delivery.Attempts(c.Attempts), delivery.StateEQ(orderveil.ForwardSending)).
		SetState(o.State).SetNumber(o.Number).SetAskFirst(o.AskFirst)
	setProblem(update, o.Problem)
	if c.fingerprints != nil {
		update.SetFingerprints(c.fingerprints)
	}
	if o.Again.IsZero() {
		update.ClearNextAttemptAt()
	} else {
		update.SetNextAttemptAt(o.Again)
	}
	n, err := update.Save(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("another worker has taken over delivery %s: %w", c.ID, orderveil.ErrConflict)
	}
	if err := s.event(tx, c.Order, "FORWARD_"+string(o.State), outcomeDetail(o), "").Exec(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

func outcomeDetail(o Outcome) string {
	if o.Problem != nil {
		return o.Problem.Code
	}
	return o.Number
}

func (s *Store) event(tx *account.Tx, order uuid.UUID, kind, detail, actor string) *account.EventCreate {
	return tx.Event.Create().SetID(s.config.IDs()).SetOrderID(order).SetAt(s.config.Clock()).
		SetKind(kind).SetDetail(detail).SetActor(actor)
}

// ForwardAgain puts an order's deliveries back into the outbox. The back office is
// asked first whether it has the order.
func (s *Store) ForwardAgain(ctx context.Context, v orderveil.Viewer, global, reason string) (*OrderView, error) {
	if !v.Can(orderveil.PermissionSyncRun) {
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
	return s.Order(ctx, v, id.account, id.row, LoadAll)
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
	rows, err := tx.Delivery.Query().Where(delivery.OrderID(id), delivery.StateNEQ(orderveil.ForwardSending)).All(ctx)
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
