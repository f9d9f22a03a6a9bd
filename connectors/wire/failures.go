package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// failed is an attempt that brought no answer.
type failed struct {
	*connectors.Failure
	limited bool // the route's limit says when to try again
	final   bool // trying again brings the same
	unsent  bool // the request never left
}

// safe reports whether giving up leaves no doubt about what the call did.
func (f *failed) safe(call *Call) bool { return f.unsent || f.limited || call.repeatable() }

func (f *failed) worthRepeating(call *Call) bool { return !f.final && f.safe(call) }

// rateLimited says when a route may be used again.
func (c *Client) rateLimited(after time.Duration) *connectors.Failure {
	return &connectors.Failure{
		Code: connectors.CodeRateLimited, Cause: c.options.Name + " asks to slow down.", Owner: c.options.Owner,
		NextStep: "Nothing: the work goes on by itself as soon as it is allowed.",
		Outcome:  connectors.Retry, After: after,
	}
}

func (c *Client) tooMany(route string) *failed {
	return &failed{Failure: c.rateLimited(max(c.limits.pause(route), time.Second)), limited: true}
}

func (c *Client) unavailable(call *Call, resp *http.Response) *failed {
	after, _ := RetryAfter(resp.Header, c.options.Clock())
	return &failed{Failure: &connectors.Failure{
		Code: "UNAVAILABLE", Cause: fmt.Sprintf("%s answered with status %d.", c.options.Name, resp.StatusCode), Owner: c.options.Owner,
		NextStep: "Nothing: it is tried again by itself. If it lasts, look at the other side's status page.",
		Outcome:  outcome(call), After: after,
	}}
}

func (c *Client) badAnswer(call *Call, what string) *failed {
	return &failed{final: true, Failure: &connectors.Failure{
		Code: "BAD_ANSWER", Cause: fmt.Sprintf("The answer of %s %s.", c.options.Name, what), Owner: c.options.Owner,
		NextStep: "It is tried again by itself. If it lasts, check the connection's addresses and report it to the other side.",
		Outcome:  outcome(call),
	}}
}

func (c *Client) unsendable() *failed {
	return &failed{final: true, unsent: true, Failure: &connectors.Failure{
		Code: "BAD_ADDRESS", Cause: "The address of " + c.options.Name + " makes no request.", Owner: orderveil.OwnerMerchant,
		NextStep: "Check the addresses in the connection's settings.", Outcome: connectors.Refused,
	}}
}

// transport puts a broken connection into words. Before the request was written it
// certainly had no effect.
func (c *Client) transport(call *Call, err error, written bool) *failed {
	var timeout net.Error
	var refused *connectors.Failure // by the client itself, before anything left
	switch {
	case errors.As(err, &refused):
		return &failed{final: true, unsent: true, Failure: refused}
	case errors.Is(err, errElsewhere):
		f := c.badAnswer(call, "points elsewhere and was not followed")
		f.Code = "REDIRECTED"
		return f
	case !written:
		return &failed{unsent: true, Failure: &connectors.Failure{
			Code: "UNREACHABLE", Cause: c.options.Name + " cannot be reached.", Owner: c.options.Owner,
			NextStep: "It is tried again by itself. If it lasts, check the connection's addresses and this server's network.",
			Outcome:  connectors.Retry,
		}}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &failed{final: true, Failure: &connectors.Failure{
			Code: "TIMED_OUT", Cause: c.options.Name + " did not answer in time.", Owner: c.options.Owner,
			NextStep: "Nothing: it is tried again by itself.", Outcome: outcome(call),
		}}
	}
	return &failed{Failure: &connectors.Failure{
		Code: "CUT_OFF", Cause: "The connection broke before " + c.options.Name + " had answered.", Owner: c.options.Owner,
		NextStep: "Nothing: it is tried again by itself.", Outcome: outcome(call),
	}}
}

// outcome is what a call may have done that was sent and brought no good answer.
func outcome(call *Call) connectors.Outcome {
	if call.repeatable() {
		return connectors.Retry
	}
	return connectors.Unclear
}

// traceWritten tells whether any of a request may have left.
func traceWritten(ctx context.Context) (context.Context, *atomic.Bool) {
	written := &atomic.Bool{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
	}), written
}
