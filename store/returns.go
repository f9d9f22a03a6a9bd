package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/orderreturn"
)

// KeepReturns keeps what customers send back, as the marketplace says of it by now. A
// return that makes no sense is left out: the marketplace is asked again and again.
func (s *Store) KeepReturns(ctx context.Context, id, conn uuid.UUID, returns []orderveil.Return) error {
	return s.with(ctx, id, func(a *openAccount) error {
		rows := make([]*account.OrderReturnCreate, 0, len(returns))
		orders := make([]uuid.UUID, 0, len(returns))
		seen := map[uuid.UUID]bool{}
		for _, r := range returns {
			row := orderveil.ReturnID(conn, r.MarketplaceID+"\x00"+r.Line)
			if r.Check() != nil || seen[row] {
				continue
			}
			seen[row] = true
			order := orderveil.OrderID(conn, r.Order)
			orders = append(orders, order)
			create := a.db.OrderReturn.Create().SetID(row).SetOrderID(order).SetConnectionID(conn).SetMarketplaceID(r.MarketplaceID).SetLine(r.Line).
				SetSku(r.SKU).SetEan(r.EAN).SetQuantity(r.Quantity).SetReason(r.Reason).SetRegisteredAt(r.RegisteredAt.UTC()).SetResult(r.Result)
			if !r.HandledAt.IsZero() {
				create.SetHandledAt(r.HandledAt.UTC())
			}
			rows = append(rows, create)
		}
		if len(rows) == 0 {
			return nil
		}
		err := a.db.OrderReturn.CreateBulk(rows...).OnConflictColumns(orderreturn.FieldID).UpdateNewValues().
			Update(func(u *account.OrderReturnUpsert) { u.UpdateHandledAt() }).Exec(ctx)
		if err == nil {
			s.changes.publish(ctx, id, orders)
		}
		return err
	})
}

// ReturnView is a line of an order that the customer sends back.
type ReturnView struct {
	order *OrderView
	row   *account.OrderReturn
}

// Returns are what the customer sends back of the order, oldest first.
func (o *OrderView) Returns() []*ReturnView {
	views := make([]*ReturnView, len(o.returns))
	for i, row := range o.returns {
		views[i] = &ReturnView{o, row}
	}
	return views
}

// loadReturns reads the returns of a page of orders. (They are no edge of the order: a
// return may be known before it.)
func (a *openAccount) loadReturns(ctx context.Context, views []*OrderView, ids []uuid.UUID) error {
	rows, err := a.db.OrderReturn.Query().Where(among(orderreturn.FieldOrderID, ids)).Order(orderreturn.ByRegisteredAt(), orderreturn.ByID()).All(ctx)
	for _, row := range rows {
		for _, v := range views {
			if v.row.ID == row.OrderID {
				v.returns = append(v.returns, row)
			}
		}
	}
	return err
}

// ID is the return's global id.
func (r *ReturnView) ID() string { return r.order.global(kindReturn, r.row.ID) }

// Number is the marketplace's number of the return.
func (r *ReturnView) Number() string { return r.row.MarketplaceID }

// Line is the line that comes back, or nil when the marketplace does not say.
func (r *ReturnView) Line() *LineView {
	for _, l := range r.order.row.Edges.Lines {
		if r.row.Line != "" && l.MarketplaceID == r.row.Line || r.row.Line == "" && r.row.Ean != "" && l.Ean == r.row.Ean {
			return &LineView{order: r.order, row: l}
		}
	}
	return nil
}

// Quantity is how many.
func (r *ReturnView) Quantity() int { return r.row.Quantity }

// Reason is the marketplace's code, or nil.
func (r *ReturnView) Reason() *string { return nonEmpty(r.row.Reason) }

// Result is the marketplace's code of how it was handled, or nil.
func (r *ReturnView) Result() *string { return nonEmpty(r.row.Result) }

// RegisteredAt is when the customer said so.
func (r *ReturnView) RegisteredAt() time.Time { return r.row.RegisteredAt.UTC() }

// HandledAt is when it was handled, or nil.
func (r *ReturnView) HandledAt() *time.Time { return utc(r.row.HandledAt) }
