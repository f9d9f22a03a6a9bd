package server

import (
	"context"
	"net/netip"
	"time"

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
	if v.Role != orderveil.RolePartner {
		return standing{alive: true}, nil
	}
	if one, ok := s.known.Get(v.Subject); ok && s.now().Before(one.until) {
		return one, nil
	}
	alive, texts, err := s.store.APIClientStanding(ctx, v.Subject)
	if err != nil {
		return standing{}, err
	}
	networks, err := prefixes(texts)
	if err != nil {
		return standing{}, err
	}
	one := standing{alive: alive, networks: networks, until: s.now().Add(standingKept)}
	s.known.Add(v.Subject, one)
	return one, nil
}
