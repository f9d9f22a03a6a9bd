package store

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/grant"
	"orderveil/ent/catalog/predicate"
	"orderveil/personal"
)

// GrantView is a grant as the merchant, or a member of staff, sees it.
type GrantView struct {
	store  *Store
	viewer orderveil.Viewer
	row    *catalog.Grant
	cast   *cast
}

func (s *Store) grantView(v orderveil.Viewer, row *catalog.Grant) *GrantView {
	return s.grantViews(v, row)[0]
}

func (s *Store) grantViews(v orderveil.Viewer, rows ...*catalog.Grant) []*GrantView {
	views, cast := make([]*GrantView, len(rows)), s.cast(v)
	for i, row := range rows {
		cast.add(row.AccountID, row.Subject, row.DecidedBy)
		views[i] = &GrantView{store: s, viewer: v, row: row, cast: cast}
	}
	return views
}

// ID is the grant's global id.
func (g *GrantView) ID() string {
	return globalID{kind: kindGrant, account: g.row.AccountID, row: g.row.ID}.String()
}

// OrderID is the one order.
func (g *GrantView) OrderID() string {
	return globalID{kind: kindOrder, account: g.row.AccountID, row: g.row.OrderID}.String()
}

// OrderNumber is the marketplace's number of the order.
func (g *GrantView) OrderNumber() string { return g.row.OrderNumber }

// RequestedBy is who asked.
func (g *GrantView) RequestedBy() string { return g.row.Subject }

// By is who asked, as far as the viewer need know.
func (g *GrantView) By(ctx context.Context) (*Actor, error) {
	return g.cast.actor(ctx, g.row.Subject, string(g.row.Role))
}

// Decider is who approved or refused, as far as the viewer need know, or nil.
func (g *GrantView) Decider(ctx context.Context) (*Actor, error) {
	if g.row.DecidedBy == "" {
		return nil, nil
	}
	role := orderveil.RoleMerchant
	if g.row.Emergency {
		role = g.row.Role // another member of staff
	}
	return g.cast.actor(ctx, g.row.DecidedBy, string(role))
}

// Categories is what is shown.
func (g *GrantView) Categories() []personal.Category { return g.row.Categories.Categories() }

// Purpose is why.
func (g *GrantView) Purpose() orderveil.GrantPurpose { return g.row.Purpose }

// Ticket is the number of the ticket.
func (g *GrantView) Ticket() string { return g.row.Ticket }

// Emergency says that a second member of staff decides.
func (g *GrantView) Emergency() bool { return g.row.Emergency }

// Minutes is for how long, once it is live.
func (g *GrantView) Minutes() int { return g.row.Minutes }

// State is how far it has come.
func (g *GrantView) State() orderveil.GrantState {
	open := g.row.State == orderveil.GrantRequested || g.row.State == orderveil.GrantLive
	if open && !g.row.EndsAt.After(g.store.config.Clock()) {
		return orderveil.GrantExpired
	}
	return g.row.State
}

// RequestedAt is when.
func (g *GrantView) RequestedAt() time.Time { return g.row.RequestedAt.UTC() }

// DecidedAt is when somebody approved or refused, or nil.
func (g *GrantView) DecidedAt() *time.Time { return utc(g.row.DecidedAt) }

// DecidedBy is who approved or refused.
func (g *GrantView) DecidedBy() *string { return nonEmpty(g.row.DecidedBy) }

// EndsAt is when a request or a live grant is over by itself, or when it was ended.
func (g *GrantView) EndsAt() time.Time { return g.row.EndsAt.UTC() }

// Decision says how the viewer gets a category of this grant.
func (g *GrantView) Decision(c personal.Category) orderveil.Decision { return g.viewer.DecideAny(c) }

// Reason is what was written for the merchant, until the order's day.
func (g *GrantView) Reason(ctx context.Context) (reason *string, err error) {
	d := g.Decision(personal.Note)
	if d == orderveil.Withhold || g.row.Reason.Absent() {
		return nil, nil
	}
	err = g.store.with(ctx, g.row.AccountID, func(a *openAccount) error {
		text, err := g.store.reveal(ctx, a, grantPlace(g.row.ID), personal.Note, g.row.Reason)
		if err == nil {
			reason = shown(d, text.Plain(personal.AddressNote))
		}
		return err
	})
	return reason, err
}

// Uses are the answers in which the grant showed something, newest first.
func (g *GrantView) Uses(ctx context.Context, first *int) ([]*AuditEntryView, error) {
	size, _, err := pageOf(first, nil, kindAudit)
	if err != nil {
		return nil, err
	}
	views := []*AuditEntryView{}
	err = g.store.with(ctx, g.row.AccountID, func(a *openAccount) error {
		rows, err := a.db.AuditEntry.Query().Where(auditentry.AtGTE(g.row.RequestedAt), auditentry.Right("grant "+g.row.ID.String())).
			Order(auditentry.ByID(newest)).Limit(size).All(ctx)
		views = g.store.auditViews(g.viewer, a.Account, rows)
		return err
	})
	return views, err
}

// GrantPage is one page of grants, newest first.
type GrantPage struct {
	Nodes []*GrantView
	more  bool
}

// PageInfo tells whether there is more.
func (p *GrantPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*GrantView).ID) }

// Grants lists the grants of the viewer's account; of staff those that it asked for, and
// the emergencies that wait for a second member of staff.
func (s *Store) Grants(ctx context.Context, v orderveil.Viewer, states []orderveil.GrantState, first *int, after *string) (*GrantPage, error) {
	var whose predicate.Grant
	switch {
	case v.Can(orderveil.PermissionGrantDecide):
		whose = grant.AccountID(v.Account)
	case v.Can(orderveil.PermissionGrantConfirm):
		whose = grant.Or(grant.Subject(v.Subject), grant.And(grant.Emergency(true), grant.StateEQ(orderveil.GrantRequested)))
	default:
		return nil, orderveil.ErrForbidden
	}
	size, from, err := pageOf(first, after, kindGrant)
	if err != nil {
		return nil, err
	}
	q := s.catalog.Grant.Query().Where(whose).Order(grant.ByID(newest)).Limit(size + 1)
	if from != uuid.Nil {
		q.Where(grant.IDLT(from))
	}
	if states != nil {
		q.Where(s.inStates(states))
	}
	rows, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	return &GrantPage{Nodes: s.grantViews(v, rows[:min(len(rows), size)]...), more: len(rows) > size}, nil
}

// inStates selects by the state as it is now: what is over by itself says so nowhere.
func (s *Store) inStates(states []orderveil.GrantState) predicate.Grant {
	now := s.config.Clock()
	any := []predicate.Grant{}
	for _, state := range states {
		switch state {
		case orderveil.GrantRequested, orderveil.GrantLive:
			any = append(any, grant.And(grant.StateEQ(state), grant.EndsAtGT(now)))
		case orderveil.GrantExpired:
			any = append(any, grant.And(grant.StateIn(orderveil.GrantRequested, orderveil.GrantLive), grant.EndsAtLTE(now)))
		default:
			any = append(any, grant.StateEQ(state))
		}
	}
	return grant.Or(any...)
}

// Who listens to grants listens under a name made from the account, or from the subject.
func grantsOfAccount(id uuid.UUID) uuid.UUID {
	return uuid.NewHash(sha256.New(), id, []byte("grants"), 8)
}
func grantsOfSubject(subject string) uuid.UUID {
	return uuid.NewHash(sha256.New(), uuid.Nil, []byte("grants "+subject), 8)
}

// tellGrant tells both sides of a change.
func (s *Store) tellGrant(ctx context.Context, row *catalog.Grant) {
	for _, topic := range []uuid.UUID{grantsOfAccount(row.AccountID), grantsOfSubject(row.Subject)} {
		s.changes.publish(ctx, topic, []uuid.UUID{row.ID})
	}
}

// GrantChanges returns the viewer's grants as they change, their end included, until the
// context ends.
func (s *Store) GrantChanges(ctx context.Context, v orderveil.Viewer) (<-chan *GrantView, error) {
	topic := grantsOfSubject(v.Subject)
	switch {
	case v.Can(orderveil.PermissionGrantDecide):
		topic = grantsOfAccount(v.Account)
	case !v.Can(orderveil.PermissionGrantRequest):
		return nil, orderveil.ErrForbidden
	}
	changed, ended := s.changes.listen(ctx, topic), make(chan uuid.UUID, backlog)
	out := make(chan *GrantView)
	go func() {
		defer close(out)
		for {
			var id uuid.UUID
			select {
			case next, ok := <-changed:
				if !ok {
					return
				}
				id = next
			case id = <-ended:
			}
			row, err := s.catalog.Grant.Get(ctx, id)
			if err != nil {
				continue // gone, or the context ended
			}
			view := s.grantView(v, row)
			if left := row.EndsAt.Sub(s.config.Clock()); view.State() != orderveil.GrantExpired && left > 0 {
				time.AfterFunc(left, func() {
					select {
					case ended <- id:
					default:
					}
				})
			}
			select {
			case out <- view:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}
