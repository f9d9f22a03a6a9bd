package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/schedule"
)

// Due names a connection of an account.
type Due struct {
	Account, Connection uuid.UUID
	// Slow says that the work takes long, or fails: it goes on a lane of its own, so that
	// the others' does not wait for it.
	Slow bool
}

// schedule enters a marketplace into the catalog's timetable, due at once. Its first run
// brings all that there is.
func (s *Store) schedule(ctx context.Context, id uuid.UUID, c orderveil.Connection) error {
	return s.catalog.Schedule.Create().SetID(c.ID).SetAccountID(id).
		SetEverySeconds(int(c.Every / time.Second)).SetNextRunAt(s.config.Clock()).SetSlow(true).Exec(ctx)
}

// DueImports returns up to limit connections whose time has come. Of several nodes
// that ask at once, each connection goes to one. It comes up again after a minute,
// in case its run dies; a run that ends sets its next time.
func (s *Store) DueImports(ctx context.Context, limit int) ([]Due, error) {
	now := s.config.Clock()
	tx, err := s.catalog.Tx(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	rows, err := tx.Schedule.Query().Where(schedule.NextRunAtLTE(now), working, unclaimed).
		Order(schedule.ByNextRunAt()).Limit(limit).All(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	due := make([]Due, len(rows))
	again := map[time.Duration][]uuid.UUID{}
	for i, row := range rows {
		due[i] = Due{Account: row.AccountID, Connection: row.ID, Slow: row.Slow}
		after := min(runLease, time.Duration(row.EverySeconds)*time.Second)
		again[after] = append(again[after], row.ID)
	}
	for after, ids := range again { // most connections have one of a few intervals
		if err := tx.Schedule.Update().Where(among(schedule.FieldID, ids)).SetNextRunAt(now.Add(after)).Exec(ctx); err != nil {
			return nil, err
		}
	}
	return due, tx.Commit()
}

// Asked counts the connections that are asked at least so often.
func (s *Store) Asked(ctx context.Context, within time.Duration) (int, error) {
	return s.catalog.Schedule.Query().Where(schedule.EverySecondsLTE(int(within/time.Second)), working).Count(ctx)
}

// reschedule sets when a connection is asked again: its interval after the last run
// began, and not while it rests. A run that somebody asked for meanwhile stays due.
func (s *Store) reschedule(ctx context.Context, run orderveil.SyncRun, rests time.Time) error {
	conn := run.Connection
	row, err := s.catalog.Schedule.Get(ctx, conn)
	if catalog.IsNotFound(err) { // paused or removed meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	if slow := run.State != orderveil.SyncDone; slow != row.Slow {
		if err := row.Update().SetSlow(slow).Exec(ctx); err != nil {
			return err
		}
	}
	at := run.StartedAt.Add(time.Duration(row.EverySeconds) * time.Second)
	if rests.After(at) {
		at = rests
	}
	return s.catalog.Schedule.Update().Where(schedule.ID(conn), schedule.NextRunAtGT(s.config.Clock())).SetNextRunAt(at).Exec(ctx)
}

// The sweeper's looks at an account's outbox.
const (
	// settle is how long after a transaction began its rows are looked for: by then
	// it has ended.
	settle = 10 * time.Second
	// recheck is when an outbox is looked at again in which something was due: who looked may
	// have died before the job was in the queue, or the job.
	recheck = 30 * time.Second
	// idle is how often an outbox is looked at in which nothing waits.
	idle = 15 * time.Minute
)

// wakeAt makes sure that the sweeper looks at an account's outbox by then. It runs
// before the outbox row is committed: a crash in between costs a look in vain, never
// a forgotten row.
func (s *Store) wakeAt(ctx context.Context, id uuid.UUID, at time.Time) error {
	return wakeAt(ctx, s.catalog.Account, id, at)
}

func wakeAt(ctx context.Context, c *catalog.AccountClient, id uuid.UUID, at time.Time) error {
	return c.Update().
		Where(entaccount.ID(id), entaccount.Or(entaccount.OutboxDueAtIsNil(), entaccount.OutboxDueAtGT(at))).
		SetOutboxDueAt(at).Exec(ctx)
}

// Woken are the connections that have something due.
type Woken struct {
	Forward []Due // orders
	Notify  []Due // notices of what became of orders
	Report  []Due // reports to marketplaces of what became of orders
}

// DueOutboxes returns what is due in the outboxes of up to limit accounts. Each
// account's next look is set before its outbox is read, so that whoever writes in
// between moves it forward again.
func (s *Store) DueOutboxes(ctx context.Context, limit int) (due Woken, err error) {
	now := s.config.Clock()
	rows, err := s.catalog.Account.Query().Where(entaccount.OutboxDueAtLTE(now), entaccount.State(accountActive)).
		Order(entaccount.ByOutboxDueAt()).Limit(limit).All(ctx)
	if err != nil {
		return due, err
	}
	var mu sync.Mutex
	errs := make([]error, len(rows))
	var looking errgroup.Group
	looking.SetLimit(looksAtOnce)
	for i, row := range rows {
		looking.Go(func() error {
			var found Woken
			errs[i] = s.lookAt(ctx, row, now, &found)
			mu.Lock()
			defer mu.Unlock()
			due.add(found)
			return nil
		})
	}
	_ = looking.Wait() // the errors are with their accounts, of which none holds up the others
	return due, errors.Join(errs...)
}

// looksAtOnce is how many outboxes are looked at at the same time.
const looksAtOnce = 8

// lookAt adds what is due in an account's outbox, unless another node looks or somebody has
// just written.
func (s *Store) lookAt(ctx context.Context, row *catalog.Account, now time.Time, due *Woken) error {
	again := now.Add(recheck).Truncate(time.Microsecond) // as databases keep it
	move := func(from, to time.Time) (int, error) {
		return s.catalog.Account.Update().Where(entaccount.ID(row.ID), entaccount.OutboxDueAt(from)).SetOutboxDueAt(to).Save(ctx)
	}
	if won, err := move(*row.OutboxDueAt, again); err != nil || won == 0 {
		return err
	}
	found := due.len()
	next, err := s.outbox(ctx, row.ID, now, due)
	if row.SuspendedAt != nil { // what became of forgotten orders is told all the same
		due.Forward, due.Report = nil, nil
	}
	switch {
	case err != nil:
		return err
	case !next.IsZero() && next.Before(again):
		return s.wakeAt(ctx, row.ID, next)
	case due.len() > found:
		return nil
	}
	// Put off, unless somebody wrote meanwhile: who enters a row asks for a look that is
	// sooner than again. Who moves one that was seen may ask for a later look, between
	// again and next, and gets it late: that is a claim's length at most.
	_, err = move(again, earlier(next, now.Add(idle)))
	return err
}

func (w *Woken) add(more Woken) {
	w.Forward, w.Notify, w.Report = append(w.Forward, more.Forward...), append(w.Notify, more.Notify...), append(w.Report, more.Report...)
}

func (w *Woken) len() int { return len(w.Forward) + len(w.Notify) + len(w.Report) }
