package connectors

import (
	"context"

	"orderveil"
)

// Returner is a Source that reads what customers send back.
type Returner interface {
	// Returns lists the returns that changed within the window, a page at a time, possibly
	// more than once. Customer data in them, such as what customers write, is not kept.
	Returns(ctx context.Context, w Window, page func([]orderveil.Return) error) error
}
