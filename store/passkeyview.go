package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/passkey"
	"orderveil/ent/catalog/user"
)

// PasskeyView is a passkey as its owner sees it.
type PasskeyView struct {
	row     *catalog.Passkey
	account uuid.UUID
}

// ID is the passkey's global id.
func (v *PasskeyView) ID() string {
	return globalID{kind: kindPasskey, account: v.account, row: v.row.ID}.String()
}

// CreatedAt is when it was added.
func (v *PasskeyView) CreatedAt() time.Time { return v.row.CreatedAt.UTC() }

// LastUsedAt is when it last signed in, or nil.
func (v *PasskeyView) LastUsedAt() *time.Time { return utc(v.row.LastUsedAt) }

// Passkeys lists the viewer's passkeys, newest first.
func (s *Store) Passkeys(ctx context.Context, v orderveil.Viewer) ([]*PasskeyView, error) {
	id, signedIn := signedInUser(v)
	if !signedIn {
		return []*PasskeyView{}, nil
	}
	rows, err := s.catalog.Passkey.Query().Where(passkey.UserID(id)).Order(passkey.ByCreatedAt(newest), passkey.ByID()).All(ctx)
	views := make([]*PasskeyView, len(rows))
	for i, row := range rows {
		views[i] = &PasskeyView{row, v.Account}
	}
	return views, err
}

// RemovePasskey takes a passkey away from the viewer, but not its last way in.
func (s *Store) RemovePasskey(ctx context.Context, v orderveil.Viewer, global string) (*PasskeyView, error) {
	owner, signedIn := signedInUser(v)
	id, err := parseGlobal(global, kindPasskey)
	if err != nil || !signedIn || id.account != v.Account {
		return nil, orderveil.ErrNotFound
	}
	tx, err := s.catalog.Tx(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	// The owner's row is written to, so that two removals wait for each other.
	if err := tx.User.Update().Where(user.ID(owner)).AddFailures(0).Exec(ctx); err != nil {
		return nil, err
	}
	u, err := tx.User.Get(ctx, owner)
	if err != nil {
		return nil, notFound(err)
	}
	all, err := tx.Passkey.Query().Where(passkey.UserID(owner)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range all {
		switch {
		case row.ID != id.row:
		case len(all) == 1 && u.Password == "":
			return nil, orderveil.Invalidf("this passkey is your only way in: add another one first")
		default:
			if err := tx.Passkey.DeleteOneID(row.ID).Exec(ctx); err != nil {
				return nil, err
			}
			return &PasskeyView{row, v.Account}, tx.Commit()
		}
	}
	return nil, orderveil.ErrNotFound
}

// signedInUser is the user of a viewer who has a session: its subject is then the user's id.
func signedInUser(v orderveil.Viewer) (uuid.UUID, bool) {
	id, err := uuid.Parse(v.Subject)
	return id, err == nil && v.Session != uuid.Nil
}
