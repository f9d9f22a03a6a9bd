package server

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"orderveil/telemetry"
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

// logged writes a line per request and counts it. The path is the route, without the
// query: an address or a number may stand there by mistake.
func logged(log *slog.Logger, m *metrics, traces *telemetry.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, rec := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		ctx, span := traces.Begin(r.Context(), "request", telemetry.Method(method(r)), telemetry.Route(cmp.Or(r.Pattern, "none")))
		r = r.WithContext(ctx)
		defer func() {
			p := recover()
			if p != nil && p != http.ErrAbortHandler {
				// Not the value: it may hold data.
				log.Error("a request panicked", "request", requestID(r.Context()), "stack", string(debug.Stack()))
				p = rec.breakOff(requestID(r.Context()))
			}
			took, route := time.Since(start), cmp.Or(r.Pattern, "none") // a path that leads nowhere is anything
			m.request(route, rec.status, rec.role, took)
			span.Note(telemetry.Status(rec.status), telemetry.Role(rec.role))
			span.End(broken(rec.status))
			fields := []any{"request", requestID(r.Context()), "method", method(r), "route", route,
				"status", rec.status, "bytes", rec.bytes, "ms", took.Milliseconds(), "role", rec.role}
			if rec.refusal != "" {
				m.refusals.WithLabelValues(rec.refusal).Inc()
				fields = append(fields, "refusal", rec.refusal)
			}
			log.Info("request", fields...)
			if p != nil {
				panic(p)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

// errBroken marks a trace.
var errBroken = errors.New("server: the request failed")

func broken(status int) error {
	if status >= http.StatusInternalServerError {
		return errBroken
	}
	return nil
}

// method is the request's method, which is any word that the client likes.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// careful sets the headers that keep answers out of caches and pages out of frames.
func careful(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		next.ServeHTTP(w, r)
	})
}
