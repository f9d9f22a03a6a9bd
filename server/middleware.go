package server

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"orderveil/graph"
	"orderveil/graph/who"
)

type requestIDKey struct{}

// requestID returns the id of the request that a context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

var goodID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// identified gives every request an id: the caller's, when it looks like one.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("X-Request-ID")
		if !goodID.MatchString(id) {
			id = uuid.NewString()
		}
		w.Header().Set("X-Request-ID", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// recorder remembers how a request was answered.
type recorder struct {
	http.ResponseWriter
	status, bytes int
	role          string
}

// WriteHeader remembers the status.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (r *recorder) Write(b []byte) (int, error) {
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush sends what is written: server-sent events need it.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// logged writes a line per request. The path is the route, without the query: an
// address or a number may stand there by mistake.
func logged(log *slog.Logger, m *metrics, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, rec := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		var out http.ResponseWriter = rec
		if r.Header.Get("Upgrade") != "" {
			out = w // a WebSocket takes the connection over
		}
		defer func() {
			if p := recover(); p != nil {
				// Not the value: it may hold data.
				log.Error("a request panicked", "request", requestID(r.Context()), "stack", string(debug.Stack()))
				rec.status = http.StatusInternalServerError
				http.Error(out, "internal error, request "+requestID(r.Context()), rec.status)
			}
			took := time.Since(start)
			m.request(r.Pattern, rec.status, rec.role, took)
			log.Info("request", "request", requestID(r.Context()), "method", r.Method, "route", r.Pattern,
				"status", rec.status, "bytes", rec.bytes, "ms", took.Milliseconds(), "role", rec.role)
		}()
		next.ServeHTTP(out, r)
	})
}

// careful sets the headers that keep answers out of caches and pages out of frames.
func careful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		next.ServeHTTP(w, r)
	})
}

// authenticate lets through who brings a valid token, before a byte of the body is
// read. A WebSocket brings it with its first message, since browsers cannot send the
// header with one.
func authenticate(verify *Verifier, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, graph.MaxBody)
		header := r.Header.Get("Authorization")
		if header == "" && r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
			next.ServeHTTP(w, r)
			return
		}
		token, found := strings.CutPrefix(header, "Bearer ")
		viewer, expiry, err := verify.Viewer(token)
		if !found || err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="orderveil"`)
			refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "Send a valid bearer token.")
			return
		}
		if rec, ok := w.(*recorder); ok {
			rec.role = string(viewer.Role)
		}
		next.ServeHTTP(w, r.WithContext(who.With(r.Context(), viewer, expiry)))
	})
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
