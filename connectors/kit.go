package connectors

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"orderveil"
)

// Kit is what connections are made with: the connectors that there are, and the way out.
type Kit struct {
	Specs       []Spec
	HTTP        *http.Client
	Clock       orderveil.Clock
	Directories []string // below which files may be put for somebody else
	Origin      string   // the address at which browsers reach the installation, or ""
	// Admits reports whether a host is in the register of recipients. HTTP asks again, and looks
	// at the address too.
	Admits func(host string) bool
}

// Plugged is a connector that was made for a connection: a source or a sink, or neither while it
// waits for the merchant's consent.
type Plugged struct {
	Source Source
	Sink   Sink
	Waits  *Failure // that it does, in words
}

// Spec returns the connector of a code, or an ErrInvalid that lists them.
func (k Kit) Spec(code string) (Spec, error) {
	codes := make([]string, len(k.Specs))
	for i, spec := range k.Specs {
		if spec.Code == code {
			return spec, nil
		}
		codes[i] = spec.Code
	}
	return Spec{}, orderveil.Invalidf("there is no such connector: there are %s", strings.Join(codes, ", "))
}

// Make makes a connector from settings and secrets that somebody has just written down. It calls
// nobody; what cannot work is an ErrInvalid that says why.
func (k Kit) Make(spec Spec, c Config) (made Plugged, err error) {
	if err := k.check(spec, &c); err != nil {
		return made, err
	}
	switch {
	case spec.Waits(c.Secrets):
		made.Waits = NotAuthorised(spec)
		_, err = spec.NewConsent(c)
	case spec.Kind == orderveil.Marketplace:
		made.Source, err = spec.NewSource(c)
	default:
		made.Sink, err = spec.NewSink(c)
	}
	return made, err
}

// Consent makes the way by which the merchant agrees at the other side's own page. It calls nobody;
// what cannot work is an ErrInvalid that says why.
func (k Kit) Consent(spec Spec, c Config) (Consent, error) {
	if spec.NewConsent == nil {
		return nil, orderveil.Invalidf("%s has no page on which a merchant agrees: enter its credentials", spec.Name)
	}
	if err := k.check(spec, &c); err != nil {
		return nil, err
	}
	return spec.NewConsent(c)
}

// check refuses what cannot work, and completes what a connector is made from.
func (k Kit) check(spec Spec, c *Config) error {
	if err := spec.Complete(c.Settings, c.Secrets); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.Settings)) {
		if host := hostOf(c.Settings[name]); host != "" && k.Admits != nil && !k.Admits(host) {
			return orderveil.Invalidf("setting %s: the host is not in the register of recipients; ask whoever runs this installation to add it to recipients in the configuration, with its country", name)
		}
	}
	c.HTTP, c.Clock, c.Directories, c.Origin = k.HTTP, k.Clock, k.Directories, k.Origin
	return nil
}

// hostOf is the host of an address, or "" for a text that is none.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" {
		return ""
	}
	return u.Hostname()
}

// LeadsElsewhere reports whether settings name a host that those before did not: whoever set them
// could have the credentials sent there.
func LeadsElsewhere(before, after map[string]string) bool {
	known := map[string]bool{"": true}
	for _, text := range before {
		known[hostOf(text)] = true
	}
	for _, text := range after {
		if !known[hostOf(text)] {
			return true
		}
	}
	return false
}

// longestProbe is how long somebody waits for a connection to be tried.
const longestProbe = 20 * time.Second

// Try has a connector see whether its credentials are taken. What stands in the way is a
// *Failure; any other error is no answer.
func (k Kit) Try(ctx context.Context, made Plugged) error {
	if made.Waits != nil {
		return made.Waits
	}
	limited, cancel := context.WithTimeout(ctx, longestProbe)
	defer cancel()
	err := Probe(limited, made.Source, made.Sink, k.Clock())
	var f *Failure
	switch {
	case err == nil || errors.As(err, &f):
		return err
	case errors.Is(err, ErrNoProbe):
		return &Failure{
			Code: "CANNOT_BE_TRIED", Cause: "This kind of system has no call by which the connection could be tried.", Owner: orderveil.OwnerMerchant,
			NextStep: "Save the connection, and look at it again after its first order.",
		}
	case limited.Err() != nil && ctx.Err() == nil:
		return &Failure{
			Code: "TIMED_OUT", Cause: "The other side did not answer within 20 seconds.", Owner: orderveil.OwnerMerchant, Outcome: Retry,
			NextStep: "Check the addresses in the settings, and try it again.",
		}
	}
	return err
}
