package ebay

import (
	"context"
	"net/http"

	"orderveil/connectors/wire"
)

// get reads a path below the base.
func (s *Source) get(ctx context.Context, route, path string) (wire.Answer, error) {
	return s.call(ctx, wire.Call{Method: http.MethodGet, URL: s.base + path, Route: route})
}

// call makes a call with a token. One that is refused is dropped, and the call made once
// more with another one: a merchant's new consent ends the tokens before.
func (s *Source) call(ctx context.Context, c wire.Call) (wire.Answer, error) {
	for again := true; ; again = false {
		token, err := s.tokens.Token(ctx)
		if err != nil {
			return wire.Answer{}, err
		}
		c.Header = http.Header{"Accept": {mediaType}, "Authorization": {"Bearer " + token}}
		if c.Body != nil {
			c.Header.Set("Content-Type", mediaType)
		}
		c.Accept = []string{mediaType}
		answer, err := s.wire.Do(ctx, c)
		if err != nil {
			return wire.Answer{}, err
		}
		switch answer.Status {
		case http.StatusUnauthorized:
			s.tokens.Drop(ctx, token)
			if again {
				continue
			}
			return wire.Answer{}, accessRefused(answer.Status)
		case http.StatusForbidden:
			return wire.Answer{}, accessRefused(answer.Status)
		}
		return answer, nil
	}
}
