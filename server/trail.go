package server

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"orderveil"
	"orderveil/graph/who"
)

// trail hands out the viewer's whole audit trail, one JSON object a line, for "orderveil
// audit verify". Staff names the account: /audit/trail?account=3.
func (s *Server) trail(w http.ResponseWriter, r *http.Request) {
	var number *int
	if text := r.URL.Query().Get("account"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			refuse(w, http.StatusBadRequest, "INVALID", "account is the number of an account.")
			return
		}
		number = &n
	}
	begun := false
	err := s.Store.WriteTrail(r.Context(), who.Viewer(r.Context()), number, func() io.Writer {
		begun = true
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set("Content-Disposition", `attachment; filename="audit-trail.ndjson"`)
		return w
	})
	switch {
	case err == nil:
	case begun:
		s.parts.Log.Error("an audit trail was broken off", "request", requestID(r.Context()), "error", err)
		panic(http.ErrAbortHandler) // half a trail must not look whole
	case errors.Is(err, orderveil.ErrForbidden):
		refuse(w, http.StatusForbidden, "FORBIDDEN", "Your role may not ask this.")
	case errors.Is(err, orderveil.ErrNotFound):
		refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such thing among what you may see.")
	case errors.Is(err, orderveil.ErrInvalid):
		refuse(w, http.StatusBadRequest, "INVALID", "Give the number of the account: /audit/trail?account=3.")
	default:
		s.parts.Log.Error("an audit trail cannot be read", "request", requestID(r.Context()), "error", err)
		refuse(w, http.StatusInternalServerError, "INTERNAL", "The audit trail cannot be read. Request "+requestID(r.Context())+".")
	}
}
