package store

import (
	"context"
	"fmt"
	"time"

	"orderveil/ent/catalog/schedule"
)

// QueueState is one queue of background work.
type QueueState struct {
	Name                       string
	Waiting, Running, Retrying int
	OldestAt                   *time.Time
}

// queueSQL counts the jobs of River's table, which stands in the catalog's database. Its
// times are text in SQLite.
const queueSQL = `SELECT queue, state, COUNT(*), MIN(scheduled_at) FROM river_job
	WHERE state IN ('available', 'pending', 'scheduled', 'running', 'retryable') GROUP BY queue, state ORDER BY queue, state`

// Queues are the queues in which something waits or is under way.
func (i *Installation) Queues(ctx context.Context) ([]*QueueState, error) {
	db, postgres := i.store.Queue()
	rows, err := db.QueryContext(ctx, queueSQL)
	if err != nil {
		return nil, fmt.Errorf("store: count the queue: %w", err)
	}
	defer rows.Close()
	all := []*QueueState{}
	for rows.Next() {
		var name, state string
		var n int
		var oldest any
		if err := rows.Scan(&name, &state, &n, &oldest); err != nil {
			return nil, fmt.Errorf("store: count the queue: %w", err)
		}
		if len(all) == 0 || all[len(all)-1].Name != name {
			all = append(all, &QueueState{Name: name})
		}
		one := all[len(all)-1]
		switch state {
		case "running":
			one.Running += n
			continue // it does not wait
		case "retryable":
			one.Retrying += n
		default:
			one.Waiting += n
		}
		at, err := queueTime(oldest, postgres)
		if err != nil {
			return nil, err
		}
		if one.OldestAt == nil || at.Before(*one.OldestAt) {
			one.OldestAt = &at
		}
	}
	return all, rows.Err()
}

// waitingSQL finds the oldest job that a worker could take.
const waitingSQL = `SELECT MIN(scheduled_at) FROM river_job WHERE state = 'available'`

// Waited is for how long the oldest due work waits: a connection whose time has come, or a
// job that no worker has taken.
func (s *Store) Waited(ctx context.Context) (time.Duration, error) {
	now, longest := s.config.Clock(), time.Duration(0)
	due, err := s.catalog.Schedule.Query().Where(schedule.NextRunAtLTE(now), working).Order(schedule.ByNextRunAt()).Limit(1).All(ctx)
	if err != nil {
		return 0, err
	}
	if len(due) > 0 {
		longest = now.Sub(due[0].NextRunAt)
	}
	db, postgres := s.Queue()
	var oldest any
	if err := db.QueryRowContext(ctx, waitingSQL).Scan(&oldest); err != nil {
		return 0, fmt.Errorf("store: look how long the queue waits: %w", err)
	}
	if oldest == nil {
		return longest, nil
	}
	at, err := queueTime(oldest, postgres)
	return max(longest, now.Sub(at)), err
}

func queueTime(v any, postgres bool) (time.Time, error) {
	if at, ok := v.(time.Time); ok {
		return at.UTC(), nil
	}
	text := fmt.Sprint(v)
	if b, ok := v.([]byte); ok {
		text = string(b)
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999-07:00", "2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02 15:04:05.999999999"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("store: the queue's time has an unknown form (PostgreSQL: %v)", postgres)
}
