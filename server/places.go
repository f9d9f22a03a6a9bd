package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/graph/who"
	"orderveil/store"
)

// places decides from where somebody may come: by role as configured, and by account as
// the merchant set it.
type places struct {
	proxies   []netip.Prefix
	roles     map[orderveil.Role][]netip.Prefix
	store     *store.Store
	standings *standings
	now       orderveil.Clock
	log       *slog.Logger
	refused   func(ctx context.Context, v orderveil.Viewer, from netip.Addr)

	mu       sync.Mutex
	accounts map[uuid.UUID]accountPlaces
}

// accountPlaces are an account's networks as they were read a moment ago, and whether the
// operator suspended it.
type accountPlaces struct {
	networks  []netip.Prefix
	suspended bool
	until     time.Time
}

// errSuspended says that nobody of an account comes in.
var errSuspended = fmt.Errorf("the account is suspended: %w", orderveil.ErrForbidden)

// placesKept is for how long a node goes by what it read of an account's networks: a
// change holds everywhere within it.
const placesKept = 30 * time.Second

func prefixes(texts []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range texts {
		p, err := orderveil.ParseNetwork(text)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

func newPlaces(c PlacesConfig, s *store.Store, now orderveil.Clock) (*places, error) {
	p := &places{roles: map[orderveil.Role][]netip.Prefix{}, store: s, now: now, accounts: map[uuid.UUID]accountPlaces{}}
	var err error
	if p.proxies, err = prefixes(c.TrustedProxies); err != nil {
		return nil, err
	}
	for name, texts := range c.Roles {
		if p.roles[orderveil.Role(name)], err = prefixes(texts); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func within(networks []netip.Prefix, from netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(from) })
}

// from is where a request comes from: the last address of X-Forwarded-For that no trusted
// proxy wrote of another trusted proxy. Without a trusted proxy the header says nothing.
func (p *places) from(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, _ := netip.ParseAddr(host)
	at = at.Unmap()
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && within(p.proxies, at); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at
}

type placeKey struct{}

// place is where the request of a context comes from.
func placeOf(ctx context.Context) netip.Addr {
	from, _ := ctx.Value(placeKey{}).(netip.Addr)
	return from
}

// located notes where a request comes from.
func (p *places) located(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), placeKey{}, p.from(r))))
	})
}

// admit refuses a viewer who comes from elsewhere, before its request is parsed.
func (p *places) admit(ctx context.Context, v orderveil.Viewer) error {
	from := placeOf(ctx)
	networks := p.roles[v.Role]
	ok := len(networks) == 0 || within(networks, from)
	if ok && v.Account != uuid.Nil {
		own, err := p.of(ctx, v.Account)
		if err != nil {
			return err
		}
		if own.suspended {
			return errSuspended
		}
		ok = len(own.networks) == 0 || within(own.networks, from)
	}
	if ok {
		one, err := p.standings.of(ctx, v)
		if err != nil {
			return err
		}
		if !one.alive {
			return orderveil.ErrUnauthenticated
		}
		ok = len(one.networks) == 0 || within(one.networks, from)
	}
	if ok {
		return nil
	}
	if p.refused != nil {
		p.refused(ctx, v, from)
	}
	return orderveil.ErrForbidden
}

func (p *places) of(ctx context.Context, account uuid.UUID) (accountPlaces, error) {
	p.mu.Lock()
	known, ok := p.accounts[account]
	p.mu.Unlock()
	if ok && p.now().Before(known.until) {
		return known, nil
	}
	texts, suspended, err := p.store.Places(ctx, account)
	if err != nil {
		return known, err
	}
	networks, err := prefixes(texts)
	if err != nil {
		return known, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fresh := accountPlaces{networks: networks, suspended: suspended, until: p.now().Add(placesKept)}
	p.accounts[account] = fresh
	return fresh, nil
}

// alive reports whether a viewer may still follow what it follows.
func (p *places) alive(ctx context.Context, v orderveil.Viewer) bool {
	if v.Account != uuid.Nil {
		if own, err := p.of(ctx, v.Account); err == nil && own.suspended {
			return false
		}
	}
	one, err := p.standings.of(ctx, v)
	return err != nil || one.alive // a catalog that does not answer ends nothing
}

// door lets through who comes from a place that is allowed.
func (p *places) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if who.Expiry(r.Context()).IsZero() { // a WebSocket, which brings its token later
			next.ServeHTTP(w, r)
			return
		}
		err := p.admit(r.Context(), who.Viewer(r.Context()))
		if errors.Is(err, orderveil.ErrUnauthenticated) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="orderveil", error="invalid_token"`)
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "Send a valid bearer token.")
			return
		}
		if errors.Is(err, errSuspended) {
			refuse(w, http.StatusForbidden, "ACCOUNT_SUSPENDED", "The operator has suspended this account: ask there.")
			return
		}
		if errors.Is(err, orderveil.ErrForbidden) {
			if rec, ok := w.(*recorder); ok {
				rec.refusal = "place"
			}
			refuse(w, http.StatusForbidden, "FORBIDDEN", "From this network you may not come in.")
			return
		}
		if err != nil { // the catalog does not answer: nobody comes in, and nobody is blamed
			p.log.Error("nobody can say who may come in", "request", requestID(r.Context()), "error", err)
			w.Header().Set("Retry-After", "5")
			refuse(w, http.StatusServiceUnavailable, "INTERNAL", "The databases do not answer: try again in a moment. Request "+requestID(r.Context())+".")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// turnedAway writes a refusal into the account's audit trail, or, of staff, into the log.
func (s *Server) turnedAway(ctx context.Context, v orderveil.Viewer, from netip.Addr) {
	s.parts.Log.Warn("somebody came from a network that is not allowed", "subject", v.Subject, "role", string(v.Role), "request", requestID(ctx))
	if v.Account == uuid.Nil {
		return
	}
	e := store.AuditEvent{Kind: orderveil.AuditRefusal, Via: "network", Object: from.String(), Outcome: "FORBIDDEN", Request: requestID(ctx)}
	if err := s.Store.Audit(context.WithoutCancel(ctx), v.Account, v, e); err != nil {
		s.parts.Log.Error("a refusal is not in the audit trail", "error", err)
	}
}

// checkPlaces returns what is wrong with the networks and the databases' hosts.
func (c *Config) checkPlaces(wrong complaint) {
	if _, err := prefixes(c.Places.TrustedProxies); err != nil {
		wrong("places.trustedProxies", "%w", err)
	}
	for name, texts := range c.Places.Roles {
		if _, err := orderveil.ParseRole(name); err != nil {
			wrong("places.roles", "%w", err)
		}
		if _, err := prefixes(texts); err != nil {
			wrong("places.roles."+name, "%w", err)
		}
	}
	for _, d := range c.Postgres.Addresses() {
		u, err := url.Parse(d.Value)
		if d.Value != "" && err == nil && len(c.Places.Databases) > 0 && !slices.Contains(c.Places.Databases, u.Hostname()) {
			wrong(d.Name, "its host is not among places.databases: name it there, or correct the address")
		}
	}
	if _, errs := orderveil.NewPolicy(c.Policy); len(errs) > 0 {
		for _, err := range errs {
			wrong("policy", "%w", err)
		}
	}
}
