package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/session"
	"orderveil/ent/catalog/user"
)

// UserView is a user as a colleague sees it who manages users.
type UserView struct {
	store *Store
	row   *catalog.User
}

// ID is the user's global id.
func (u *UserView) ID() string {
	return globalID{kind: kindUser, account: accountOfUser(u.row), row: u.row.ID}.String()
}

// Subject is how tokens, the audit trail and the timeline name the user.
func (u *UserView) Subject() string { return u.row.ID.String() }

// Label is what colleagues call it.
func (u *UserView) Label() string { return u.row.Label }

// Role is its part.
func (u *UserView) Role() string { return string(u.row.Role) }

// State is how it stands.
func (u *UserView) State() orderveil.UserState { return u.row.State }

// CreatedAt is when it was invited.
func (u *UserView) CreatedAt() time.Time { return u.row.CreatedAt.UTC() }

// LastUsedAt is when it last signed in or went on, or nil.
func (u *UserView) LastUsedAt() *time.Time { return utc(u.row.LastUsedAt) }

// ReviewedAt is when somebody last said that the access is needed.
func (u *UserView) ReviewedAt() time.Time { return u.row.ReviewedAt.UTC() }

// ReviewBy is when the access ends unless somebody says so again.
func (u *UserView) ReviewBy() time.Time { return u.row.ReviewedAt.Add(orderveil.ReviewEvery).UTC() }

func accountOfUser(row *catalog.User) uuid.UUID {
	if row.AccountID == nil {
		return uuid.Nil
	}
	return *row.AccountID
}

// Invitation is a user with the token by which it comes in, shown this once.
type Invitation struct {
	User  *UserView
	Token string
}

// loginHash is the keyed hash of a name to sign in with. It is of one account, so that
// nobody learns by it who signs in to another.
func (s *Store) loginHash(account *uuid.UUID, login string) []byte {
	of := uuid.Nil
	if account != nil {
		of = *account
	}
	return s.own.Keyed("login", append(of[:], strings.ToLower(strings.TrimSpace(login))...))
}

func random256() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// managed is the condition on the users that a viewer manages: those of its account, or
// the operator's staff.
func managed(v orderveil.Viewer) (func(*catalog.UserQuery) *catalog.UserQuery, error) {
	return reached(v, orderveil.PermissionUsersManage)
}

// reached is the same for a permission.
func reached(v orderveil.Viewer, p orderveil.Permission) (func(*catalog.UserQuery) *catalog.UserQuery, error) {
	if !v.Can(p) {
		return nil, orderveil.ErrForbidden
	}
	return func(q *catalog.UserQuery) *catalog.UserQuery {
		if v.Staff() {
			return q.Where(user.AccountIDIsNil())
		}
		return q.Where(user.AccountID(v.Account))
	}, nil
}

// InviteUser lets somebody in, who chooses a password with the invitation.
func (s *Store) InviteUser(ctx context.Context, v orderveil.Viewer, login, label string, role orderveil.Role) (*Invitation, error) {
	if _, err := managed(v); err != nil {
		return nil, err
	}
	if _, err := orderveil.ParseRole(string(role)); err != nil {
		return nil, err
	}
	if role.Staff() != v.Staff() || role == orderveil.RolePartner {
		return nil, orderveil.Invalidf("a merchant invites to a merchant's roles, the operator to its own; a partner's program is an API client")
	}
	var account *uuid.UUID
	if !v.Staff() {
		account = &v.Account
		touch(ctx, v.Account)
	}
	return s.invite(ctx, account, v.Subject, login, label, role)
}

// InviteFirst invites somebody on behalf of the operator's command line.
func (s *Store) InviteFirst(ctx context.Context, number *int, login, label string, role orderveil.Role) (*Invitation, error) {
	if _, err := orderveil.ParseRole(string(role)); err != nil {
		return nil, err
	}
	if role.Staff() != (number == nil) || role == orderveil.RolePartner {
		return nil, orderveil.Invalidf("a merchant's role needs the number of an account, a role of the operator's none")
	}
	if number == nil {
		return s.invite(ctx, nil, "command line", login, label, role)
	}
	a, err := s.Account(ctx, *number)
	if err != nil {
		return nil, err
	}
	return s.invite(ctx, &a.ID, "command line", login, label, role)
}

func checkInvited(login, label string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(login)); n < 3 || n > 200 {
		return orderveil.Invalidf("the name to sign in with has 3 to 200 characters")
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(label)); n < 1 || n > 100 {
		return orderveil.Invalidf("a label has 1 to 100 characters")
	}
	return nil
}

func (s *Store) invite(ctx context.Context, account *uuid.UUID, by, login, label string, role orderveil.Role) (*Invitation, error) {
	if err := checkInvited(login, label); err != nil {
		return nil, err
	}
	token, now := random256(), s.config.Clock()
	row, err := s.catalog.User.Create().SetID(s.config.IDs()).SetNillableAccountID(account).SetRole(role).SetLabel(label).SetState(orderveil.UserInvited).
		SetLogin(s.loginHash(account, login)).SetInvitation(hashSecret(token)).SetInvitedUntil(now.Add(orderveil.InvitationLife)).
		SetCreatedAt(now).SetCreatedBy(by).SetReviewedAt(now).Save(ctx)
	if catalog.IsConstraintError(err) {
		return nil, orderveil.Invalidf("somebody of this account signs in with this name already: choose another")
	}
	if err != nil {
		return nil, err
	}
	return &Invitation{User: &UserView{s, row}, Token: token}, nil
}

// Users lists who signs in: the account's people, or the operator's staff. It is also the
// access review: who has what, when it was last used, and by when somebody has to look.
func (s *Store) Users(ctx context.Context, v orderveil.Viewer) ([]*UserView, error) {
	mine, err := reached(v, orderveil.PermissionAccessReview)
	if err != nil {
		return nil, err
	}
	rows, err := mine(s.catalog.User.Query()).Where(user.StateNEQ(orderveil.UserRemoved)).Order(user.ByID(newest)).Limit(1000).All(ctx)
	views := make([]*UserView, len(rows))
	for i, row := range rows {
		views[i] = &UserView{s, row}
	}
	return views, err
}

// changeUser changes a user that the viewer manages. An account keeps at least one active
// merchant, and the operator one administrator: else nobody could let anybody in.
func (s *Store) changeUser(ctx context.Context, v orderveil.Viewer, global string, last bool, change func(*catalog.UserUpdateOne)) (*UserView, error) {
	return s.changeReached(ctx, v, orderveil.PermissionUsersManage, global, last, change)
}

// changeReached is changeUser for whoever has another permission.
func (s *Store) changeReached(ctx context.Context, v orderveil.Viewer, p orderveil.Permission, global string, last bool, change func(*catalog.UserUpdateOne)) (*UserView, error) {
	mine, err := reached(v, p)
	if err != nil {
		return nil, err
	}
	id, err := parseGlobal(global, kindUser)
	if err != nil {
		return nil, orderveil.ErrNotFound
	}
	row, err := mine(s.catalog.User.Query()).Where(user.ID(id.row), user.StateNEQ(orderveil.UserRemoved)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	if last && row.State == orderveil.UserActive && slices.Contains([]orderveil.Role{orderveil.RoleMerchant, orderveil.RoleAdministrator}, row.Role) {
		others, err := mine(s.catalog.User.Query()).Where(user.RoleEQ(row.Role), user.StateEQ(orderveil.UserActive), user.IDNEQ(row.ID)).Count(ctx)
		if err != nil {
			return nil, err
		}
		if others == 0 {
			return nil, orderveil.Invalidf("this is the last one in its role, without whom nobody could let anybody in: give the role to another first")
		}
	}
	if !v.Staff() {
		touch(ctx, v.Account)
	}
	update := row.Update()
	change(update)
	row, err = update.Save(ctx)
	return &UserView{s, row}, err
}

// ChangeRole gives a user another role. Its tokens with the role before end within a minute.
func (s *Store) ChangeRole(ctx context.Context, v orderveil.Viewer, global string, role orderveil.Role) (*UserView, error) {
	if _, err := orderveil.ParseRole(string(role)); err != nil {
		return nil, err
	}
	if role.Staff() != v.Staff() || role == orderveil.RolePartner {
		return nil, orderveil.Invalidf("a merchant gives a merchant's roles, the operator its own")
	}
	return s.changeUser(ctx, v, global, true, func(u *catalog.UserUpdateOne) { u.SetRole(role) })
}

// SuspendUser keeps a user out until somebody confirms the access.
func (s *Store) SuspendUser(ctx context.Context, v orderveil.Viewer, global string) (*UserView, error) {
	return s.changeUser(ctx, v, global, true, func(u *catalog.UserUpdateOne) { u.SetState(orderveil.UserSuspended) })
}

// RemoveUser takes a user out for good: what it signed in with is destroyed.
func (s *Store) RemoveUser(ctx context.Context, v orderveil.Viewer, global string) (*UserView, error) {
	view, err := s.changeUser(ctx, v, global, true, func(u *catalog.UserUpdateOne) {
		u.SetState(orderveil.UserRemoved).SetLogin(hashSecret(random256())).ClearPassword().ClearTotp().ClearRecovery().ClearInvitation()
	})
	if err != nil {
		return nil, err
	}
	return view, s.forgetUser(ctx, view.row.ID)
}

// ConfirmAccess says that a user still needs its access; one that was suspended comes in
// again if whoever says so manages users. Nobody confirms their own.
func (s *Store) ConfirmAccess(ctx context.Context, v orderveil.Viewer, global string) (*UserView, error) {
	if id, err := parseGlobal(global, kindUser); err == nil && id.row.String() == v.Subject {
		return nil, orderveil.Invalidf("a colleague confirms your access, not you")
	}
	return s.changeReached(ctx, v, orderveil.PermissionAccessReview, global, false, func(u *catalog.UserUpdateOne) {
		u.SetReviewedAt(s.config.Clock())
		if state, err := u.Mutation().OldState(ctx); err == nil && state == orderveil.UserSuspended && v.Can(orderveil.PermissionUsersManage) {
			u.SetState(orderveil.UserActive)
		}
	})
}

// SuspendUnreviewed keeps out whose access nobody has reviewed for too long, and forgets
// sessions that are over.
func (s *Store) SuspendUnreviewed(ctx context.Context) (int, error) {
	now := s.config.Clock()
	if _, err := s.catalog.Session.Delete().Where(session.ExpiresAtLT(now.Add(-24 * time.Hour))).Exec(ctx); err != nil {
		return 0, err
	}
	return s.catalog.User.Update().Where(user.StateIn(orderveil.UserActive, orderveil.UserInvited), user.ReviewedAtLTE(now.Add(-orderveil.ReviewEvery))).
		SetState(orderveil.UserSuspended).Save(ctx)
}
