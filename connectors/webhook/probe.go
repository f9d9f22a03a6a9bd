package webhook

import (
	"context"
	"fmt"
	"time"

	"orderveil/connectors"
)

var _ connectors.Prober = (*Sink)(nil)

// ProbeEvent is the message by which a connection is tried: it is about nothing.
type ProbeEvent struct {
	Type      string    `json:"type"` // connection.tried
	Timestamp time.Time `json:"timestamp"`
	Data      struct{}  `json:"data"`
}

// connectionTried is the type of a ProbeEvent.
const connectionTried = "connection.tried"

// Probe sends a message that is about nothing: whoever takes it took its signature.
func (s *Sink) Probe(ctx context.Context) error {
	now := s.clock().UTC()
	return s.Send(ctx, fmt.Sprintf("msg_tried_%d", now.UnixNano()), ProbeEvent{Type: connectionTried, Timestamp: now})
}
