package store

import (
	"context"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/session"
	"orderveil/ent/catalog/user"
)

// SessionView is a browser in which the viewer is signed in.
type SessionView struct {
	row     *catalog.Session
	account uuid.UUID
	current bool
}

// ID is the session's global id.
func (v *SessionView) ID() string {
	return globalID{kind: kindSession, account: v.account, row: v.row.ID}.String()
}

// Current tells whether it is the one that asks.
func (v *SessionView) Current() bool { return v.current }

// SecondFactor tells whether it began with one.
func (v *SessionView) SecondFactor() bool { return v.row.Strong }

// CreatedAt is when it began.
func (v *SessionView) CreatedAt() time.Time { return v.row.CreatedAt.UTC() }

// UsedAt is when it last went on.
func (v *SessionView) UsedAt() time.Time { return v.row.UsedAt.UTC() }

// ExpiresAt is when it ends.
func (v *SessionView) ExpiresAt() time.Time { return v.row.ExpiresAt.UTC() }

// Sessions lists where the viewer is signed in, newest first. A program is nowhere.
func (s *Store) Sessions(ctx context.Context, v orderveil.Viewer) ([]*SessionView, error) {
	if v.Session == uuid.Nil {
		return []*SessionView{}, nil
	}
	rows, err := s.signedIn(v).Order(session.ByCreatedAt(newest), session.ByID()).Limit(maxPage).All(ctx)
	views := make([]*SessionView, len(rows))
	for i, row := range rows {
		views[i] = &SessionView{row, v.Account, row.ID == v.Session}
	}
	return views, err
}

// EndSession signs the viewer out somewhere.
func (s *Store) EndSession(ctx context.Context, v orderveil.Viewer, global string) (*SessionView, error) {
	id, err := parseGlobal(global, kindSession)
	if err != nil || v.Session == uuid.Nil || id.account != v.Account {
		return nil, orderveil.ErrNotFound
	}
	row, err := s.signedIn(v).Where(session.ID(id.row)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	row, err = row.Update().SetRevokedAt(s.config.Clock()).Save(ctx)
	return &SessionView{row, v.Account, row != nil && row.ID == v.Session}, err
}

// signedIn selects the sessions of a viewer.
func (s *Store) signedIn(v orderveil.Viewer) *catalog.SessionQuery {
	id, _ := signedInUser(v) // or nobody
	return s.catalog.Session.Query().Where(session.UserID(id), session.RevokedAtIsNil(), session.ExpiresAtGT(s.config.Clock()))
}

// Confirm takes a code of the authenticator app anew, for what asks for a fresh one. Wrong
// ones count like failures to sign in.
func (s *Store) Confirm(ctx context.Context, refresh, code string) error {
	row, u, err := s.sessionOf(ctx, refresh)
	if err != nil {
		return err
	}
	now := s.config.Clock()
	if u.LockedUntil != nil && now.Before(*u.LockedUntil) {
		return orderveil.ErrUnauthenticated
	}
	update := s.catalog.User.Update().Where(user.ID(u.ID), user.Failures(u.Failures), user.TotpStep(u.TotpStep))
	right, err := s.secondFactor(u, code, update)
	if err != nil {
		return err
	}
	if right {
		update.SetFailures(0).ClearLockedUntil()
	} else {
		update.AddFailures(1)
		if lock := lockFor(u.Failures + 1); lock > 0 {
			update.SetLockedUntil(now.Add(lock))
		}
	}
	n, err := update.Save(ctx)
	if err != nil {
		return err
	}
	if !right || n == 0 {
		return orderveil.ErrUnauthenticated
	}
	return row.Update().SetProvedAt(now).Exec(ctx)
}

// sessionOf is the session of a refresh token, and its user.
func (s *Store) sessionOf(ctx context.Context, refresh string) (*catalog.Session, *catalog.User, error) {
	row, err := s.catalog.Session.Query().Where(session.Refresh(hashSecret(refresh)), session.RevokedAtIsNil(), session.ExpiresAtGT(s.config.Clock())).Only(ctx)
	if err != nil {
		return nil, nil, firstOf(ignoreMissing(err), orderveil.ErrUnauthenticated)
	}
	u, err := s.catalog.User.Get(ctx, row.UserID)
	if err != nil || u.State != orderveil.UserActive {
		return nil, nil, firstOf(ignoreMissing(err), orderveil.ErrUnauthenticated)
	}
	return row, u, nil
}

func (s *Store) isFresh(row *catalog.Session) bool {
	return row.ProvedAt != nil && s.config.Clock().Before(row.ProvedAt.Add(orderveil.FreshFor))
}

// fresh refuses a viewer who has not shown a second factor lately. A token of the command
// line's has no session; who makes one has the installation's key.
func (s *Store) fresh(ctx context.Context, v orderveil.Viewer) error {
	if v.Session == uuid.Nil {
		return nil
	}
	row, err := s.catalog.Session.Get(ctx, v.Session)
	if err != nil {
		return firstOf(ignoreMissing(err), orderveil.ErrUnauthenticated)
	}
	if !s.isFresh(row) {
		return orderveil.Invalidf("show your second factor again, and ask within %d minutes: a code to POST /auth/confirm, a passkey by signing in, or GET /auth/oidc/start?confirm=1", int(orderveil.FreshFor.Minutes()))
	}
	return nil
}
