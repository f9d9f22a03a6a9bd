package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
	"orderveil/ent/account/ordertag"
	"orderveil/ent/account/party"
	"orderveil/ent/account/predicate"
	"orderveil/personal"
	"orderveil/seal"
)

// Filter narrows a list of orders. The customer fields match exactly, through blind
// indexes, and need the right to see their category in full.
type Filter struct {
	Status              []orderveil.OrderStatus
	ForwardState        []orderveil.ForwardState
	Connection          []string
	Tags                []string
	PlacedAfter         *time.Time
	PlacedBefore        *time.Time
	CustomerEmail       *string
	CustomerPhone       *string
	CustomerPostcode    *string
	CustomerHouseNumber *string
}

// byCustomer reports whether the filter looks for a person.
func (f Filter) byCustomer() bool {
	return f.CustomerEmail != nil || f.CustomerPhone != nil || f.CustomerPostcode != nil
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
	return checkTags(f.Tags)
}

func checkTags(tags []string) error {
	if len(tags) > maxPage || slices.ContainsFunc(tags, func(tag string) bool { return utf8.RuneCountInString(tag) > orderveil.MaxTag }) {
		return orderveil.Invalidf("name at most %d tags, each of at most %d characters", maxPage, orderveil.MaxTag)
	}
	return nil
}

func (s *Store) predicates(ctx context.Context, a *openAccount, f Filter) ([]predicate.Order, error) {
	var where []predicate.Order
	if f.Status != nil {
		where = append(where, order.StatusIn(f.Status...))
	}
	if f.ForwardState != nil {
		where = append(where, inForwardState(f.ForwardState))
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
	if f.Tags != nil {
		where = append(where, order.HasTagsWith(ordertag.TagIn(f.Tags...)))
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

// endState reports whether it is one of those that most deliveries end in.
func endState(s orderveil.ForwardState) bool {
	return s == orderveil.ForwardForwarded || s == orderveil.ForwardSkipped
}

// inForwardState selects orders with a delivery in one of the states. Where most are in one,
// each order is asked, until a page is full; where few are, those are looked for first.
func inForwardState(states []orderveil.ForwardState) predicate.Order {
	if !slices.ContainsFunc(states, endState) {
		return order.HasDeliveriesWith(stateIn(states))
	}
	return func(sel *sql.Selector) {
		d := sql.Table(delivery.Table)
		asked := sql.Select(d.C(delivery.FieldID)).From(d).Where(sql.ColumnsEQ(d.C(delivery.FieldOrderID), sel.C(order.FieldID)))
		delivery.StateIn(states...)(asked)
		sel.Where(sql.Exists(asked))
	}
}

// rare are the states of deliveries that somebody has to look at, as the index of them says
// it, word for word: a database uses a partial index only for what surely lies in it.
const rare = `(%[1]s = 'HELD' OR %[1]s = 'UNKNOWN' OR %[1]s = 'FAILED') AND %[1]s IN (%[2]s)`

// stateIn selects deliveries in one of the states. Rare ones stand in the statement itself,
// because a statement that is prepared is planned before its parameters are known.
func stateIn(states []orderveil.ForwardState) predicate.Delivery {
	var texts []string
	for _, state := range states {
		switch state {
		case orderveil.ForwardHeld, orderveil.ForwardUnknown, orderveil.ForwardFailed:
			texts = append(texts, "'"+string(state)+"'")
		default:
			return delivery.StateIn(states...)
		}
	}
	if texts == nil {
		return delivery.StateIn(states...)
	}
	return func(sel *sql.Selector) {
		sel.Where(sql.ExprP(fmt.Sprintf(rare, sel.C(delivery.FieldState), strings.Join(texts, ", "))))
	}
}

// narrow reports whether the filter leaves few orders of many, which are best looked for
// first and sorted afterwards. Of what it does not narrow, the list is walked along.
func (f Filter) narrow() bool {
	return f.byCustomer() || f.Tags != nil || f.ForwardState != nil && !slices.ContainsFunc(f.ForwardState, endState)
}

// customers turns the customer filters into blind indexes, one for every day whose
// key still lives.
func (s *Store) customers(ctx context.Context, a *openAccount, f Filter) ([]predicate.Order, error) {
	var where []predicate.Order
	match := func(column string, normals ...string) error {
		var indexes [][]byte
		for _, normal := range normals {
			found, err := a.keys.SearchIndexes(ctx, column, normal)
			if err != nil && !errors.Is(err, seal.ErrKeyGone) { // without a key nothing is found
				return fmt.Errorf("store: load the day keys: %w", err)
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
