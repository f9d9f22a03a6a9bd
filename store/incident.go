package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/account/order"
	"orderveil/personal"
)

// Window is the time that an incident is about.
type Window struct{ From, To time.Time }

func (w Window) check() error {
	if !w.From.Before(w.To) {
		return orderveil.Invalidf("a window of time begins before it ends: exchange from and to")
	}
	return nil
}

// IncidentLook is that one order was shown in one answer.
type IncidentLook struct {
	At         time.Time `json:"at"`
	Account    int       `json:"account"`
	Order      string    `json:"order"`  // its global id
	Number     string    `json:"number"` // the marketplace's; empty when the order is gone
	Subject    string    `json:"subject"`
	Role       string    `json:"role"`
	Right      string    `json:"right"`
	Via        string    `json:"via"`
	Request    string    `json:"request"`
	Categories []string  `json:"categories"`
}

// IncidentLooks calls for every order that somebody was shown in a window of time, account
// after account, in the order of time: those of a merchant's own account; for staff of all,
// or of one. Every account of which it tells something gets an entry in its trail first.
func (s *Store) IncidentLooks(ctx context.Context, v orderveil.Viewer, w Window, number *int, request string, each func(IncidentLook) error) error {
	return s.looksWithin(ctx, v, w, number, request, func(a *openAccount, rows []*account.AuditEntry) error {
		numbers, err := a.numbersOf(ctx, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			for _, e := range unpackEntries(row.Orders) {
				err := each(IncidentLook{
					At: row.At.UTC(), Account: a.Number, Order: globalID{kind: kindOrder, account: a.ID, row: e.order}.String(), Number: numbers[e.order],
					Subject: row.Subject, Role: string(row.Role), Right: row.Right, Via: row.Via, Request: row.RequestID,
					Categories: categoryNames(categoriesOf(e.categories)),
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// numbersOf are the numbers of the orders that some entries are about.
func (a *openAccount) numbersOf(ctx context.Context, rows []*account.AuditEntry) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	numbers := map[uuid.UUID]string{}
	for _, row := range rows {
		for _, e := range unpackEntries(row.Orders) {
			if _, known := numbers[e.order]; !known {
				numbers[e.order], ids = "", append(ids, e.order)
			}
		}
	}
	for part := range slices.Chunk(ids, trailPage) {
		found, err := a.db.Order.Query().Where(among(order.FieldID, part)).Select(order.FieldID, order.FieldNumber).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			numbers[o.ID] = o.Number
		}
	}
	return numbers, nil
}

// looksWithin calls for the looks of a window, some at a time.
func (s *Store) looksWithin(ctx context.Context, v orderveil.Viewer, w Window, number *int, request string, some func(*openAccount, []*account.AuditEntry) error) error {
	if err := w.check(); err != nil {
		return err
	}
	ids, err := s.accountsOf(ctx, v, orderveil.PermissionAuditRead, number)
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := s.with(ctx, id, func(a *openAccount) error {
			return a.looksWithin(ctx, w, func(first bool, rows []*account.AuditEntry) error {
				if first {
					if err := s.note(ctx, a, account.AuditEntry{
						Kind: orderveil.AuditExport, Subject: v.Subject, Role: v.Role, Right: rightOf(v), Via: "incident", RequestID: request, Outcome: "OK",
					}); err != nil {
						return err
					}
				}
				return some(a, rows)
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// accountsOf are the accounts that a request is about: a merchant's own, for staff all, or
// the one of the number.
func (s *Store) accountsOf(ctx context.Context, v orderveil.Viewer, p orderveil.Permission, number *int) ([]uuid.UUID, error) {
	if number != nil || !v.Staff() || !v.Can(p) {
		id, err := s.accountOf(ctx, v, p, number)
		return []uuid.UUID{id}, err
	}
	accounts, err := s.Accounts(ctx)
	ids := make([]uuid.UUID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	return ids, err
}

func (a *openAccount) looksWithin(ctx context.Context, w Window, some func(first bool, rows []*account.AuditEntry) error) error {
	from, after := w.From, uuid.Nil
	for first := true; ; first = false {
		rows, err := a.db.AuditEntry.Query().
			Where(auditentry.KindEQ(orderveil.AuditLook), auditentry.AtGTE(from), auditentry.AtLT(w.To), auditentry.Or(auditentry.AtGT(from), auditentry.IDGT(after))).
			Order(auditentry.ByAt(), auditentry.ByID()).Limit(trailPage).All(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := some(first, rows); err != nil {
			return err
		}
		last := rows[len(rows)-1]
		from, after = last.At, last.ID
	}
}

// Incident tells whose views of customers fall into a window of time.
type Incident struct {
	From, To time.Time
	Accounts int
	Orders   int
	Looks    int
	Viewers  []*IncidentViewer
}

// IncidentViewer is what somebody was shown in one account by one right.
type IncidentViewer struct {
	Account     int
	Subject     string
	Role        string
	Right       *string
	Looks       int
	Orders      int
	Categories  []personal.Category
	First, Last time.Time

	cast   *cast
	bits   byte
	orders map[uuid.UUID]bool
}

// By is who that is, as far as the viewer need know.
func (i *IncidentViewer) By(ctx context.Context) (*Actor, error) {
	return i.cast.actor(ctx, i.Subject, i.Role)
}

// maxIncidentViewers are told of in an answer; the file tells of all.
const maxIncidentViewers = 200

// Incident counts by viewer what IncidentLooks lists.
func (s *Store) Incident(ctx context.Context, v orderveil.Viewer, w Window, number *int, request string) (*Incident, error) {
	type who struct {
		account              uuid.UUID
		subject, role, right string
	}
	out := &Incident{From: w.From, To: w.To, Viewers: []*IncidentViewer{}}
	cast := s.cast(v)
	viewers, accounts, orders := map[who]*IncidentViewer{}, map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	err := s.looksWithin(ctx, v, w, number, request, func(a *openAccount, rows []*account.AuditEntry) error {
		accounts[a.ID] = true
		for _, row := range rows {
			key := who{a.ID, row.Subject, string(row.Role), row.Right}
			one := viewers[key]
			if one == nil {
				one = &IncidentViewer{Account: a.Number, Subject: row.Subject, Role: string(row.Role), Right: nonEmpty(row.Right), First: row.At.UTC(), cast: cast, orders: map[uuid.UUID]bool{}}
				cast.add(a.ID, row.Subject)
				viewers[key], out.Viewers = one, append(out.Viewers, one)
			}
			one.Last = row.At.UTC()
			one.Looks++
			out.Looks++
			for _, e := range unpackEntries(row.Orders) {
				one.bits |= e.categories
				one.orders[e.order], orders[e.order] = true, true
			}
		}
		return nil
	})
	for _, one := range out.Viewers {
		one.Orders, one.Categories = len(one.orders), categoriesOf(one.bits)
	}
	out.Accounts, out.Orders = len(accounts), len(orders)
	slices.SortStableFunc(out.Viewers, func(a, b *IncidentViewer) int { return cmp.Compare(b.Orders, a.Orders) })
	out.Viewers = out.Viewers[:min(len(out.Viewers), maxIncidentViewers)]
	return out, err
}
