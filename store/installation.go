package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/schedule"
	"orderveil/ent/catalog/user"
)

// Installation is how the installation works, for the operator's administrators.
type Installation struct{ store *Store }

// Installation returns how the installation works, to whoever may see it.
func (s *Store) Installation(v orderveil.Viewer) (*Installation, error) {
	if !v.Can(orderveil.PermissionInstallRead) {
		return nil, orderveil.ErrForbidden
	}
	return &Installation{s}, nil
}

// OpenedAccount is an account as the operator sees it.
type OpenedAccount struct {
	row *catalog.Account
	// Marketplaces is how many of its connections are asked for orders.
	Marketplaces int
}

// Number is its number.
func (a *OpenedAccount) Number() int { return a.row.Number }

// Sandbox reports whether its orders are invented.
func (a *OpenedAccount) Sandbox() bool { return a.row.Sandbox }

// State is how it stands.
func (a *OpenedAccount) State() orderveil.AccountState {
	if a.row.SuspendedAt != nil && a.row.State == accountActive {
		return orderveil.AccountSuspended
	}
	return orderveil.AccountState(a.row.State)
}

// CreatedAt is when it was opened.
func (a *OpenedAccount) CreatedAt() time.Time { return a.row.CreatedAt.UTC() }

// SuspendedAt is since when it is suspended, or nil.
func (a *OpenedAccount) SuspendedAt() *time.Time { return utc(a.row.SuspendedAt) }

// Placement is its database.
func (a *OpenedAccount) Placement() string { return a.row.Database }

// Server is where that is.
func (a *OpenedAccount) Server() string { return a.row.Server }

// MovingTo is the server to which it is being moved, or nil.
func (a *OpenedAccount) MovingTo() *string {
	if !moving(a.row) {
		return nil
	}
	return &a.row.MoveTo
}

// Accounts lists the accounts by their numbers.
func (i *Installation) Accounts(ctx context.Context, first, after *int) ([]*OpenedAccount, error) {
	size, _, err := pageOf(first, nil, 0)
	if err != nil {
		return nil, err
	}
	q := i.store.catalog.Account.Query().Order(entaccount.ByNumber()).Limit(size)
	if after != nil {
		q.Where(entaccount.NumberGT(*after))
	}
	rows, err := q.All(ctx)
	if err != nil {
		return nil, err
	}
	return i.store.opened(ctx, rows)
}

// opened are accounts as the operator sees them.
func (s *Store) opened(ctx context.Context, rows []*catalog.Account) ([]*OpenedAccount, error) {
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var counts []struct {
		Account uuid.UUID `json:"account_id"`
		Count   int       `json:"count"`
	}
	err := s.catalog.Schedule.Query().Where(schedule.AccountIDIn(ids...)).GroupBy(schedule.FieldAccountID).Aggregate(catalog.Count()).Scan(ctx, &counts)
	by := map[uuid.UUID]int{}
	for _, c := range counts {
		by[c.Account] = c.Count
	}
	views := []*OpenedAccount{}
	for _, row := range rows {
		views = append(views, &OpenedAccount{row: row, Marketplaces: by[row.ID]})
	}
	return views, err
}

// Opening is an account that was opened, with the invitation of its first merchant.
type Opening struct {
	Account    *OpenedAccount
	Invitation string
}

// NewAccount is an account to open.
type NewAccount struct {
	Number       int
	Login, Label string // of its first merchant
	Wish         orderveil.Wish
}

// OpenInvited opens an account and invites its first merchant. One that is open and has nobody yet
// gets its invitation, so that it can be asked again.
func (s *Store) OpenInvited(ctx context.Context, v orderveil.Viewer, n NewAccount) (*Opening, error) {
	if !v.Can(orderveil.PermissionInstallManage) {
		return nil, orderveil.ErrForbidden
	}
	if err := checkInvited(n.Login, n.Label); err != nil {
		return nil, err
	}
	a, err := s.openEmpty(ctx, n.Number, n.Wish)
	if err != nil {
		return nil, err
	}
	touch(ctx, a.ID)
	if a.Sandbox {
		if err := s.seedOnce(ctx, a); err != nil {
			return nil, err
		}
	}
	invited, err := s.invite(ctx, &a.ID, v.Subject, n.Login, n.Label, orderveil.RoleMerchant)
	if err != nil {
		return nil, err
	}
	view, err := s.openedAccount(ctx, n.Number)
	return &Opening{Account: view, Invitation: invited.Token}, err
}

// openEmpty opens an account, or returns the one that is open and that nobody was invited to.
func (s *Store) openEmpty(ctx context.Context, number int, w orderveil.Wish) (orderveil.Account, error) {
	a, err := s.OpenAccountAt(ctx, number, w)
	if !errors.Is(err, orderveil.ErrConflict) {
		return a, err
	}
	open, none := s.Account(ctx, number)
	if none != nil {
		return a, err
	}
	known, failed := s.catalog.User.Query().Where(user.AccountID(open.ID)).Exist(ctx)
	if failed != nil || !known && open.Sandbox == w.Sandbox {
		return open, failed
	}
	return a, orderveil.Invalidf("account %d is open already: choose another number", number)
}

func (s *Store) openedAccount(ctx context.Context, number int) (*OpenedAccount, error) {
	row, err := s.catalog.Account.Query().Where(entaccount.Number(number)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	views, err := s.opened(ctx, []*catalog.Account{row})
	if err != nil {
		return nil, err
	}
	return views[0], nil
}

// SuspendAccount keeps everybody of an account out and leaves its orders where they are.
// What must be forgotten is forgotten, and back offices are told.
func (s *Store) SuspendAccount(ctx context.Context, v orderveil.Viewer, number int) (*OpenedAccount, error) {
	now := s.config.Clock()
	return s.changeAccount(ctx, v, number, func(u *catalog.AccountUpdate) { u.Where(entaccount.SuspendedAtIsNil()).SetSuspendedAt(now) })
}

// ResumeAccount lets a suspended account work again, from where it stopped.
func (s *Store) ResumeAccount(ctx context.Context, v orderveil.Viewer, number int) (*OpenedAccount, error) {
	now := s.config.Clock()
	return s.changeAccount(ctx, v, number, func(u *catalog.AccountUpdate) { u.ClearSuspendedAt().SetOutboxDueAt(now) })
}

func (s *Store) changeAccount(ctx context.Context, v orderveil.Viewer, number int, change func(*catalog.AccountUpdate)) (*OpenedAccount, error) {
	if !v.Can(orderveil.PermissionInstallManage) {
		return nil, orderveil.ErrForbidden
	}
	a, err := s.Account(ctx, number)
	if err != nil {
		return nil, err
	}
	touch(ctx, a.ID)
	update := s.catalog.Account.Update().Where(entaccount.ID(a.ID))
	change(update)
	if err := update.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: change an account: %w", err)
	}
	return s.openedAccount(ctx, number)
}

// Suspended reports whether an account's orders are left where they are.
func (s *Store) Suspended(ctx context.Context, id uuid.UUID) (bool, error) {
	return s.catalog.Account.Query().Where(entaccount.ID(id), entaccount.SuspendedAtNotNil()).Exist(ctx)
}

// working leaves out the connections of suspended accounts.
func working(sel *sql.Selector) {
	accounts := sql.Dialect(sel.Dialect()).Table(entaccount.Table)
	sel.Where(sql.NotIn(sel.C(schedule.FieldAccountID),
		sql.Dialect(sel.Dialect()).Select(accounts.C(entaccount.FieldID)).From(accounts).Where(sql.NotNull(accounts.C(entaccount.FieldSuspendedAt)))))
}

// LateConnection is a connection whose next run is due and has not begun.
type LateConnection struct {
	row     *catalog.Schedule
	Account int
}

// Connection is its global id.
func (l *LateConnection) Connection() string {
	return globalID{kind: kindConnection, account: l.row.AccountID, row: l.row.ID}.String()
}

// DueAt is when the run was due.
func (l *LateConnection) DueAt() time.Time { return l.row.NextRunAt.UTC() }

// Slow tells whether its runs wait on a lane of their own.
func (l *LateConnection) Slow() bool { return l.row.Slow }

// maxLate connections are told of.
const maxLate = 100

// Late are the connections whose next run is due and has not begun, the latest first.
func (i *Installation) Late(ctx context.Context) ([]*LateConnection, error) {
	rows, err := i.store.catalog.Schedule.Query().Where(schedule.NextRunAtLTE(i.store.config.Clock()), working).
		Order(schedule.ByNextRunAt(), schedule.ByID()).Limit(maxLate).All(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.AccountID
	}
	accounts, err := i.store.catalog.Account.Query().Where(entaccount.IDIn(ids...)).All(ctx)
	numbers := map[uuid.UUID]int{}
	for _, a := range accounts {
		numbers[a.ID] = a.Number
	}
	late := []*LateConnection{}
	for _, row := range rows {
		late = append(late, &LateConnection{row: row, Account: numbers[row.AccountID]})
	}
	return late, err
}
