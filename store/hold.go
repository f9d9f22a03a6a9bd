package store

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/hold"
	"orderveil/ent/account/order"
	"orderveil/personal"
)

// NewHold is a legal hold to be placed on an order.
type NewHold struct {
	Order string // global id
	Basis orderveil.HoldBasis
	Until orderveil.Date // the day on which the hold ends by itself
	Note  *string        // such as a case number; sealed with the order
}

// PlaceHold keeps an order's customer data until a day, which takes the place of an
// earlier hold. Everything of the order is sealed to the later day.
func (s *Store) PlaceHold(ctx context.Context, v orderveil.Viewer, n NewHold) (*OrderView, error) {
	if n.Note != nil && utf8.RuneCountInString(*n.Note) > 200 {
		return nil, orderveil.Invalidf("a note has at most 200 characters")
	}
	return s.changeDay(ctx, v, n.Order, func(c *dayChange) error {
		if err := c.checkHold(ctx, n); err != nil {
			return err
		}
		if err := c.endHolds(ctx, v); err != nil {
			return err
		}
		c.row.HoldUntil = &n.Until
		if err := c.move(ctx); err != nil {
			return err
		}
		create := c.tx.Hold.Create().SetID(s.config.IDs()).SetOrderID(c.row.ID).SetBasis(n.Basis).SetUntil(n.Until).
			SetPlacedAt(s.config.Clock()).SetPlacedBy(v.Subject)
		if n.Note != nil {
			id, _ := create.Mutation().ID()
			note, err := c.mover.sealer.Seal(holdPlace(id), c.row.ForgetOn, personal.NewRecord(personal.Note).With(personal.AddressNote, *n.Note))
			if err != nil {
				return err
			}
			create.SetNote(note)
		}
		if err := create.Exec(ctx); err != nil {
			return err
		}
		return s.event(c.tx, c.row.ID, "HOLD_PLACED", string(n.Basis)+" "+n.Until.String(), v.Subject).Exec(ctx)
	})
}

// ReleaseHold ends an order's hold. When the rules would have forgotten the customer
// data by now, it is forgotten at once.
func (s *Store) ReleaseHold(ctx context.Context, v orderveil.Viewer, global string) (*OrderView, error) {
	return s.changeDay(ctx, v, global, func(c *dayChange) error {
		if c.row.HoldUntil == nil {
			return orderveil.Invalidf("there is no hold on this order")
		}
		if err := c.endHolds(ctx, v); err != nil {
			return err
		}
		c.row.HoldUntil = nil
		if err := c.move(ctx); err != nil {
			return err
		}
		return s.event(c.tx, c.row.ID, "HOLD_RELEASED", "", v.Subject).Exec(ctx)
	})
}

func (c *dayChange) checkHold(ctx context.Context, n NewHold) error {
	settings, err := c.store.retention(ctx, c.tx.Client())
	if err != nil {
		return err
	}
	limit := settings.LegalLimit
	switch n.Basis {
	case orderveil.HoldFiscal:
		limit = settings.FiscalLimit
	case orderveil.HoldClaim, orderveil.HoldAuthority:
	default:
		return orderveil.Invalidf("a hold is for one of %v", orderveil.HoldBases())
	}
	d := dates(c.row)
	d.HoldUntil = 0
	regular, _ := c.terms.of(c.row.ConnectionID).ForgetOn(d, c.today)
	last := orderveil.DateOf(c.row.PlacedAt) + orderveil.Date(limit)
	switch {
	case n.Until <= c.today:
		return orderveil.Invalidf("the hold would have ended already: choose a day after %s", c.today)
	case n.Until <= regular:
		return orderveil.Invalidf("the customer data is kept until %s without a hold: choose a later day", regular)
	case n.Until > last:
		return orderveil.Invalidf("the limit that the merchant states for this kind of hold is %d days after the order: choose %s or earlier", limit, last)
	}
	return nil
}

func (c *dayChange) endHolds(ctx context.Context, v orderveil.Viewer) error {
	return c.tx.Hold.Update().Where(hold.OrderID(c.row.ID), hold.ReleasedAtIsNil()).
		SetReleasedAt(c.store.config.Clock()).SetReleasedBy(v.Subject).Exec(ctx)
}

// dayChange is a change of one order's day by a person, in a transaction that has
// locked the order.
type dayChange struct {
	store   *Store
	account *openAccount
	tx      *account.Tx
	terms   terms
	today   orderveil.Date
	row     *account.Order // as it will be
	was     orderveil.Date // the day it is sealed to
	mover   *mover
}

// changeDay runs a change on an order that is not forgotten.
func (s *Store) changeDay(ctx context.Context, v orderveil.Viewer, global string, do func(*dayChange) error) (*OrderView, error) {
	if !v.Can(orderveil.PermissionRetentionManage) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindOrder)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		t, err := s.terms(ctx, a.db)
		if err != nil {
			return err
		}
		return a.inTx(ctx, func(tx *account.Tx) error {
			row, err := tx.Order.Query().Where(order.ID(id.row), locked).Only(ctx)
			if err != nil {
				return notFound(err)
			}
			if s.forgotten(row) {
				return orderveil.Invalidf("the customer data of this order is forgotten: there is nothing left to keep")
			}
			return do(&dayChange{store: s, account: a, tx: tx, terms: t, today: s.today(), row: row, was: row.ForgetOn})
		})
	})
	if err != nil {
		return nil, err
	}
	s.changes.publish(ctx, id.account, []uuid.UUID{id.row})
	if err := s.forgetSoon(ctx, id.account); err != nil {
		return nil, err
	}
	return s.Order(ctx, v, id.account, id.row, LoadAll)
}

// move seals the order to the day that the rules give it now; one whose day is past
// loses its customer data.
func (c *dayChange) move(ctx context.Context) error {
	day, rule := c.terms.of(c.row.ConnectionID).ForgetOn(dates(c.row), c.today)
	day = max(day, c.today)
	u := setDay(c.tx.Order.Update().Where(order.ID(c.row.ID)), target{day, rule}, c.store.config.Clock())
	if c.row.HoldUntil == nil {
		u.ClearHoldUntil()
	} else {
		u.SetHoldUntil(*c.row.HoldUntil)
	}
	if err := u.Exec(ctx); err != nil {
		return err
	}
	c.row.ForgetOn, c.row.ForgetRule = day, rule
	if day == c.today {
		_, err := c.store.forgetIn(ctx, c.tx, c.account, orderveil.ReceiptPseudonymised, "", []uuid.UUID{c.row.ID})
		return err
	}
	var err error
	if c.mover, err = c.account.mover(ctx, c.tx, daySet{c.was: true}, daySet{day: true}); err != nil {
		return fmt.Errorf("store: load the day keys: %w", err)
	}
	return c.mover.bring(ctx, map[uuid.UUID]orderveil.Date{c.row.ID: day})
}

// HoldView is a legal hold as one viewer sees it.
type HoldView struct {
	page *page
	row  *account.Hold
}

// ID is the hold's global id.
func (h *HoldView) ID() string {
	return globalID{kind: kindHold, account: h.page.account.ID, row: h.row.ID}.String()
}

// OrderNumber is the marketplace's number of the order.
func (h *HoldView) OrderNumber() string { return h.row.Edges.Order.Number }

// Basis is why the customer data is kept.
func (h *HoldView) Basis() orderveil.HoldBasis { return h.row.Basis }

// Until is the day on which the hold ends by itself.
func (h *HoldView) Until() orderveil.Date { return h.row.Until }

// PlacedAt is when it was placed.
func (h *HoldView) PlacedAt() time.Time { return h.row.PlacedAt.UTC() }

// PlacedBy is who placed it.
func (h *HoldView) PlacedBy() string { return h.row.PlacedBy }

// ReleasedAt is when somebody ended it, or nil.
func (h *HoldView) ReleasedAt() *time.Time { return utc(h.row.ReleasedAt) }

// Decision says how the viewer gets a category of this hold.
func (h *HoldView) Decision(c personal.Category) orderveil.Decision {
	return h.page.lens.as(h.row.OrderID).DecideAny(c)
}

// Note is what was written of it.
func (h *HoldView) Note() (*string, error) {
	d := h.Decision(personal.Note)
	r, err := h.page.lens.open(d, h.row.OrderID, holdPlace(h.row.ID), personal.Note, h.row.Note)
	if err != nil {
		return nil, err
	}
	return shown(d, r.Plain(personal.AddressNote)), nil
}

// HoldPage is one page of an account's holds, newest first.
type HoldPage struct {
	Nodes []*HoldView
	more  bool
}

// PageInfo tells whether there is more.
func (p *HoldPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*HoldView).ID) }

// Holds lists the holds of an account: the viewer's own, or for staff the one of the
// number.
func (s *Store) Holds(ctx context.Context, v orderveil.Viewer, number, first *int, after *string) (*HoldPage, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionRead, number)
	if err != nil {
		return nil, err
	}
	size, from, err := pageOf(first, after, kindHold)
	if err != nil {
		return nil, err
	}
	out := &HoldPage{Nodes: []*HoldView{}}
	err = s.with(ctx, id, func(a *openAccount) error {
		q := a.db.Hold.Query().WithOrder().Order(hold.ByID(newest)).Limit(size + 1)
		if from != uuid.Nil {
			q.Where(hold.IDLT(from))
		}
		rows, err := q.All(ctx)
		if err != nil {
			return err
		}
		orders := make([]*account.Order, len(rows))
		for i, row := range rows {
			orders[i] = row.Edges.Order
		}
		l, err := s.focus(ctx, a, v, nil, orders)
		if err != nil {
			return err
		}
		p := &page{store: s, account: a.Account, lens: l}
		out.more = len(rows) > size
		for _, row := range rows[:min(len(rows), size)] {
			out.Nodes = append(out.Nodes, &HoldView{page: p, row: row})
		}
		return nil
	})
	return out, err
}
