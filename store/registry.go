package store

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/syncrun"
	"orderveil/seal"
)

// maxOpenAccounts is how many account databases are held open when nobody says.
const maxOpenAccounts = 200

// openAccount is an account's database while it is in use.
type openAccount struct {
	orderveil.Account
	db         *account.Client
	driver     *driver // of db
	dialect    string
	server     string
	moves      int // that had begun when it was opened
	keys       *seal.AccountKeys
	statements *orderStatements
	poison     atomic.Pointer[canaries]
	notes      notes
	uses       int
	evicted    bool // closed when the last user gives it back
	place      *list.Element
}

// registry holds the account databases that are open. The least recently used one
// without a user is closed when there are too many; opening one again costs
// milliseconds.
type registry struct {
	store      *Store
	most       int
	group      singleflight.Group
	statements *orderStatements // of all accounts

	mu   sync.Mutex
	open map[uuid.UUID]*openAccount
	used *list.List         // front: most recently used
	ours map[uuid.UUID]bool // opened by this process before

	plantings int // of canaries by other nodes, that were heard of
}

func newRegistry(s *Store) *registry {
	most := s.config.OpenAccounts
	if most == 0 {
		most = maxOpenAccounts
	}
	return &registry{store: s, most: most, open: map[uuid.UUID]*openAccount{}, used: list.New(), statements: newOrderStatements(), ours: map[uuid.UUID]bool{}}
}

// with runs a function on an account's open database, and once more when the first it hears
// is that the database has been closed or is elsewhere by now.
func (s *Store) with(ctx context.Context, id uuid.UUID, do func(*openAccount) error) error {
	untouched, err := s.within(ctx, id, do)
	var stale *staleError
	if untouched && errors.As(err, &stale) {
		_, err = s.within(ctx, id, do)
	}
	return err
}

// within runs a function, and reports whether no statement of the account has worked meanwhile.
func (s *Store) within(ctx context.Context, id uuid.UUID, do func(*openAccount) error) (untouched bool, err error) {
	a, err := s.accounts.take(ctx, id)
	if err != nil {
		return true, err
	}
	defer s.accounts.giveBack(a)
	touch(ctx, id)
	before := a.driver.worked.Load()
	err = do(a)
	return a.driver.worked.Load() == before, err
}

func (r *registry) take(ctx context.Context, id uuid.UUID) (*openAccount, error) {
	for {
		if a := r.taken(id); a != nil {
			return a, nil
		}
		// The opening outlives the request that began it: others wait for it too.
		result := r.group.DoChan(string(id[:]), func() (any, error) { return nil, r.openOne(context.WithoutCancel(ctx), id) })
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case got := <-result:
			if got.Err != nil {
				return nil, got.Err
			}
		}
	}
}

func (r *registry) taken(id uuid.UUID) *openAccount {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.open[id]
	if a != nil {
		a.uses++
		r.used.MoveToFront(a.place)
	}
	return a
}

func (r *registry) giveBack(a *openAccount) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a.uses--; a.evicted && a.uses == 0 {
		_ = a.db.Close()
	}
}

// evict forgets an account that is no more. Who is at work in it comes to an end first.
// How its connections end does not matter: they are about to be cut.
func (r *registry) evict(id uuid.UUID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.open[id]
	if a == nil {
		return
	}
	delete(r.open, id)
	r.used.Remove(a.place)
	if a.evicted = a.uses > 0; !a.evicted {
		_ = a.db.Close()
	}
}

func (r *registry) openOne(ctx context.Context, id uuid.UUID) error {
	row, err := r.store.catalog.Account.Get(ctx, id)
	if err != nil {
		return notFound(err)
	}
	if row.State != accountActive {
		return orderveil.ErrNotFound
	}
	if moving(row) {
		return ErrMoving
	}
	var password []byte
	if len(row.Password) > 0 {
		if password, err = r.store.own.OpenPlacement(id, row.Password); err != nil {
			return fmt.Errorf("store: open an account's database password: %w", err)
		}
	}
	if err := r.store.upgradeAccount(ctx, row); err != nil {
		return err
	}
	db, err := r.store.databases.account(ctx, placementOf(row), string(password))
	if err != nil {
		return err
	}
	d := r.store.databases.dialect()
	drv := newDriver(d, db, r.store.config.OnStatement)
	if p, ok := r.store.databases.(*postgres); ok && p.pooled(row.Server) {
		drv.wrapped = true
	}
	a := &openAccount{
		Account:    orderveil.Account{ID: id, Number: row.Number, Sandbox: row.Sandbox},
		db:         account.NewClient(account.Driver(drv)),
		driver:     drv,
		dialect:    d,
		server:     row.Server,
		moves:      row.Moves,
		keys:       r.store.keyring.Account(id),
		statements: r.statements,
	}
	drv.failed = func(ctx context.Context, err error) error { return r.displaced(ctx, a, err) }
	if err := r.takeOver(ctx, a); err != nil {
		return errors.Join(err, a.db.Close())
	}
	// Who plants some while they are read does not know that the account is open here.
	for heard := -1; ; {
		r.mu.Lock()
		if heard == r.plantings {
			break
		}
		heard = r.plantings
		r.mu.Unlock()
		if err := r.store.loadCanaries(ctx, a); err != nil {
			return errors.Join(err, a.db.Close())
		}
	}
	defer r.mu.Unlock()
	a.place = r.used.PushFront(a)
	r.open[id] = a
	return r.closeIdle()
}

// takeOver ends the claims of a process that is no more. Only SQLite can tell: its
// data directory belongs to one process at a time. On PostgreSQL another node may be
// at work, and claims run out by themselves.
func (r *registry) takeOver(ctx context.Context, a *openAccount) error {
	r.mu.Lock()
	known := r.ours[a.ID]
	r.ours[a.ID] = true
	r.mu.Unlock()
	if known || a.dialect != dialect.SQLite {
		return nil
	}
	now := r.store.config.Clock()
	runs, err := a.db.SyncRun.Query().Where(syncrun.StateEQ(orderveil.SyncRunning)).All(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := run.Update().SetClaimedUntil(now).Exec(ctx); err != nil {
			return err
		}
		if err := r.store.catalog.Schedule.UpdateOneID(run.ConnectionID).SetNextRunAt(now).Exec(ctx); err != nil {
			return err
		}
	}
	n, err := a.db.Delivery.Update().Where(delivery.StateEQ(orderveil.ForwardSending)).SetNextAttemptAt(now).Save(ctx)
	if err != nil || n == 0 {
		return err
	}
	return r.store.wakeAt(ctx, a.ID, now)
}

// closeIdle closes what is open beyond the limit and not in use.
func (r *registry) closeIdle() error {
	var errs []error
	for e := r.used.Back(); e != nil && len(r.open) > r.most; {
		a, before := e.Value.(*openAccount), e.Prev()
		if a.uses == 0 && a.place != r.used.Front() {
			delete(r.open, a.ID)
			r.used.Remove(e)
			errs = append(errs, a.db.Close())
		}
		e = before
	}
	return errors.Join(errs...)
}

func (r *registry) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, a := range r.open {
		errs = append(errs, a.db.Close())
	}
	r.open = map[uuid.UUID]*openAccount{}
	return errors.Join(errs...)
}
