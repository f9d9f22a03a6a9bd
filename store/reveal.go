package store

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/personal"
	"orderveil/seal"
)

// This file is the only place that opens sealed text. For a viewer the policy
// decides first, and what it withholds is not opened; for a back office an order is
// opened on its way into the connector, less what its connection withholds; and a value that is sealed to another
// day is opened on its way into the new seal.

// lens is how one viewer looks at the orders of one answer. A lens without an
// opener opens nothing: that is what a viewer gets whom nothing is shown.
type lens struct {
	viewer  orderveil.Viewer
	bill    decisions // the viewer's of the two parties, where it has no grant
	shipTo  decisions
	granted map[uuid.UUID]orderveil.Viewer // the viewer of an order for which it has a grant
	opener  *seal.Opener
	away    error // why the keys are not to be had; the orders themselves are
	today   orderveil.Date
	seen    seen
}

// decisions are the policy's, by category. Its zero value withholds everything.
type decisions [personal.Note + 1]orderveil.Decision

func newLens(v orderveil.Viewer, granted map[uuid.UUID]orderveil.Viewer, today orderveil.Date) *lens {
	l := &lens{viewer: v, granted: granted, today: today}
	for _, c := range personal.Categories() {
		l.bill[c], l.shipTo[c] = v.Decide(orderveil.BillTo, c), v.Decide(orderveil.ShipTo, c)
	}
	return l
}

// decide says how the viewer gets a category of an order's party.
func (l *lens) decide(order uuid.UUID, kind orderveil.PartyKind, c personal.Category) orderveil.Decision {
	if v, ok := l.granted[order]; ok {
		return v.Decide(kind, c)
	}
	if kind == orderveil.BillTo {
		return l.bill[c]
	}
	return l.shipTo[c]
}

// as is the viewer of one order: with its grant, if there is one.
func (l *lens) as(order uuid.UUID) orderveil.Viewer {
	if v, ok := l.granted[order]; ok {
		return v
	}
	return l.viewer
}

// focus loads the keys of the orders' days, unless the policy withholds everything
// from the viewer: then no key is touched. Keys that are not to be had at the moment
// fail the fields that need them, and nothing else.
func (s *Store) focus(ctx context.Context, a *openAccount, v orderveil.Viewer, granted map[uuid.UUID]orderveil.Viewer, rows []*account.Order) (*lens, error) {
	l := newLens(v, granted, s.today())
	if len(granted) == 0 && !seesAnything(v) {
		return l, nil
	}
	if looks := looksOf(ctx); looks != nil {
		looks.watch(a.ID, l)
	}
	days := daySet{}
	for _, row := range rows {
		if row.ForgottenAt == nil && row.ForgetOn > l.today && seesAnything(l.as(row.ID)) {
			days.addOf(row)
		}
	}
	if len(days) == 0 {
		return l, nil
	}
	opener, err := a.keys.Opener(ctx, days.list())
	switch {
	case KeysUnavailable(err):
		l.away = err
	case errors.Is(err, seal.ErrKeyGone): // the account's own key is destroyed
	case err != nil:
		return nil, fmt.Errorf("store: load the day keys: %w", err)
	}
	l.opener = opener
	return l, nil
}

func seesAnything(v orderveil.Viewer) bool {
	for _, c := range personal.Categories() {
		if v.DecideAny(c) != orderveil.Withhold {
			return true
		}
	}
	return false
}

// open opens a value when the decision allows it. A value whose day has passed is
// not there any more, which is no error.
func (l *lens) open(d orderveil.Decision, order uuid.UUID, p seal.Place, c personal.Category, v personal.Value) (personal.Record, error) {
	if d == orderveil.Withhold || v.Absent() {
		return personal.Record{}, nil
	}
	if l.hidden(v) {
		return personal.Record{}, fmt.Errorf("store: load the day keys: %w", l.away)
	}
	if l.opener == nil {
		return personal.Record{}, nil
	}
	r, err := l.opener.Open(p, c, v)
	if errors.Is(err, seal.ErrKeyGone) {
		return personal.Record{}, nil
	}
	if err != nil {
		return r, fmt.Errorf("store: customer data of this order cannot be opened: %w", err)
	}
	l.seen.add(order, c)
	return r, nil
}

// reveal opens one value on its own, for a viewer whom the policy shows it.
func (s *Store) reveal(ctx context.Context, a *openAccount, p seal.Place, c personal.Category, v personal.Value) (personal.Record, error) {
	day, err := seal.DayOf(v)
	if err != nil || day <= s.today() {
		return personal.Record{}, nil
	}
	opener, err := a.keys.Opener(ctx, []orderveil.Date{day})
	if err != nil {
		return personal.Record{}, err
	}
	r, err := opener.Open(p, c, v)
	if errors.Is(err, seal.ErrKeyGone) {
		return personal.Record{}, nil
	}
	return r, err
}

// hidden reports whether a value would open if only the keys were to be had.
func (l *lens) hidden(v personal.Value) bool {
	day, err := seal.DayOf(v)
	return l.away != nil && (err != nil || day > l.today)
}

// shown is a field's text as the decision allows: as it is, masked, or not at all.
func shown(d orderveil.Decision, text string) *string {
	switch {
	case text == "" || d == orderveil.Withhold:
		return nil
	case d == orderveil.Mask:
		text = masked(text)
	}
	there := text // a value of its own only for what is there
	return &there
}

// masked keeps the first letter. The rest is as long for everybody.
func masked(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	return string(first) + "***"
}

// openOrder opens an order, to say what is wrong with its form.
func (s *Store) openOrder(ctx context.Context, a *openAccount, id uuid.UUID, by looker) (orderveil.Order, error) {
	orders, err := s.openOrders(ctx, a, []uuid.UUID{id}, by, 0)
	if err != nil {
		return orderveil.Order{}, err
	}
	o, ok := orders[id]
	if !ok {
		return o.Order, orderveil.ErrNotFound
	}
	return o.Order, o.err
}

// opened is an order whose customer data is in the clear, or why it is not.
type opened struct {
	orderveil.Order
	err error
}

// openOrders opens orders, less what is withheld. An order that is forgotten has nothing to
// forward and is an ErrKeyGone.
func (s *Store) openOrders(ctx context.Context, a *openAccount, ids []uuid.UUID, by looker, withhold personal.Set) (map[uuid.UUID]opened, error) {
	for _, id := range ids {
		if err := s.alarmFor(ctx, a, lookEntry{order: id}, by); err != nil {
			return nil, err
		}
	}
	rows, err := a.db.Order.Query().Where(among(order.FieldID, ids)).WithParties().WithLines(byPosition).All(ctx)
	if err != nil {
		return nil, err
	}
	days := daySet{}
	for _, row := range rows {
		if !s.forgotten(row) {
			days.addOf(row)
		}
	}
	opener, away := a.keys.Opener(ctx, days.list())
	orders := make(map[uuid.UUID]opened, len(rows))
	for _, row := range rows {
		o := opened{Order: orderOf(row)}
		switch {
		case s.forgotten(row):
			o.err = seal.ErrKeyGone
		case away != nil:
			o.err = away
		default:
			o.err = openParties(opener, row, withhold, &o.Order)
		}
		orders[row.ID] = o
	}
	return orders, nil
}

func openParties(opener *seal.Opener, row *account.Order, withhold personal.Set, o *orderveil.Order) error {
	for _, p := range row.Edges.Parties {
		opened, err := openParty(opener, p, withhold)
		if err != nil {
			return err
		}
		if p.Kind == orderveil.BillTo {
			o.BillTo = opened
		} else {
			o.ShipTo = opened
		}
	}
	return nil
}

// openParty opens a party's values. What is withheld is not opened, not even for a moment.
func openParty(opener *seal.Opener, row *account.Party, withhold personal.Set) (*orderveil.Party, error) {
	p := &orderveil.Party{Country: row.Country}
	for c, to := range map[personal.Category]*personal.Record{
		personal.Name: &p.Name, personal.Address: &p.Address, personal.Email: &p.Email, personal.Phone: &p.Phone,
		personal.TaxID: &p.TaxID, personal.Delivery: &p.Pickup, personal.Note: &p.Note,
	} {
		v := partyValue(row, c)
		if v.Absent() || withhold.Has(c) {
			continue
		}
		r, err := opener.Open(partyPlace(row.ID, c), c, v)
		if err != nil {
			return nil, err
		}
		*to = r
	}
	return p, nil
}

// reopened opens a value that is about to be sealed to another day.
func reopened(opener *seal.Opener, p seal.Place, c personal.Category, v personal.Value) (personal.Record, error) {
	return opener.Open(p, c, v)
}

// partyValue is the sealed value of a party's category.
func partyValue(row *account.Party, c personal.Category) personal.Value {
	switch c {
	case personal.Name:
		return row.Name
	case personal.Address:
		return row.Address
	case personal.Email:
		return row.Email
	case personal.Phone:
		return row.Phone
	case personal.TaxID:
		return row.TaxID
	case personal.Delivery:
		return row.Pickup
	case personal.Note:
		return row.Note
	}
	return personal.Value{}
}
