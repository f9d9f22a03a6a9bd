package storetest

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
)

// ClaimDelivery takes one delivery, as a worker would. An order that cannot be opened is
// claimed all the same, with the error that says why; ErrNotFound means that nothing is due.
func (f *Fixture) ClaimDelivery(ctx context.Context, account, office uuid.UUID) (store.Claim, error) {
	claims, err := f.ClaimDeliveries(ctx, account, office, 1)
	if err != nil {
		return store.Claim{}, err
	}
	if len(claims) == 0 {
		return store.Claim{}, orderveil.ErrNotFound
	}
	return claims[0], claims[0].Unopened
}

// FinishDelivery records how the attempt ended. It is an ErrConflict when another worker has
// taken over.
func (f *Fixture) FinishDelivery(ctx context.Context, c store.Claim, o store.Outcome) error {
	late, err := f.FinishDeliveries(ctx, c.Account, []store.Finished{{Claim: c, Outcome: o}})
	if err == nil && len(late) > 0 {
		err = fmt.Errorf("another worker has taken over: %w", orderveil.ErrConflict)
	}
	return err
}
