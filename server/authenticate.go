package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"orderveil"
	"orderveil/graph"
	"orderveil/graph/who"
)

// authenticate lets through who brings a valid token, before a byte of the body is
// read. A WebSocket brings it with its first message, since browsers cannot send the
// header with one.
func authenticate(verify *Verifier, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, graph.MaxBody)
		if r.Header.Get("Authorization") == "" && handshake(r) {
			next.ServeHTTP(w, r)
			return
		}
		viewer, expiry, err := verify.bearer(r.Header.Get("Authorization"))
		rec, recorded := w.(*recorder)
		if err != nil {
			if recorded {
				rec.refusal = reason(err)
			}
			w.Header().Set("WWW-Authenticate", `Bearer realm="orderveil"`)
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "Send a valid bearer token.")
			return
		}
		if recorded {
			rec.role = string(viewer.Role)
		}
		next.ServeHTTP(w, r.WithContext(who.With(r.Context(), viewer, expiry)))
	})
}

// handshake reports whether a request is the first of a WebSocket.
func handshake(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// bearer verifies the token of an Authorization header. The scheme's name may be
// written either way (RFC 9110, section 11.1).
func (v *Verifier) bearer(header string) (orderveil.Viewer, time.Time, error) {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return orderveil.Viewer{}, time.Time{}, refusedMissing
	}
	return v.Viewer(token)
}

// refuse answers with an error as GraphQL writes one.
func refuse(w http.ResponseWriter, status int, code, message string) {
	type one struct {
		Message    string            `json:"message"`
		Extensions map[string]string `json:"extensions"`
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string][]one{"errors": {{Message: message, Extensions: map[string]string{"code": code}}}})
}
