package connectors

import (
	"context"
	"errors"
	"net/http"
)

// Listener is a Source whose marketplace tells of changed orders by itself, at an address
// of the hub's. It may fail to: asking goes on all the same.
type Listener interface {
	// Told reads one message: the numbers of the orders that it says have changed, none
	// when it is about something else. ErrForged means that the marketplace did not sign
	// it, or that it is too old.
	Told(ctx context.Context, m Message) (numbers []string, err error)
	// Subscribe has the marketplace send its messages to an address, once, however often it
	// is called. Failures are a *Failure.
	Subscribe(ctx context.Context, address string) error
}

// Message is what a remote system sent to the hub.
type Message struct {
	Header http.Header
	Body   []byte // exactly as it came
}

// ErrForged means that a message does not come from whom it says, or not now.
var ErrForged = errors.New("the message is not signed by the other side, or is too old")
