package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/delivery"
)

// DelayDeliveries puts off what is due for a back office, and says why. It is no
// attempt: nothing was sent, and nothing is forgotten of what earlier attempts did.
func (s *Store) DelayDeliveries(ctx context.Context, id, office uuid.UUID, until time.Time, p *orderveil.Problem) error {
	if err := s.wakeAt(ctx, id, until); err != nil {
		return err
	}
	return s.with(ctx, id, func(a *openAccount) error {
		update := a.db.Delivery.Update().
			Where(delivery.ConnectionID(office), delivery.NextAttemptAtLTE(s.config.Clock())).
			SetNextAttemptAt(until)
		setProblem(update, p)
		return update.Exec(ctx)
	})
}
