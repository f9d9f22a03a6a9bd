package connectors

import "context"

// Hinter is a Source that can hear of changed orders where its marketplace leaves word,
// such as in a queue. Word may be late, come twice or not at all: listing goes on all the
// same.
type Hinter interface {
	// Hears reports whether there is such a place: a connection's settings may name none.
	Hears() bool
	// Hints hands on the numbers of orders that are said to have changed, some at a time,
	// until no word is waiting. It is taken away only when hand has returned nil, and comes
	// again otherwise; word that came twice is handed on once. An error from hand ends it
	// and is returned as it is; failures are a *Failure.
	Hints(ctx context.Context, hand func(numbers []string) error) error
}
