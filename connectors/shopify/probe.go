package shopify

import (
	"context"

	"orderveil/connectors"
)

var _ connectors.Prober = (*Sink)(nil)

// Probe asks whether the shop knows our custom id. Find would have it made.
func (s *Sink) Probe(ctx context.Context) error {
	_, err := s.definition(ctx)
	return err
}
