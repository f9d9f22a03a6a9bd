package seal_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/seal"
	"orderveil/seal/sealtest"
)

var errCrash = errors.New("the process is no more")

// crashing is a key store whose process ends at its n-th write: before it, or after it.
type crashing struct {
	*sealtest.Store
	left  int
	after bool
}

func (c *crashing) write(do func()) error {
	c.left--
	if c.left > 0 {
		do()
		return nil
	}
	if c.left == 0 && c.after {
		do()
	}
	return errCrash
}

func (c *crashing) ReplaceAccountKey(ctx context.Context, old []byte, by seal.StoredKey) (done bool, err error) {
	failed := c.write(func() { done, err = c.Store.ReplaceAccountKey(ctx, old, by) })
	return done, errors.Join(failed, err)
}

func (c *crashing) ReplaceDayKeys(ctx context.Context, account uuid.UUID, old, by map[orderveil.Date][]byte) (n int, err error) {
	failed := c.write(func() { n, err = c.Store.ReplaceDayKeys(ctx, account, old, by) })
	return n, errors.Join(failed, err)
}

func TestRotationGoesOnAfterACrashAnywhere(t *testing.T) {
	t.Parallel()
	for at := 1; at <= 4; at++ { // publish, promote, take over, drop
		for _, after := range []bool{false, true} {
			f := newFixture(t)
			v := f.seal(t, here, someName())
			ring := seal.NewKeyring(f.provider, &crashing{Store: f.store, left: at, after: after}, f.clock.Now)
			crashed := false
			for !crashed {
				done, err := ring.Rotator(seal.SettleTime, nothingOwn).Rotate(t.Context(), f.account)
				if crashed = errors.Is(err, errCrash); err != nil && !crashed {
					t.Fatal(err)
				}
				if err == nil && done.Again.IsZero() {
					t.Fatalf("the rotation writes less than %d times", at)
				}
				f.clock.pass(seal.SettleTime)
			}
			f.restart()
			if err := f.opens(t, v); err != nil {
				t.Errorf("Open() after a crash at write %d = %v", at, err)
			}
			f.rotate(t)
			f.restart()
			if err := f.opens(t, v); err != nil {
				t.Errorf("Open() after a crash at write %d and a rotation = %v", at, err)
			}
			if key, err := f.store.StoredKey(t.Context(), f.account); err != nil || key.Stage != seal.Settled || key.Since.IsZero() {
				t.Errorf("StoredKey() = stage %q since %v, %v", key.Stage, key.Since, err)
			}
		}
	}
}

func TestSeveralRotatorsAtOnceMakeOneRotationEach(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	v := f.seal(t, here, someName())
	for range 3 {
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				ring := seal.NewKeyring(f.provider, f.store, f.clock.Now)
				if _, err := ring.Rotator(0, nothingOwn).Rotate(t.Context(), f.account); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		f.rotate(t) // whatever stage they left
		f.restart()
		if err := f.opens(t, v); err != nil {
			t.Fatalf("Open() = %v", err)
		}
	}
}
