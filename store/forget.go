package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	entaccount "orderveil/ent/catalog/account"
)

// Forgotten is what one turn of forgetting did in an account, in orders; keys in days.
type Forgotten struct {
	Keys   int // day keys destroyed
	Moved  int // sealed to another day, because they are still open or the rules changed
	Warned int // will be forgotten within a week, and their receivers are told so
	Swept  int // forgotten
}

// DestroyPastKeys destroys the keys of all accounts whose day has come: in one
// statement, however many orders that makes unreadable. The keyring has refused them
// since the day began.
func (s *Store) DestroyPastKeys(ctx context.Context) (int, error) {
	n, err := s.keyStore.destroyPast(ctx, s.today())
	if err != nil {
		return 0, fmt.Errorf("store: destroy the keys of past days: %w", err)
	}
	return n, nil
}

// Forget does in an account whatever is due today: it destroys keys, seals open orders
// to a later day, warns, sweeps what is forgotten, notes whom to tell, and
// sees to the canaries. Each step
// leaves things in order when the next one fails, and doing it again does nothing.
func (s *Store) Forget(ctx context.Context, id uuid.UUID) (done Forgotten, err error) {
	today := s.today()
	if done.Keys, err = s.keyStore.DestroyDayKeys(ctx, id, today); err != nil {
		return done, fmt.Errorf("store: destroy the keys of past days: %w", err)
	}
	row, err := s.catalog.Account.Get(ctx, id)
	if err != nil {
		return done, notFound(err)
	}
	since := orderveil.Date(0)
	if row.SweptTo != nil && *row.SweptTo <= today { // else the clock went back: look at all days
		since = *row.SweptTo
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		var moved, warned, swept error
		done.Moved, moved = s.move(ctx, a, row.RetentionTerms)
		done.Warned, warned = s.warn(ctx, a)
		done.Swept, swept = s.sweep(ctx, a, since)
		// What cannot be moved must not keep the others from being forgotten.
		return errors.Join(moved, warned, swept, s.tell(ctx, a), s.plant(ctx, a), s.pruneAudit(ctx, a))
	})
	if err != nil {
		return done, err
	}
	return done, s.catalog.Account.UpdateOneID(id).SetSweptTo(today).SetRetentionTerms(s.configuredTerms()).Exec(ctx)
}

// forgetLease is how long a turn of forgetting may be silent before another worker
// takes it up.
const forgetLease = 15 * time.Minute

// DueForgetting returns up to limit accounts in which something may have to be
// forgotten: each once a day, soon after the day began, and when somebody asked for it.
// Of several nodes that ask at once, each account goes to one.
func (s *Store) DueForgetting(ctx context.Context, limit int) ([]uuid.UUID, error) {
	now := s.config.Clock()
	rows, err := s.catalog.Account.Query().
		Where(entaccount.State(accountActive), entaccount.Or(entaccount.ForgetDueAtIsNil(), entaccount.ForgetDueAtLTE(now))).
		Order(entaccount.ByForgetDueAt()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	var due []uuid.UUID
	for _, row := range rows {
		update := s.catalog.Account.Update().Where(entaccount.ID(row.ID))
		if row.ForgetDueAt == nil {
			update.Where(entaccount.ForgetDueAtIsNil())
		} else {
			update.Where(entaccount.ForgetDueAt(*row.ForgetDueAt))
		}
		won, err := update.SetForgetDueAt(now.Add(forgetLease)).Save(ctx)
		if err != nil {
			return due, err
		}
		if won == 1 {
			due = append(due, row.ID)
		}
	}
	return due, nil
}

// FinishForgetting sets when an account is looked over next: when the next day begins.
// A turn that somebody asked for meanwhile stays due.
func (s *Store) FinishForgetting(ctx context.Context, id uuid.UUID, began time.Time) error {
	next := (orderveil.DateOf(began) + 1).Time()
	return s.catalog.Account.Update().
		Where(entaccount.ID(id), entaccount.ForgetDueAtGT(began)).SetForgetDueAt(next).Exec(ctx)
}

// forgetSoon has an account looked over at the next occasion.
func (s *Store) forgetSoon(ctx context.Context, id uuid.UUID) error {
	return s.catalog.Account.UpdateOneID(id).ClearForgetDueAt().Exec(ctx)
}
