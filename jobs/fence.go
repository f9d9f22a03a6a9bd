package jobs

import (
	"context"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// fence lets no call leave for work whose claim is about to run out: from then on another
// worker may be at it. It is asked last of all, so that a process that was paused does not go
// on as if nothing had happened.
type fence struct {
	next  http.RoundTripper
	clock orderveil.Clock
}

// callTime is the most that a call takes which has left: it has ended when the claim runs out.
const callTime = 30 * time.Second

type claimEnd struct{}

// within is the context of work that is claimed until then.
func within(ctx context.Context, until time.Time) context.Context {
	return context.WithValue(ctx, claimEnd{}, until)
}

func fenced(c *http.Client, clock orderveil.Clock) *http.Client {
	f := *c
	if f.Transport == nil {
		f.Transport = http.DefaultTransport
	}
	f.Transport = fence{f.Transport, clock}
	return &f
}

// RoundTrip sends a request, or fails with what says that it was not sent.
func (f fence) RoundTrip(r *http.Request) (*http.Response, error) {
	until, claimed := r.Context().Value(claimEnd{}).(time.Time)
	if !claimed || f.clock().Add(callTime).Before(until) {
		return f.next.RoundTrip(r)
	}
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return nil, &connectors.Failure{
		Code: "TOOK_TOO_LONG", Cause: "The work took longer than a worker has for it.", Owner: orderveil.OwnerOperator,
		NextStep: "Nothing: it is taken up again by itself, after a look at what was done of it.",
		Outcome:  connectors.Unclear, After: time.Second, // earlier calls may have had their effect
	}
}
