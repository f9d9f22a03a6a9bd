package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/hour"
	entworker "orderveil/ent/catalog/worker"
)

// Pulse is a sign of life of a program that does background work, with what it did since
// the last one.
type Pulse struct {
	Worker  uuid.UUID // drawn at its start
	Machine string
	Started time.Time
	Done    map[orderveil.Tally]int
	Waited  time.Duration // for how long the oldest due work waits at this moment
}

// A worker counts as alive for some time after its sign, and is forgotten after a day.
// Throughput is kept for a month.
const (
	workerAlive = 2 * time.Minute
	workerKept  = 24 * time.Hour
	hoursKept   = 31 * 24 * time.Hour
)

// Beat notes a sign of life. What a program did in the seconds before it died is not counted.
func (s *Store) Beat(ctx context.Context, p Pulse) error {
	now := s.config.Clock()
	err := s.catalog.Worker.Create().SetID(p.Worker).SetMachine(p.Machine).SetStartedAt(p.Started).SetSeenAt(now).
		OnConflictColumns(entworker.FieldID).Update(func(u *catalog.WorkerUpsert) { u.UpdateSeenAt() }).Exec(ctx)
	if err != nil {
		return err
	}
	at := now.UTC().Truncate(time.Hour)
	for what, n := range p.Done {
		err := s.catalog.Hour.Create().SetAt(at).SetWhat(what).SetCount(n).
			OnConflictColumns(hour.FieldAt, hour.FieldWhat).Update(func(u *catalog.HourUpsert) { u.AddCount(n) }).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return s.noteWaited(ctx, at, int(p.Waited/time.Second))
}

// noteWaited keeps the longest of an hour's waits, of which each worker tells many.
func (s *Store) noteWaited(ctx context.Context, at time.Time, seconds int) error {
	if seconds <= 0 {
		return nil
	}
	err := s.catalog.Hour.Create().SetAt(at).SetWhat(orderveil.TallyWaited).SetCount(seconds).
		OnConflictColumns(hour.FieldAt, hour.FieldWhat).Ignore().Exec(ctx)
	if err != nil {
		return err
	}
	return s.catalog.Hour.Update().Where(hour.At(at), hour.What(orderveil.TallyWaited), hour.CountLT(seconds)).SetCount(seconds).Exec(ctx)
}

// PrunePulses forgets workers and hours that are long past.
func (s *Store) PrunePulses(ctx context.Context) error {
	now := s.config.Clock()
	if _, err := s.catalog.Worker.Delete().Where(entworker.SeenAtLT(now.Add(-workerKept))).Exec(ctx); err != nil {
		return err
	}
	_, err := s.catalog.Hour.Delete().Where(hour.AtLT(now.Add(-hoursKept))).Exec(ctx)
	return err
}

// Stopped notes that a program does no more background work.
func (s *Store) Stopped(ctx context.Context, id uuid.UUID) error {
	_, err := s.catalog.Worker.Delete().Where(entworker.ID(id)).Exec(ctx)
	return err
}

// WorkerView is a program that does background work.
type WorkerView struct{ row *catalog.Worker }

// ID is another after each start.
func (w *WorkerView) ID() string { return w.row.ID.String() }

// Machine is the machine's name.
func (w *WorkerView) Machine() string { return w.row.Machine }

// StartedAt is since when it runs.
func (w *WorkerView) StartedAt() time.Time { return w.row.StartedAt.UTC() }

// SeenAt is when it last said so.
func (w *WorkerView) SeenAt() time.Time { return w.row.SeenAt.UTC() }

// Nodes counts the programs that do background work; 1 when there are none.
func (s *Store) Nodes(ctx context.Context) (int, error) {
	n, err := s.catalog.Worker.Query().Where(entworker.SeenAtGT(s.config.Clock().Add(-workerAlive))).Count(ctx)
	return max(n, 1), err
}

// Workers are the programs that are alive.
func (i *Installation) Workers(ctx context.Context) ([]*WorkerView, error) {
	rows, err := i.store.catalog.Worker.Query().Where(entworker.SeenAtGT(i.store.config.Clock().Add(-workerAlive))).
		Order(entworker.ByStartedAt(), entworker.ByID()).All(ctx)
	views := []*WorkerView{}
	for _, row := range rows {
		views = append(views, &WorkerView{row})
	}
	return views, err
}

// ThroughputHour is what was done in one hour.
type ThroughputHour struct {
	At                          time.Time
	Imported, Forwarded, Failed int
	WaitedSeconds               int
}

// maxHours is a week.
const maxHours = 168

// Throughput is what was done in each of the last hours, the oldest first; hours in which
// nothing was are there too.
func (i *Installation) Throughput(ctx context.Context, hours *int) ([]*ThroughputHour, error) {
	n := 48
	if hours != nil {
		n = *hours
	}
	if n < 1 || n > maxHours {
		return nil, orderveil.Invalidf("hours is 1 to %d", maxHours)
	}
	newest := i.store.config.Clock().UTC().Truncate(time.Hour)
	all, by := make([]*ThroughputHour, n), map[time.Time]*ThroughputHour{}
	for k := range all {
		all[k] = &ThroughputHour{At: newest.Add(time.Duration(k+1-n) * time.Hour)}
		by[all[k].At] = all[k]
	}
	rows, err := i.store.catalog.Hour.Query().Where(hour.AtGTE(all[0].At)).All(ctx)
	for _, row := range rows {
		one := by[row.At.UTC()]
		if one == nil {
			continue
		}
		switch row.What {
		case orderveil.TallyImported:
			one.Imported = row.Count
		case orderveil.TallyForwarded:
			one.Forwarded = row.Count
		case orderveil.TallyFailed:
			one.Failed = row.Count
		case orderveil.TallyWaited:
			one.WaitedSeconds = row.Count
		}
	}
	return all, err
}
