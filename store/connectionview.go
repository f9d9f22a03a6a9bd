package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/refusal"
	"orderveil/ent/account/syncrun"
)

// ConnectionView is a connection as people see it: its credentials are never among
// what it shows.
type ConnectionView struct {
	store   *Store
	account uuid.UUID
	row     *account.Connection
	figures *figures // shared by the connections of one answer
}

// IsNode marks the types that the API can find by id.
func (*ConnectionView) IsNode() {}

// ID is the connection's global id.
func (c *ConnectionView) ID() string {
	return globalID{kind: kindConnection, account: c.account, row: c.row.ID}.String()
}

// Kind tells where orders come from and where they go.
func (c *ConnectionView) Kind() orderveil.ConnectionKind { return c.row.Kind }

// Code is the connector.
func (c *ConnectionView) Code() string { return c.row.Code }

// Label is the merchant's word for the connection.
func (c *ConnectionView) Label() string { return c.row.Label }

// State says whether the connection takes part in the syncs.
func (c *ConnectionView) State() orderveil.ConnectionState { return c.row.State }

// LastRunAt is when the last run began that ended well.
func (c *ConnectionView) LastRunAt() *time.Time { return utc(c.row.Watermark) }

// Problem is why the other side refuses the connection.
func (c *ConnectionView) Problem() *orderveil.Problem {
	return problemOf(c.row.ProblemCode, c.row.ProblemCause, c.row.ProblemOwner, c.row.ProblemNextStep, c.row.ProblemAt)
}

// RestsUntil is until when the other side is left alone, or nil.
func (c *ConnectionView) RestsUntil() *time.Time { return utc(c.row.RestsUntil) }

// Warnings are what somebody should look at.
func (c *ConnectionView) Warnings() []*orderveil.Problem {
	warnings := make([]*orderveil.Problem, len(c.row.Warnings))
	for i := range c.row.Warnings {
		warnings[i] = &c.row.Warnings[i]
	}
	return warnings
}

// Hook is the path at which the other side can tell of changes.
func (c *ConnectionView) Hook() string { return "/hooks/" + c.ID() }

// Refusals are orders that could not be read or kept, at most 100.
func (c *ConnectionView) Refusals(ctx context.Context) (views []*RefusalView, err error) {
	views = []*RefusalView{}
	err = c.store.with(ctx, c.account, func(a *openAccount) error {
		rows, err := a.db.Refusal.Query().Where(refusal.ConnectionID(c.row.ID)).Order(refusal.ByNextAttemptAt(), refusal.ByID()).Limit(maxPage).All(ctx)
		for _, row := range rows {
			views = append(views, &RefusalView{row})
		}
		return err
	})
	return views, err
}

// RefusalView is an order that could not be read or kept.
type RefusalView struct{ row *account.Refusal }

// Number is the marketplace's order number.
func (r *RefusalView) Number() string { return r.row.Number }

// Problem is what stands in the way.
func (r *RefusalView) Problem() *orderveil.Problem {
	return problemOf(r.row.ProblemCode, r.row.ProblemCause, r.row.ProblemOwner, r.row.ProblemNextStep, r.row.ProblemAt)
}

// Attempts is how often it was tried.
func (r *RefusalView) Attempts() int { return r.row.Attempts }

// NextAttemptAt is when it is tried again.
func (r *RefusalView) NextAttemptAt() time.Time { return r.row.NextAttemptAt.UTC() }

// SyncRunView is a run as people see it.
type SyncRunView struct {
	account uuid.UUID
	orderveil.SyncRun
}

// IsNode marks the types that the API can find by id.
func (*SyncRunView) IsNode() {}

// ID is the run's global id.
func (r *SyncRunView) ID() string {
	return globalID{kind: kindRun, account: r.account, row: r.SyncRun.ID}.String()
}

// StartedAt is when the run began, nil while it is queued.
func (r *SyncRunView) StartedAt() *time.Time { return set(r.SyncRun.StartedAt) }

// FinishedAt is when the run ended, nil before.
func (r *SyncRunView) FinishedAt() *time.Time { return set(r.SyncRun.FinishedAt) }

// GapCheck is how far it looked back, or nil.
func (r *SyncRunView) GapCheck() *orderveil.GapCheck {
	if r.Check == orderveil.NoCheck {
		return nil
	}
	return &r.Check
}

func set(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// ViewConnections returns the connections of the viewer's account.
func (s *Store) ViewConnections(ctx context.Context, v orderveil.Viewer) (views []*ConnectionView, err error) {
	if !v.Can(orderveil.PermissionConnectionsRead) {
		return nil, orderveil.ErrForbidden
	}
	return s.connectionViews(ctx, v.Account)
}

// connectionViews are an account's connections, oldest first, less those that were removed.
func (s *Store) connectionViews(ctx context.Context, id uuid.UUID) (views []*ConnectionView, err error) {
	views = []*ConnectionView{}
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Connection.Query().Where(connection.StateNEQ(orderveil.ConnectionRemoved)).
			Order(connection.ByCreatedAt(), connection.ByID()).All(ctx)
		shared := &figures{}
		for _, row := range rows {
			shared.ids = append(shared.ids, row.ID)
			views = append(views, &ConnectionView{store: s, account: a.ID, row: row, figures: shared})
		}
		return err
	})
	return views, err
}

// Node is what the API can find by id.
type Node interface{ IsNode() }

// Node returns the thing with a global id, or ErrNotFound: also for what is not the
// viewer's, and for all that staff, who work by order number, asks for.
func (s *Store) Node(ctx context.Context, v orderveil.Viewer, global string) (Node, error) {
	id, err := parseGlobal(global, kindOf(global))
	if err != nil || v.Staff() || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	switch id.kind {
	case kindOrder:
		return s.Order(ctx, v, id.account, id.row, LoadAll)
	case kindAccount:
		return s.AccountView(ctx, v)
	case kindConnection, kindRun:
		if !v.Can(orderveil.PermissionConnectionsRead) {
			return nil, orderveil.ErrForbidden
		}
		return s.syncNode(ctx, id)
	}
	return nil, orderveil.ErrNotFound
}

func (s *Store) syncNode(ctx context.Context, id globalID) (found Node, err error) {
	err = s.with(ctx, id.account, func(a *openAccount) error {
		if id.kind == kindConnection {
			row, err := a.db.Connection.Query().Where(connection.ID(id.row)).Only(ctx)
			found = &ConnectionView{store: s, account: a.ID, row: row}
			return notFound(err)
		}
		row, err := a.db.SyncRun.Query().Where(syncrun.ID(id.row)).Only(ctx)
		if err != nil {
			return notFound(err)
		}
		found = &SyncRunView{account: a.ID, SyncRun: runOf(row)}
		return nil
	})
	return found, err
}

// AccountView returns the viewer's own account, or ErrNotFound for staff.
func (s *Store) AccountView(ctx context.Context, v orderveil.Viewer) (*AccountView, error) {
	if v.Account == uuid.Nil {
		return nil, orderveil.ErrNotFound
	}
	row, err := s.catalog.Account.Get(ctx, v.Account)
	if err != nil {
		return nil, notFound(err)
	}
	return &AccountView{orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}}, nil
}

// OrderChanges returns the orders of the viewer's account as they change, until the
// context ends.
func (s *Store) OrderChanges(ctx context.Context, v orderveil.Viewer) (<-chan *OrderView, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	changed := s.changes.listen(ctx, v.Account)
	out := make(chan *OrderView)
	go func() {
		defer close(out)
		for id := range changed {
			view, err := s.Order(ctx, v, v.Account, id, LoadAll)
			if err != nil {
				continue // gone, or the context ended
			}
			select {
			case out <- view:
			case <-ctx.Done():
			}
		}
	}()
	return out, nil
}
