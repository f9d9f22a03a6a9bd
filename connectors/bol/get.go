package bol

import (
	"context"
	"net/http"

	"orderveil/connectors/wire"
)

// get reads a path below the base. A token that is refused is dropped, and the
// call made once more with another one: bol can end a token before its time.
func (s *Source) get(ctx context.Context, route, path string) (wire.Answer, error) {
	for again := true; ; again = false {
		token, err := s.tokens.get(ctx)
		if err != nil {
			return wire.Answer{}, err
		}
		h := http.Header{}
		h.Set("Accept", mediaType)
		h.Set("Authorization", "Bearer "+token)
		answer, err := s.wire.Do(ctx, wire.Call{
			Method: http.MethodGet, URL: s.base + path, Route: route, Header: h, Accept: []string{mediaType},
		})
		if err != nil {
			return wire.Answer{}, err
		}
		switch answer.Status {
		case http.StatusUnauthorized:
			s.tokens.drop(ctx, token)
			if again {
				continue
			}
			return wire.Answer{}, apiRefused(answer.Status)
		case http.StatusForbidden:
			return wire.Answer{}, apiRefused(answer.Status)
		}
		return answer, nil
	}
}
