package mirakl

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"orderveil/connectors/wire"
)

func (s *Source) get(ctx context.Context, path string, query url.Values) (wire.Answer, error) {
	return s.call(ctx, wire.Call{Method: http.MethodGet, Route: "GET /api" + path}, path, query)
}

// send writes; nil is no body. A call that is repeatable does no harm when it is made twice.
func (s *Source) send(ctx context.Context, method, route, path string, body any, repeatable bool) (wire.Answer, error) {
	call := wire.Call{Method: method, Route: method + " /api" + route, Repeatable: repeatable}
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return wire.Answer{}, err
		}
		call.Body = text
	}
	return s.call(ctx, call, path, nil)
}

// call adds what all calls have: the key, which stands in its header as it is, and the shop.
func (s *Source) call(ctx context.Context, call wire.Call, path string, query url.Values) (wire.Answer, error) {
	if query == nil {
		query = url.Values{}
	}
	if s.shop != "" {
		query.Set("shop_id", s.shop)
	}
	call.URL = s.base + path
	if len(query) > 0 {
		call.URL += "?" + query.Encode()
	}
	call.Header = http.Header{"Authorization": {s.key.Plain()}, "Accept": {mediaType}}
	if call.Body != nil {
		call.Header.Set("Content-Type", mediaType)
	}
	call.Accept = []string{mediaType}
	answer, err := s.wire.Do(ctx, call)
	if err != nil {
		return wire.Answer{}, err
	}
	if answer.Status == http.StatusUnauthorized || answer.Status == http.StatusForbidden {
		return wire.Answer{}, refused(answer.Status)
	}
	return answer, nil
}

// read decodes an answer that must be there.
func read(answer wire.Answer, what string, into any) error {
	if answer.Status != http.StatusOK {
		return unexpected("Asked for "+what+", Mirakl", answer.Status)
	}
	if err := wire.Decode(answer.Body, into); err != nil {
		return badAnswer("Mirakl's " + what + " is malformed")
	}
	return nil
}
