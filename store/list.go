package store

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
	"orderveil/ent/account/party"
	"orderveil/ent/account/predicate"
	"orderveil/personal"
	"orderveil/seal"
)

// maxPage is the most that one page holds.
const maxPage = 100

// defaultPage is what a page holds when nobody says.
const defaultPage = 50

// Filter narrows a list of orders. The customer fields match exactly, through blind
// indexes, and need the right to see their category in full.
type Filter struct {
	Status              []orderveil.OrderStatus
	ForwardState        []orderveil.ForwardState
	Connection          []string
	PlacedAfter         *time.Time
	PlacedBefore        *time.Time
	CustomerEmail       *string
	CustomerPhone       *string
	CustomerPostcode    *string
	CustomerHouseNumber *string
}

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
	out := &OrderPage{store: s, viewer: v}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		if out.where, err = s.predicates(ctx, a, f); err != nil {
			return err
		}
		return s.read(ctx, a, out, span, load)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// allowed refuses a search for what the viewer may not see: the answer would say
// whether the guess was right.
func (f Filter) allowed(v orderveil.Viewer) error {
	for c, asked := range map[personal.Category]bool{
		personal.Email:   f.CustomerEmail != nil,
		personal.Phone:   f.CustomerPhone != nil,
		personal.Address: f.CustomerPostcode != nil || f.CustomerHouseNumber != nil,
	} {
		if asked && min(v.Decide(orderveil.BillTo, c), v.Decide(orderveil.ShipTo, c)) != orderveil.Reveal {
			return orderveil.ErrForbidden
		}
	}
	if f.CustomerHouseNumber != nil && f.CustomerPostcode == nil {
		return orderveil.Invalidf("search for a house number together with a postcode")
	}
	return nil
}

func (s *Store) predicates(ctx context.Context, a *openAccount, f Filter) ([]predicate.Order, error) {
	var where []predicate.Order
	if f.Status != nil {
		where = append(where, order.StatusIn(f.Status...))
	}
	if f.ForwardState != nil {
		where = append(where, order.HasDeliveriesWith(delivery.StateIn(f.ForwardState...)))
	}
	if f.Connection != nil {
		ids := make([]uuid.UUID, 0, len(f.Connection))
		for _, global := range f.Connection {
			if id, err := parseGlobal(global, kindConnection); err == nil {
				ids = append(ids, id.row)
			}
		}
		where = append(where, order.ConnectionIDIn(ids...))
	}
	if f.PlacedAfter != nil {
		where = append(where, order.PlacedAtGTE(f.PlacedAfter.UTC()))
	}
	if f.PlacedBefore != nil {
		where = append(where, order.PlacedAtLT(f.PlacedBefore.UTC()))
	}
	customers, err := s.customers(ctx, a, f)
	return append(where, customers...), err
}

// customers turns the customer filters into blind indexes, one for every day whose
// key still lives.
func (s *Store) customers(ctx context.Context, a *openAccount, f Filter) ([]predicate.Order, error) {
	var where []predicate.Order
	match := func(column string, normals ...string) error {
		var indexes [][]byte
		for _, normal := range normals {
			found, err := a.keys.SearchIndexes(ctx, column, normal)
			if err != nil {
				return err
			}
			indexes = append(indexes, found...)
		}
		where = append(where, order.HasPartiesWith(func(sel *sql.Selector) {
			values := make([]any, len(indexes))
			for i, index := range indexes {
				values[i] = index
			}
			sel.Where(sql.In(sel.C(column), values...))
		}))
		return nil
	}
	if f.CustomerEmail != nil {
		if err := match(party.FieldEmailIndex, seal.NormalEmail(*f.CustomerEmail)); err != nil {
			return nil, err
		}
	}
	if f.CustomerPhone != nil {
		if err := match(party.FieldPhoneIndex, phoneForms(*f.CustomerPhone)...); err != nil {
			return nil, err
		}
	}
	switch {
	case f.CustomerPostcode != nil && f.CustomerHouseNumber != nil:
		return where, match(party.FieldAddressIndex, normalAddress(*f.CustomerPostcode, *f.CustomerHouseNumber, ""))
	case f.CustomerPostcode != nil:
		return where, match(party.FieldPostcodeIndex, seal.NormalPostcode(*f.CustomerPostcode))
	}
	return where, nil
}

// phoneForms are the numbers that a text may stand for: who searches seldom writes the
// country's prefix, and the customer may live in any of the countries that are sold to.
func phoneForms(text string) []string {
	var forms []string
	for _, country := range []string{"NL", "BE", "DE", "FR", "AT", "LU"} {
		if form := seal.NormalPhone(text, country); !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	return forms
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
	query := a.db.Order.Query().Where(out.where...).Limit(sp.size + 1)
	direction := []sql.OrderTermOption{}
	if sp.newest {
		direction = append(direction, sql.OrderDesc())
	}
	query.Order(order.ByPlacedAt(direction...), order.ByID(direction...))
	if sp.from != nil {
		query.Where(beyond(*sp.from, sp.newest))
	}
	rows, err := load.add(query).All(ctx)
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

// Node is the order itself: an order is its own edge.
func (o *OrderView) Node() *OrderView { return o }

// Cursor marks an order's place in the list, for its viewer only.
func (o *OrderView) Cursor() (string, error) {
	b := make([]byte, 24)
	binary.BigEndian.PutUint64(b, uint64(o.row.PlacedAt.UnixMicro()))
	copy(b[8:], o.row.ID[:])
	v := o.page.lens.viewer
	sealed, err := o.page.store.own.SealCursor(cursorContext(v), b)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Store) openCursor(v orderveil.Viewer, cursor string) (place, error) {
	bad := orderveil.Invalidf("this is no cursor of yours: take one from an earlier page")
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return place{}, bad
	}
	b, err := s.own.OpenCursor(cursorContext(v), sealed)
	if err != nil || len(b) != 24 {
		return place{}, bad
	}
	return place{at: time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC(), id: uuid.UUID(b[8:])}, nil
}

func cursorContext(v orderveil.Viewer) []byte {
	return append(append(v.Account[:], v.Role...), v.Subject...)
}
