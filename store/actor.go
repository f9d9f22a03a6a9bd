package store

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog/apiclient"
	"orderveil/ent/catalog/user"
)

// Actor is who did something, as far as a viewer need know. Colleagues and the account's
// programs go by the name that colleagues use; people of the other side, the operator's
// staff for a merchant and a merchant's users for staff, by their role alone. A program is
// told nothing but roles.
type Actor struct {
	Name *string
	Role string
}

// By is who did it; nil for the hub itself, and for whoever is none of the people and
// programs of the account or of the operator.
func (e *EventView) By(ctx context.Context) (*Actor, error) {
	id, err := uuid.Parse(e.row.Actor)
	if err != nil { // a subject that is nobody's id
		return nil, nil
	}
	return e.order.page.actor(ctx, id)
}

// actor reads the actors of all timelines of the page at once.
func (p *page) actor(ctx context.Context, id uuid.UUID) (*Actor, error) {
	e := p.events
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, read := e.actors[id]; read {
		return e.actors[id], nil
	}
	found := map[uuid.UUID]*Actor{id: nil}
	for _, orders := range e.read {
		for _, t := range orders {
			for _, row := range t.rows {
				if id, err := uuid.Parse(row.Actor); err == nil {
					found[id] = nil
				}
			}
		}
	}
	if err := p.store.actors(ctx, p.lens.viewer, []uuid.UUID{p.account.ID}, found); err != nil {
		return nil, err
	}
	e.actors = found
	return found[id], nil
}

// actors fills in who of the ids is a user of the accounts or of the operator, or a program
// of the accounts.
func (s *Store) actors(ctx context.Context, v orderveil.Viewer, accounts []uuid.UUID, found map[uuid.UUID]*Actor) error {
	ids := make([]uuid.UUID, 0, len(found))
	for id := range found {
		ids = append(ids, id)
	}
	colleague := func(staff bool) bool { return v.Role != orderveil.RolePartner && v.Staff() == staff }
	people, err := s.catalog.User.Query().Where(user.IDIn(ids...), user.Or(user.AccountIDIn(accounts...), user.AccountIDIsNil())).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range people {
		found[row.ID] = &Actor{Role: string(row.Role)}
		if colleague(row.AccountID == nil) {
			found[row.ID].Name = &row.Label
		}
	}
	programs, err := s.catalog.APIClient.Query().Where(apiclient.IDIn(ids...), apiclient.AccountIDIn(accounts...)).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range programs {
		found[row.ID] = &Actor{Role: string(orderveil.RolePartner)}
		if colleague(false) {
			found[row.ID].Name = &row.Label
		}
	}
	return nil
}

// cast is who stands in the rows of a page: read for all rows at once, when the first asks.
type cast struct {
	store    *Store
	viewer   orderveil.Viewer
	accounts []uuid.UUID
	ids      map[uuid.UUID]*Actor

	once sync.Once
	err  error
}

func (s *Store) cast(v orderveil.Viewer) *cast {
	return &cast{store: s, viewer: v, ids: map[uuid.UUID]*Actor{}}
}

// add names somebody of an account, or of the operator, before anybody is asked for.
func (c *cast) add(account uuid.UUID, subjects ...string) {
	c.accounts = append(c.accounts, account)
	for _, subject := range subjects {
		if id, err := uuid.Parse(subject); err == nil {
			c.ids[id] = nil
		}
	}
}

// actor is somebody who was added. Of whom nothing is known has the role alone, in which it
// acted.
func (c *cast) actor(ctx context.Context, subject, role string) (*Actor, error) {
	c.once.Do(func() {
		if len(c.ids) > 0 {
			c.err = c.store.actors(ctx, c.viewer, c.accounts, c.ids)
		}
	})
	if c.err != nil {
		return nil, c.err
	}
	if id, err := uuid.Parse(subject); err == nil && c.ids[id] != nil {
		return c.ids[id], nil
	}
	return &Actor{Role: role}, nil
}
