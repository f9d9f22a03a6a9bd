package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/predicate"
)

// terms are what one account's customer data is kept for: its own setting, the
// installation's limit for open orders, and each marketplace's cap.
type terms struct {
	general orderveil.Retention
	caps    map[uuid.UUID]int // by connection
	backups int               // for so many days longer a backup of the keys opens what was forgotten
}

// of is the retention of the orders that come from a connection. Backups of the keys count
// within the marketplace's cap, also for a setting that was chosen when they lived shorter.
func (t terms) of(conn uuid.UUID) orderveil.Retention {
	r := t.general
	if days, ok := t.caps[conn]; ok {
		r.Cap = days
	}
	if r.Cap > 0 {
		r.Cap = max(1, r.Cap-t.backups)
	}
	return r
}

// cap is the shortest that any of the account's marketplaces allows.
func (t terms) cap() int {
	shortest := t.general.Cap
	for _, days := range t.caps {
		shortest = min(shortest, days)
	}
	return shortest
}

// terms reads what holds for an account, of the given connections or of all.
func (s *Store) terms(ctx context.Context, db *account.Client, conns ...uuid.UUID) (terms, error) {
	t := terms{general: s.config.Retention, caps: map[uuid.UUID]int{}, backups: s.config.KeyBackupDays}
	chosen, err := db.RetentionSettings.Query().Only(ctx)
	if err == nil {
		t.general.AfterHandling = chosen.AfterHandling
	} else if !account.IsNotFound(err) {
		return t, fmt.Errorf("store: read the retention settings: %w", err)
	}
	where := []predicate.Connection{connection.KindEQ(orderveil.Marketplace)}
	if conns != nil {
		where = append(where, connection.IDIn(conns...))
	}
	rows, err := db.Connection.Query().Where(where...).All(ctx)
	if err != nil {
		return t, err
	}
	for _, row := range rows {
		if days, ok := s.config.Caps[row.Code]; ok {
			t.caps[row.ID] = days
		}
	}
	return t, nil
}

// configuredTerms are what the configuration says for every account, to tell whether that is
// still what the days of the stored orders were given by.
func (s *Store) configuredTerms() string {
	r := s.config.Retention
	return fmt.Sprintf("%d %d %d-%d %v", r.AfterHandling, r.WhileOpen, r.Cap, s.config.KeyBackupDays, s.config.Caps)
}

// dates are what the retention rules look at of a stored order.
func dates(row *account.Order) orderveil.Dates {
	d := orderveil.Dates{PlacedAt: row.PlacedAt, HandledAt: timeOf(row.HandledAt), DeliveredAt: timeOf(row.DeliveredAt)}
	if row.HoldUntil != nil {
		d.HoldUntil = *row.HoldUntil
	}
	return d
}

// forgotten reports whether an order is a tombstone: its day has come, or somebody
// erased it. Nobody comes back from there.
func (s *Store) forgotten(row *account.Order) bool {
	return row.ForgottenAt != nil || row.ForgetOn <= s.today()
}
