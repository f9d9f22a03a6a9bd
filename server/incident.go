package server

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"orderveil"
	"orderveil/graph/who"
	"orderveil/store"
)

// incident hands out whose views of which orders fall into a window of time, as CSV or
// JSON: /audit/incident?from=2026-11-02T09:00:00Z&to=2026-11-02T17:00:00Z&format=csv.
func (s *Server) incident(w http.ResponseWriter, r *http.Request) {
	window, number, format, err := incidentAsked(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, "INVALID", "Correct the address: "+err.Error()+".")
		return
	}
	out := &incidentFile{to: w, json: format == "json", window: window}
	err = s.Store.IncidentLooks(r.Context(), who.Viewer(r.Context()), window, number, requestID(r.Context()), out.look)
	if err == nil {
		err = out.close()
	}
	switch {
	case err == nil:
	case out.begun:
		s.parts.Log.Error("an incident's file was broken off", "request", requestID(r.Context()), "error", err)
		panic(http.ErrAbortHandler) // half a file must not look whole
	case errors.Is(err, orderveil.ErrForbidden):
		refuse(w, http.StatusForbidden, "FORBIDDEN", "Your role may not ask this.")
	case errors.Is(err, orderveil.ErrNotFound):
		refuse(w, http.StatusNotFound, "NOT_FOUND", "There is no such thing among what you may see.")
	case errors.Is(err, orderveil.ErrInvalid):
		refuse(w, http.StatusBadRequest, "INVALID", "The window begins before it ends: exchange from and to.")
	default:
		s.parts.Log.Error("the views of a window of time cannot be read", "request", requestID(r.Context()), "error", err)
		refuse(w, http.StatusInternalServerError, "INTERNAL", "The audit trails cannot be read. Request "+requestID(r.Context())+".")
	}
}

func incidentAsked(r *http.Request) (window store.Window, number *int, format string, err error) {
	q := r.URL.Query()
	for name, to := range map[string]*time.Time{"from": &window.From, "to": &window.To} {
		if *to, err = time.Parse(time.RFC3339, q.Get(name)); err != nil {
			return window, nil, "", errors.New("from and to are moments such as 2026-11-02T09:00:00Z")
		}
	}
	if text := q.Get("account"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return window, nil, "", errors.New("account is the number of an account")
		}
		number = &n
	}
	format = cmp.Or(q.Get("format"), "csv")
	if format != "csv" && format != "json" {
		return window, nil, "", errors.New("format is csv or json")
	}
	return window, number, format, nil
}

// incidentFile writes the looks as they come: there may be more than fit into memory.
type incidentFile struct {
	to     http.ResponseWriter
	json   bool
	window store.Window
	begun  bool
	lines  *csv.Writer
	rows   int
}

var incidentColumns = []string{"at", "account", "order", "number", "subject", "role", "right", "via", "request", "categories"}

func (f *incidentFile) begin() error {
	if f.begun {
		return nil
	}
	f.begun = true
	h := f.to.Header()
	if !f.json {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="incident.csv"`)
		f.lines = csv.NewWriter(f.to)
		return f.lines.Write(incidentColumns)
	}
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="incident.json"`)
	window, err := json.Marshal(map[string]time.Time{"from": f.window.From, "to": f.window.To})
	if err != nil {
		return err
	}
	_, err = io.WriteString(f.to, strings.TrimSuffix(string(window), "}")+`,"looks":[`)
	return err
}

func (f *incidentFile) look(l store.IncidentLook) error {
	if err := f.begin(); err != nil {
		return err
	}
	f.rows++
	if !f.json {
		return f.lines.Write([]string{
			l.At.Format(time.RFC3339Nano), strconv.Itoa(l.Account), l.Order, l.Number, l.Subject, l.Role, l.Right, l.Via, l.Request, strings.Join(l.Categories, " "),
		})
	}
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if f.rows > 1 {
		text = append([]byte(",\n"), text...)
	}
	_, err = f.to.Write(text)
	return err
}

func (f *incidentFile) close() error {
	if err := f.begin(); err != nil {
		return err
	}
	if f.json {
		_, err := io.WriteString(f.to, "]}\n")
		return err
	}
	f.lines.Flush()
	return f.lines.Error()
}
