package store

import (
	"context"
	"fmt"
	"time"

	"orderveil"
	"orderveil/ent/keys/accountkey"
	"orderveil/seal"
)

// KeyStatusView is how the keys are, without saying any.
type KeyStatusView struct{ of KeyStatus }

// Keys looks at all keys.
func (i *Installation) Keys(ctx context.Context) (*KeyStatusView, error) {
	status, err := i.store.KeyStatus(ctx)
	return &KeyStatusView{status}, err
}

// Provider is which key wraps all others.
func (k *KeyStatusView) Provider() string { return k.of.Provider }

// Wrapped is how many it wraps.
func (k *KeyStatusView) Wrapped() int {
	return k.of.Installation[k.of.Provider] + k.of.Accounts[k.of.Provider]
}

// WrappedByOthers is how many an earlier one wraps.
func (k *KeyStatusView) WrappedByOthers() int {
	n := -k.Wrapped()
	for _, by := range []map[string]int{k.of.Installation, k.of.Accounts} {
		for _, count := range by {
			n += count
		}
	}
	return n
}

// WithoutKey are open accounts whose key is not there.
func (k *KeyStatusView) WithoutKey() []int { return append([]int{}, k.of.WithoutKey...) }

// Days is how many keys of days there are.
func (k *KeyStatusView) Days() int { return k.of.Days.Keys }

// OldestDay is the first of their days.
func (k *KeyStatusView) OldestDay() *orderveil.Date { return k.day(k.of.Days.Oldest) }

// NewestDay is the last of their days.
func (k *KeyStatusView) NewestDay() *orderveil.Date { return k.day(k.of.Days.Newest) }

func (k *KeyStatusView) day(d orderveil.Date) *orderveil.Date {
	if k.of.Days.Keys == 0 {
		return nil
	}
	return &d
}

// Past is how many of them ought to be destroyed.
func (k *KeyStatusView) Past() int { return k.of.Days.Past }

// KeyRotation is the exchange of an account's key.
type KeyRotation struct {
	Account *int
	Stage   orderveil.KeyStage
	Since   time.Time
	Done    int
	Left    int
}

// Rotating are the exchanges that are under way.
func (k *KeyStatusView) Rotating() []*KeyRotation {
	all := []*KeyRotation{}
	for _, r := range k.of.Rotating {
		one := &KeyRotation{Stage: orderveil.KeyStage(r.Stage), Since: r.Since.UTC(), Done: r.Done, Left: r.Left}
		if n, open := k.of.Numbers[r.Account]; open {
			one.Account = &n
		}
		all = append(all, one)
	}
	return all
}

// maxRotated accounts' keys are exchanged by one request.
const maxRotated = 100

// BeginRotation begins to exchange the keys of some accounts; ContinueRotations takes it to
// its end.
func (s *Store) BeginRotation(ctx context.Context, v orderveil.Viewer, numbers []int) (*KeyStatusView, error) {
	if !v.Can(orderveil.PermissionInstallManage) {
		return nil, orderveil.ErrForbidden
	}
	if len(numbers) == 0 || len(numbers) > maxRotated {
		return nil, orderveil.Invalidf("name 1 to %d accounts", maxRotated)
	}
	accounts := make([]orderveil.Account, len(numbers))
	for i, n := range numbers {
		a, err := s.Account(ctx, n)
		if err != nil {
			return nil, err
		}
		accounts[i] = a
	}
	r := s.keyring.Rotator(s.settleTime(), s.reseal)
	resealed := 0
	for _, a := range accounts {
		touch(ctx, a.ID)
		done, err := r.Rotate(ctx, a.ID)
		resealed += done.Resealed
		if err != nil {
			return nil, fmt.Errorf("store: begin to exchange a key: %w", err)
		}
	}
	if err := s.keyStore.scrub(ctx, resealed); err != nil {
		return nil, err
	}
	return (&Installation{s}).Keys(ctx)
}

// ContinueRotations takes the exchanges that are under way as far as they can go at this
// moment, whoever began them. What cannot go on, because a key is damaged, is left as it is.
func (s *Store) ContinueRotations(ctx context.Context) error {
	settled := s.config.Clock().Add(-s.settleTime())
	rows, err := s.keyStore.client.AccountKey.Query().
		Where(accountkey.StageNEQ(string(seal.Settled)), accountkey.Or(accountkey.StageAtIsNil(), accountkey.StageAtLTE(settled))).
		Order(accountkey.ByStageAt()).Limit(maxRotated).IDs(ctx)
	if err != nil || len(rows) == 0 {
		return err
	}
	r := s.keyring.Rotator(s.settleTime(), s.reseal)
	resealed := 0
	for _, id := range rows {
		done, err := r.Rotate(ctx, id)
		resealed += done.Resealed
		if err != nil {
			s.config.Log.Warn("an account's key is still being exchanged", "account", id, "error", err)
		}
	}
	return s.keyStore.scrub(ctx, resealed)
}
