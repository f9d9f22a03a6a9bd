package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/syncrun"
)

// SyncNow enters a run that somebody asked for and makes its connection due.
func (s *Store) SyncNow(ctx context.Context, v orderveil.Viewer, global string) (run *SyncRunView, err error) {
	if !v.Can(orderveil.PermissionSyncRun) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindConnection)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.db.Connection.Get(ctx, id.row)
		if err != nil {
			return notFound(err)
		}
		if row.State == orderveil.ConnectionRemoved {
			return orderveil.ErrNotFound
		}
		if row.State == orderveil.ConnectionPaused {
			return orderveil.Invalidf("the connection is paused: let it go on first")
		}
		if row.State == orderveil.ConnectionUnauthorised {
			return orderveil.Invalidf("the connection waits for the merchant: authorise it first")
		}
		if row.EverySeconds == 0 {
			return orderveil.Invalidf("this back office is not asked for anything: it has no interval")
		}
		made, err := a.db.SyncRun.Create().SetID(s.config.IDs()).SetConnectionID(row.ID).
			SetState(orderveil.SyncQueued).SetQueuedAt(s.config.Clock()).Save(ctx)
		if err == nil {
			run = &SyncRunView{account: a.ID, SyncRun: runOf(made)}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return run, s.catalog.Schedule.UpdateOneID(id.row).SetNextRunAt(s.config.Clock()).Exec(ctx)
}

// runLease is how long a run may be silent before another worker may think its
// worker dead.
const runLease = time.Minute

// StartRun takes the oldest queued run of a connection, or makes one when none is
// queued and always is set. ErrNotFound means that there is nothing to do: no run
// is queued, or another worker is at one.
func (s *Store) StartRun(ctx context.Context, id, conn uuid.UUID, always bool) (run orderveil.SyncRun, err error) {
	now := s.config.Clock()
	err = s.with(ctx, id, func(a *openAccount) error {
		if !always { // mostly nothing is, which is found without a lock
			if queued, err := a.db.SyncRun.Query().Where(syncrun.ConnectionID(conn), syncrun.StateEQ(orderveil.SyncQueued)).Exist(ctx); err != nil || !queued {
				return errors.Join(err, orderveil.ErrNotFound)
			}
		}
		tx, err := a.db.Tx(ctx)
		if err != nil {
			return err
		}
		defer tx.Rollback() // after a commit there is nothing to roll back
		// One worker at a time gets past this row.
		if n, err := tx.Connection.Update().Where(connection.ID(conn)).AddTurns(1).Save(ctx); err != nil || n == 0 {
			return errors.Join(err, orderveil.ErrNotFound)
		}
		asked, err := tx.Connection.Get(ctx, conn)
		if err != nil {
			return err
		}
		if asked.State.Quiet() {
			return orderveil.ErrNotFound
		}
		busy, err := tx.SyncRun.Query().Where(syncrun.ConnectionID(conn),
			syncrun.StateEQ(orderveil.SyncRunning), syncrun.ClaimedUntilGT(now)).Exist(ctx)
		if err != nil || busy {
			return errors.Join(err, orderveil.ErrNotFound)
		}
		if err := interrupt(ctx, tx, conn, now); err != nil {
			return err
		}
		row, err := s.nextRun(ctx, tx, conn, always)
		if err != nil {
			return notFound(err)
		}
		row, err = row.Update().SetState(orderveil.SyncRunning).SetStartedAt(now).SetClaimedUntil(now.Add(runLease)).SetGapCheck(dueCheck(asked, now)).Save(ctx)
		if err != nil {
			return err
		}
		run = runOf(row)
		return tx.Commit()
	})
	return run, err
}

// dueCheck is the gap check that a marketplace's run makes.
func dueCheck(c *account.Connection, now time.Time) orderveil.GapCheck {
	if c.Kind != orderveil.Marketplace || c.Watermark == nil || c.MonthCheckedAt == nil || c.DayCheckedAt == nil {
		return orderveil.NoCheck // the first run brings everything
	}
	return orderveil.DueCheck(now, *c.DayCheckedAt, *c.MonthCheckedAt)
}

func (s *Store) nextRun(ctx context.Context, tx *account.Tx, conn uuid.UUID, always bool) (*account.SyncRun, error) {
	row, err := tx.SyncRun.Query().
		Where(syncrun.ConnectionID(conn), syncrun.StateEQ(orderveil.SyncQueued)).
		Order(syncrun.ByQueuedAt(), syncrun.ByID()).First(ctx)
	if account.IsNotFound(err) && always {
		return tx.SyncRun.Create().SetID(s.config.IDs()).SetConnectionID(conn).
			SetState(orderveil.SyncQueued).SetQueuedAt(s.config.Clock()).Save(ctx)
	}
	return row, err
}

// interrupt ends the runs whose worker went away.
func interrupt(ctx context.Context, tx *account.Tx, conn uuid.UUID, now time.Time) error {
	update := tx.SyncRun.Update().
		Where(syncrun.ConnectionID(conn), syncrun.StateEQ(orderveil.SyncRunning)).
		SetState(orderveil.SyncFailed).SetFinishedAt(now)
	setProblem(update, &orderveil.Problem{
		Code: "INTERRUPTED", Cause: "The program was stopped during the run.", Owner: orderveil.OwnerOperator,
		NextStep: "Nothing: the next run takes up what this one left.", At: now,
	})
	return update.Exec(ctx)
}

// KeepRun renews a run's claim and records how far it has come. It is an ErrConflict when
// the claim ran out and another worker has taken over.
func (s *Store) KeepRun(ctx context.Context, id uuid.UUID, run orderveil.SyncRun) error {
	return s.with(ctx, id, func(a *openAccount) error {
		n, err := a.db.SyncRun.Update().Where(syncrun.ID(run.ID), syncrun.StateEQ(orderveil.SyncRunning)).
			SetClaimedUntil(s.config.Clock().Add(runLease)).
			SetListed(run.Listed).SetImported(run.Imported).SetRefused(run.Refused).Save(ctx)
		return stillOurs(run, n, err)
	})
}

// stillOurs is an ErrConflict when a run was not there to be changed: the next run of its
// connection has ended it.
func stillOurs(run orderveil.SyncRun, n int, err error) error {
	if err == nil && n == 0 {
		return fmt.Errorf("another worker has taken over run %s: %w", run.ID, orderveil.ErrConflict)
	}
	return err
}

// FinishRun records how a run ended. A run that ended well moves the connection's
// watermark to the run's start. A gap check that it could not finish is made by a later one.
// It is an ErrConflict when the claim ran out and another worker has taken over: the other
// one moves the watermark.
func (s *Store) FinishRun(ctx context.Context, id uuid.UUID, run orderveil.SyncRun) error {
	now := s.config.Clock()
	return s.with(ctx, id, func(a *openAccount) error {
		update := a.db.SyncRun.Update().Where(syncrun.ID(run.ID), syncrun.StateEQ(orderveil.SyncRunning)).
			SetState(run.State).SetFinishedAt(now).
			SetListed(run.Listed).SetImported(run.Imported).SetRefused(run.Refused).SetGapCheck(run.Check).SetMissed(run.Missed)
		setProblem(update, run.Problem)
		n, err := update.Save(ctx)
		if err := stillOurs(run, n, err); err != nil {
			return err
		}
		row, err := a.db.Connection.Get(ctx, run.Connection)
		if err != nil {
			return notFound(err)
		}
		if err := s.reschedule(ctx, run, timeOf(row.RestsUntil)); err != nil {
			return err
		}
		if run.State != orderveil.SyncDone {
			return nil
		}
		done := row.Update().SetWatermark(run.StartedAt)
		if run.Check != orderveil.NoCheck || row.DayCheckedAt == nil {
			done.SetDayCheckedAt(run.StartedAt)
		}
		if run.Check == orderveil.MonthCheck || row.MonthCheckedAt == nil {
			done.SetMonthCheckedAt(run.StartedAt)
		}
		return done.Exec(ctx)
	})
}

// keepRuns is how long the runs of a connection are kept.
const keepRuns = 14 * 24 * time.Hour

// PruneRuns deletes a connection's runs that ended long ago.
func (s *Store) PruneRuns(ctx context.Context, id, conn uuid.UUID) error {
	return s.with(ctx, id, func(a *openAccount) error {
		_, err := a.db.SyncRun.Delete().Where(
			syncrun.HasConnectionWith(connection.ID(conn)),
			syncrun.FinishedAtLT(s.config.Clock().Add(-keepRuns)),
		).Exec(ctx)
		return err
	})
}

func runOf(row *account.SyncRun) orderveil.SyncRun {
	return orderveil.SyncRun{
		ID: row.ID, Connection: row.ConnectionID, State: row.State, QueuedAt: row.QueuedAt.UTC(),
		StartedAt: timeOf(row.StartedAt), FinishedAt: timeOf(row.FinishedAt),
		Listed: row.Listed, Imported: row.Imported, Refused: row.Refused, Check: row.GapCheck, Missed: row.Missed,
		Problem: problemOf(row.ProblemCode, row.ProblemCause, row.ProblemOwner, row.ProblemNextStep, row.ProblemAt),
	}
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
