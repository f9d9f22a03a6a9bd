package server

import (
	"context"
	"net/netip"
	"time"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
	"orderveil/store"
)

// standings tell whether who holds a good token may still come: a token says how things
// were when it was signed.
type standings struct {
	store *store.Store
	now   orderveil.Clock
	known *lru.Cache[string, standing]
}

type standing struct {
	alive    bool
	networks []netip.Prefix
	until    time.Time
}

// standingKept is for how long a node goes by what it read: what is revoked has ended
// everywhere soon after.
const standingKept = 10 * time.Second

func newStandings(s *store.Store, now orderveil.Clock) *standings {
	known, err := lru.New[string, standing](maxViewers)
	if err != nil {
		panic(err)
	}
	return &standings{store: s, now: now, known: known}
}

// of reads how a viewer stands.
func (s *standings) of(ctx context.Context, v orderveil.Viewer) (standing, error) {
	var alive bool
	var texts []string
	var err error
	key := string(v.Role) + "\x00" + v.Subject + "\x00" + v.Session.String()
	one, known := s.known.Get(key)
	switch {
	case known && s.now().Before(one.until):
		return one, nil
	case v.Role == orderveil.RolePartner:
		alive, texts, err = s.store.APIClientStanding(ctx, v.Subject)
	case v.Session != uuid.Nil:
		alive, err = s.store.SessionStanding(ctx, v)
	default: // a token of the command line's, which stands by itself
		return standing{alive: true}, nil
	}
	if err != nil {
		return standing{}, err
	}
	networks, err := prefixes(texts)
	if err != nil {
		return standing{}, err
	}
	one = standing{alive: alive, networks: networks, until: s.now().Add(standingKept)}
	s.known.Add(key, one)
	return one, nil
}
