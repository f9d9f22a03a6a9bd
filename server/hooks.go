package server

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"orderveil"
	"orderveil/connectors"
	"orderveil/jobs"
	"orderveil/store"

	"github.com/google/uuid"
)

// hookRoute is where remote systems send their messages, followed by the connection's id.
const hookRoute = "/hooks/"

// maxHook is the most that a message may have, in bytes.
const maxHook = 1 << 20

// hookAddress is a connection's address for messages, for the other side.
func (c Config) hookAddress(account, conn uuid.UUID) string {
	return c.Origin + hookRoute + store.HookID(account, conn)
}

// hooks takes messages of remote systems. Nobody signs in here: the connector checks the
// sender's signature over the body as it came. A message is answered well when what it says
// is stored, so that the sender comes again with one that was lost.
func (s *Server) hooks(receiver *jobs.Receiver, limits *limiter) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		account, conn, err := store.ParseHookID(r.PathValue("connection"))
		if err != nil {
			refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such connection.")
			return
		}
		if !limits.of(conn.String()).Allow() {
			w.Header().Set("Retry-After", "5")
			refuse(w, http.StatusTooManyRequests, "RATE_LIMITED", "Too many messages at once: send it again later.")
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
		if err != nil {
			refuse(w, http.StatusRequestEntityTooLarge, "TOO_LARGE", "A message has at most 1 MiB.")
			return
		}
		var invalid *orderveil.InvalidError
		switch err := receiver.Receive(r.Context(), account, conn, connectors.Message{Header: r.Header, Body: body}); {
		case err == nil:
			w.WriteHeader(http.StatusOK)
		case errors.Is(err, connectors.ErrForged):
			refuse(w, http.StatusUnauthorized, "FORGED", "The signature does not fit the message, or the message is too old.")
		case errors.Is(err, orderveil.ErrNotFound):
			refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such connection.")
		case errors.As(err, &invalid):
			refuse(w, http.StatusBadRequest, "INVALID", invalid.Advice)
		case store.Moving(err):
			w.Header().Set("Retry-After", retryAfter(err))
			refuse(w, http.StatusServiceUnavailable, "ACCOUNT_MOVING", store.MovingAdvice)
		case store.Busy(err):
			w.Header().Set("Retry-After", retryAfter(err))
			refuse(w, http.StatusServiceUnavailable, "BUSY", store.BusyAdvice)
		default:
			s.parts.Log.Error("a message cannot be taken", "request", requestID(r.Context()), "error", err)
			refuse(w, http.StatusServiceUnavailable, "INTERNAL", "Send it again in a moment.")
		}
	}
}

func retryAfter(err error) string { return strconv.Itoa(int(store.RetryAfter(err).Seconds())) }
