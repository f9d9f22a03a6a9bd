package tryton

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"sync"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// api speaks JSON-RPC with one database. A session is opened when it is needed, and again
// when the server no longer takes it.
type api struct {
	url                string
	client             *wire.Client
	username, password personal.Secret

	mu      sync.Mutex // held while logging in: one login at a time
	current session
}

// session is a login, and the context of its user that every call has to name.
type session struct {
	authorization string
	context       map[string]json.RawMessage
}

// with returns the context with more in it.
func (s session) with(more map[string]any) map[string]any {
	all := map[string]any{}
	for name, value := range s.context {
		all[name] = value
	}
	maps.Copy(all, more)
	return all
}

func newAPI(url string, c connectors.Config) *api {
	return &api{
		url: url, username: c.Secrets["username"], password: c.Secrets["password"],
		client: wire.New(wire.Options{Name: "The Tryton server", Owner: orderveil.OwnerBackOffice, HTTP: c.HTTP, Clock: c.Clock}),
	}
}

// reply is an answer's envelope. Of an error only its kind is read: its words may hold what
// was sent.
type reply struct {
	ID     *int            `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// read calls a method that changes nothing.
func (a *api) read(ctx context.Context, into answer, method string, params ...any) error {
	return a.call(ctx, true, nil, into, method, params...)
}

// write calls a method that changes something.
func (a *api) write(ctx context.Context, into answer, method string, params ...any) error {
	return a.call(ctx, false, nil, into, method, params...)
}

// answer is what a result is decoded into.
type answer interface {
	// sound reports whether the result is what it should be: JSON that is something else
	// decodes to nothing, and nothing is an answer too.
	sound() bool
}

// nothing is the result of a method that has none, or whose result does not matter.
type nothing struct{ json.RawMessage }

func (n *nothing) sound() bool { return true }

// call runs a method with the user's context behind its parameters, logging in first, and
// again when the session has ended. What is more of the context is for this call only.
func (a *api) call(ctx context.Context, harmless bool, more map[string]any, into answer, method string, params ...any) error {
	s, err := a.session(ctx, "")
	if err != nil {
		return err
	}
	r, status, err := a.post(ctx, s.authorization, harmless, method, append(params[:len(params):len(params)], s.with(more)))
	if err == nil && refusedSession(status) {
		if s, err = a.session(ctx, s.authorization); err != nil {
			return err
		}
		r, status, err = a.post(ctx, s.authorization, harmless, method, append(params[:len(params):len(params)], s.with(more)))
	}
	switch {
	case err != nil:
		return err
	case refusedSession(status):
		return permissionMissing()
	case status != http.StatusOK:
		return wrongAddress()
	case len(r.Error) > 0 && !bytes.Equal(r.Error, []byte("null")):
		return refusal(r.Error)
	}
	if err := wire.Decode(r.Result, into); err != nil || !into.sound() {
		return badAnswer(harmless)
	}
	return nil
}

func refusedSession(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}

// session returns a session that is not the given one.
func (a *api) session(ctx context.Context, not string) (session, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.current.authorization != "" && a.current.authorization != not {
		return a.current, nil
	}
	a.current = session{}
	r, status, err := a.post(ctx, "", true, "common.db.login", []any{a.username.Plain(), map[string]string{"password": a.password.Plain()}, "en"})
	switch {
	case err != nil:
		return session{}, err
	case refusedSession(status):
		return session{}, credentialsRefused()
	case status != http.StatusOK:
		return session{}, wrongAddress()
	}
	var login []json.RawMessage
	var user int64
	var key string
	if wire.Decode(r.Result, &login) != nil || len(login) != 2 || json.Unmarshal(login[0], &user) != nil || json.Unmarshal(login[1], &key) != nil || key == "" || user <= 0 || !plain(key) {
		return session{}, badAnswer(true)
	}
	s := session{authorization: "Session " + base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d:%s", a.username.Plain(), user, key))}
	r, status, err = a.post(ctx, s.authorization, true, "model.res.user.get_preferences", []any{true, map[string]any{}})
	switch {
	case err != nil:
		return session{}, err
	case refusedSession(status):
		return session{}, credentialsRefused()
	case status != http.StatusOK:
		return session{}, wrongAddress()
	}
	var preferences map[string]json.RawMessage
	if wire.Decode(r.Result, &preferences) != nil || len(preferences) == 0 {
		return session{}, badAnswer(true)
	}
	for _, value := range preferences { // they go along with every call
		var text string
		if json.Unmarshal(value, &text) == nil && !plain(text) {
			return session{}, badAnswer(true)
		}
	}
	if company := string(preferences["company"]); company == "" || company == "null" {
		return session{}, withoutCompany()
	}
	s.context = preferences
	a.current = s
	return s, nil
}

// post sends one call. An answer that is not to this call is none.
func (a *api) post(ctx context.Context, authorization string, harmless bool, method string, params []any) (r reply, status int, err error) {
	const number = 1 // each call is a request of its own: the number has nobody to be told from
	body, err := json.Marshal(map[string]any{"id": number, "method": method, "params": params})
	if err != nil {
		return r, 0, err
	}
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
	if authorization != "" {
		header.Set("Authorization", authorization)
	}
	answer, err := a.client.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: a.url, Header: header, Body: body, Route: "POST", Accept: []string{"application/json"}, Repeatable: harmless,
	})
	if err != nil || answer.Status != http.StatusOK {
		return r, answer.Status, err
	}
	if wire.Decode(answer.Body, &r) != nil || r.ID == nil || *r.ID != number || r.Result == nil && r.Error == nil {
		return r, 0, badAnswer(harmless)
	}
	return r, answer.Status, nil
}
