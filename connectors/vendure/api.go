package vendure

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// api speaks Vendure's Admin API. The session's token comes with the answer to the
// login and is kept until the shop no longer takes it.
type api struct {
	url                string
	client             *wire.Client
	username, password personal.Secret

	mu    sync.Mutex // held while logging in: one login at a time
	token string
}

func newAPI(url string, c connectors.Config) *api {
	return &api{
		url: url, username: c.Secrets["username"], password: c.Secrets["password"],
		client: wire.New(wire.Options{Name: "The Vendure shop", Owner: orderveil.OwnerBackOffice, HTTP: c.HTTP, Clock: c.Clock}),
	}
}

// reply is an answer's envelope. Messages are not read: they may hold what was sent.
type reply struct {
	Data   map[string]json.RawMessage `json:"data"`
	Errors []problem                  `json:"errors"`
}

type problem struct {
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
	Message message `json:"message"`
}

// forbidden is Vendure's code for a session that has ended, and for a right that is missing.
const forbidden = "FORBIDDEN"

// barred reports whether something before the shop did not let the call through: Vendure
// itself says so with status 200.
func barred(a wire.Answer) bool {
	return a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden
}

// call runs one operation, logging in first, and again when the session has ended.
// Reads may be repeated after an unclear answer.
func (a *api) call(ctx context.Context, read bool, document string, variables map[string]any) (map[string]json.RawMessage, error) {
	token, err := a.session(ctx, "")
	if err != nil {
		return nil, err
	}
	r, err := a.post(ctx, token, read, document, variables)
	if err == nil && r.code() == forbidden {
		if token, err = a.session(ctx, token); err != nil {
			return nil, err
		}
		r, err = a.post(ctx, token, read, document, variables)
	}
	if err != nil {
		return nil, err
	}
	if len(r.Errors) > 0 {
		return nil, r.failure()
	}
	return r.Data, nil
}

func (r *reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	return r.Errors[0].Extensions.Code
}

// session returns a token that is not the given one.
func (a *api) session(ctx context.Context, not string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.token != "" && a.token != not {
		return a.token, nil
	}
	const login = `mutation($u: String!, $p: String!) { login(username: $u, password: $p) { __typename } }`
	answer, err := a.send(ctx, "", true, login, map[string]any{"u": a.username.Plain(), "p": a.password.Plain()})
	if err != nil {
		return "", err
	}
	if barred(answer) {
		return "", refusedLogin()
	}
	var r reply
	if err := wire.Decode(answer.Body, &r); err != nil {
		return "", badAnswer()
	}
	token := answer.Header.Get("vendure-auth-token")
	switch member := typeName(r.Data["login"]); {
	case member == "CurrentUser" && token != "":
		a.token = token
		return token, nil
	case member == "InvalidCredentialsError":
		return "", refusedLogin()
	}
	return "", badAnswer()
}

func (a *api) post(ctx context.Context, token string, read bool, document string, variables map[string]any) (*reply, error) {
	answer, err := a.send(ctx, token, read, document, variables)
	if err != nil {
		return nil, err
	}
	var r reply
	if barred(answer) {
		r.Errors = append(r.Errors, problem{})
		r.Errors[0].Extensions.Code = forbidden
		return &r, nil
	}
	if err := wire.Decode(answer.Body, &r); err != nil {
		return nil, badAnswer()
	}
	if r.Data == nil && len(r.Errors) == 0 {
		return nil, badAnswer()
	}
	return &r, nil
}

func (a *api) send(ctx context.Context, token string, read bool, document string, variables map[string]any) (wire.Answer, error) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return wire.Answer{}, err
	}
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	answer, err := a.client.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: a.url, Header: header, Body: body, Route: "POST",
		Accept: []string{"application/json", "application/graphql-response+json"}, Repeatable: read,
	})
	if err == nil && answer.Status == http.StatusNotFound {
		return answer, wrongAddress()
	}
	return answer, err
}

// typeName is the member of a union that a result is: Vendure answers errors with
// status 200, as members of the result's union.
func typeName(result json.RawMessage) string {
	var t struct {
		TypeName string `json:"__typename"`
	}
	_ = json.Unmarshal(result, &t)
	return t.TypeName
}
