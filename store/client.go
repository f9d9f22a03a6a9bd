package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/apiclient"
)

// The bounds of API clients.
const (
	maxClientDays   = 365
	maxOverlapHours = 7 * 24
	maxClients      = 100
	clientSecret    = "ovs_" // by which secret scanners know one
)

// APIClientView is a partner's program.
type APIClientView struct {
	store *Store
	row   *catalog.APIClient
}

// ID is the client's global id.
func (c *APIClientView) ID() string {
	return globalID{kind: kindClient, account: c.row.AccountID, row: c.row.ID}.String()
}

// ClientID is what the program calls itself at the token endpoint.
func (c *APIClientView) ClientID() string { return c.row.ID.String() }

// Label is the merchant's name for it.
func (c *APIClientView) Label() string { return c.row.Label }

// Scopes are its purposes.
func (c *APIClientView) Scopes() []string { return c.row.Scopes }

// Networks are those from which alone it comes; none lets it come from anywhere.
func (c *APIClientView) Networks() []string {
	if c.row.Networks == nil {
		return []string{}
	}
	return c.row.Networks
}

// CreatedAt is when it was made.
func (c *APIClientView) CreatedAt() time.Time { return c.row.CreatedAt.UTC() }

// CreatedBy is who made it.
func (c *APIClientView) CreatedBy() string { return c.row.CreatedBy }

// ExpiresAt is when it is over.
func (c *APIClientView) ExpiresAt() time.Time { return c.row.ExpiresAt.UTC() }

// RevokedAt is when somebody ended it, or nil.
func (c *APIClientView) RevokedAt() *time.Time { return utc(c.row.RevokedAt) }

// LastUsedAt is when it last got a token, or nil.
func (c *APIClientView) LastUsedAt() *time.Time { return utc(c.row.LastUsedAt) }

// APIClientSecret is a client with its secret, which is shown this once.
type APIClientSecret struct {
	Client *APIClientView
	Secret string
}

// NewAPIClient is a client to be made.
type NewAPIClient struct {
	Label    string
	Scopes   []string
	Networks []string
	Days     int // until it is over
}

func newClientSecret() (secret string, hash []byte) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	secret = clientSecret + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashSecret(secret)
}

func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// CreateAPIClient lets a partner's program into the viewer's account.
func (s *Store) CreateAPIClient(ctx context.Context, v orderveil.Viewer, n NewAPIClient) (*APIClientSecret, error) {
	if !v.Can(orderveil.PermissionClientsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	count, err := s.catalog.APIClient.Query().Where(apiclient.AccountID(v.Account), apiclient.RevokedAtIsNil()).Count(ctx)
	if err != nil {
		return nil, err
	}
	if count >= maxClients {
		return nil, orderveil.Invalidf("an account has at most %d API clients: revoke those that are not used", maxClients)
	}
	secret, hash := newClientSecret()
	now := s.config.Clock()
	row, err := s.catalog.APIClient.Create().SetID(s.config.IDs()).SetAccountID(v.Account).SetLabel(n.Label).SetSecret(hash).SetScopes(n.Scopes).
		SetNetworks(n.Networks).SetCreatedAt(now).SetCreatedBy(v.Subject).SetExpiresAt(now.AddDate(0, 0, n.Days)).Save(ctx)
	if err != nil {
		return nil, err
	}
	touch(ctx, v.Account)
	return &APIClientSecret{Client: &APIClientView{s, row}, Secret: secret}, nil
}

func (n NewAPIClient) check() error {
	if length := utf8.RuneCountInString(strings.TrimSpace(n.Label)); length < 1 || length > 100 {
		return orderveil.Invalidf("a label has 1 to 100 characters")
	}
	if n.Days < 1 || n.Days > maxClientDays {
		return orderveil.Invalidf("an API client lives for 1 to %d days", maxClientDays)
	}
	if len(n.Scopes) == 0 {
		return orderveil.Invalidf("name the scopes, orders:read at least: a client without any may do nothing")
	}
	for _, name := range n.Scopes {
		if _, err := orderveil.ParseScope(name); err != nil {
			return err
		}
	}
	if len(n.Networks) > orderveil.MaxNetworks {
		return orderveil.Invalidf("at most %d networks: name larger ones", orderveil.MaxNetworks)
	}
	for _, text := range n.Networks {
		if _, err := orderveil.ParseNetwork(text); err != nil {
			return err
		}
	}
	return nil
}

// APIClients lists the clients of the viewer's account.
func (s *Store) APIClients(ctx context.Context, v orderveil.Viewer) ([]*APIClientView, error) {
	if !v.Can(orderveil.PermissionClientsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	rows, err := s.catalog.APIClient.Query().Where(apiclient.AccountID(v.Account)).Order(apiclient.ByID(newest)).Limit(2 * maxClients).All(ctx)
	views := make([]*APIClientView, len(rows))
	for i, row := range rows {
		views[i] = &APIClientView{s, row}
	}
	return views, err
}

// RotateAPIClientSecret gives a client another secret. The one before is good for so many
// hours more.
func (s *Store) RotateAPIClientSecret(ctx context.Context, v orderveil.Viewer, global string, hours int) (*APIClientSecret, error) {
	if hours < 0 || hours > maxOverlapHours {
		return nil, orderveil.Invalidf("the secret before is good for 0 to %d hours more", maxOverlapHours)
	}
	row, err := s.clientRow(ctx, v, global)
	if err != nil {
		return nil, err
	}
	secret, hash := newClientSecret()
	row, err = row.Update().SetSecret(hash).SetPreviousSecret(row.Secret).SetPreviousUntil(s.config.Clock().Add(time.Duration(hours) * time.Hour)).Save(ctx)
	return &APIClientSecret{Client: &APIClientView{s, row}, Secret: secret}, err
}

// RevokeAPIClient ends a client: it gets no token any more, and those that it has end
// within a minute.
func (s *Store) RevokeAPIClient(ctx context.Context, v orderveil.Viewer, global string) (*APIClientView, error) {
	row, err := s.clientRow(ctx, v, global)
	if err != nil {
		return nil, err
	}
	if row, err = row.Update().SetRevokedAt(s.config.Clock()).Save(ctx); err != nil {
		return nil, err
	}
	return &APIClientView{s, row}, s.forgetQueue(ctx, row.AccountID, row.ID.String())
}

func (s *Store) clientRow(ctx context.Context, v orderveil.Viewer, global string) (*catalog.APIClient, error) {
	if !v.Can(orderveil.PermissionClientsManage) || v.Account == uuid.Nil {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindClient)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	row, err := s.catalog.APIClient.Query().Where(apiclient.ID(id.row), apiclient.AccountID(id.account)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	if row.RevokedAt != nil {
		return nil, orderveil.Invalidf("this client is revoked: make another")
	}
	touch(ctx, id.account)
	return row, nil
}

// PartnerOf returns the viewer that a client is, when the secret is right and the client
// is neither over nor revoked. Whatever is not right is the same error, and takes the same
// time.
func (s *Store) PartnerOf(ctx context.Context, clientID, secret string) (orderveil.Viewer, error) {
	none := orderveil.Viewer{}
	now := s.config.Clock()
	id, err := uuid.Parse(clientID)
	if err != nil {
		id = uuid.Nil
	}
	row, err := s.catalog.APIClient.Get(ctx, id)
	if err != nil && !catalog.IsNotFound(err) {
		return none, err
	}
	hash, known, before := hashSecret(secret), make([]byte, sha256.Size), make([]byte, sha256.Size)
	if row != nil {
		known = row.Secret
		if row.PreviousUntil != nil && now.Before(*row.PreviousUntil) {
			before = row.PreviousSecret
		}
	}
	right := subtle.ConstantTimeCompare(hash, known) | subtle.ConstantTimeCompare(hash, before)
	if row == nil || right != 1 || !living(row, now) {
		return none, orderveil.ErrUnauthenticated
	}
	v := orderveil.Viewer{Subject: row.ID.String(), Role: orderveil.RolePartner, Account: row.AccountID}
	for _, name := range row.Scopes {
		v.Scopes = append(v.Scopes, orderveil.Scope(name))
	}
	return v, row.Update().SetLastUsedAt(now).Exec(ctx)
}

func living(row *catalog.APIClient, now time.Time) bool {
	return row.RevokedAt == nil && now.Before(row.ExpiresAt)
}

// APIClientStanding tells whether a client may still come, and from which networks. A
// subject that is no client of the installation stands by its token alone.
func (s *Store) APIClientStanding(ctx context.Context, subject string) (alive bool, networks []string, err error) {
	id, err := uuid.Parse(subject)
	if err != nil {
		return true, nil, nil
	}
	row, err := s.catalog.APIClient.Get(ctx, id)
	if catalog.IsNotFound(err) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	return living(row, s.config.Clock()), row.Networks, nil
}
