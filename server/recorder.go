package server

import (
	"bufio"
	"net"
	"net/http"
)

// recorder remembers how a request was answered, for the log and the metrics.
type recorder struct {
	http.ResponseWriter
	status, bytes int
	begun         bool   // the status is out: it can no longer be another one
	role          string // of the viewer
	refusal       string // why there is no viewer
}

// WriteHeader remembers the status. Those under 200 only announce one, unless the
// connection becomes another protocol's.
func (r *recorder) WriteHeader(status int) {
	if !r.begun {
		r.status = status
		r.begun = status >= http.StatusOK || status == http.StatusSwitchingProtocols
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (r *recorder) Write(b []byte) (int, error) {
	r.begun = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush sends what is written: server-sent events need it.
func (r *recorder) Flush() {
	r.begun = true
	_ = http.NewResponseController(r.ResponseWriter).Flush()
}

// Hijack hands the connection over: a WebSocket needs it.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err == nil && !r.begun {
		r.status = http.StatusSwitchingProtocols
	}
	r.begun = r.begun || err == nil
	return c, rw, err
}

// breakOff ends the answer of a handler that panicked, and returns what to panic with:
// an answer that has begun must not look whole, so its connection is cut.
func (r *recorder) breakOff(request string) any {
	if r.begun {
		return http.ErrAbortHandler
	}
	r.Header().Del("Content-Length")
	r.Header().Del("Content-Encoding")
	refuse(r, http.StatusInternalServerError, "INTERNAL", "Something went wrong here. The log explains it under request "+request+".")
	return nil
}
