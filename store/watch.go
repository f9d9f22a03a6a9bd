package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
	"orderveil/ent/account/refusal"
	"orderveil/ent/account/report"
)

// Watching looks for what goes wrong without anything failing: silence, backlogs, dates
// that come near. What is found stands with the connection until it is over, and raises an
// alarm when it is new.

const (
	watchEvery = 5 * time.Minute
	// silentOver is how far back Silence looks for what is usual.
	silentOver = 28 * 24 * time.Hour
	// mostPlaced orders are enough to know that.
	mostPlaced = 2000
	// lateAfter is how long an order may wait for its back office before it is a backlog.
	lateAfter = time.Hour
)

// Watch looks an account's connections over, unless that was done a moment ago. The dates
// by which something of a connection ends are its connector's.
func (s *Store) Watch(ctx context.Context, id uuid.UUID, expiries func(code string) []connectors.Expiry) error {
	return s.with(ctx, id, func(a *openAccount) error {
		now := s.config.Clock()
		due := connection.Or(connection.WatchedAtIsNil(), connection.WatchedAtLT(now.Add(-watchEvery)))
		rows, err := a.db.Connection.Query().Where(connection.StateNotIn(orderveil.ConnectionPaused, orderveil.ConnectionUnauthorised, orderveil.ConnectionRemoved), due).Order(connection.ByID()).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			// The account's runs end at the same time: one of them looks.
			won, err := a.db.Connection.Update().Where(connection.ID(row.ID), due).SetWatchedAt(now).Save(ctx)
			if err != nil {
				return err
			}
			if won == 0 {
				continue
			}
			w := watch{store: s, account: a, row: row, now: now}
			if err := w.look(ctx, expiries(row.Code)); err != nil {
				return fmt.Errorf("store: watch a connection: %w", err)
			}
		}
		return nil
	})
}

// watch is one look at a connection.
type watch struct {
	store   *Store
	account *openAccount
	row     *account.Connection
	now     time.Time
	found   []orderveil.Problem
}

func (w *watch) look(ctx context.Context, expiries []connectors.Expiry) error {
	for _, e := range expiries {
		if p := e.Warning(w.row.Settings, w.now); p != nil {
			w.found = append(w.found, *p)
		}
	}
	looks := []func(context.Context) error{w.backlog}
	if w.row.Kind == orderveil.Marketplace {
		looks = []func(context.Context) error{w.silence, w.refusals, w.reports}
	}
	for _, look := range looks {
		if err := look(ctx); err != nil {
			return err
		}
	}
	for _, p := range w.found {
		if slices.ContainsFunc(w.row.Warnings, func(old orderveil.Problem) bool { return old.Code == p.Code }) {
			continue
		}
		if err := w.store.alarmOf(ctx, w.account.ID, w.row.ID, p); err != nil {
			return err
		}
	}
	return w.row.Update().SetWarnings(w.found).Exec(ctx)
}

func (w *watch) add(code string, owner orderveil.ProblemOwner, cause, nextStep string) {
	at := w.now
	for _, old := range w.row.Warnings {
		if old.Code == code {
			at = old.At // since when it is so
		}
	}
	w.found = append(w.found, orderveil.Problem{Code: code, Cause: cause, Owner: owner, NextStep: nextStep, At: at})
}

// silence warns when no orders come for longer than is usual.
func (w *watch) silence(ctx context.Context) error {
	var placed []time.Time
	rows, err := w.account.db.Order.Query().Where(order.ConnectionID(w.row.ID), order.PlacedAtGT(w.now.Add(-silentOver))).
		Order(order.ByPlacedAt(newest), order.ByID(newest)).Limit(mostPlaced).Select(order.FieldPlacedAt).All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		placed = append(placed, row.PlacedAt)
	}
	if since, unusual := orderveil.Silence(placed, w.now); unusual {
		w.add("SILENT", orderveil.OwnerMerchant, fmt.Sprintf("No order has come for %d hours, which is unusual for this connection.", int(since.Hours())),
			"Look at the marketplace whether the offers are on sale and the account is active.")
	}
	return nil
}

// refusals warns of orders that could not be read or kept.
func (w *watch) refusals(ctx context.Context) error {
	n, err := w.account.db.Refusal.Query().Where(refusal.ConnectionID(w.row.ID)).Count(ctx)
	if n > 0 {
		w.add("ORDERS_REFUSED", orderveil.OwnerMarketplace, fmt.Sprintf("%d orders could not be read or kept.", n),
			"They are read again by themselves; the refusals of the connection say which and why.")
	}
	return err
}

// reports warns of what the marketplace could not be told.
func (w *watch) reports(ctx context.Context) error {
	n, err := w.account.db.Report.Query().Where(report.ConnectionID(w.row.ID), report.StateEQ(orderveil.ReportFailed)).Count(ctx)
	if n > 0 {
		w.add("REPORTS_FAILED", orderveil.OwnerMerchant, fmt.Sprintf("%d shipments or cancellations could not be reported to the marketplace.", n),
			"Look at the orders' reports; correct what they say, send them again or drop them.")
	}
	return err
}

// backlog warns of orders that do not reach the back office.
func (w *watch) backlog(ctx context.Context) error {
	to := func() *account.DeliveryQuery {
		return w.account.db.Delivery.Query().Where(delivery.ConnectionID(w.row.ID))
	}
	late, err := to().Where(delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardSending, orderveil.ForwardUnknown),
		delivery.HasOrderWith(order.ImportedAtLT(w.now.Add(-lateAfter)))).Count(ctx)
	if err != nil {
		return err
	}
	if late > 0 {
		w.add("BACKLOG", orderveil.OwnerBackOffice, fmt.Sprintf("%d orders have waited for this back office for more than an hour.", late),
			"Look at the problem of one of them: it says what stands in the way.")
	}
	failed, err := to().Where(delivery.StateEQ(orderveil.ForwardFailed)).Count(ctx)
	if failed > 0 {
		w.add("ORDERS_FAILED", orderveil.OwnerMerchant, fmt.Sprintf("%d orders could not be forwarded and wait for somebody.", failed),
			"Look at the orders with the forward state FAILED: each says what to do.")
	}
	return err
}

// alarmOf raises an alarm about a connection.
func (s *Store) alarmOf(ctx context.Context, id, conn uuid.UUID, p orderveil.Problem) error {
	s.config.Log.Warn("a connection needs somebody", "code", p.Code, "account", id, "connection", conn)
	if s.config.OnWarning != nil {
		s.config.OnWarning(p.Code)
	}
	now := s.config.Clock()
	return s.catalog.Alarm.Create().SetID(s.config.IDs()).SetKind(p.Code).SetAccountID(id).SetConnectionID(conn).
		SetSubject(worker.subject).SetRole("").SetAt(now).SetNextAttemptAt(now).Exec(ctx)
}
