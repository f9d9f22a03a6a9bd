package shopify

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// api speaks Shopify's Admin API.
type api struct {
	url    string
	client *wire.Client
	tokens *wire.Tokens
}

func newAPI(url string, c connectors.Config) *api {
	client := wire.New(wire.Options{Name: "The Shopify shop", Owner: orderveil.OwnerBackOffice, HTTP: c.HTTP, Clock: c.Clock})
	return &api{url: url + "/admin/api/" + Version + "/graphql.json", client: client, tokens: newTokens(client, url, c)}
}

// reply is an answer's envelope.
type reply struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Extensions struct {
			Code string `json:"code"`
		} `json:"extensions"`
	} `json:"errors"`
	Extensions struct {
		Cost cost `json:"cost"`
	} `json:"extensions"`
}

// cost is what Shopify says of an operation's price and of what is left to spend.
type cost struct {
	Requested float64 `json:"requestedQueryCost"`
	Throttle  struct {
		Available float64 `json:"currentlyAvailable"`
		Restored  float64 `json:"restoreRate"` // a second
	} `json:"throttleStatus"`
}

// wait is how long it takes until an operation of this cost is let through: what is missing
// by what comes back a second, from a second to an hour.
func (c cost) wait() time.Duration {
	if !(c.Throttle.Restored > 0) {
		return 10 * time.Second
	}
	seconds := math.Ceil((c.Requested - c.Throttle.Available) / c.Throttle.Restored)
	if !(seconds >= 1) {
		seconds = 1
	}
	return time.Duration(min(seconds, 3600)) * time.Second
}

// call runs one operation and decodes its data. A token that is not taken is asked for
// anew, once.
func (a *api) call(ctx context.Context, o operation, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": o.document, "variables": variables})
	if err != nil {
		return err
	}
	for again := true; ; again = false {
		token, err := a.tokens.Token(ctx)
		if err != nil {
			return err
		}
		answer, err := a.client.Do(ctx, wire.Call{
			Method: http.MethodPost, URL: a.url, Body: body, Route: "POST graphql", Repeatable: o.read,
			Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}, "X-Shopify-Access-Token": {token}},
			Accept: []string{"application/json"},
		})
		if err != nil {
			return err
		}
		if answer.Status == http.StatusUnauthorized && again {
			a.tokens.Drop(ctx, token)
			continue
		}
		if answer.Status != http.StatusOK {
			return refusedStatus(answer.Status)
		}
		return decode(answer.Body, into)
	}
}

// decode takes an answer with status 200 apart: errors come with it too.
func decode(body []byte, into any) error {
	var r reply
	// No SKU and no number holds a NUL: an answer that does was damaged on its way.
	if err := wire.Decode(body, &r); err != nil || bytes.Contains(body, []byte(`\u0000`)) {
		return badAnswer()
	}
	if len(r.Errors) > 0 {
		return r.failure()
	}
	if len(r.Data) == 0 || wire.Decode(r.Data, into) != nil {
		return badAnswer()
	}
	return nil
}

// pageInfo says whether a list goes on, and where.
type pageInfo struct {
	HasNextPage bool   `json:"hasNextPage"`
	EndCursor   string `json:"endCursor"`
}
