package store

import (
	"context"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
	"orderveil/ent/account/ordertag"
	"orderveil/ent/account/party"
	"orderveil/ent/account/report"
	"orderveil/ent/account/shipment"
)

// OrderColumns are the columns of an order that the program reads by its own statement.
func OrderColumns() []string {
	r := new(orderRow)
	return names(append(r.ofOrder(), r.moreOfOrder()...))
}

// LineColumns are those of a line.
func LineColumns() []string {
	r := new(orderRow)
	return names(append(r.ofLine(), r.moreOfLine()...))
}

// PartyColumns are those of a party.
func PartyColumns() []string {
	p := new(account.Party)
	return append(names(ofParty(p)), party.FieldOrderID, party.FieldKind)
}

func names(columns []column) (names []string) {
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// ReadOrders reads an account's orders a page of some size at a time, or one by one.
func (s *Store) ReadOrders(ctx context.Context, id uuid.UUID, size int, newest bool, load Load) (all []*account.Order, err error) {
	return all, s.with(ctx, id, func(a *openAccount) error {
		ids, err := a.db.Order.Query().Order(order.ByPlacedAt(), order.ByID()).IDs(ctx)
		if err != nil {
			return err
		}
		if size == 0 {
			all, err = a.orders(ctx, choice{by: asListed, newest: newest, limit: len(ids)}, load)
			return err
		}
		for ; len(ids) > 0 && err == nil; ids = ids[min(size, len(ids)):] {
			var some []*account.Order
			some, err = a.orders(ctx, these(ids[:min(size, len(ids))]), load)
			all = append(all, some...)
		}
		return err
	})
}

// OrdersByEnt reads them as ent does, the oldest first: the reference.
func (s *Store) OrdersByEnt(ctx context.Context, id uuid.UUID) (all []*account.Order, err error) {
	return all, s.with(ctx, id, func(a *openAccount) error {
		all, err = a.db.Order.Query().WithLines(byPosition).WithConnection().
			WithParties(func(q *account.PartyQuery) { q.Order(party.ByKind()) }).
			WithShipments(func(q *account.ShipmentQuery) { q.Order(shipment.ByShippedAt(), shipment.ByID()) }).
			WithReports(func(q *account.ReportQuery) { q.Order(report.ByCreatedAt(), report.ByID()) }).
			WithDeliveries(func(q *account.DeliveryQuery) { q.Order(delivery.ByID()) }).
			WithTags(func(q *account.OrderTagQuery) { q.Order(ordertag.ByTag()) }).
			Order(order.ByPlacedAt(), order.ByID()).All(ctx)
		return err
	})
}

// ListPlan is how the database reads a page of the list under a filter.
func (s *Store) ListPlan(ctx context.Context, id uuid.UUID, f Filter) (plan string, err error) {
	return plan, s.with(ctx, id, func(a *openAccount) error {
		where, err := s.predicates(ctx, a, f)
		if err != nil {
			return err
		}
		plan, err = a.explained(ctx, choice{where: where, by: asListed, newest: true, limit: 51, walked: !f.narrow()}, Load{Parties: true, ConnectionName: true}, false)
		return err
	})
}

// OrderPlan is how the database reads one order for a viewer, with its lines.
func (s *Store) OrderPlan(ctx context.Context, v orderveil.Viewer, id, order uuid.UUID) (plan string, err error) {
	load := Load{Parties: true, Lines: true, ConnectionName: true, BriefOrder: true, ungranted: true}
	err = s.with(ctx, id, func(a *openAccount) error {
		plan, err = a.explained(ctx, these([]uuid.UUID{order}), load.of(v), true)
		return err
	})
	return plan, err
}

// DropLinesIndex has the database find an account's lines as they are stored.
func (s *Store) DropLinesIndex(ctx context.Context, id uuid.UUID) error {
	return s.with(ctx, id, func(a *openAccount) error {
		return a.driver.Exec(ctx, "DROP INDEX orderline_order_id_position", []any{}, nil)
	})
}

func (a *openAccount) explained(ctx context.Context, c choice, load Load, wide bool) (plan string, err error) {
	q, args := a.orderQuery(c, load, wide)
	var step, parent, unused int
	var text string
	if a.dialect == dialect.Postgres {
		err = a.driver.read(ctx, "EXPLAIN "+q.text, args, []any{&text}, func() { plan += text + "\n" })
		return plan, err
	}
	err = a.driver.read(ctx, "EXPLAIN QUERY PLAN "+q.text, args, []any{&step, &parent, &unused, &text}, func() { plan += text + "\n" })
	return plan, err
}
