package store

import (
	"context"
	"time"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/user"
)

// SignInStaff begins a session of staff that an OpenID provider vouches for: by the
// provider's subject, with the role that it says. Whoever comes for the first time is
// entered; whoever was suspended or removed here stays out. The session ends twelve hours
// after the authentication, whenever it began.
func (s *Store) SignInStaff(ctx context.Context, subject string, role orderveil.Role, strong bool, since time.Time) (SignedIn, error) {
	now := s.config.Clock()
	until := since.Add(orderveil.SessionLife)
	if !role.Staff() || !until.After(now) || since.After(now.Add(time.Minute)) {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	hash := s.own.Keyed("openid", []byte(subject))
	row, err := s.userByLogin(ctx, hash, s.catalog.User.Create().SetID(s.config.IDs()).SetRole(role).SetLabel("OpenID").SetState(orderveil.UserActive).
		SetCreatedAt(now).SetCreatedBy("OpenID provider").SetReviewedAt(now))
	if err != nil {
		return SignedIn{}, err
	}
	if row.State != orderveil.UserActive {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	if row, err = row.Update().SetRole(role).SetLastUsedAt(now).Save(ctx); err != nil {
		return SignedIn{}, err
	}
	var proved *time.Time
	if strong {
		proved = &since
	}
	return s.beginSession(ctx, row, proved, until)
}

// userByLogin is the user with the login, made at the first sign-in. Of two that come at once the
// later finds the user of the other.
func (s *Store) userByLogin(ctx context.Context, hash []byte, create *catalog.UserCreate) (*catalog.User, error) {
	found := s.catalog.User.Query().Where(user.Login(hash))
	row, err := found.Clone().Only(ctx)
	if !catalog.IsNotFound(err) {
		return row, err
	}
	if row, err = create.SetLogin(hash).Save(ctx); catalog.IsConstraintError(err) {
		return found.Only(ctx)
	}
	return row, err
}
