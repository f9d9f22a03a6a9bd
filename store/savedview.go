package store

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/predicate"
	"orderveil/ent/catalog/savedview"
)

const (
	maxSavedViews = 24 // of one viewer
	maxViewName   = 40 // characters
)

// SavedViewInput is a way to look at the list of orders, as it is written down. It cannot
// ask for a customer.
type SavedViewInput struct {
	Name         string
	Status       []orderveil.OrderStatus
	ForwardState []orderveil.ForwardState
	Connection   *string
	PlacedFrom   *orderveil.Date
	PlacedUntil  *orderveil.Date
	OldestFirst  bool
}

// SavedView is a way to look at the list of orders that a viewer keeps under a name.
type SavedView struct{ row *catalog.SavedView }

// ID is the view's global id.
func (w *SavedView) ID() string {
	return globalID{kind: kindView, account: w.row.AccountID, row: w.row.ID}.String()
}

// Name is what the viewer calls it.
func (w *SavedView) Name() string { return w.row.Name }

// Status are the states that orders are in.
func (w *SavedView) Status() []orderveil.OrderStatus {
	return append([]orderveil.OrderStatus{}, w.row.Status...)
}

// ForwardState are the states that a forwarding is in.
func (w *SavedView) ForwardState() []orderveil.ForwardState {
	return append([]orderveil.ForwardState{}, w.row.ForwardState...)
}

// Connection is where the orders come from, or nil.
func (w *SavedView) Connection() *string {
	if w.row.ConnectionID == nil {
		return nil
	}
	return nonEmpty(globalID{kind: kindConnection, account: w.row.AccountID, row: *w.row.ConnectionID}.String())
}

// PlacedFrom is the first day, or nil.
func (w *SavedView) PlacedFrom() *orderveil.Date { return w.row.PlacedFrom }

// PlacedUntil is the last day, or nil.
func (w *SavedView) PlacedUntil() *orderveil.Date { return w.row.PlacedUntil }

// OldestFirst is which end comes first.
func (w *SavedView) OldestFirst() bool { return w.row.OldestFirst }

// SavedViews are the viewer's own views, in the order of the alphabet.
func (s *Store) SavedViews(ctx context.Context, v orderveil.Viewer) ([]*SavedView, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	rows, err := s.catalog.SavedView.Query().Where(ownViews(v)).Order(savedview.ByName(), savedview.ByID()).Limit(2 * maxSavedViews).All(ctx)
	views := make([]*SavedView, len(rows))
	for i, row := range rows {
		views[i] = &SavedView{row}
	}
	return views, err
}

func ownViews(v orderveil.Viewer) predicate.SavedView {
	return savedview.And(savedview.AccountID(v.Account), savedview.Owner(v.Subject))
}

// SaveView keeps a view. It takes the place of the viewer's one of the same name.
func (s *Store) SaveView(ctx context.Context, v orderveil.Viewer, in SavedViewInput) ([]*SavedView, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	name, err := viewName(in.Name)
	if err != nil {
		return nil, err
	}
	var connection *uuid.UUID
	if in.Connection != nil {
		id, err := parseGlobal(*in.Connection, kindConnection)
		if err != nil || id.account != v.Account {
			return nil, orderveil.ErrNotFound
		}
		connection = &id.row
	}
	own, err := s.SavedViews(ctx, v)
	if err != nil {
		return nil, err
	}
	old := slices.IndexFunc(own, func(w *SavedView) bool { return w.Name() == name })
	if old < 0 && len(own) >= maxSavedViews {
		return nil, orderveil.Invalidf("you keep %d views, and there is no more: remove one first", maxSavedViews)
	}
	tx, err := s.catalog.Tx(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	if old >= 0 {
		if _, err := tx.SavedView.Delete().Where(savedview.ID(own[old].row.ID)).Exec(ctx); err != nil {
			return nil, err
		}
	}
	err = tx.SavedView.Create().SetID(s.config.IDs()).SetAccountID(v.Account).SetOwner(v.Subject).SetName(name).
		SetStatus(sorted(in.Status)).SetForwardState(sorted(in.ForwardState)).SetNillableConnectionID(connection).
		SetNillablePlacedFrom(in.PlacedFrom).SetNillablePlacedUntil(in.PlacedUntil).SetOldestFirst(in.OldestFirst).Exec(ctx)
	if catalog.IsConstraintError(err) {
		return nil, errNameTaken // at the same moment
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		return nil, err
	}
	return s.SavedViews(ctx, v)
}

var errNameTaken = orderveil.Invalidf("you have a view of this name: choose another")

// sorted has every value once.
func sorted[S ~string](values []S) []S {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

// RenameView calls one of the viewer's views otherwise.
func (s *Store) RenameView(ctx context.Context, v orderveil.Viewer, global, name string) ([]*SavedView, error) {
	name, err := viewName(name)
	if err != nil {
		return nil, err
	}
	return s.onView(ctx, v, global, func(id uuid.UUID) (int, error) {
		n, err := s.catalog.SavedView.Update().Where(ownViews(v), savedview.ID(id)).SetName(name).Save(ctx)
		if catalog.IsConstraintError(err) {
			return 0, errNameTaken
		}
		return n, err
	})
}

// DeleteView takes one of the viewer's views away.
func (s *Store) DeleteView(ctx context.Context, v orderveil.Viewer, global string) ([]*SavedView, error) {
	return s.onView(ctx, v, global, func(id uuid.UUID) (int, error) {
		return s.catalog.SavedView.Delete().Where(ownViews(v), savedview.ID(id)).Exec(ctx)
	})
}

func (s *Store) onView(ctx context.Context, v orderveil.Viewer, global string, do func(uuid.UUID) (int, error)) ([]*SavedView, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindView)
	if err != nil || id.account != v.Account {
		return nil, orderveil.ErrNotFound
	}
	n, err := do(id.row)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, orderveil.ErrNotFound
	}
	return s.SavedViews(ctx, v)
}

// ofACustomer is what an address or a number of a customer's would have in it.
var ofACustomer = regexp.MustCompile(`@|\d{4}|\d[ -]?\d[ -]?\d[ -]?\d`)

func viewName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxViewName || strings.ContainsFunc(name, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }) {
		return "", orderveil.Invalidf("the name of a view has 1 to %d characters", maxViewName)
	}
	if ofACustomer.MatchString(name) {
		return "", orderveil.Invalidf("the name of a view is without addresses and numbers of customers")
	}
	return name, nil
}
