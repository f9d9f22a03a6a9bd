package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/refusal"
)

// Revisions returns what is stored of the given orders of a connection: the
// revision by order number. An order that is not there is not stored yet.
func (s *Store) Revisions(ctx context.Context, id, conn uuid.UUID, numbers []string) (map[string]string, error) {
	known := make(map[string]string, len(numbers))
	if len(numbers) == 0 {
		return known, nil
	}
	ids := make([]uuid.UUID, len(numbers))
	for i, n := range numbers {
		ids[i] = orderveil.OrderID(conn, n)
	}
	err := s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Order.Query().Where(order.IDIn(ids...)).
			Select(order.FieldID, order.FieldNumber, order.FieldRevision).All(ctx)
		for _, row := range rows {
			known[row.Number] = row.Revision
		}
		return err
	})
	return known, err
}

// Refuse remembers orders that could not be read or kept, so that later runs try
// them again: after a minute, then ever more rarely, at most a day apart.
func (s *Store) Refuse(ctx context.Context, id, conn uuid.UUID, refused []Refused) error {
	now := s.config.Clock()
	return s.with(ctx, id, func(a *openAccount) error {
		for _, r := range refused {
			r.Number = shortNumber(r.Number)
			row := orderveil.OrderID(conn, r.Number)
			known, err := a.db.Refusal.Get(ctx, row)
			switch {
			case account.IsNotFound(err):
				create := a.db.Refusal.Create().SetID(row).SetConnectionID(conn).SetNumber(r.Number).
					SetNextAttemptAt(now.Add(time.Minute)).
					SetProblemCode(r.Problem.Code).SetProblemCause(r.Problem.Cause).SetProblemOwner(string(r.Problem.Owner)).
					SetProblemNextStep(r.Problem.NextStep).SetProblemAt(r.Problem.At)
				err = create.Exec(ctx)
			case err == nil:
				pause := min(time.Minute<<min(known.Attempts, 11), 24*time.Hour)
				update := known.Update().AddAttempts(1).SetNextAttemptAt(now.Add(pause))
				setProblem(update, &r.Problem)
				err = update.Exec(ctx)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// RefusedDue returns the numbers of refused orders whose time has come again.
func (s *Store) RefusedDue(ctx context.Context, id, conn uuid.UUID, limit int) (numbers []string, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		return a.db.Refusal.Query().
			Where(refusal.ConnectionID(conn), refusal.NextAttemptAtLTE(s.config.Clock())).
			Order(refusal.ByNextAttemptAt()).Limit(limit).
			Select(refusal.FieldNumber).Scan(ctx, &numbers)
	})
	return numbers, err
}
