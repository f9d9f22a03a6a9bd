package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"orderveil"
	"orderveil/graph/who"
	"orderveil/store"
)

// bulk hands out the file of a bulk export to whoever asked for it.
func (s *Server) bulk(w http.ResponseWriter, r *http.Request) {
	viewer := who.Viewer(r.Context())
	f, name, err := s.Store.OpenExport(r.Context(), viewer, r.PathValue("id"))
	switch {
	case errors.Is(err, orderveil.ErrForbidden):
		refuse(w, http.StatusForbidden, "FORBIDDEN", "Your role may not ask this.")
		return
	case errors.Is(err, orderveil.ErrNotFound):
		refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such export of yours, or it is over.")
		return
	case errors.Is(err, orderveil.ErrConflict):
		refuse(w, http.StatusConflict, "NOT_READY", "The export is not ready: ask for its state.")
		return
	case err != nil:
		s.parts.Log.Error("an export cannot be opened", "request", requestID(r.Context()), "error", err)
		refuse(w, http.StatusInternalServerError, "INTERNAL", "The export cannot be read. Request "+requestID(r.Context())+".")
		return
	}
	defer f.Close()
	err = s.Store.Audit(r.Context(), viewer.Account, viewer, store.AuditEvent{
		Kind: orderveil.AuditChange, Via: "bulk", Object: r.PathValue("id"), Outcome: "OK", Request: requestID(r.Context()),
	})
	if err != nil {
		s.parts.Log.Error("an export cannot be entered into the audit trail", "request", requestID(r.Context()), "error", err)
		refuse(w, http.StatusServiceUnavailable, "INTERNAL", "Try again in a moment.")
		return
	}
	if info, err := f.Stat(); err == nil {
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, f)
}
