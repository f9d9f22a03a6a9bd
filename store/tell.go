package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/receipt"
)

// noticeOrders is how many orders one notice names.
const noticeOrders = 100

// tell writes, for each receipt that nobody has been told of, a notice to every back
// office that received some of its orders, and puts the orders into the queues of partners'
// programs again. The sweep does not wait for it: first it is forgotten, then it is told.
func (s *Store) tell(ctx context.Context, a *openAccount) error {
	for {
		row, err := a.db.Receipt.Query().Where(receipt.Told(false)).Order(receipt.ByID()).First(ctx)
		if account.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := s.tellOne(ctx, a, row); err != nil {
			return fmt.Errorf("store: write notices to back offices: %w", err)
		}
	}
}

func (s *Store) tellOne(ctx context.Context, a *openAccount, row *account.Receipt) error {
	// Before the rows are there: a crash in between costs a look in vain.
	if err := s.wakeAt(ctx, a.ID, s.config.Clock().Add(settle)); err != nil {
		return err
	}
	err := a.inTx(ctx, func(tx *account.Tx) error {
		n, err := tx.Receipt.Update().Where(receipt.ID(row.ID), receipt.Told(false)).SetTold(true).Save(ctx)
		if err != nil || n == 0 { // another worker was faster
			return err
		}
		orders := unpack(row.Orders)
		received, err := receivers(ctx, tx, orders)
		if err != nil {
			return err
		}
		var notices []*account.NoticeCreate
		for office, orders := range received {
			for some := range slices.Chunk(orders, noticeOrders) {
				notices = append(notices, s.notice(tx, office, row.Kind.Notice()).SetReceiptID(row.ID).SetOrders(pack(some)))
			}
		}
		if err := tx.Notice.CreateBulk(notices...).Exec(ctx); err != nil {
			return err
		}
		return changedAgain(ctx, tx, orders)
	})
	if err != nil {
		return err
	}
	return s.wakeAt(ctx, a.ID, s.config.Clock())
}

// notice makes a notice that is due at once.
func (s *Store) notice(tx *account.Tx, office uuid.UUID, kind orderveil.NoticeKind) *account.NoticeCreate {
	now := s.config.Clock()
	return tx.Notice.Create().SetID(s.config.IDs()).SetConnectionID(office).SetKind(kind).
		SetState(orderveil.NoticeWaiting).SetCreatedAt(now).SetNextAttemptAt(now)
}

// receivers returns, by back office, those of the orders that it has, or may have.
func receivers(ctx context.Context, tx *account.Tx, ids []uuid.UUID) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := tx.Delivery.Query().Where(among(delivery.FieldOrderID, ids), delivery.Or(
		delivery.StateIn(orderveil.ForwardForwarded, orderveil.ForwardUnknown, orderveil.ForwardSending), delivery.AskFirst(true),
	)).Order(delivery.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	received := map[uuid.UUID][]uuid.UUID{}
	for _, row := range rows {
		received[row.ConnectionID] = append(received[row.ConnectionID], row.OrderID)
	}
	return received, nil
}
