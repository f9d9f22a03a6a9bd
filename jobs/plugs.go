package jobs

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// plugs keeps the connectors of connections in use: with them lives the access
// token, which marketplaces forbid to ask for anew with every call.
type plugs struct {
	config Config
	specs  map[string]connectors.Spec

	mu    sync.Mutex
	known map[uuid.UUID]*plugged
}

type plugged struct {
	wiring [sha256.Size]byte
	source connectors.Source
	sink   connectors.Sink

	pending pending // of the source
}

// mostPlugs bounds the connectors that are kept; beyond it all are made anew.
const mostPlugs = 10_000

func newPlugs(c Config) *plugs {
	specs := map[string]connectors.Spec{}
	for _, s := range c.Connectors {
		specs[s.Code] = s
	}
	return &plugs{config: c, specs: specs, known: map[uuid.UUID]*plugged{}}
}

// get returns a connection's connector, a new one when its settings or credentials
// have changed, and none when something of it has ended without which nothing may be sent.
func (p *plugs) get(plug store.Plug) (*plugged, error) {
	fingerprint, err := wiring(plug)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.specs[plug.Code].Expires {
		if f := e.Stops(plug.Settings, p.config.Clock()); f != nil {
			return nil, f
		}
	}
	if k := p.known[plug.ID]; k != nil && k.wiring == fingerprint {
		return k, nil
	}
	made, err := p.make(plug)
	if err != nil {
		return nil, err
	}
	made.wiring = fingerprint
	if len(p.known) >= mostPlugs {
		clear(p.known)
	}
	p.known[plug.ID] = made
	return made, nil
}

func (p *plugs) make(plug store.Plug) (*plugged, error) {
	spec, ok := p.specs[plug.Code]
	if !ok || spec.Kind != plug.Kind {
		return nil, fmt.Errorf("jobs: no connector for %s: %w", plug.Code, orderveil.ErrInvalid)
	}
	c := plug.Wiring()
	c.HTTP, c.Clock, c.Directories = fenced(p.config.HTTP, p.config.Clock), p.config.Clock, p.config.Directories
	made := &plugged{}
	var err error
	if plug.Kind == orderveil.Marketplace {
		made.source, err = spec.NewSource(c)
	} else {
		made.sink, err = spec.NewSink(c)
	}
	return made, err
}

// expiries are what of a connector's connections ends by itself.
func (p *plugs) expiries(code string) []connectors.Expiry { return p.specs[code].Expires }

// wiring is a fingerprint of what a connector is made from.
func wiring(plug store.Plug) ([sha256.Size]byte, error) {
	secrets := map[string]string{}
	for name, s := range plug.Secrets {
		secrets[name] = s.Plain()
	}
	b, err := json.Marshal([]any{plug.Code, plug.Settings, secrets})
	return sha256.Sum256(b), err
}
