package connectors

import (
	"context"
	"errors"
	"time"

	"orderveil"
)

// Prober is a Source or a Sink with a harmless call of its own by which it sees whether the
// other side takes its credentials. The others are asked what they answer anyway: see Probe.
type Prober interface {
	// Probe returns nil when the credentials were taken, and a *Failure when they were not or
	// nobody can say. It leaves nothing behind at the other side, and may be repeated.
	Probe(ctx context.Context) error
}

// ErrNoProbe means that a connector has no harmless call.
var ErrNoProbe = errors.New("connectors: no harmless call")

// lastMinute is enough of a list to see that it is answered.
const lastMinute = time.Minute

// Probe sees whether the other side takes a connector's credentials, and changes nothing there. A
// Source is asked what changed in the last minute, a Sink for an order that nobody has.
func Probe(ctx context.Context, source Source, sink Sink, now time.Time) error {
	for _, one := range []any{source, sink} {
		if p, ok := one.(Prober); ok {
			return p.Probe(ctx)
		}
	}
	if source != nil {
		err := source.List(ctx, Window{Since: now.Add(-lastMinute)}, func([]Summary) error { return errEnough })
		if errors.Is(err, errEnough) {
			return nil
		}
		return err
	}
	finder, ok := sink.(Finder)
	if !ok {
		return ErrNoProbe
	}
	if _, err := finder.Find(ctx, NoReference); !errors.Is(err, orderveil.ErrNotFound) {
		return err
	}
	return nil
}

// NoReference has the form of an order's reference, and is none's.
const NoReference = "orderveil:00000000-0000-0000-0000-000000000000"

var errEnough = errors.New("connectors: enough of the list")
