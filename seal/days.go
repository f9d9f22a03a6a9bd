package seal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"

	"orderveil"
)

// missing returns those of the days that are to come and whose key is not in memory; of
// nil days, which are all, nil.
func (a *AccountKeys) missing(days []orderveil.Date) []orderveil.Date {
	if days == nil {
		return nil
	}
	missing := []orderveil.Date{}
	for _, day := range days {
		if a.days[day] == nil && day > a.ring.calendar.today() {
			missing = append(missing, day)
		}
	}
	return missing
}

// fetch reads the wrapped keys of some days from the store, or of all when days is nil,
// and drops what the store does not have.
func (a *AccountKeys) fetch(ctx context.Context, days []orderveil.Date) error {
	if days != nil && len(days) == 0 {
		return nil
	}
	found, err := a.ring.store.DayKeys(ctx, a.account, days)
	if err != nil {
		return fmt.Errorf("seal: read day keys: %w", storeError(ctx, err))
	}
	for _, day := range days {
		if found[day] == nil {
			delete(a.days, day)
		}
	}
	for day := range a.days {
		if days == nil && found[day] == nil {
			delete(a.days, day)
		}
	}
	for day, wrapped := range found {
		if known := a.days[day]; known == nil || !bytes.Equal(known.wrapped, wrapped) {
			a.days[day] = &dayKey{wrapped: wrapped, again: a.again[day]}
		}
	}
	a.dropOver()
	return nil
}

// create makes the keys of days that have none.
func (a *AccountKeys) create(ctx context.Context, days []orderveil.Date) error {
	for _, day := range days {
		wrapped, err := a.createOne(ctx, day)
		if errors.Is(err, orderveil.ErrConflict) { // the account's key was replaced meanwhile
			a.looked = time.Time{}
			if err := a.ready(ctx); err != nil {
				return err
			}
			wrapped, err = a.createOne(ctx, day)
		}
		if isAbsent(err) {
			a.drop()
			return errKeyless
		}
		if err != nil {
			return fmt.Errorf("seal: keep a day key: %w", storeError(ctx, err))
		}
		a.days[day] = &dayKey{wrapped: wrapped, again: a.again[day]}
	}
	return nil
}

func (a *AccountKeys) createOne(ctx context.Context, day orderveil.Date) ([]byte, error) {
	fresh, err := newDayKey(a.key, dayOwner(a.account, day))
	if err != nil {
		return nil, fmt.Errorf("seal: make a day key: %w", err)
	}
	kept, err := a.ring.store.PutDayKey(ctx, a.account, day, fresh, a.key.wrapped)
	if err == nil && bytes.Equal(kept, fresh) && a.ring.calendar.over(day, false) {
		a.again[day] = true
	}
	return kept, err
}

// openDays opens the day keys that are not open. Where one does not open, the account's
// key may have been replaced since the store was last read: it looks before it calls the
// day key damaged.
func (a *AccountKeys) openDays(ctx context.Context) error {
	if a.tryDays(false) {
		return nil
	}
	a.looked = time.Time{}
	if err := a.ready(ctx); err != nil {
		return err
	}
	a.tryDays(true)
	return nil
}

// tryDays opens the day keys that were not tried with the account's key, or all that are
// not open again, and reports whether it could. One that does not open says so when it is used, and leaves the other days alone: it is damaged, unless
// the account's key in memory is not the one in the store.
func (a *AccountKeys) tryDays(again bool) (whole bool) {
	whole = true
	for day, key := range a.days {
		if key.values != nil || key.under == a.key && !again {
			continue
		}
		opened, err := openDayKey(key.wrapped, a.key, dayOwner(a.account, day))
		if err != nil {
			whole, opened = false, &dayKey{err: err}
			if !bytes.Equal(a.key.wrapped, a.stored) {
				opened.err = ErrKeyUnavailable
			}
		}
		opened.wrapped, opened.again, opened.under = key.wrapped, key.again, a.key
		a.days[day] = opened
	}
	return whole
}

// dropOver forgets the keys whose day is over.
func (a *AccountKeys) dropOver() {
	today := a.ring.calendar.today()
	maps.DeleteFunc(a.again, func(day orderveil.Date, _ bool) bool { return day <= today })
	maps.DeleteFunc(a.days, func(day orderveil.Date, _ *dayKey) bool { return a.ring.calendar.over(day, a.again[day]) })
}

func (a *AccountKeys) owner() []byte { return owner("account", a.account[:]) }

func dayOwner(account uuid.UUID, day orderveil.Date) []byte {
	return owner("day", binary.BigEndian.AppendUint32(account[:], uint32(day)))
}
