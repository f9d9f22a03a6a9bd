package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/hint"
	"orderveil/ent/catalog/schedule"
)

// Hear keeps the numbers of orders that a marketplace says have changed, and makes the
// connection due. Numbers that are no order's are harmless: the marketplace is asked.
func (s *Store) Hear(ctx context.Context, id, conn uuid.UUID, numbers []string) error {
	now := s.config.Clock()
	err := s.with(ctx, id, func(a *openAccount) error {
		for _, number := range numbers {
			number = shortNumber(number)
			err := a.db.Hint.Create().SetID(orderveil.OrderID(conn, number)).SetConnectionID(conn).SetNumber(number).SetAt(now).
				OnConflictColumns(hint.FieldID).Update(func(u *account.HintUpsert) { u.UpdateAt() }).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Due(ctx, conn)
}

// Due has a connection asked at once.
func (s *Store) Due(ctx context.Context, conn uuid.UUID) error {
	now := s.config.Clock()
	return s.catalog.Schedule.Update().Where(schedule.ID(conn), schedule.NextRunAtGT(now)).SetNextRunAt(now).Exec(ctx)
}

// Hints returns up to limit numbers of orders that a marketplace said have changed, and
// that were not read since.
func (s *Store) Hints(ctx context.Context, id, conn uuid.UUID, limit int) (numbers []string, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		return a.db.Hint.Query().Where(hint.ConnectionID(conn)).Order(hint.ByAt()).Limit(limit).
			Select(hint.FieldNumber).Scan(ctx, &numbers)
	})
	return numbers, err
}

// Heard takes off the orders that were read.
func (s *Store) Heard(ctx context.Context, id, conn uuid.UUID, numbers []string) error {
	if len(numbers) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(numbers))
	for i, n := range numbers {
		ids[i] = orderveil.OrderID(conn, shortNumber(n))
	}
	return s.with(ctx, id, func(a *openAccount) error {
		_, err := a.db.Hint.Delete().Where(among(hint.FieldID, ids)).Exec(ctx)
		return err
	})
}
