package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/notice"
	"orderveil/ent/account/order"
	"orderveil/ent/account/receipt"
)

// NoticeClaim is a notice that a worker has taken.
type NoticeClaim struct {
	Account    uuid.UUID
	Connection uuid.UUID
	Attempts   int // this one included
	Notice     connectors.Notice
	// Sending says that the order is on its way to the back office right now, or that it is
	// not clear whether it arrived.
	Sending bool

	orders []uuid.UUID
}

// NoticeOutcome is how an attempt to tell a back office ended: the state it leads to,
// and in WAITING when to try again.
type NoticeOutcome struct {
	State   orderveil.NoticeState
	Again   time.Time
	Problem *orderveil.Problem
	Answer  int // the HTTP status of the last answer, 0 when none came
}

// noticesDue returns the connections of an account with notices that are due, and when
// the next one will be.
func (a *openAccount) noticesDue(ctx context.Context, now time.Time) (due []uuid.UUID, next time.Time, err error) {
	var offices []struct {
		ConnectionID uuid.UUID `json:"connection_id"`
	}
	if err := a.db.Notice.Query().Where(notice.NextAttemptAtLTE(now)).
		GroupBy(notice.FieldConnectionID).Scan(ctx, &offices); err != nil {
		return nil, next, err
	}
	for _, o := range offices {
		due = append(due, o.ConnectionID)
	}
	first, err := a.db.Notice.Query().Where(notice.NextAttemptAtGT(now)).Order(notice.ByNextAttemptAt()).First(ctx)
	if account.IsNotFound(err) {
		return due, next, nil
	}
	if err == nil {
		next = *first.NextAttemptAt
	}
	return due, next, err
}

// ClaimNotice takes a back office's next due notice for this worker. ErrNotFound means
// that nothing is due.
func (s *Store) ClaimNotice(ctx context.Context, id, office uuid.UUID) (claim NoticeClaim, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		for {
			now := s.config.Clock()
			row, err := a.db.Notice.Query().Where(notice.ConnectionID(office), notice.NextAttemptAtLTE(now)).
				Order(notice.ByNextAttemptAt(), notice.ByID()).First(ctx)
			if err != nil {
				return notFound(err)
			}
			if err := s.wakeAt(ctx, id, now.Add(lease)); err != nil {
				return err
			}
			n, err := a.db.Notice.Update().Where(notice.ID(row.ID), notice.Attempts(row.Attempts), notice.StateEQ(row.State)).
				SetState(orderveil.NoticeSending).AddAttempts(1).SetLastAttemptAt(now).SetNextAttemptAt(now.Add(lease)).Save(ctx)
			if err != nil {
				return err
			}
			if n == 0 { // another worker was faster
				continue
			}
			claim = NoticeClaim{Account: id, Connection: office, Attempts: row.Attempts + 1}
			claim.orders = unpack(row.Orders)
			claim.Notice, err = a.noticeOf(ctx, row)
			if err != nil || !row.Kind.Cancels() {
				return err
			}
			claim.Sending, err = a.db.Delivery.Query().Where(delivery.ConnectionID(office), among(delivery.FieldOrderID, claim.orders),
				delivery.StateIn(orderveil.ForwardSending, orderveil.ForwardUnknown)).Exist(ctx)
			return err
		}
	})
	return claim, err
}

// noticeOf is a notice as a back office is told it.
func (a *openAccount) noticeOf(ctx context.Context, row *account.Notice) (connectors.Notice, error) {
	n := connectors.Notice{ID: row.ID, Kind: row.Kind, At: row.CreatedAt.UTC()}
	if row.ReceiptID != nil {
		r, err := a.db.Receipt.Query().Where(receipt.ID(*row.ReceiptID)).Only(ctx)
		if err != nil {
			return n, err
		}
		n.At = r.At.UTC()
	}
	ids := unpack(row.Orders)
	if len(ids) == 0 {
		return n, nil
	}
	rows, err := a.db.Order.Query().Where(among(order.FieldID, ids)).
		WithDeliveries(func(q *account.DeliveryQuery) { q.Where(delivery.ConnectionID(row.ConnectionID)) }).
		Order(order.ByPlacedAt(), order.ByID()).All(ctx)
	for _, o := range rows {
		told := connectors.NoticeOrder{Number: o.Number, HubNumber: o.HubNumber, ForgetOn: o.ForgetOn}
		for _, d := range o.Edges.Deliveries {
			told.Reference, told.BackOfficeNumber = deliveryOf(d).Reference(), d.Number
		}
		n.Orders = append(n.Orders, told)
	}
	return n, err
}

// FinishNotice records how a claimed attempt ended. It is an ErrConflict when the claim
// ran out and another worker has taken over.
func (s *Store) FinishNotice(ctx context.Context, c NoticeClaim, o NoticeOutcome) error {
	if !o.Again.IsZero() {
		if err := s.wakeAt(ctx, c.Account, o.Again); err != nil {
			return err
		}
	}
	err := s.with(ctx, c.Account, func(a *openAccount) error {
		update := a.db.Notice.Update().
			Where(notice.ID(c.Notice.ID), notice.Attempts(c.Attempts), notice.StateEQ(orderveil.NoticeSending)).
			SetState(o.State)
		setProblem(update, o.Problem)
		if o.Answer != 0 {
			update.SetAnswer(o.Answer)
		} else {
			update.ClearAnswer()
		}
		if o.Again.IsZero() {
			update.ClearNextAttemptAt()
		} else {
			update.SetNextAttemptAt(o.Again)
		}
		if o.State == orderveil.NoticeAcknowledged {
			update.SetAcknowledgedAt(s.config.Clock())
		}
		n, err := update.Save(ctx)
		if err == nil && n == 0 {
			return orderveil.ErrConflict
		}
		if err != nil || !c.Notice.Kind.Cancels() || o.State == orderveil.NoticeWaiting {
			return err
		}
		return s.tellOrders(ctx, a, c, o)
	})
	if err == nil && c.Notice.Kind.Cancels() {
		s.changes.publish(ctx, c.Account, c.orders)
	}
	return err
}

// tellOrders enters into the orders' timelines how a back office took their cancellation.
func (s *Store) tellOrders(ctx context.Context, a *openAccount, c NoticeClaim, o NoticeOutcome) error {
	events := make([]*account.EventCreate, len(c.orders))
	for i, id := range c.orders {
		events[i] = a.db.Event.Create().SetID(s.config.IDs()).SetOrderID(id).SetAt(s.config.Clock()).SetKind("CALL_BACK_" + string(o.State))
		if o.Problem != nil {
			events[i].SetDetail(o.Problem.Code)
		}
	}
	return a.db.Event.CreateBulk(events...).Exec(ctx)
}
