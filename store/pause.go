package store

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/hint"
	"orderveil/ent/account/notice"
	"orderveil/ent/account/refusal"
	"orderveil/ent/account/report"
	"orderveil/ent/catalog/schedule"
)

// ErrRemoved means that a connection was removed: nothing of it waits for anything.
var ErrRemoved = errRemoved{}

type errRemoved struct{}

// Error says so.
func (errRemoved) Error() string { return "the connection was removed" }

// Is makes it an ErrConflict too.
func (errRemoved) Is(target error) bool { return target == orderveil.ErrConflict }

// Removed is the problem of what cannot be done any more because its connection was removed.
func Removed(at time.Time) *orderveil.Problem {
	return &orderveil.Problem{
		Code: "CONNECTION_REMOVED", Cause: "The connection to this system was removed.", Owner: orderveil.OwnerMerchant, At: at,
		NextStep: "Do it in the system itself, by hand.",
	}
}

// PauseConnection stops a connection until somebody lets it go on: nothing is asked and nothing
// sent. What a rule routes to it waits.
func (s *Store) PauseConnection(ctx context.Context, v orderveil.Viewer, global string) (*ConnectionView, error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	view, err := s.setState(ctx, id, orderveil.ConnectionPaused)
	if err != nil {
		return nil, err
	}
	return view, s.unscheduled(ctx, id.row)
}

// ResumeConnection lets a connection go on that somebody stopped.
func (s *Store) ResumeConnection(ctx context.Context, v orderveil.Viewer, global string) (*ConnectionView, error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	view, err := s.setState(ctx, id, orderveil.ConnectionActive)
	if err != nil {
		return nil, err
	}
	return view, s.askSoon(ctx, id.account, view.row)
}

func (s *Store) setState(ctx context.Context, id globalID, to orderveil.ConnectionState) (view *ConnectionView, err error) {
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.connectionRow(ctx, id.row)
		if err != nil {
			return err
		}
		if to != orderveil.ConnectionPaused {
			if err := a.mayReach(row.Code); err != nil {
				return err
			}
			if to, err = s.wokenState(ctx, a, row); err != nil {
				return err
			}
		}
		if (row.State == orderveil.ConnectionPaused) != (to == orderveil.ConnectionPaused) {
			row, err = row.Update().SetState(to).SetFailures(0).ClearRestsUntil().Save(ctx)
		}
		view = &ConnectionView{store: s, account: a.ID, row: row}
		return err
	})
	return view, err
}

// wokenState is the state of a connection that goes on.
func (s *Store) wokenState(ctx context.Context, a *openAccount, row *account.Connection) (orderveil.ConnectionState, error) {
	secrets, err := a.openSecrets(ctx, row)
	if err != nil {
		return "", err
	}
	spec, err := s.config.Kit.Spec(row.Code)
	if err != nil {
		return "", err
	}
	state, _ := s.stateOf(spec, secrets)
	return state, nil
}

// askSoon enters a connection into the timetable as it stands, due at once, and has its account's
// outbox looked at. One that is paused stays out, and one that waits to be authorised goes out.
func (s *Store) askSoon(ctx context.Context, id uuid.UUID, row *account.Connection) error {
	if row.State.Quiet() {
		return s.unscheduled(ctx, row.ID)
	}
	if row.EverySeconds > 0 {
		n, err := s.catalog.Schedule.Update().Where(schedule.ID(row.ID)).SetEverySeconds(row.EverySeconds).SetNextRunAt(s.config.Clock()).Save(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := s.schedule(ctx, id, connectionOf(row)); err != nil {
				return err
			}
		}
	}
	return s.wakeAt(ctx, id, s.config.Clock())
}

// RemoveConnection takes a connection away for good and destroys its credentials. The orders
// that came through it stay; what still waited for it is given up.
func (s *Store) RemoveConnection(ctx context.Context, v orderveil.Viewer, global string) ([]*ConnectionView, error) {
	id, err := s.managed(v, global)
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error { return s.remove(ctx, tx, id.row) })
	})
	if err != nil {
		return nil, err
	}
	if err := s.unscheduled(ctx, id.row); err != nil {
		return nil, err
	}
	return s.ViewConnections(ctx, v)
}

func (s *Store) remove(ctx context.Context, tx *account.Tx, conn uuid.UUID) error {
	rules, err := tx.Rule.Query().All(ctx)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if slices.Contains(r.Routes, conn) || slices.Contains(r.Conditions.Connections, conn) {
			return orderveil.Invalidf("rule %d names this connection: change or delete the rule first", r.Position)
		}
	}
	gone := tx.Connection.Update().Where(connection.ID(conn), connection.StateNEQ(orderveil.ConnectionRemoved)).
		SetState(orderveil.ConnectionRemoved).SetSettings(map[string]string{}).ClearCredentials().ClearCredentialsAt().ClearConsent().ClearConsentUntil().
		SetFailures(0).ClearRestsUntil().ClearLimitedUntil().ClearWarnings().SetEverySeconds(0)
	setProblem(gone, nil)
	if n, err := gone.Save(ctx); err != nil || n == 0 {
		if err == nil {
			err = orderveil.ErrNotFound
		}
		return err
	}
	return s.giveUp(ctx, tx, conn)
}

// giveUp ends what waits for a connection that is no more.
func (s *Store) giveUp(ctx context.Context, tx *account.Tx, conn uuid.UUID) error {
	waiting := delivery.And(delivery.ConnectionID(conn),
		delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardHeld, orderveil.ForwardUnknown, orderveil.ForwardFailed))
	orders, err := tx.Delivery.Query().Where(waiting).Select(delivery.FieldOrderID).Strings(ctx)
	if err != nil {
		return err
	}
	problem := Removed(s.config.Clock())
	deliveries := tx.Delivery.Update().Where(waiting).SetState(orderveil.ForwardSkipped).ClearNextAttemptAt()
	setProblem(deliveries, problem)
	if err := deliveries.Exec(ctx); err != nil {
		return err
	}
	for some := range slices.Chunk(orders, 500) {
		events := make([]*account.EventCreate, len(some))
		for i, id := range some {
			events[i] = s.event(tx, uuid.MustParse(id), "FORWARD_SKIPPED", problem.Code, "")
		}
		if err := tx.Event.CreateBulk(events...).Exec(ctx); err != nil {
			return err
		}
	}
	reports := tx.Report.Update().Where(report.ConnectionID(conn),
		report.StateIn(orderveil.ReportWaiting, orderveil.ReportAccepted, orderveil.ReportUnknown, orderveil.ReportFailed)).
		SetState(orderveil.ReportDropped).ClearNextAttemptAt()
	setProblem(reports, problem)
	if err := reports.Exec(ctx); err != nil {
		return err
	}
	notices := tx.Notice.Update().Where(notice.ConnectionID(conn), notice.StateEQ(orderveil.NoticeWaiting)).
		SetState(orderveil.NoticeFailed).ClearNextAttemptAt()
	setProblem(notices, problem)
	if err := notices.Exec(ctx); err != nil {
		return err
	}
	if _, err := tx.Refusal.Delete().Where(refusal.ConnectionID(conn)).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.Hint.Delete().Where(hint.ConnectionID(conn)).Exec(ctx)
	return err
}

// Limited records until when the other side wants to be left alone because too much was asked
// of it.
func (s *Store) Limited(ctx context.Context, id, conn uuid.UUID, until time.Time) error {
	return s.with(ctx, id, func(a *openAccount) error {
		return a.db.Connection.Update().Where(connection.ID(conn)).SetLimitedUntil(until).Exec(ctx)
	})
}
