package store

import (
	"context"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
)

// lease is how long a worker may take to forward one order before another may
// think it dead.
const lease = 2 * time.Minute

// Claim is a delivery that a worker has taken, with the order in the clear.
type Claim struct {
	orderveil.Delivery
	Account  uuid.UUID
	AskFirst bool // an earlier attempt may have had its effect
	ByHand   bool // somebody had it forwarded, whatever the customer asks for
	Content  orderveil.Order
	// Unopened is why the order's customer data cannot be opened: it must not be sent.
	Unopened error
}

// ClaimDeliveries takes up to n of a back office's due deliveries for this worker and opens
// their orders, in as many statements for many as for one. Without an error and a claim,
// nothing is due. That they are on their way is stored before anybody is given them: whoever
// finds them after a crash asks first.
func (s *Store) ClaimDeliveries(ctx context.Context, id, office uuid.UUID, n int) (claims []Claim, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := s.take(ctx, a, office, n)
		if err != nil || len(rows) == 0 {
			return err
		}
		claims, err = s.claimed(ctx, a, office, rows)
		return err
	})
	return claims, err
}

// take moves due deliveries to SENDING. Attempts only ever grow, so they fence off a worker
// that was thought dead. A worker that went away while sending may have succeeded: the next
// one asks first.
func (s *Store) take(ctx context.Context, a *openAccount, office uuid.UUID, n int) (rows []*account.Delivery, err error) {
	err = a.inTx(ctx, func(tx *account.Tx) error {
		now := s.config.Clock()
		rows, err = tx.Delivery.Query().
			Where(delivery.ConnectionID(office), delivery.NextAttemptAtLTE(now), unclaimed,
				delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardUnknown, orderveil.ForwardSending)).
			Order(delivery.ByNextAttemptAt()).Limit(n).All(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		var all, again []uuid.UUID
		for _, row := range rows {
			all = append(all, row.ID)
			if row.State != orderveil.ForwardWaiting && !row.AskFirst {
				again, row.AskFirst = append(again, row.ID), true
			}
			until := now.Add(lease)
			row.State, row.LastAttemptAt, row.NextAttemptAt = orderveil.ForwardSending, &now, &until
			row.Attempts++
		}
		if err := s.wakeAt(ctx, a.ID, now.Add(lease)); err != nil {
			return err
		}
		if len(again) > 0 {
			if err := tx.Delivery.Update().Where(among(delivery.FieldID, again)).SetAskFirst(true).Exec(ctx); err != nil {
				return err
			}
		}
		return tx.Delivery.Update().Where(among(delivery.FieldID, all)).SetState(orderveil.ForwardSending).
			AddAttempts(1).SetLastAttemptAt(now).SetNextAttemptAt(now.Add(lease)).Exec(ctx)
	})
	return rows, err
}

// unclaimed locks the rows that are read and passes over those that somebody else has
// locked: another worker, which takes them, or an import, which may stop them. (SQLite has
// one writer at a time, and every transaction of ours is one.)
func unclaimed(sel *sql.Selector) {
	if sel.Dialect() == dialect.Postgres {
		sel.For(sql.LockNoKeyUpdate, sql.WithLockAction(sql.SkipLocked))
	}
}

// claimed opens the orders of deliveries as they are by now: whatever stops one from here on
// finds it on its way.
func (s *Store) claimed(ctx context.Context, a *openAccount, office uuid.UUID, rows []*account.Delivery) ([]Claim, error) {
	conn, err := a.db.Connection.Get(ctx, office)
	if err != nil {
		return nil, notFound(err)
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.OrderID
	}
	orders, err := s.openOrders(ctx, a, ids, worker, conn.Withhold)
	if err != nil {
		return nil, err
	}
	claims := make([]Claim, len(rows))
	for i, row := range rows {
		o := orders[row.OrderID]
		claims[i] = Claim{Delivery: deliveryOf(row), Account: a.ID, AskFirst: row.AskFirst, ByHand: row.ByHand, Content: o.Order, Unopened: o.err}
	}
	return claims, nil
}
