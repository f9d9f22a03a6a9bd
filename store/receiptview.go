package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/notice"
	"orderveil/ent/account/receipt"
	"orderveil/proof"
)

// ReceiptView is a signed receipt of something that was done to customer data.
type ReceiptView struct {
	store   *Store
	account orderveil.Account
	row     *account.Receipt
}

// ID is the receipt's global id.
func (r *ReceiptView) ID() string {
	return globalID{kind: kindReceipt, account: r.account.ID, row: r.row.ID}.String()
}

// Kind is what was done.
func (r *ReceiptView) Kind() orderveil.ReceiptKind { return r.row.Kind }

// At is when it was done.
func (r *ReceiptView) At() time.Time { return r.row.At.UTC() }

// Actor is who did it; nil for the hub itself.
func (r *ReceiptView) Actor() *string { return nonEmpty(r.row.Actor) }

// Count is to how many orders.
func (r *ReceiptView) Count() int { return r.row.Count }

// Document is the signed statement, JSON: "orderveil certificate verify" checks it.
func (r *ReceiptView) Document() (string, error) {
	doc, err := proof.Document(r.store.own.PublicKey(), proof.Receipt, statementOf(r.account.ID, r.row), r.row.Signature)
	return string(doc), err
}

// Notices are what back offices were told of it, in one statement.
func (r *ReceiptView) Notices(ctx context.Context) (views []*NoticeView, err error) {
	views = []*NoticeView{}
	err = r.store.with(ctx, r.account.ID, func(a *openAccount) error {
		rows, err := a.db.Notice.Query().Where(notice.ReceiptID(r.row.ID)).Order(notice.ByID()).Limit(maxPage).All(ctx)
		for _, row := range rows {
			views = append(views, &NoticeView{account: r.account, row: row})
		}
		return err
	})
	return views, err
}

// ReceiptPage is one page of an account's receipts, newest first.
type ReceiptPage struct {
	Nodes []*ReceiptView
	more  bool
}

// PageInfo tells whether there is more.
func (p *ReceiptPage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*ReceiptView).ID) }

// Receipts lists the receipts of an account: the viewer's own, or for staff the one of
// the number.
func (s *Store) Receipts(ctx context.Context, v orderveil.Viewer, number *int, kinds []orderveil.ReceiptKind, first *int, after *string) (*ReceiptPage, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionRead, number)
	if err != nil {
		return nil, err
	}
	size, from, err := pageOf(first, after, kindReceipt)
	if err != nil {
		return nil, err
	}
	out := &ReceiptPage{Nodes: []*ReceiptView{}}
	err = s.with(ctx, id, func(a *openAccount) error {
		q := a.db.Receipt.Query().Order(receipt.ByID(newest)).Limit(size + 1)
		if from != uuid.Nil {
			q.Where(receipt.IDLT(from))
		}
		if kinds != nil {
			q.Where(receipt.KindIn(kinds...))
		}
		rows, err := q.All(ctx)
		out.more = len(rows) > size
		for _, row := range rows[:min(len(rows), size)] {
			out.Nodes = append(out.Nodes, &ReceiptView{store: s, account: a.Account, row: row})
		}
		return err
	})
	return out, err
}

// NoticeView is what a back office was told, and whether it acknowledged.
type NoticeView struct {
	account orderveil.Account
	row     *account.Notice
}

// ID is the notice's global id.
func (n *NoticeView) ID() string {
	return globalID{kind: kindNotice, account: n.account.ID, row: n.row.ID}.String()
}

// Kind is what the back office was told.
func (n *NoticeView) Kind() string { return string(n.row.Kind) }

// ConnectionID is the back office.
func (n *NoticeView) ConnectionID() string {
	return globalID{kind: kindConnection, account: n.account.ID, row: n.row.ConnectionID}.String()
}

// Count is of how many orders.
func (n *NoticeView) Count() int { return len(n.row.Orders) / 16 }

// State is how far the notice has come.
func (n *NoticeView) State() orderveil.NoticeState { return n.row.State }

// Attempts is how often it was tried.
func (n *NoticeView) Attempts() int { return n.row.Attempts }

// CreatedAt is when it was written.
func (n *NoticeView) CreatedAt() time.Time { return n.row.CreatedAt.UTC() }

// AcknowledgedAt is when the back office said that it has it, or nil.
func (n *NoticeView) AcknowledgedAt() *time.Time { return utc(n.row.AcknowledgedAt) }

// LastAttemptAt is when it was last tried, or nil.
func (n *NoticeView) LastAttemptAt() *time.Time { return utc(n.row.LastAttemptAt) }

// NextAttemptAt is when it is tried next, or nil.
func (n *NoticeView) NextAttemptAt() *time.Time {
	if n.row.State == orderveil.NoticeSending {
		return nil // the end of a claim
	}
	return utc(n.row.NextAttemptAt)
}

// Answer is the HTTP status of the last answer, or nil when none came.
func (n *NoticeView) Answer() *int { return n.row.Answer }

// Problem is what stands in the way, or nil.
func (n *NoticeView) Problem() *orderveil.Problem {
	return problemOf(n.row.ProblemCode, n.row.ProblemCause, n.row.ProblemOwner, n.row.ProblemNextStep, n.row.ProblemAt)
}

// NoticePage is one page of an account's notices, newest first.
type NoticePage struct {
	Nodes []*NoticeView
	more  bool
}

// PageInfo tells whether there is more.
func (p *NoticePage) PageInfo() *PageInfo { return pageInfo(p.Nodes, p.more, (*NoticeView).ID) }

// Notices lists what the back offices of an account were told, newest first.
func (s *Store) Notices(ctx context.Context, v orderveil.Viewer, number *int, states []orderveil.NoticeState, conn *string, first *int, after *string) (*NoticePage, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionRead, number)
	if err != nil {
		return nil, err
	}
	size, from, err := pageOf(first, after, kindNotice)
	if err != nil {
		return nil, err
	}
	var to globalID
	if conn != nil {
		if to, err = parseGlobal(*conn, kindConnection); err != nil || to.account != id {
			return nil, orderveil.ErrNotFound
		}
	}
	out := &NoticePage{Nodes: []*NoticeView{}}
	err = s.with(ctx, id, func(a *openAccount) error {
		q := a.db.Notice.Query().Order(notice.ByID(newest)).Limit(size + 1)
		if from != uuid.Nil {
			q.Where(notice.IDLT(from))
		}
		if states != nil {
			q.Where(notice.StateIn(states...))
		}
		if conn != nil {
			q.Where(notice.ConnectionID(to.row))
		}
		rows, err := q.All(ctx)
		out.more = len(rows) > size
		for _, row := range rows[:min(len(rows), size)] {
			out.Nodes = append(out.Nodes, &NoticeView{account: a.Account, row: row})
		}
		return err
	})
	return out, err
}

// NotifyAgain has a notice that failed sent again.
func (s *Store) NotifyAgain(ctx context.Context, v orderveil.Viewer, global string) (view *NoticeView, err error) {
	if !v.Can(orderveil.PermissionRetentionManage) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindNotice)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	if err := s.wakeAt(ctx, id.account, s.config.Clock().Add(settle)); err != nil {
		return nil, err
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		update := a.db.Notice.Update().Where(notice.ID(id.row), notice.StateIn(orderveil.NoticeFailed, orderveil.NoticeUnsupported)).
			SetState(orderveil.NoticeWaiting).SetNextAttemptAt(s.config.Clock())
		setProblem(update, nil)
		if err := update.Exec(ctx); err != nil {
			return err
		}
		row, err := a.db.Notice.Get(ctx, id.row)
		if err != nil {
			return notFound(err)
		}
		view = &NoticeView{account: a.Account, row: row}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return view, s.wakeAt(ctx, id.account, s.config.Clock())
}
