package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
)

// Erasure is the answer to a request to erase an order's customer data (GDPR art. 17).
type Erasure struct {
	Order     *OrderView
	Erased    bool
	Obstacles []Obstacle // why it was not; nothing was changed then
	Receipt   *ReceiptView
}

// Obstacle keeps an order from being erased now.
type Obstacle struct {
	Code   string // HOLD, OPEN, ON_ITS_WAY or FORGOTTEN; they never change
	Advice string
	Until  *orderveil.Date // when it goes away by itself
}

// EraseOrder deletes an order's customer data at once, tells every system that received
// it, and signs for it. An order that is still to be sent, or that must be kept, is left
// as it is, and what stands in the way is named. Copies of the database that were made
// before are unreadable from the order's day on, as ever.
func (s *Store) EraseOrder(ctx context.Context, v orderveil.Viewer, global string) (*Erasure, error) {
	if !v.Can(orderveil.PermissionSubjectRequests) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindOrder)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	out := &Erasure{Obstacles: []Obstacle{}}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		var receipt uuid.UUID
		err := a.inTx(ctx, func(tx *account.Tx) error {
			receipt, out.Obstacles, err = s.eraseIn(ctx, tx, a, v, id.row)
			return err
		})
		if err != nil || len(out.Obstacles) > 0 {
			return err
		}
		out.Erased = true
		row, err := a.db.Receipt.Get(ctx, receipt)
		if err != nil {
			return err
		}
		out.Receipt = &ReceiptView{store: s, account: a.Account, row: row}
		return s.tell(ctx, a)
	})
	if err != nil {
		return nil, err
	}
	if out.Erased {
		s.changes.publish(ctx, id.account, []uuid.UUID{id.row})
	}
	out.Order, err = s.Order(ctx, v, id.account, id.row, LoadAll)
	return out, err
}

func (s *Store) eraseIn(ctx context.Context, tx *account.Tx, a *openAccount, v orderveil.Viewer, id uuid.UUID) (receipt uuid.UUID, stops []Obstacle, err error) {
	row, err := tx.Order.Query().Where(order.ID(id), locked).WithDeliveries().Only(ctx)
	if err != nil {
		return receipt, nil, notFound(err)
	}
	if stops = s.obstacles(row); len(stops) > 0 {
		return receipt, stops, nil
	}
	receipt, err = s.eraseRow(ctx, tx, a, v.Subject, id)
	return receipt, nil, err
}

// eraseRow erases an order whatever stands in the way.
func (s *Store) eraseRow(ctx context.Context, tx *account.Tx, a *openAccount, actor string, id uuid.UUID) (receipt uuid.UUID, err error) {
	day := target{s.today(), orderveil.RuleErasure}
	if err := setDay(tx.Order.Update().Where(order.ID(id)), day, s.config.Clock()).Exec(ctx); err != nil {
		return receipt, err
	}
	if _, err := s.forgetIn(ctx, tx, a, orderveil.ReceiptErased, actor, []uuid.UUID{id}); err != nil {
		return receipt, err
	}
	// What has not gone out never will.
	err = tx.Delivery.Update().Where(delivery.OrderID(id),
		delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardHeld, orderveil.ForwardFailed)).
		SetState(orderveil.ForwardSkipped).ClearNextAttemptAt().Exec(ctx)
	if err != nil {
		return receipt, err
	}
	if err := s.event(tx, id, "ERASED", "", actor).Exec(ctx); err != nil {
		return receipt, err
	}
	row, err := tx.Order.Get(ctx, id)
	if err == nil && row.ReceiptID != nil {
		receipt = *row.ReceiptID
	}
	return receipt, err
}

// obstacles names everything that keeps an order from being erased. The API has it in
// words: nothing is skipped in silence.
func (s *Store) obstacles(row *account.Order) []Obstacle {
	if s.forgotten(row) {
		return []Obstacle{{Code: "FORGOTTEN", Advice: "The customer data of this order is forgotten already: there is nothing left to erase."}}
	}
	found := []Obstacle{}
	if row.HoldUntil != nil {
		found = append(found, Obstacle{Code: "HOLD", Until: row.HoldUntil,
			Advice: "A legal hold keeps the customer data of this order. Release the hold first, if the law allows it."})
	}
	if !row.Status.Handled() {
		found = append(found, Obstacle{Code: "OPEN",
			Advice: "The order is still to be sent. Send it or cancel it at the marketplace first."})
	}
	for _, d := range row.Edges.Deliveries {
		if d.State == orderveil.ForwardSending {
			found = append(found, Obstacle{Code: "ON_ITS_WAY",
				Advice: "The order is on its way to a back office right now. Try again in a minute."})
			break
		}
	}
	return found
}
