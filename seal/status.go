package seal

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Status is how an installation's keys are.
type Status struct {
	Provider     string         // the ID of the key that wraps
	Installation map[string]int // the installation's keys by the ID of the key that wrapped them
	Accounts     map[string]int // accounts' keys, likewise
	Rotating     []Rotating
	Days         DayCount
}

// Rotating is an account's key of which a rotation is under way.
type Rotating struct {
	Account uuid.UUID
	Stage   Stage
	Since   time.Time
	Done    int // day keys that the next key has taken over
	Left    int // day keys that the next key has not taken over
}

// Status looks at all keys. It asks the provider for those that are being rotated.
func (k *Keyring) Status(ctx context.Context) (Status, error) {
	s := Status{Provider: k.provider.ID(), Installation: map[string]int{}, Accounts: map[string]int{}}
	installation, err := k.store.InstallationKeys(ctx)
	if err != nil {
		return s, fmt.Errorf("seal: read the installation's keys: %w", err)
	}
	for _, wrapped := range installation {
		s.Installation[k.wrappedBy(wrapped)]++
	}
	for after := uuid.Nil; ; {
		page, err := k.store.StoredKeys(ctx, after, rewrapPage)
		if err != nil {
			return s, fmt.Errorf("seal: read account keys: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, key := range page {
			s.Accounts[k.wrappedBy(key.Wrapped)]++
			if key.Stage == Settled {
				continue
			}
			r, err := k.rotating(ctx, key)
			if err != nil {
				return s, err
			}
			s.Rotating = append(s.Rotating, r)
		}
		after = page[len(page)-1].Account
	}
	s.Days, err = k.store.CountDays(ctx, k.calendar.today())
	return s, err
}

func (k *Keyring) rotating(ctx context.Context, key StoredKey) (Rotating, error) {
	r := Rotating{Account: key.Account, Stage: key.Stage, Since: key.Since}
	h, err := k.unwrapWith(ctx, key.Wrapped, owner("account", key.Account[:]))
	if err != nil {
		return r, fmt.Errorf("seal: unwrap the account key: %w", err)
	}
	days, err := k.store.DayKeys(ctx, key.Account, nil)
	if err != nil {
		return r, fmt.Errorf("seal: read day keys: %w", err)
	}
	for _, wrapped := range days {
		// Until the next key is promoted, the old one is the primary.
		if key.Stage == Published || !dayKeyUnder(wrapped, h.KeysetInfo().GetPrimaryKeyId()) {
			r.Left++
		} else {
			r.Done++
		}
	}
	return r, nil
}
