package bol

import (
	"context"
	"net/http"
	"net/url"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.ReportFinder = (*Source)(nil)

// Reported looks among an order's shipments for one with the reference.
func (s *Source) Reported(ctx context.Context, reference string, d connectors.Dispatch) (bool, error) {
	answer, err := s.get(ctx, "GET /retailer/shipments", "/shipments?"+url.Values{"order-id": {d.Order}}.Encode())
	if err != nil {
		return false, err
	}
	var said struct {
		Shipments []struct {
			Reference string `json:"shipmentReference"`
		} `json:"shipments"`
	}
	if answer.Status != http.StatusOK || wire.Decode(answer.Body, &said) != nil {
		return false, badAnswer("The list of the shipments of order " + d.Order + " is malformed")
	}
	for _, one := range said.Shipments {
		if one.Reference == reference {
			return true, nil
		}
	}
	return false, nil
}
