package server

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"orderveil"
	"orderveil/personal"
)

// OIDCConfig is where the operator's staff signs in: an OpenID provider.
type OIDCConfig struct {
	Issuer           string `yaml:"issuer" env:"ORDERVEIL_OIDC_ISSUER"`
	ClientID         string `yaml:"clientID" env:"ORDERVEIL_OIDC_CLIENT_ID"`
	ClientSecretFile string `yaml:"clientSecretFile" env:"ORDERVEIL_OIDC_CLIENT_SECRET_FILE"`
	// Redirect is this installation's own address of /auth/oidc/callback.
	Redirect string `yaml:"redirect" env:"ORDERVEIL_OIDC_REDIRECT"`
	// Claim names a claim with a text or a list of texts, and Roles the role for each.
	Claim string            `yaml:"claim" env:"ORDERVEIL_OIDC_CLAIM"`
	Roles map[string]string `yaml:"roles"`
	// SecondFactors are the values of amr, or of acr, that stand for a second factor.
	SecondFactors []string `yaml:"secondFactors" env:"ORDERVEIL_OIDC_SECOND_FACTORS"`
}

// defaultFactors are the values of amr (RFC 8176) by which more than a password was shown.
var defaultFactors = []string{"mfa", "otp", "hwk", "swk", "fpt", "face", "iris", "sc", "pop"}

func (c *Config) checkOIDC(wrong complaint) {
	o := c.OIDC
	if o.Issuer == "" {
		return
	}
	for setting, text := range map[string]string{"oidc.clientID": o.ClientID, "oidc.clientSecretFile": o.ClientSecretFile, "oidc.claim": o.Claim} {
		if text == "" {
			wrong(setting, "give it: staff signs in at the OpenID provider with it")
		}
	}
	for setting, text := range map[string]string{"oidc.issuer": o.Issuer, "oidc.redirect": o.Redirect} {
		if u, err := url.Parse(text); err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && (u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127."))) {
			wrong(setting, "an address that begins with https://")
		}
	}
	if len(o.Roles) == 0 {
		wrong("oidc.roles", "say which value of the claim gives which role")
	}
	for _, name := range o.Roles {
		if role, err := orderveil.ParseRole(name); err != nil || !role.Staff() {
			wrong("oidc.roles", "staff has one of the operator's roles: support, billing, engineer, privacy-officer, administrator")
		}
	}
}

// staffDoor lets staff in through the OpenID provider.
type staffDoor struct {
	*people
	secret personal.Secret

	mu       sync.Mutex
	provider *oidc.Provider
}

func (s *Server) staffRoutes(mux *http.ServeMux, p *people) error {
	if s.config.OIDC.Issuer == "" {
		return nil
	}
	secret, err := readSecret(s.config.OIDC.ClientSecretFile)
	if err != nil {
		return fmt.Errorf("oidc.clientSecretFile: %w", err)
	}
	d := &staffDoor{people: p, secret: secret}
	mux.HandleFunc("GET /auth/oidc/start", d.start)
	mux.HandleFunc("GET /auth/oidc/callback", d.callback)
	return nil
}

// open asks the provider for its addresses and keys once; one that did not answer is asked
// again.
func (d *staffDoor) open(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider == nil {
		// The provider outlives the request: it fetches keys when they change.
		p, err := oidc.NewProvider(d.client(context.WithoutCancel(ctx)), d.config.OIDC.Issuer)
		if err != nil {
			return nil, nil, err
		}
		d.provider = p
	}
	return d.provider, &oauth2.Config{
		ClientID: d.config.OIDC.ClientID, ClientSecret: d.secret.Plain(), Endpoint: d.provider.Endpoint(),
		RedirectURL: d.config.OIDC.Redirect, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}, nil
}

// client has the provider asked through the guarded client: its host stands in the register.
func (d *staffDoor) client(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, d.parts.kit.HTTP)
}

// journey is what the browser keeps while it is at the provider.
type journey struct{ State, Nonce, Verifier string }

const journeyCookie = "orderveil-oidc"

// start sends the browser to the provider.
func (d *staffDoor) start(w http.ResponseWriter, r *http.Request) {
	_, o, err := d.open(r.Context())
	if err != nil {
		d.failed(w, r, err)
		return
	}
	j := journey{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	d.setJourney(w, r, j.State+"."+j.Nonce+"."+j.Verifier, 600)
	// prompt is left to the provider; the age of the authentication is not.
	age := orderveil.SessionLife
	if r.URL.Query().Has("confirm") {
		age = orderveil.FreshFor
	}
	http.Redirect(w, r, o.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier),
		oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(age.Seconds())))), http.StatusFound)
}

// setJourney keeps the cookie for the way back, which comes from another site: Lax.
func (d *staffDoor) setJourney(w http.ResponseWriter, r *http.Request, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: journeyCookie, Value: value, Path: "/auth/oidc/", MaxAge: seconds, Secure: d.secure(r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// callback is where the provider sends the browser back to.
func (d *staffDoor) callback(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	c, err := r.Cookie(journeyCookie)
	if err != nil {
		d.refused(w)
		return
	}
	d.setJourney(w, r, "", -1)
	parts := strings.Split(c.Value, ".")
	if len(parts) != 3 || r.URL.Query().Get("state") != parts[0] || r.URL.Query().Get("code") == "" {
		d.refused(w)
		return
	}
	who, err := d.identify(r.Context(), r.URL.Query().Get("code"), journey{parts[0], parts[1], parts[2]})
	if errors.Is(err, orderveil.ErrUnauthenticated) {
		d.refused(w)
		return
	}
	if err != nil {
		d.failed(w, r, err)
		return
	}
	in, err := d.Store.SignInStaff(r.Context(), who.subject, who.role, who.strong, who.since)
	switch {
	case errors.Is(err, orderveil.ErrUnauthenticated):
		d.refused(w)
		return
	case err != nil:
		d.failed(w, r, err)
		return
	}
	d.setCookie(w, r, in.Refresh, in.Until)
	http.Redirect(w, r, "/", http.StatusFound)
}

// identity is what the provider says of somebody.
type identity struct {
	subject string
	role    orderveil.Role
	strong  bool
	since   time.Time
}

func (d *staffDoor) identify(ctx context.Context, code string, j journey) (identity, error) {
	none := identity{}
	p, o, err := d.open(ctx)
	if err != nil {
		return none, err
	}
	ctx = d.client(ctx)
	tokens, err := o.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return none, orderveil.ErrUnauthenticated
	}
	if err != nil {
		return none, err
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: o.ClientID, Now: d.parts.Clock}).Verify(ctx, raw)
	if err != nil || id.Nonce != j.Nonce {
		return none, orderveil.ErrUnauthenticated
	}
	var said struct {
		AMR      []string `json:"amr"`
		ACR      string   `json:"acr"`
		AuthTime int64    `json:"auth_time"`
	}
	claims := map[string]json.RawMessage{}
	if err := errors.Join(id.Claims(&said), id.Claims(&claims)); err != nil {
		return none, orderveil.ErrUnauthenticated
	}
	if _, ok := claims[d.config.OIDC.Claim]; !ok {
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil || info.Subject != id.Subject || info.Claims(&claims) != nil {
			return none, orderveil.ErrUnauthenticated
		}
	}
	role, ok := d.roleOf(claims[d.config.OIDC.Claim])
	if !ok {
		return none, orderveil.ErrUnauthenticated
	}
	factors := d.config.OIDC.SecondFactors
	if len(factors) == 0 {
		factors = defaultFactors
	}
	strong := slices.Contains(factors, said.ACR) || slices.ContainsFunc(said.AMR, func(m string) bool { return slices.Contains(factors, m) })
	return identity{subject: id.Issuer + "\x00" + id.Subject, role: role, strong: strong, since: time.Unix(said.AuthTime, 0)}, nil
}

// roleOf is the role for the first of the claim's values that has one. Somebody with two
// roles is refused: which of them was meant nobody knows.
func (d *staffDoor) roleOf(claim json.RawMessage) (orderveil.Role, bool) {
	var values []string
	if json.Unmarshal(claim, &values) != nil {
		var one string
		if json.Unmarshal(claim, &one) != nil {
			return "", false
		}
		values = []string{one}
	}
	var roles []orderveil.Role
	for _, v := range values {
		if name, ok := d.config.OIDC.Roles[v]; ok && !slices.Contains(roles, orderveil.Role(name)) {
			roles = append(roles, orderveil.Role(name))
		}
	}
	if len(roles) != 1 {
		return "", false
	}
	return roles[0], true
}

func (d *staffDoor) refused(w http.ResponseWriter) {
	refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "That does not let you in. Begin again at /auth/oidc/start; if it stays so, ask who manages the OpenID provider for exactly one of the operator's roles.")
}

func (d *staffDoor) failed(w http.ResponseWriter, r *http.Request, err error) {
	d.parts.Log.Error("the OpenID provider does not answer as it should", "request", requestID(r.Context()), "error", err)
	refuse(w, http.StatusBadGateway, "INTERNAL", "The OpenID provider does not answer. Request "+requestID(r.Context())+".")
}
