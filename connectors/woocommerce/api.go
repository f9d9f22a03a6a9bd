package woocommerce

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// api speaks the REST API of one shop.
type api struct {
	base        string
	client      *wire.Client
	key, secret personal.Secret
}

func newAPI(url string, key, secret personal.Secret, c connectors.Config) *api {
	return &api{
		base: url + "/wp-json/wc/v3", key: key, secret: secret,
		client: wire.New(wire.Options{Name: "The WooCommerce shop", Owner: orderveil.OwnerBackOffice, HTTP: c.HTTP, Clock: c.Clock}),
	}
}

// call is one request to the API.
type call struct {
	method, path string
	query        url.Values
	body         any
	// repeatable says that doing it twice does no harm.
	repeatable bool
}

// answer is what a call's answer is decoded into.
type answer interface {
	// sound reports whether the answer is what it should be: JSON that is something else
	// decodes to nothing, and nothing is an answer too.
	sound() bool
}

// do makes a call and decodes its answer. Which fields of an order the answer has is the
// query's to say: customers' are never asked for.
func (a *api) do(ctx context.Context, c call, into answer) error {
	var body []byte
	header := http.Header{"Accept": {"application/json"}, "Authorization": {a.authorization()}}
	if c.body != nil {
		text, err := json.Marshal(c.body)
		if err != nil {
			return err
		}
		body = text
		header.Set("Content-Type", "application/json")
	}
	address := a.base + c.path
	if len(c.query) > 0 {
		address += "?" + c.query.Encode()
	}
	reply, err := a.client.Do(ctx, wire.Call{
		Method: c.method, URL: address, Header: header, Body: body, Route: c.method, Accept: []string{"application/json"}, Repeatable: c.repeatable,
	})
	if err != nil {
		return err
	}
	if reply.Status >= 300 {
		return refusal(reply)
	}
	if err := wire.Decode(reply.Body, into); err != nil || !into.sound() {
		return badAnswer(c.method == http.MethodGet || c.repeatable)
	}
	return nil
}

func (a *api) authorization() string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(a.key.Plain(), a.secret.Plain())
	return r.Header.Get("Authorization")
}
