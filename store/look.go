package store

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/personal"
)

// Every answer in which a viewer is shown customer data leaves an entry in the account's
// audit trail before it leaves the program. The lens notes what it opens; whoever answers a
// request puts a Looks into its context and writes it when the answer is made.

// Looks collects what was shown in one answer.
type Looks struct {
	mu     sync.Mutex
	lenses map[uuid.UUID][]*lens // by account
}

type looksKey struct{}

// WithLooks returns a context in which what is shown is noted.
func WithLooks(ctx context.Context) (context.Context, *Looks) {
	l := &Looks{lenses: map[uuid.UUID][]*lens{}}
	return context.WithValue(ctx, looksKey{}, l), l
}

func looksOf(ctx context.Context) *Looks {
	l, _ := ctx.Value(looksKey{}).(*Looks)
	return l
}

func (l *Looks) watch(account uuid.UUID, through *lens) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lenses[account] = append(l.lenses[account], through)
}

// seen is what was opened through a lens: a bit per category of each order.
type seen struct {
	mu     sync.Mutex
	orders map[uuid.UUID]byte
}

func (s *seen) add(order uuid.UUID, c personal.Category) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.orders == nil {
		s.orders = map[uuid.UUID]byte{}
	}
	s.orders[order] |= bit(c)
}

// take returns what was opened since the last time, in a stable order.
func (s *seen) take() []lookEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	entries := make([]lookEntry, 0, len(s.orders))
	for id, categories := range s.orders {
		entries = append(entries, lookEntry{id, categories})
	}
	s.orders = nil
	slices.SortFunc(entries, func(a, b lookEntry) int { return bytes.Compare(a.order[:], b.order[:]) })
	return entries
}

func bit(c personal.Category) byte { return 1 << (c - personal.Categories()[0]) }

// lookEntry is one order of a look: 17 bytes in the database.
type lookEntry struct {
	order      uuid.UUID
	categories byte
}

const entrySize = 17

func packEntries(entries []lookEntry) []byte {
	b := make([]byte, 0, entrySize*len(entries))
	for _, e := range entries {
		b = append(append(b, e.order[:]...), e.categories)
	}
	return b
}

// looker is who looks.
type looker struct {
	subject, request, right string
	role                    orderveil.Role
}

// worker is the hub itself, on the way to a back office.
var worker = looker{subject: "worker", role: "worker"}

// KeepLooks writes what was shown since the last time: one row per account, however many
// orders. Via names the question, request the request. When it fails the answer must not
// leave.
func (s *Store) KeepLooks(ctx context.Context, l *Looks, via, request string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, lenses := range l.lenses {
		for _, through := range lenses {
			entries := through.seen.take()
			if len(entries) == 0 {
				continue
			}
			for v, entries := range through.byRight(entries) {
				by := looker{subject: v.Subject, role: v.Role, right: rightOf(v), request: request}
				if err := s.keepLook(ctx, id, by, via, entries); err != nil {
					return fmt.Errorf("store: keep who looked: %w", err)
				}
			}
		}
	}
	return nil
}

// byRight goes through what was shown, by the right that showed it: what every grant
// showed apart.
func (l *lens) byRight(entries []lookEntry) iter.Seq2[orderveil.Viewer, []lookEntry] {
	return func(yield func(orderveil.Viewer, []lookEntry) bool) {
		var regular []lookEntry
		for _, e := range entries {
			if v, ok := l.granted[e.order]; !ok {
				regular = append(regular, e)
			} else if !yield(v, []lookEntry{e}) {
				return
			}
		}
		if len(regular) > 0 {
			yield(l.viewer, regular)
		}
	}
}

func (s *Store) keepLook(ctx context.Context, id uuid.UUID, by looker, via string, entries []lookEntry) error {
	return s.with(ctx, id, func(a *openAccount) error {
		err := s.note(ctx, a, account.AuditEntry{
			Kind: orderveil.AuditLook, Subject: by.subject, Role: by.role, Right: by.right, Via: via, RequestID: by.request, Orders: packEntries(entries),
		})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := s.alarmFor(ctx, a, e, by); err != nil {
				return err
			}
		}
		return nil
	})
}

// LookView is one answer in which customer data of an order was shown.
type LookView struct {
	row        *account.AuditEntry
	categories byte
}

// At is when.
func (l *LookView) At() time.Time { return l.row.At.UTC() }

// Subject is to whom.
func (l *LookView) Subject() string { return l.row.Subject }

// Role is in which role.
func (l *LookView) Role() string { return string(l.row.Role) }

// Via is by which question.
func (l *LookView) Via() string { return l.row.Via }

// Categories is what was shown.
func (l *LookView) Categories() []personal.Category {
	return categoriesOf(l.categories)
}

// Looks returns who was shown customer data of the order, newest first.
func (o *OrderView) Looks(ctx context.Context, first *int) ([]*LookView, error) {
	size, _, err := pageOf(first, nil, 0)
	if err != nil {
		return nil, err
	}
	if !o.page.lens.viewer.Can(orderveil.PermissionAuditRead) {
		return nil, orderveil.ErrForbidden
	}
	found := []*LookView{}
	err = o.page.store.with(ctx, o.page.account.ID, func(a *openAccount) error {
		all, err := a.looksAt(ctx, []uuid.UUID{o.row.ID}, o.row.ImportedAt, size)
		if err == nil && all[o.row.ID] != nil {
			found = all[o.row.ID]
		}
		return err
	})
	return found, err
}

// looksAt returns who looked at some orders since a moment, newest first, at most so many
// of each. It reads the looks once, whatever the number of orders; the database picks out
// those in which an order may be.
func (a *openAccount) looksAt(ctx context.Context, orders []uuid.UUID, since time.Time, most int) (map[uuid.UUID][]*LookView, error) {
	found := map[uuid.UUID][]*LookView{}
	rows, err := a.db.AuditEntry.Query().Where(auditentry.AtGTE(since), mentions(orders)).Order(auditentry.ByID(newest)).Limit(most * max(len(orders), 1)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		for _, e := range unpackEntries(row.Orders) {
			if slices.Contains(orders, e.order) && len(found[e.order]) < most {
				found[e.order] = append(found[e.order], &LookView{row: row, categories: e.categories})
			}
		}
	}
	return found, nil
}

// mentions selects looks in whose list the bytes of one of the ids stand. Bytes that do so
// by chance are told apart when the list is read.
func mentions(orders []uuid.UUID) func(*sql.Selector) {
	return func(sel *sql.Selector) {
		var any []*sql.Predicate
		for _, id := range orders {
			any = append(any, sql.P(func(b *sql.Builder) {
				if sel.Dialect() == dialect.Postgres {
					b.WriteString("position(").Arg(id[:]).WriteString("::bytea in ").Ident(sel.C(auditentry.FieldOrders)).WriteString(") > 0")
					return
				}
				b.WriteString("instr(").Ident(sel.C(auditentry.FieldOrders)).WriteString(", ").Arg(id[:]).WriteString(") > 0")
			}))
		}
		sel.Where(sql.Or(any...))
	}
}
