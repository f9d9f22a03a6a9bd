package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/notice"
	"orderveil/ent/account/report"
)

// Reached records whether an attempt reached the other side of a connection, and returns
// until when it is to be left alone: the zero time when it is not. After a success nothing
// is written unless failures are on record.
func (s *Store) Reached(ctx context.Context, id uuid.UUID, plug Plug, reached bool) (rests time.Time, err error) {
	if reached && plug.Failures == 0 {
		return rests, nil
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		if reached {
			return a.db.Connection.Update().Where(connection.ID(plug.ID), connection.FailuresGT(0)).SetFailures(0).ClearRestsUntil().Exec(ctx)
		}
		row, err := a.db.Connection.UpdateOneID(plug.ID).AddFailures(1).Save(ctx)
		if err != nil {
			return notFound(err)
		}
		pause := orderveil.Rest(row.Failures)
		if pause == 0 {
			return nil
		}
		rests = s.config.Clock().Add(pause)
		return row.Update().SetRestsUntil(rests).Exec(ctx)
	})
	return rests, err
}

// Delay puts off all that is due for a connection, and says why. It is no attempt: nothing
// was sent, and nothing is forgotten of what earlier attempts did.
func (s *Store) Delay(ctx context.Context, id, conn uuid.UUID, until time.Time, p *orderveil.Problem) error {
	if err := s.wakeAt(ctx, id, until); err != nil {
		return err
	}
	return s.with(ctx, id, func(a *openAccount) error {
		now := s.config.Clock()
		deliveries := a.db.Delivery.Update().Where(delivery.ConnectionID(conn), delivery.NextAttemptAtLTE(now)).SetNextAttemptAt(until)
		setProblem(deliveries, p)
		if err := deliveries.Exec(ctx); err != nil {
			return err
		}
		notices := a.db.Notice.Update().Where(notice.ConnectionID(conn), notice.NextAttemptAtLTE(now)).SetNextAttemptAt(until)
		setProblem(notices, p)
		if err := notices.Exec(ctx); err != nil {
			return err
		}
		reports := a.db.Report.Update().Where(report.ConnectionID(conn), report.NextAttemptAtLTE(now)).SetNextAttemptAt(until)
		setProblem(reports, p)
		return reports.Exec(ctx)
	})
}

// failing are the connections whose last attempt did not reach the other side; nothing is
// read when nothing is due.
func (a *openAccount) failing(ctx context.Context, due int) (map[uuid.UUID]bool, error) {
	failing := map[uuid.UUID]bool{}
	if due == 0 {
		return failing, nil
	}
	ids, err := a.db.Connection.Query().Where(connection.FailuresGT(0)).IDs(ctx)
	for _, id := range ids {
		failing[id] = true
	}
	return failing, err
}
