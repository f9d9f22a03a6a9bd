package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/seal"
)

// KeyStatus is how an installation's keys are.
type KeyStatus struct {
	seal.Status
	Numbers    map[uuid.UUID]int // of the open accounts
	WithoutKey []int             // open accounts whose key is not there
}

// KeyStatus looks at all keys.
func (s *Store) KeyStatus(ctx context.Context) (KeyStatus, error) {
	status := KeyStatus{Numbers: map[uuid.UUID]int{}}
	var err error
	if status.Status, err = s.keyring.Status(ctx); err != nil {
		return status, err
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return status, err
	}
	stored, err := s.storedKeys(ctx)
	for _, a := range accounts {
		status.Numbers[a.ID] = a.Number
		if _, ok := stored[a.ID]; !ok {
			status.WithoutKey = append(status.WithoutKey, a.Number)
		}
	}
	return status, err
}

// PastKeys counts the day keys of all accounts whose day has come and that are still there:
// nothing opens them any more, but somebody has not destroyed them.
func (s *Store) PastKeys(ctx context.Context) (int, error) {
	n, err := s.keyStore.countPast(ctx, s.today())
	if err != nil {
		return 0, fmt.Errorf("store: count the keys of past days: %w", err)
	}
	return n, nil
}

// storedKeys returns the stage of every account's key.
func (s *Store) storedKeys(ctx context.Context) (map[uuid.UUID]seal.StoredKey, error) {
	all := map[uuid.UUID]seal.StoredKey{}
	for after := uuid.Nil; ; {
		page, err := s.keyStore.StoredKeys(ctx, after, 1000)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, key := range page {
			after, key.Wrapped = key.Account, nil
			all[key.Account] = key
		}
	}
}

// RewrapKeys wraps every key with the key provider's own key, where one of its earlier
// keys did. It may be stopped anywhere and called again.
func (s *Store) RewrapKeys(ctx context.Context, progress func(seal.Rewrapped)) (seal.Rewrapped, error) {
	done, err := s.keyring.Rewrap(ctx, progress)
	return done, errors.Join(err, s.keyStore.scrub(context.WithoutCancel(ctx), done.Wrapped))
}

// Rotation says which accounts get another key, and how.
type Rotation struct {
	Accounts []orderveil.Account
	// Unless leaves accounts alone whose key was rotated less long ago: a rotation of many
	// accounts that was stopped goes on with the others.
	Unless time.Duration
	// Progress is told how far it has come; nil is fine.
	Progress func(RotationProgress)
	// Wait waits until a time; nil waits by the clock.
	Wait func(context.Context, time.Time) error
}

// RotationProgress is how far a rotation has come.
type RotationProgress struct {
	Accounts int
	Stages   map[seal.Stage]int // of them, in each stage; Settled are complete
	Resealed int                // day keys and credentials that the new keys have taken over
	Damaged  map[int]int        // day keys that do not open and hold up the rotation, by account
	Failed   map[int]error      // accounts whose key cannot be rotated
	Until    time.Time          // until when it waits for every node to know the stage; zero when it does not
}

// RotateKeys gives accounts another key while they are in use. It may be stopped
// anywhere and called again.
func (s *Store) RotateKeys(ctx context.Context, r Rotation) (RotationProgress, error) {
	w := &rotation{
		store: s, Rotation: r, rotator: s.keyring.Rotator(s.settleTime(), s.reseal),
		done: RotationProgress{Accounts: len(r.Accounts), Stages: map[seal.Stage]int{}, Damaged: map[int]int{}, Failed: map[int]error{}},
	}
	if w.Wait == nil {
		w.Wait = s.waitUntil
	}
	todo, err := w.todo(ctx)
	for err == nil && len(todo) > 0 {
		todo, err = w.round(ctx, todo)
	}
	return w.done, errors.Join(err, s.keyStore.scrub(context.WithoutCancel(ctx), w.done.Resealed))
}

// settleTime is how long nodes need to learn of a stage. A data directory has one
// process, and the one that rotates keys in it is that.
func (s *Store) settleTime() time.Duration {
	if s.databases.dialect() == dialect.SQLite {
		return 0
	}
	return seal.SettleTime
}

func (s *Store) waitUntil(ctx context.Context, until time.Time) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(until.Sub(s.config.Clock())):
		return nil
	}
}

// rotation is one call of RotateKeys.
type rotation struct {
	Rotation
	store   *Store
	rotator *seal.Rotator

	mu   sync.Mutex
	done RotationProgress
}

// todo leaves out what was rotated not long ago. What a call before this one has begun
// is not among that.
func (w *rotation) todo(ctx context.Context) ([]orderveil.Account, error) {
	stored, err := w.store.storedKeys(ctx)
	recent := w.store.config.Clock().Add(-w.Unless)
	return slices.DeleteFunc(slices.Clone(w.Accounts), func(a orderveil.Account) bool {
		key := stored[a.ID]
		done := w.Unless > 0 && key.Stage == seal.Settled && key.Since.After(recent)
		if done {
			w.done.Stages[seal.Settled]++
		}
		return done
	}), err
}

// rotateAtATime is how many accounts are rotated at once.
const rotateAtATime = 8

// round takes every account a stage on, and returns those that have another before
// them once all nodes know.
func (w *rotation) round(ctx context.Context, todo []orderveil.Account) (left []orderveil.Account, err error) {
	var until time.Time
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(rotateAtATime)
	for _, a := range todo {
		group.Go(func() error {
			r, err := w.rotator.Rotate(working, a.ID)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.done.Resealed += r.Resealed
			switch {
			case errors.Is(err, seal.ErrSealBroken), errors.Is(err, seal.ErrWrongKey), errors.Is(err, orderveil.ErrNotFound):
				w.done.Failed[a.Number] = err
			case err != nil:
				return fmt.Errorf("store: rotate the key of account %d: %w", a.Number, err)
			case r.Damaged > 0:
				w.done.Damaged[a.Number] = r.Damaged
			case r.Again.IsZero():
				w.done.Stages[seal.Settled]++
			default:
				w.done.Stages[r.Stage]++
				left = append(left, a)
				if r.Again.After(until) {
					until = r.Again
				}
			}
			return nil
		})
	}
	err = group.Wait()
	w.tell(until)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	for stage := range w.done.Stages { // counted anew in the next round
		if stage != seal.Settled {
			delete(w.done.Stages, stage)
		}
	}
	return left, w.Wait(ctx, until)
}

func (w *rotation) tell(until time.Time) {
	w.done.Until = until
	if w.Progress != nil {
		w.Progress(w.done)
	}
}
