package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/passkey"
	"orderveil/ent/catalog/savedview"
	"orderveil/ent/catalog/session"
	"orderveil/ent/catalog/user"
)

// PasskeyUser is a user with its passkeys, for the ceremonies of WebAuthn. The credentials
// are the library's own bytes.
type PasskeyUser struct {
	ID          uuid.UUID
	Label       string
	Credentials map[uuid.UUID][]byte
}

func (s *Store) passkeyUser(ctx context.Context, row *catalog.User) (PasskeyUser, error) {
	u := PasskeyUser{ID: row.ID, Label: row.Label, Credentials: map[uuid.UUID][]byte{}}
	rows, err := s.catalog.Passkey.Query().Where(passkey.UserID(row.ID)).All(ctx)
	for _, p := range rows {
		u.Credentials[p.ID] = p.Credential
	}
	return u, err
}

// InvitedPasskeyUser is the user of an invitation.
func (s *Store) InvitedPasskeyUser(ctx context.Context, token string) (PasskeyUser, error) {
	row, err := s.invited(ctx, token)
	if err != nil {
		return PasskeyUser{}, err
	}
	return s.passkeyUser(ctx, row)
}

// ActivePasskeyUser is the user whom a passkey names as its owner.
func (s *Store) ActivePasskeyUser(ctx context.Context, id uuid.UUID) (PasskeyUser, error) {
	row, err := s.catalog.User.Query().Where(user.ID(id), user.StateEQ(orderveil.UserActive)).Only(ctx)
	if catalog.IsNotFound(err) {
		return PasskeyUser{}, orderveil.ErrUnauthenticated
	}
	if err != nil {
		return PasskeyUser{}, err
	}
	return s.passkeyUser(ctx, row)
}

// FreshPasskeyUser is the user of a refresh token's session, who adds a passkey and has just
// shown a second factor.
func (s *Store) FreshPasskeyUser(ctx context.Context, refresh string) (PasskeyUser, error) {
	row, u, err := s.sessionOf(ctx, refresh)
	if err != nil {
		return PasskeyUser{}, err
	}
	if !s.isFresh(row) {
		return PasskeyUser{}, orderveil.Invalidf("show your second factor again, and add the passkey within %d minutes", int(orderveil.FreshFor.Minutes()))
	}
	known, err := s.passkeyUser(ctx, u)
	if err == nil && len(known.Credentials) >= maxPasskeys {
		err = orderveil.Invalidf("you have %d passkeys, and there is no more", maxPasskeys)
	}
	return known, err
}

// maxPasskeys is how many passkeys a user has.
const maxPasskeys = 10

// AddPasskey gives that user one more.
func (s *Store) AddPasskey(ctx context.Context, refresh string, credential []byte) error {
	u, err := s.FreshPasskeyUser(ctx, refresh)
	if err != nil {
		return err
	}
	return s.catalog.Passkey.Create().SetID(s.config.IDs()).SetUserID(u.ID).SetCredential(credential).SetCreatedAt(s.config.Clock()).Exec(ctx)
}

// EnrolPasskey lets an invited user in with a passkey, without a password.
func (s *Store) EnrolPasskey(ctx context.Context, token string, credential []byte) error {
	row, err := s.invited(ctx, token)
	if err != nil {
		return err
	}
	tx, err := s.catalog.Tx(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	n, err := tx.User.Update().Where(user.ID(row.ID), user.StateEQ(orderveil.UserInvited), user.Invitation(row.Invitation)).
		SetState(orderveil.UserActive).ClearInvitation().ClearInvitedUntil().ClearTotp().Save(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		return orderveil.ErrUnauthenticated
	}
	if err := tx.Passkey.Create().SetID(s.config.IDs()).SetUserID(row.ID).SetCredential(credential).SetCreatedAt(s.config.Clock()).Exec(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

// SignInPasskey begins a session of a user who has just shown a passkey, and keeps the
// passkey's counter.
func (s *Store) SignInPasskey(ctx context.Context, id, key uuid.UUID, credential []byte) (SignedIn, error) {
	row, err := s.catalog.User.Query().Where(user.ID(id), user.StateEQ(orderveil.UserActive)).Only(ctx)
	if catalog.IsNotFound(err) {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	if err != nil {
		return SignedIn{}, err
	}
	now := s.config.Clock()
	n, err := s.catalog.Passkey.Update().Where(passkey.ID(key), passkey.UserID(id)).SetCredential(credential).SetLastUsedAt(now).Save(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if n == 0 {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	if err := row.Update().SetLastUsedAt(now).Exec(ctx); err != nil {
		return SignedIn{}, err
	}
	return s.beginSession(ctx, row, &now, now.Add(orderveil.SessionLife))
}

// forgetUser takes away all that a user signs in with, and what it kept for itself.
func (s *Store) forgetUser(ctx context.Context, id uuid.UUID) error {
	if _, err := s.catalog.Passkey.Delete().Where(passkey.UserID(id)).Exec(ctx); err != nil {
		return err
	}
	if _, err := s.catalog.SavedView.Delete().Where(savedview.Owner(id.String())).Exec(ctx); err != nil {
		return err
	}
	return s.catalog.Session.Update().Where(session.UserID(id), session.RevokedAtIsNil()).SetRevokedAt(s.config.Clock()).Exec(ctx)
}

// SealCeremony keeps the state of a ceremony in the browser, where nobody can read or
// change it.
func (s *Store) SealCeremony(kind string, state []byte) ([]byte, error) {
	return s.own.SealCursor([]byte("ceremony\x00"+kind), state)
}

// OpenCeremony is the inverse of SealCeremony.
func (s *Store) OpenCeremony(kind string, sealed []byte) ([]byte, error) {
	return s.own.OpenCursor([]byte("ceremony\x00"+kind), sealed)
}
