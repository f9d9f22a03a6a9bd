package server

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"orderveil"
)

// export hands out the encrypted export of a cancelled account, once. A link that was
// used, is too old or never was is the same 410.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	f, err := s.Store.FetchExport(r.Context(), r.PathValue("token"))
	if errors.Is(err, orderveil.ErrNotFound) {
		http.Error(w, "This link was used or is too old: make a new one.", http.StatusGone)
		return
	}
	if err != nil {
		s.parts.Log.Error("an export cannot be opened", "request", requestID(r.Context()), "error", err)
		http.Error(w, "The export cannot be read. Request "+requestID(r.Context())+".", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil {
		w.Header().Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="orderveil-export.zip.age"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, f)
}
