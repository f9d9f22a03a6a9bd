package amazon

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"orderveil/connectors/wire"
)

// read reads a path of the API.
func (s *Source) read(ctx context.Context, operation, path string, query url.Values) (wire.Answer, error) {
	address := s.api + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return s.call(ctx, wire.Call{Method: http.MethodGet, URL: address, Route: operation})
}

// call makes a call with a token. One that is refused is dropped, and the call made once
// more with another one: a token can end before its time, and Amazon does nothing then.
// Some of its front ends say so with status 403, which also stands for a right that is
// missing; only their words tell the two apart.
func (s *Source) call(ctx context.Context, c wire.Call) (wire.Answer, error) {
	for again := true; ; again = false {
		token, err := s.tokens.Token(ctx)
		if err != nil {
			return wire.Answer{}, err
		}
		c.Header = http.Header{
			"Accept": {mediaType}, "User-Agent": {agent}, "X-Amz-Access-Token": {token},
			"X-Amz-Date": {s.clock().UTC().Format("20060102T150405Z")},
		}
		if c.Body != nil {
			c.Header.Set("Content-Type", mediaType)
		}
		c.Accept = []string{mediaType}
		answer, err := s.wire.Do(ctx, c)
		if err != nil {
			return wire.Answer{}, err
		}
		refused := answer.Status == http.StatusUnauthorized || answer.Status == http.StatusForbidden
		if !refused {
			return answer, nil
		}
		ended := answer.Status == http.StatusUnauthorized || strings.Contains(strings.ToLower(string(answer.Body)), "expired")
		if ended {
			s.tokens.Drop(ctx, token)
		}
		if !ended || !again {
			return wire.Answer{}, apiRefused(answer.Status)
		}
	}
}

// theirs reports whether an error comes from Amazon itself, which answers in JSON. The
// "not found" of some server on the way must not pass for an order that is gone.
func theirs(a wire.Answer) bool {
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	var said struct {
		Errors []struct {
			Code string `json:"code"`
		} `json:"errors"`
	}
	return err == nil && media == mediaType && wire.Decode(a.Body, &said) == nil && len(said.Errors) > 0 && said.Errors[0].Code != ""
}
