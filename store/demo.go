package store

import (
	"context"
	"strconv"

	"orderveil"
)

// SignInDemo begins a session of a made-up user with a role, who has shown nothing: of the
// account with the number, or of the operator's staff. Only a demo's store does.
func (s *Store) SignInDemo(ctx context.Context, number *int, role orderveil.Role) (SignedIn, error) {
	if !s.config.Demo {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	if role.Staff() != (number == nil) || role == orderveil.RolePartner {
		return SignedIn{}, orderveil.Invalidf("a merchant's role needs the number of an account, a role of the operator's none")
	}
	now, name := s.config.Clock(), string(role)
	create := s.catalog.User.Create().SetID(s.config.IDs()).SetRole(role).SetLabel("Demo").SetState(orderveil.UserActive).
		SetCreatedAt(now).SetCreatedBy("demo").SetReviewedAt(now)
	if number != nil {
		a, err := s.Account(ctx, *number)
		if err != nil {
			return SignedIn{}, firstOf(ignoreMissing(err), orderveil.ErrUnauthenticated)
		}
		create.SetAccountID(a.ID)
		name += "\x00" + strconv.Itoa(*number)
	}
	hash := s.own.Keyed("demo", []byte(name))
	row, err := s.userByLogin(ctx, hash, create)
	if err != nil {
		return SignedIn{}, err
	}
	if row.State != orderveil.UserActive || row.Role != role {
		if row, err = row.Update().SetState(orderveil.UserActive).SetRole(role).Save(ctx); err != nil {
			return SignedIn{}, err
		}
	}
	return s.beginSession(ctx, row, &now, now.Add(orderveil.SessionLife))
}
