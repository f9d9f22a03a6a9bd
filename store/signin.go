package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/session"
	"orderveil/ent/catalog/user"
)

// People sign in with a password (argon2id) and a code of their authenticator app (RFC
// 6238), or one of their recovery codes. Whatever is not right is the same error and takes
// the same time.

// The cost of a password's hash: RFC 9106, the second recommended choice with less memory
// passes than time: 64 MiB, three passes.
const (
	hashPasses  = 3
	hashMemory  = 64 << 10 // KiB
	hashThreads = 2
	hashLength  = 32
)

// hashing bounds how many hashes are computed at once: each takes 64 MiB.
var hashing = make(chan struct{}, 4)

func hashPassword(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashThreads, hashLength)
}

func encodePassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	return base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(hashPassword(password, salt))
}

// rightPassword takes as long when there is nothing to compare with.
func rightPassword(encoded, password string) bool {
	saltText, hashText, _ := strings.Cut(encoded, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(saltText)
	want, err2 := base64.RawStdEncoding.DecodeString(hashText)
	if err1 != nil || err2 != nil || len(salt) != 16 || len(want) != hashLength {
		_ = hashPassword(password, make([]byte, 16))
		return false
	}
	return subtle.ConstantTimeCompare(hashPassword(password, salt), want) == 1
}

// The lock after failures in a row.
const (
	maxFailures = 5
	firstLock   = 15 * time.Minute
	longestLock = 24 * time.Hour
)

func lockFor(failures int) time.Duration {
	if failures < maxFailures {
		return 0
	}
	return min(firstLock<<min(failures-maxFailures, 10), longestLock)
}

// Enrolment is what an invited user puts into its authenticator app.
type Enrolment struct {
	Secret string // base32
	URL    string // otpauth://…, for a QR code
}

const recoveryCodes = 10

// BeginEnrolment takes an invitation and returns the secret of the authenticator app. It
// can be asked again until the user is enrolled.
func (s *Store) BeginEnrolment(ctx context.Context, token string) (Enrolment, error) {
	row, err := s.invited(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	var secret [20]byte
	_, _ = rand.Read(secret[:]) // never fails
	sealed, err := s.own.SealPlacement(row.ID, secret[:])
	if err != nil {
		return Enrolment{}, err
	}
	if err := row.Update().SetTotp(sealed).Exec(ctx); err != nil {
		return Enrolment{}, err
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret[:])
	return Enrolment{Secret: text, URL: "otpauth://totp/Orderveil:" + row.ID.String() + "?secret=" + text + "&issuer=Orderveil"}, nil
}

// FinishEnrolment sets the password of an invited user who shows a code of its app, and
// returns its recovery codes, this once.
func (s *Store) FinishEnrolment(ctx context.Context, token, password, code string) ([]string, error) {
	row, err := s.invited(ctx, token)
	if err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(password); n < 12 || n > 200 {
		return nil, orderveil.Invalidf("a password has 12 to 200 characters: a few words do")
	}
	step, ok, err := s.rightCode(row, code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, orderveil.Invalidf("the code does not fit: take the one that the app shows now")
	}
	var codes []string
	var hashes [][]byte
	for range recoveryCodes {
		c := strings.ToLower(rand.Text()[:16])
		codes, hashes = append(codes, c), append(hashes, hashSecret(c))
	}
	n, err := s.catalog.User.Update().Where(user.ID(row.ID), user.Invitation(row.Invitation), user.StateEQ(orderveil.UserInvited)).
		SetPassword(encodePassword(password)).SetTotpStep(step).SetRecovery(hashes).SetState(orderveil.UserActive).
		ClearInvitation().ClearInvitedUntil().Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, orderveil.ErrUnauthenticated
	}
	return codes, nil
}

func (s *Store) invited(ctx context.Context, token string) (*catalog.User, error) {
	row, err := s.catalog.User.Query().Where(user.Invitation(hashSecret(token)), user.StateEQ(orderveil.UserInvited), user.InvitedUntilGT(s.config.Clock())).Only(ctx)
	if catalog.IsNotFound(err) {
		return nil, orderveil.ErrUnauthenticated
	}
	return row, err
}

// rightCode accepts the code of this half minute and of the ones beside it, none twice.
func (s *Store) rightCode(row *catalog.User, code string) (step int64, ok bool, err error) {
	if row.Totp == nil {
		return 0, false, nil
	}
	secret, err := s.own.OpenPlacement(row.ID, row.Totp)
	if err != nil {
		return 0, false, fmt.Errorf("store: open a user's second factor: %w", err)
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	now := s.config.Clock()
	for _, off := range []int64{0, -1, 1} {
		at := now.Unix()/30 + off
		want, err := totp.GenerateCodeCustom(text, time.Unix(at*30, 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(strings.TrimSpace(code))) == 1 && at > row.TotpStep {
			return at, true, nil
		}
	}
	return 0, false, nil
}

// SignedIn is a session that has just begun or gone on.
type SignedIn struct {
	Viewer  orderveil.Viewer
	Refresh string // the token for the cookie
	Until   time.Time
	Began   time.Time // when the user signed in
}

// SignIn begins a session. Account is the number of a merchant's account, nil for staff.
func (s *Store) SignIn(ctx context.Context, account *int, login, password, code string) (SignedIn, error) {
	row, err := s.userOf(ctx, account, login)
	if err != nil {
		return SignedIn{}, err
	}
	now := s.config.Clock()
	encoded := ""
	if row != nil && row.State == orderveil.UserActive {
		encoded = row.Password
	}
	right := rightPassword(encoded, password)
	if row == nil || row.State != orderveil.UserActive || row.LockedUntil != nil && now.Before(*row.LockedUntil) {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	update := s.catalog.User.Update().Where(user.ID(row.ID), user.Failures(row.Failures), user.TotpStep(row.TotpStep))
	if right {
		if right, err = s.secondFactor(row, code, update); err != nil {
			return SignedIn{}, err
		}
	}
	if !right {
		update.AddFailures(1)
		if lock := lockFor(row.Failures + 1); lock > 0 {
			update.SetLockedUntil(now.Add(lock))
		}
		if _, err := update.Save(ctx); err != nil {
			return SignedIn{}, err
		}
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	n, err := update.SetFailures(0).ClearLockedUntil().SetLastUsedAt(now).Save(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if n == 0 { // another attempt at the same moment
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	return s.beginSession(ctx, row, &now, now.Add(orderveil.SessionLife))
}

// secondFactor accepts a code of the app, or a recovery code, which is used up.
func (s *Store) secondFactor(row *catalog.User, code string, update *catalog.UserUpdate) (bool, error) {
	step, ok, err := s.rightCode(row, code)
	if err != nil || ok {
		update.SetTotpStep(step)
		return ok, err
	}
	hash := hashSecret(strings.ToLower(strings.TrimSpace(code)))
	for i, known := range row.Recovery {
		if subtle.ConstantTimeCompare(hash, known) == 1 {
			rest := append(append([][]byte{}, row.Recovery[:i]...), row.Recovery[i+1:]...)
			update.SetRecovery(rest)
			return true, nil
		}
	}
	return false, nil
}

// userOf finds a user by the name that it signs in with, or nil.
func (s *Store) userOf(ctx context.Context, account *int, login string) (*catalog.User, error) {
	var of *uuid.UUID
	if account != nil {
		a, err := s.catalog.Account.Query().Where(entaccount.Number(*account)).Only(ctx)
		if err != nil && !catalog.IsNotFound(err) {
			return nil, err
		}
		id := uuid.Nil
		if a != nil {
			id = a.ID
		} else {
			id[0] = 1 // an account that is not there has no users
		}
		of = &id
	}
	row, err := s.catalog.User.Query().Where(user.Login(s.loginHash(of, login))).Only(ctx)
	if catalog.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}

// beginSession begins a session of somebody who showed a second factor at a time, or none.
func (s *Store) beginSession(ctx context.Context, row *catalog.User, proved *time.Time, until time.Time) (SignedIn, error) {
	refresh, now, strong := random256(), s.config.Clock(), proved != nil
	id := s.config.IDs()
	err := s.catalog.Session.Create().SetID(id).SetUserID(row.ID).SetRefresh(hashSecret(refresh)).SetStrong(strong).SetNillableProvedAt(proved).
		SetCreatedAt(now).SetUsedAt(now).SetExpiresAt(until).Exec(ctx)
	return SignedIn{Viewer: viewerOf(row, id, strong), Refresh: refresh, Until: until, Began: now}, err
}

func viewerOf(row *catalog.User, session uuid.UUID, strong bool) orderveil.Viewer {
	return orderveil.Viewer{Subject: row.ID.String(), Role: row.Role, Account: accountOfUser(row), Session: session, Weak: !strong}
}

// Refresh goes on with a session: the token is exchanged for another. One that was
// exchanged before and comes again was stolen, or its successor was: the session ends.
func (s *Store) Refresh(ctx context.Context, refresh string) (SignedIn, error) {
	hash, now := hashSecret(refresh), s.config.Clock()
	row, err := s.catalog.Session.Query().Where(session.Or(session.Refresh(hash), session.Previous(hash)), session.RevokedAtIsNil(), session.ExpiresAtGT(now)).First(ctx)
	if catalog.IsNotFound(err) {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	if err != nil {
		return SignedIn{}, err
	}
	if !bytes.Equal(row.Refresh, hash) {
		s.config.Log.Warn("a refresh token came twice: its session is ended", "session", row.ID, "subject", row.UserID)
		return SignedIn{}, firstOf(row.Update().SetRevokedAt(now).Exec(ctx), orderveil.ErrUnauthenticated)
	}
	u, err := s.catalog.User.Get(ctx, row.UserID)
	if err != nil || u.State != orderveil.UserActive {
		return SignedIn{}, firstOf(ignoreMissing(err), orderveil.ErrUnauthenticated)
	}
	next := random256()
	n, err := s.catalog.Session.Update().Where(session.ID(row.ID), session.Refresh(hash)).SetRefresh(hashSecret(next)).SetPrevious(hash).SetUsedAt(now).Save(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	if n == 0 {
		return SignedIn{}, orderveil.ErrUnauthenticated
	}
	return SignedIn{Viewer: viewerOf(u, row.ID, row.Strong), Refresh: next, Until: row.ExpiresAt, Began: row.CreatedAt}, u.Update().SetLastUsedAt(now).Exec(ctx)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func ignoreMissing(err error) error {
	if catalog.IsNotFound(err) {
		return nil
	}
	return err
}

// SignOut ends the session of a refresh token; everywhere, all sessions of its user.
func (s *Store) SignOut(ctx context.Context, refresh string, everywhere bool) error {
	row, err := s.catalog.Session.Query().Where(session.Refresh(hashSecret(refresh))).Only(ctx)
	if err != nil {
		return ignoreMissing(err)
	}
	ended := s.catalog.Session.Update().Where(session.RevokedAtIsNil()).SetRevokedAt(s.config.Clock())
	if everywhere {
		return ended.Where(session.UserID(row.UserID)).Exec(ctx)
	}
	return ended.Where(session.ID(row.ID)).Exec(ctx)
}

// SessionStanding tells whether a viewer's session goes on: it is not ended, and its user
// is active and still has the role.
func (s *Store) SessionStanding(ctx context.Context, v orderveil.Viewer) (bool, error) {
	row, err := s.catalog.Session.Get(ctx, v.Session)
	if err != nil {
		return false, ignoreMissing(err)
	}
	if row.RevokedAt != nil || !row.ExpiresAt.After(s.config.Clock()) {
		return false, nil
	}
	u, err := s.catalog.User.Get(ctx, row.UserID)
	if err != nil {
		return false, ignoreMissing(err)
	}
	return u.State == orderveil.UserActive && u.Role == v.Role && u.ID.String() == v.Subject, nil
}
