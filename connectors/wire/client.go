// Package wire is what every connector that speaks HTTP needs: bounded bodies, no
// redirects to strangers, limits obeyed, and failures in our own words. No text of
// a remote system ends up in an error: it may hold personal data.
package wire

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Options is what a Client is made from.
type Options struct {
	Name  string // the remote system as people call it, for failures
	Owner orderveil.ProblemOwner
	HTTP  *http.Client    // required
	Clock orderveil.Clock // required
	// Longest is the most that one call waits for a limit. A longer wait is a
	// failure that says when to come back, so that no worker sleeps it out. Zero
	// means 20 seconds.
	Longest time.Duration
	// Timeout is the most that one attempt takes. Zero means 30 seconds.
	Timeout time.Duration
	// Plans are the limits that the remote system publishes, by Call.Route, and RateHeader
	// the header in which its answers say a route's calls per second. Both may be left out.
	Plans      map[string]Plan
	RateHeader string
	// Wait waits, or returns the context's error. Nil is a timer.
	Wait func(context.Context, time.Duration) error
	// Jitter returns numbers from 0 up to 1. Nil is random.
	Jitter func() float64
}

// Client calls one remote system. It is safe for concurrent use.
type Client struct {
	options Options
	http    *http.Client
	limits  *limiter
	ahead   atomic.Int64 // the other side's clock of ours, in nanoseconds
}

// New returns a client. The options' HTTP client is copied, not changed.
func New(o Options) *Client {
	if o.HTTP == nil || o.Clock == nil {
		panic("wire: a client needs HTTP and a clock")
	}
	if o.Longest == 0 {
		o.Longest = 20 * time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Wait == nil {
		o.Wait = waitTimer
	}
	h := *o.HTTP
	h.CheckRedirect, h.Jar = sameHost, nil
	return &Client{options: o, http: &h, limits: newLimiter(o)}
}

// Call is one request.
type Call struct {
	Method string
	URL    string
	Header http.Header
	Body   []byte
	Route  string // what the remote system counts calls by, such as "GET /orders"
	// Accept lists the media types that a successful answer may have; none means
	// any. The header of that name is the caller's to set.
	Accept []string
	// Repeatable says that doing it twice does no harm. GET always is.
	Repeatable bool
}

func (c *Call) repeatable() bool { return c.Repeatable || c.Method == http.MethodGet }

// Answer is a complete answer.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// attempts is how often a call is made that may be repeated.
const attempts = 3

// Do makes a call and returns the answer, whatever its status below 500 other than
// 429. All else is a *connectors.Failure, or the context's error when the caller
// gave up on a call that may be repeated. Short waits that the remote system asks
// for are waited here, and a call that may be repeated is repeated.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	budget := c.options.Longest
	for attempt := 1; ; attempt++ {
		if err := c.admit(ctx, call.Route, &budget); err != nil {
			return Answer{}, err
		}
		answer, failed := c.attempt(ctx, &call)
		if failed == nil {
			return answer, nil
		}
		if err := ctx.Err(); err != nil && failed.safe(&call) {
			return Answer{}, err
		}
		if attempt >= attempts || !failed.worthRepeating(&call) {
			return Answer{}, failed.Failure
		}
		if failed.limited {
			continue // admit knows how long to wait
		}
		pause := max(failed.After, c.limits.backoff(attempt)/4)
		if pause > budget {
			return Answer{}, failed.Failure
		}
		budget -= pause
		if err := c.options.Wait(ctx, pause); err != nil {
			return Answer{}, err
		}
	}
}

// admit waits until the route's limit allows a call, within the budget.
func (c *Client) admit(ctx context.Context, route string, budget *time.Duration) error {
	for {
		pause := c.limits.enter(route)
		if pause <= 0 {
			return nil
		}
		if pause > *budget {
			return c.rateLimited(pause)
		}
		*budget -= pause
		if err := c.options.Wait(ctx, pause); err != nil {
			return err
		}
	}
}

// attempt makes a call once.
func (c *Client) attempt(ctx context.Context, call *Call) (Answer, *failed) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	ctx, written := traceWritten(ctx)
	req, err := http.NewRequestWithContext(ctx, call.Method, call.URL, bytes.NewReader(call.Body))
	if err != nil {
		c.limits.leave(call.Route, 0, nil)
		return Answer{}, c.unsendable()
	}
	maps.Copy(req.Header, call.Header)
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "orderveil")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.limits.leave(call.Route, 0, nil)
		return Answer{}, c.transport(call, err, written.Load())
	}
	defer resp.Body.Close()
	connectors.Answered(ctx, resp.StatusCode)
	c.limits.leave(call.Route, resp.StatusCode, resp.Header)
	c.compare(resp.Header)
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	return c.judge(call, resp, body, err)
}

// judge tells an answer from a failure.
func (c *Client) judge(call *Call, resp *http.Response, body []byte, err error) (Answer, *failed) {
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		return Answer{}, c.tooMany(call.Route)
	case resp.StatusCode >= 500:
		return Answer{}, c.unavailable(call, resp)
	case err != nil:
		return Answer{}, c.transport(call, err, true)
	case len(body) > MaxBody:
		return Answer{}, c.badAnswer(call, "is over 10 MiB")
	case resp.StatusCode < 300 && len(body) > 0 && !acceptable(call.Accept, resp.Header.Get("Content-Type")):
		return Answer{}, c.badAnswer(call, "has another media type than was asked for")
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

func waitTimer(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
