package server

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"orderveil"
	"orderveil/store"
)

// partnerLife is how long a partner's token lives.
const partnerLife = 15 * time.Minute

// attempts is how often one place may ask for a token within a minute.
const attempts = 30

// token is the token endpoint: OAuth 2.0 client credentials (RFC 6749, section 4.4). A
// client that is not there, a wrong secret, and a client that is over or revoked are the
// same invalid_client.
func (s *Server) token(limits *limiter) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || media != "application/x-www-form-urlencoded" || r.ParseForm() != nil || r.URL.RawQuery != "" {
			oauthError(w, http.StatusBadRequest, "invalid_request", "Send the parameters as application/x-www-form-urlencoded, in the body.")
			return
		}
		if !limits.of("token\x00" + placeOf(r.Context()).String()).Allow() {
			w.Header().Set("Retry-After", "60")
			oauthError(w, http.StatusTooManyRequests, "temporarily_unavailable", "Too many attempts: wait as long as Retry-After says.")
			return
		}
		if r.PostForm.Get("grant_type") != "client_credentials" {
			oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "grant_type is client_credentials.")
			return
		}
		id, secret, ok := credentials(r)
		if !ok {
			oauthError(w, http.StatusBadRequest, "invalid_request", "Send the client's id and secret in one way: HTTP Basic, or client_id and client_secret.")
			return
		}
		viewer, err := s.Store.PartnerOf(r.Context(), id, secret)
		switch {
		case errors.Is(err, orderveil.ErrUnauthenticated):
			w.Header().Set("WWW-Authenticate", `Basic realm="orderveil"`)
			oauthError(w, http.StatusUnauthorized, "invalid_client", "No such client with this secret is let in.")
			return
		case err != nil:
			s.parts.Log.Error("a client cannot be looked up", "request", requestID(r.Context()), "error", err)
			oauthError(w, http.StatusServiceUnavailable, "temporarily_unavailable", "Try again in a moment.")
			return
		}
		if viewer.Scopes, ok = narrowed(viewer.Scopes, r.PostForm.Get("scope")); !ok {
			oauthError(w, http.StatusBadRequest, "invalid_scope", "The client has not all of these scopes.")
			return
		}
		token, err := s.Issuer.Token(viewer, partnerLife)
		if err != nil {
			oauthError(w, http.StatusInternalServerError, "server_error", "The token cannot be signed.")
			return
		}
		if err := s.Store.Audit(r.Context(), viewer.Account, viewer, store.AuditEvent{Kind: orderveil.AuditSignIn, Via: "oauth/token", Outcome: "OK", Request: requestID(r.Context())}); err != nil {
			oauthError(w, http.StatusServiceUnavailable, "temporarily_unavailable", "Try again in a moment.")
			return
		}
		answerJSON(w, http.StatusOK, map[string]any{
			"access_token": token, "token_type": "Bearer", "expires_in": int(partnerLife.Seconds()), "scope": joined(viewer.Scopes),
		})
	}
}

// credentials come by HTTP Basic, where both are form-encoded (RFC 6749, section 2.3.1), or
// in the body; never both.
func credentials(r *http.Request) (id, secret string, ok bool) {
	id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	user, password, basic := r.BasicAuth()
	if !basic {
		return id, secret, id != "" && secret != ""
	}
	name, err1 := url.QueryUnescape(user)
	word, err2 := url.QueryUnescape(password)
	return name, word, err1 == nil && err2 == nil && secret == "" && (id == "" || id == name)
}

// narrowed are the scopes that are asked for, of those that there are.
func narrowed(has []orderveil.Scope, asked string) ([]orderveil.Scope, bool) {
	if asked == "" {
		return has, true
	}
	var scopes []orderveil.Scope
	for _, name := range strings.Fields(asked) {
		scope := orderveil.Scope(name)
		if !slices.Contains(has, scope) {
			return nil, false
		}
		scopes = append(scopes, scope)
	}
	return scopes, true
}

func joined(scopes []orderveil.Scope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return strings.Join(names, " ")
}

func oauthError(w http.ResponseWriter, status int, code, description string) {
	answerJSON(w, status, map[string]any{"error": code, "error_description": description})
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
