package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"orderveil/ent/account/connection"
	"orderveil/seal"
)

// reseal seals anew what an account's database holds under the account's own key: the
// credentials of its connections. Whatever else comes to be sealed by SealOwn belongs
// here, too. It returns how many it sealed anew. What is damaged opens with no key and
// stays as it is.
func (s *Store) reseal(ctx context.Context, id uuid.UUID, with *seal.Resealer) (n int, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Connection.Query().All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			fresh, changed, err := with.Reseal(credentials(row.ID), row.Credentials)
			if errors.Is(err, seal.ErrSealBroken) || err == nil && !changed {
				continue
			}
			if err != nil {
				return err
			}
			// One that somebody changes meanwhile is sealed by whoever does, and looked at again.
			if err := a.db.Connection.Update().Where(connection.ID(row.ID), connection.Credentials(row.Credentials)).
				SetCredentials(fresh).Exec(ctx); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}
