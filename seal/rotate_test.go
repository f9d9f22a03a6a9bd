package seal_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
)

// nothingOwn is for accounts that have sealed nothing with their own key.
func nothingOwn(context.Context, uuid.UUID, *seal.Resealer) (int, error) { return 0, nil }

// rotate takes a rotation to its end, passing the time that it waits.
func (f *fixture) rotate(t testing.TB) {
	t.Helper()
	r := f.ring.Rotator(seal.SettleTime, nothingOwn)
	for range 10 {
		done, err := r.Rotate(t.Context(), f.account)
		if err != nil {
			t.Fatal(err)
		}
		if done.Again.IsZero() {
			return
		}
		f.clock.set(done.Again)
	}
	t.Fatal("the rotation does not end")
}

// node is a process that reads and seals all the time.
type node struct {
	keys  *seal.AccountKeys
	reads atomic.Int64
}

func TestRotationDisturbsNobodyAndLeavesNothingUnderTheOldKey(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	own, err := f.keys.SealOwn(t.Context(), here, []byte("credentials"))
	if err != nil {
		t.Fatal(err)
	}
	oldDays, _ := f.store.DayKeys(t.Context(), f.account, nil)
	oldOwn := bytes.Clone(own)
	var ownLock sync.RWMutex // stands for the account's database

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var group sync.WaitGroup
	nodes := make([]*node, 2)
	for i := range nodes {
		n := &node{keys: seal.NewKeyring(f.provider, f.store, f.clock.Now).Account(f.account)}
		nodes[i] = n
		for worker := range 2 {
			group.Go(func() {
				for ctx.Err() == nil {
					opener, err := n.keys.Opener(t.Context(), []orderveil.Date{f.day})
					if err == nil {
						_, err = opener.Open(here, personal.Name, v)
					}
					if err != nil {
						t.Errorf("Open() during the rotation = %v", err)
						return
					}
					ownLock.RLock()
					_, err = n.keys.OpenOwn(t.Context(), here, own)
					ownLock.RUnlock()
					if err != nil {
						t.Errorf("OpenOwn() during the rotation = %v", err)
						return
					}
					// A new day now and then: its key is made while the keys change.
					if count := n.reads.Add(1); count%64 == int64(worker) {
						day := f.day + 1 + orderveil.Date(count/64)%300
						if _, err := n.keys.Sealer(t.Context(), []orderveil.Date{day}); err != nil {
							t.Errorf("Sealer() during the rotation = %v", err)
							return
						}
					}
				}
			})
		}
	}
	rotator := f.ring.Rotator(seal.SettleTime, func(_ context.Context, _ uuid.UUID, with *seal.Resealer) (int, error) {
		ownLock.Lock()
		defer ownLock.Unlock()
		fresh, changed, err := with.Reseal(here, own)
		if !changed || err != nil {
			return 0, err
		}
		own = fresh
		return 1, nil
	})
	everyNodeReads := func() {
		for _, n := range nodes {
			for seen := n.reads.Load(); n.reads.Load() < seen+50 && !t.Failed(); {
				time.Sleep(time.Millisecond)
			}
		}
	}
	everyNodeReads() // with the old key in memory
	began, stages := time.Now(), []seal.Stage{}
	for complete := false; !complete && !t.Failed(); {
		done, err := rotator.Rotate(t.Context(), f.account)
		if err != nil {
			t.Fatal(err)
		}
		if len(stages) == 0 || stages[len(stages)-1] != done.Stage {
			stages = append(stages, done.Stage)
		}
		complete = done.Again.IsZero()
		f.clock.pass(20 * time.Second)
		everyNodeReads()
	}
	took := time.Since(began)
	stop()
	group.Wait()
	if len(stages) != 3 || stages[0] != seal.Published || stages[1] != seal.Promoted || stages[2] != seal.Settled {
		t.Errorf("the stages were %q", stages)
	}
	reads := nodes[0].reads.Load() + nodes[1].reads.Load()
	if rate := float64(reads) / took.Seconds(); rate < 1000 {
		t.Errorf("%d reads in %v, want 1,000 a second", reads, took)
	}
	f.restart()
	f.clock.pass(time.Second)
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() after the rotation = %v", err)
	}
	if _, err := f.keys.OpenOwn(t.Context(), here, oldOwn); err != seal.ErrSealBroken {
		t.Errorf("OpenOwn() of what the old key sealed = %v, want ErrSealBroken", err)
	}
	f.store.SetDayKey(f.account, f.day, oldDays[f.day])
	f.restart()
	if err := f.opens(t, v); err != seal.ErrSealBroken {
		t.Errorf("Open() with the day key as the old key wrapped it = %v, want ErrSealBroken", err)
	}
	if s, err := f.ring.Status(t.Context()); err != nil || len(s.Rotating) != 0 || s.Days.Past != 0 {
		t.Errorf("Status() = %+v, %v", s, err)
	}
}

func TestNoStageIsTakenBeforeEveryNodeKnowsTheLast(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.ring.Rotator(seal.SettleTime, nothingOwn)
	for _, want := range []seal.Stage{seal.Published, seal.Promoted, seal.Settled} {
		done, err := r.Rotate(t.Context(), f.account)
		if err != nil || done.Stage != want {
			t.Fatalf("Rotate() = %+v, %v, want %q", done, err, want)
		}
		if want == seal.Settled {
			break
		}
		if wait := done.Again.Sub(f.clock.Now()); wait != seal.SettleTime {
			t.Errorf("in %q it waits %v, want %v", want, wait, seal.SettleTime)
		}
		f.clock.pass(seal.SettleTime - time.Second)
		if early, err := r.Rotate(t.Context(), f.account); err != nil || early.Stage != want {
			t.Errorf("Rotate() a second early = %+v, %v", early, err)
		}
		f.clock.pass(time.Second)
	}
}

// A node that has not read the store since makes no key that the next stage would lose.
func TestNodeWithTheOldKeyMakesNoDayKeyUnderIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	late := seal.NewKeyring(f.provider, f.store, f.clock.Now).Account(f.account)
	if _, err := late.Sealer(t.Context(), []orderveil.Date{f.day}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ring.Rotator(0, nothingOwn).Rotate(t.Context(), f.account); err != nil {
		t.Fatal(err)
	}
	f.provider.Break(errOutage)
	if _, err := late.Sealer(t.Context(), []orderveil.Date{f.day + 1}); !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Sealer() with the old key in an outage = %v, want ErrKeyUnavailable", err)
	}
	f.provider.Repair()
	f.clock.pass(time.Second)
	sealer, err := late.Sealer(t.Context(), []orderveil.Date{f.day + 1})
	if err != nil {
		t.Fatal(err)
	}
	v, err := sealer.Seal(here, f.day+1, someName())
	if err != nil {
		t.Fatal(err)
	}
	f.restart()
	if _, err := f.opener(t).Open(here, personal.Name, v); err != nil {
		t.Errorf("Open() elsewhere = %v", err)
	}
}

// Even where a rotation does not wait for every node, a day key is not called damaged
// because this node does not know its account's key yet.
func TestDayKeyUnderANewerAccountKeyIsNotDamaged(t *testing.T) {
	t.Parallel()
	for _, outage := range []bool{false, true} {
		f := newFixture(t)
		v := f.seal(t, here, someName())
		f.sealer(t, f.day+1)
		late := seal.NewKeyring(f.provider, f.store, f.clock.Now).Account(f.account)
		if _, err := late.Opener(t.Context(), []orderveil.Date{f.day + 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := f.ring.Rotator(0, nothingOwn).Rotate(t.Context(), f.account); err != nil {
			t.Fatal(err)
		}
		f.keys = late
		if !outage {
			if err := f.opens(t, v); err != nil {
				t.Errorf("Open() = %v", err)
			}
			continue
		}
		f.provider.Break(errOutage)
		if err := f.opens(t, v); err != seal.ErrKeyUnavailable {
			t.Errorf("Open() in an outage = %v, want ErrKeyUnavailable", err)
		}
		f.provider.Repair()
		f.clock.pass(time.Second)
		if err := f.opens(t, v); err != nil {
			t.Errorf("Open() after the outage = %v", err)
		}
	}
}

func TestDamagedDayKeyKeepsTheOldKeyUntilItsDayHasCome(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	f.sealer(t, f.day-1)
	keys, _ := f.store.DayKeys(t.Context(), f.account, nil)
	damaged := bytes.Clone(keys[f.day-1])
	damaged[len(damaged)-1] ^= 1
	f.store.SetDayKey(f.account, f.day-1, damaged)
	r := f.ring.Rotator(0, nothingOwn)
	done, err := r.Rotate(t.Context(), f.account)
	if err != nil || done.Stage != seal.Promoted || done.Damaged != 1 || done.Resealed != 1 || !done.Again.IsZero() {
		t.Errorf("Rotate() = %+v, %v, want it to stop at the damaged key", done, err)
	}
	if s, err := f.ring.Status(t.Context()); err != nil || len(s.Rotating) != 1 || s.Rotating[0].Left != 1 {
		t.Errorf("Status() = %+v, %v, want one key left", s, err)
	}
	f.store.SetDayKey(f.account, f.day-1, keys[f.day-1]) // restored from a backup, in time
	if done, err = r.Rotate(t.Context(), f.account); err != nil || done.Stage != seal.Settled || done.Resealed != 1 {
		t.Errorf("Rotate() after the repair = %+v, %v, want it complete", done, err)
	}
	f.restart()
	if err := f.opens(t, v); err != nil {
		t.Errorf("Open() = %v", err)
	}
}

// A node may have sealed something with the old key late in the waiting.
func TestOldKeyStaysUntilALookFindsNothingUnderIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	found, stages := []int{0, 2, 1, 0}, []seal.Stage{}
	r := f.ring.Rotator(time.Minute, func(ctx context.Context, account uuid.UUID, _ *seal.Resealer) (int, error) {
		key, err := f.store.StoredKey(ctx, account)
		n := found[len(stages)]
		stages = append(stages, key.Stage)
		return n, err
	})
	resealed := 0
	for complete := false; !complete; f.clock.pass(time.Minute) {
		done, err := r.Rotate(t.Context(), f.account)
		if err != nil {
			t.Fatal(err)
		}
		resealed += done.Resealed
		complete = done.Stage == seal.Settled
	}
	if len(stages) != len(found) || resealed != 3 {
		t.Fatalf("it looked %d times and sealed %d things anew, want %d and 3", len(stages), resealed, len(found))
	}
	for _, stage := range stages {
		if stage != seal.Promoted {
			t.Errorf("it looked in stage %q", stage)
		}
	}
}

func TestAccountWithoutAKeyIsNotRotated(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	nobody := uuid.New()
	if _, err := f.ring.Rotator(0, nothingOwn).Rotate(t.Context(), nobody); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("Rotate() = %v, want ErrNotFound", err)
	}
	if _, err := f.store.AccountKey(t.Context(), nobody); !errors.Is(err, orderveil.ErrNotFound) {
		t.Error("Rotate() made a key")
	}
}
