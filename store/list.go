package store

import (
	"context"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/order"
	"orderveil/ent/account/predicate"
)

// maxPage is the most that one page holds.
const maxPage = 100

// defaultPage is what a page holds when nobody says.
const defaultPage = 50

// Paging is Relay's: first with after, or last with before.
type Paging struct {
	First, Last   *int
	After, Before *string
	OldestFirst   bool
}

// OrderPage is one page of orders.
type OrderPage struct {
	Nodes []*OrderView
	more  PageInfo

	store  *Store
	viewer orderveil.Viewer
	where  []predicate.Order
	narrow bool // where leaves few
}

// PageInfo tells where a page lies in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Edges are the orders with their cursors.
func (p *OrderPage) Edges() []*OrderView { return p.Nodes }

// PageInfo tells where the page lies in its list.
func (p *OrderPage) PageInfo() (*PageInfo, error) {
	info := p.more
	if len(p.Nodes) == 0 {
		return &info, nil
	}
	first, err := p.Nodes[0].Cursor()
	if err != nil {
		return nil, err
	}
	last, err := p.Nodes[len(p.Nodes)-1].Cursor()
	info.StartCursor, info.EndCursor = &first, &last
	return &info, err
}

// Orders lists orders of the viewer's account, newest first unless asked otherwise.
// A filter that the viewer may not use is ErrForbidden, before any SQL.
func (s *Store) Orders(ctx context.Context, v orderveil.Viewer, f Filter, p Paging, load Load) (*OrderPage, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	if err := f.allowed(v); err != nil {
		return nil, err
	}
	span, err := s.span(v, p)
	if err != nil {
		return nil, err
	}
	out := &OrderPage{store: s, viewer: v, narrow: f.narrow()}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		if out.where, err = s.predicates(ctx, a, f); err != nil {
			return err
		}
		if !f.byCustomer() {
			out.where = append(out.where, a.real()...)
		}
		return s.read(ctx, a, out, span, load.of(v))
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// span is a page to be read: at most size orders on one side of a place.
type span struct {
	size     int
	from     *place
	newest   bool // reads towards older orders
	reversed bool // was asked from the end: the rows are turned round
}

// place is where an order stands in the list.
type place struct {
	at time.Time
	id uuid.UUID
}

func (s *Store) span(v orderveil.Viewer, p Paging) (span, error) {
	sp := span{size: defaultPage, newest: !p.OldestFirst}
	size, cursor := p.First, p.After
	switch {
	case p.First != nil && p.Last != nil || p.After != nil && p.Before != nil || p.Last != nil && p.After != nil || p.First != nil && p.Before != nil:
		return sp, orderveil.Invalidf("page with first and after, or with last and before")
	case p.Last != nil || p.Before != nil:
		size, cursor, sp.reversed, sp.newest = p.Last, p.Before, true, p.OldestFirst
	}
	if size != nil {
		sp.size = *size
	}
	if sp.size < 1 || sp.size > maxPage {
		return sp, orderveil.Invalidf("first and last are 1 to %d", maxPage)
	}
	if cursor == nil {
		return sp, nil
	}
	from, err := s.openCursor(v, *cursor)
	sp.from = &from
	return sp, err
}

func (s *Store) read(ctx context.Context, a *openAccount, out *OrderPage, sp span, load Load) error {
	c := choice{where: out.where, by: asListed, newest: sp.newest, limit: sp.size + 1, walked: !out.narrow}
	if sp.from != nil {
		c.where = append(slices.Clip(c.where), beyond(*sp.from, sp.newest))
	}
	rows, err := a.orders(ctx, c, load)
	if err != nil {
		return err
	}
	more := len(rows) > sp.size
	rows = rows[:min(len(rows), sp.size)]
	out.more = PageInfo{HasNextPage: more, HasPreviousPage: sp.from != nil}
	if sp.reversed {
		for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
			rows[i], rows[j] = rows[j], rows[i]
		}
		out.more = PageInfo{HasNextPage: sp.from != nil, HasPreviousPage: more}
	}
	out.Nodes, err = s.views(ctx, a, out.viewer, rows, load)
	return err
}

// beyond selects what lies behind a place, by time and then by id.
func beyond(p place, newest bool) predicate.Order {
	return func(sel *sql.Selector) {
		columns, values := []string{sel.C(order.FieldPlacedAt), sel.C(order.FieldID)}, []any{p.at, p.id}
		if newest {
			sel.Where(sql.CompositeLT(columns, values...))
		} else {
			sel.Where(sql.CompositeGT(columns, values...))
		}
	}
}

// TotalCount counts the orders that the filter lets through.
func (p *OrderPage) TotalCount(ctx context.Context) (n int, err error) {
	err = p.store.with(ctx, p.viewer.Account, func(a *openAccount) error {
		n, err = a.db.Order.Query().Where(p.where...).Count(ctx)
		return err
	})
	return n, err
}
