package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/account/audithead"
	"orderveil/ent/account/predicate"
	"orderveil/personal"
)

// AuditEntryView is an entry of the audit trail.
type AuditEntryView struct {
	account orderveil.Account
	row     *account.AuditEntry
	cast    *cast
}

func (s *Store) auditViews(v orderveil.Viewer, a orderveil.Account, rows []*account.AuditEntry) []*AuditEntryView {
	views, cast := make([]*AuditEntryView, len(rows)), s.cast(v)
	for i, row := range rows {
		cast.add(a.ID, row.Subject)
		views[i] = &AuditEntryView{account: a, row: row, cast: cast}
	}
	return views
}

// ID is the entry's global id.
func (e *AuditEntryView) ID() string {
	return globalID{kind: kindAudit, account: e.account.ID, row: e.row.ID}.String()
}

// Sequence is the entry's place in the tree; nil for up to a minute.
func (e *AuditEntryView) Sequence() *int {
	if e.row.Sequence == nil {
		return nil
	}
	n := int(*e.row.Sequence)
	return &n
}

// At is when.
func (e *AuditEntryView) At() time.Time { return e.row.At.UTC() }

// Kind is what the entry is about.
func (e *AuditEntryView) Kind() orderveil.AuditKind { return e.row.Kind }

// Subject is who.
func (e *AuditEntryView) Subject() string { return e.row.Subject }

// By is who that is, as far as the viewer need know.
func (e *AuditEntryView) By(ctx context.Context) (*Actor, error) {
	return e.cast.actor(ctx, e.row.Subject, string(e.row.Role))
}

// Role is in which role.
func (e *AuditEntryView) Role() string { return string(e.row.Role) }

// Right is by which right.
func (e *AuditEntryView) Right() *string { return nonEmpty(e.row.Right) }

// Via is by which question or mutation.
func (e *AuditEntryView) Via() string { return e.row.Via }

// Object is what was changed.
func (e *AuditEntryView) Object() *string { return nonEmpty(e.row.Object) }

// Outcome is how it ended.
func (e *AuditEntryView) Outcome() *string { return nonEmpty(e.row.Outcome) }

// ShownOrder is what an answer showed of one order.
type ShownOrder struct {
	Order      string
	Categories []personal.Category
}

// Shown are the orders of which customer data was shown.
func (e *AuditEntryView) Shown() []*ShownOrder {
	shown := []*ShownOrder{}
	for _, entry := range unpackEntries(e.row.Orders) {
		shown = append(shown, &ShownOrder{
			Order: globalID{kind: kindOrder, account: e.account.ID, row: entry.order}.String(), Categories: categoriesOf(entry.categories),
		})
	}
	return shown
}

// AuditPage is one page of an account's audit trail, newest first.
type AuditPage struct {
	Nodes []*AuditEntryView
	more  bool
}

// PageInfo tells whether there is more.
func (p *AuditPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*AuditEntryView).ID) }

// AuditFilter narrows an audit trail. What is nil does not narrow.
type AuditFilter struct {
	Kind    []orderveil.AuditKind
	Order   *string // shown, or changed
	Subject *string
	After   *time.Time
	Before  *time.Time
}

func (f AuditFilter) where(id uuid.UUID) ([]predicate.AuditEntry, error) {
	var where []predicate.AuditEntry
	if f.Kind != nil {
		where = append(where, auditentry.KindIn(f.Kind...))
	}
	if f.Order != nil {
		order, err := parseGlobal(*f.Order, kindOrder)
		if err != nil || order.account != id {
			return nil, orderveil.ErrNotFound
		}
		where = append(where, auditentry.Or(mentions([]uuid.UUID{order.row}), auditentry.Object(*f.Order)))
	}
	if f.Subject != nil {
		where = append(where, auditentry.Subject(*f.Subject))
	}
	if f.After != nil {
		where = append(where, auditentry.AtGTE(*f.After))
	}
	if f.Before != nil {
		where = append(where, auditentry.AtLT(*f.Before))
	}
	return where, nil
}

// AuditTrail lists an account's audit trail, newest first: the viewer's own, or for staff
// that of the account with the number.
func (s *Store) AuditTrail(ctx context.Context, v orderveil.Viewer, number *int, f *AuditFilter, first *int, after *string) (*AuditPage, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionAuditRead, number)
	if err != nil {
		return nil, err
	}
	size, from, err := pageOf(first, after, kindAudit)
	if err != nil {
		return nil, err
	}
	var where []predicate.AuditEntry
	if f != nil {
		if where, err = f.where(id); err != nil {
			return nil, err
		}
	}
	out := &AuditPage{Nodes: []*AuditEntryView{}}
	err = s.with(ctx, id, func(a *openAccount) error {
		q := a.db.AuditEntry.Query().Where(where...).Order(auditentry.ByID(newest)).Limit(size + 1)
		if from != uuid.Nil {
			q.Where(auditentry.IDLT(from))
		}
		rows, err := q.All(ctx)
		out.more = len(rows) > size
		out.Nodes = s.auditViews(v, a.Account, rows[:min(len(rows), size)])
		return err
	})
	return out, err
}

// AuditHeadView is a signed head of the audit trail.
type AuditHeadView struct {
	Size     int
	At       time.Time
	Root     string
	Document string
}

// AuditHeads lists the newest signed heads of an account's audit trail.
func (s *Store) AuditHeads(ctx context.Context, v orderveil.Viewer, number *int, first *int) ([]*AuditHeadView, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionAuditRead, number)
	if err != nil {
		return nil, err
	}
	size, _, err := pageOf(first, nil, kindAudit)
	if err != nil {
		return nil, err
	}
	heads := []*AuditHeadView{}
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.AuditHead.Query().Order(audithead.ByID(newest)).Limit(size).All(ctx)
		for _, row := range rows {
			view, err := s.headView(a, row)
			if err != nil {
				return err
			}
			heads = append(heads, view)
		}
		return err
	})
	return heads, err
}
