package mirakl

import (
	"context"
	"net/url"
	"time"

	"orderveil/connectors"
)

var _ connectors.Prober = (*Source)(nil)

// Probe asks for one page of what changed in the last minute. List would accept orders.
func (s *Source) Probe(ctx context.Context) error {
	query := url.Values{
		"start_update_date": {s.clock().Add(-time.Minute).UTC().Format(time.RFC3339)}, "max": {"1"}, "offset": {"0"},
	}
	answer, err := s.get(ctx, "/orders", query)
	if err != nil {
		return err
	}
	var said listedOrders
	return read(answer, "list of orders", &said)
}
