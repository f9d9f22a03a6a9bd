package kaufland

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
	answer, err := s.ask(ctx, number)
	if err != nil {
		return orderveil.Order{}, err
	}
	o, err := decodeOrder(number, answer)
	if err != nil {
		return orderveil.Order{}, err
	}
	if o.ShipTo == nil && o.HandledAt.IsZero() {
		return orderveil.Order{}, notReady(number)
	}
	return o, nil
}

// details reads an order without its customer.
func (s *Source) details(ctx context.Context, number string) (*details, error) {
	answer, err := s.ask(ctx, number)
	if err != nil {
		return nil, err
	}
	var said struct {
		Data *details `json:"data"`
	}
	if err := read(answer, "order "+number, &said); err != nil {
		return nil, err
	}
	if said.Data == nil {
		return nil, badAnswer("Kaufland's order " + number + " is none")
	}
	return said.Data, said.Data.check(number)
}

func (s *Source) ask(ctx context.Context, number string) (wire.Answer, error) {
	if !usable(number) {
		return wire.Answer{}, orderveil.ErrNotFound
	}
	answer, err := s.get(ctx, "/orders/"+number, url.Values{"embedded": {"delivery"}})
	if err == nil && answer.Status == http.StatusNotFound && theirs(answer) {
		err = orderveil.ErrNotFound
	}
	return answer, err
}

// theirs reports whether an error comes from Kaufland itself, which answers in JSON. The "not
// found" of some server on the way must not pass for an order that is gone.
func theirs(a wire.Answer) bool {
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err == nil && media == mediaType
}
