package bol

import (
	"context"
	"mime"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors/wire"
)

// Order reads one order in full.
func (s *Source) Order(ctx context.Context, number string) (orderveil.Order, error) {
	if !usable(number) {
		return orderveil.Order{}, orderveil.ErrNotFound
	}
	answer, err := s.get(ctx, "GET /retailer/orders/{order-id}", "/orders/"+url.PathEscape(number))
	if err != nil {
		return orderveil.Order{}, err
	}
	switch {
	case answer.Status == http.StatusOK:
	case answer.Status == http.StatusNotFound && problem(answer):
		return orderveil.Order{}, orderveil.ErrNotFound
	default:
		return orderveil.Order{}, unexpected("Asked for order "+number+", bol.com", answer.Status)
	}
	o, err := decodeOrder(number, answer.Body)
	if err != nil {
		return orderveil.Order{}, err
	}
	if revision, ok := s.listed.revision(number, o.ChangedAt); ok {
		o.Revision = revision
	}
	return o, nil
}

// problem reports whether an error comes from bol itself, which answers in JSON. The
// "not found" of some server on the way must not pass for an order that is gone.
func problem(a wire.Answer) bool {
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err == nil && (media == "application/problem+json" || media == mediaType)
}
