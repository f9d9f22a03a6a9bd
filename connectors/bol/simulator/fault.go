package simulator

import (
	"bytes"
	"context"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Fault is something that goes wrong with a number of calls.
type Fault struct {
	Kind  FaultKind
	Path  string // a pattern of path.Match on the request's path; "" is every path
	Times int    // how many calls; 0 is one, below 0 is all
	// Header is sent along, such as Retry-After with TooManyRequests or Location
	// with Redirect.
	Header map[string]string
}

// FaultKind says what goes wrong.
type FaultKind int

// The faults.
const (
	TooManyRequests FaultKind = iota + 1 // 429, with Fault.Header
	ServerError                          // 500, with Fault.Header
	Unauthorized                         // 401 although the token is good
	Cut                                  // the connection ends without an answer
	CutMidway                            // the connection ends within the answer
	Hang                                 // no answer until the caller leaves
	Truncated                            // the JSON ends half way, with a good length
	WrongMediaType                       // HTML
	WrongTypes                           // texts for numbers
	NUL                                  // a text with U+0000
	NotUTF8                              // a text with stray bytes
	Huge                                 // a text of 10 MB
	Deep                                 // a million lists within each other
	Redirect                             // 302 to Fault.Header["Location"]
	Repeated                             // pages from the second on begin with orders of the page before
	Shifting                             // an order is placed before each page is listed
)

// faults are those that are still to come.
type faults struct {
	mu    sync.Mutex
	armed []Fault
}

// Inject orders a fault. Faults come in the order in which they were ordered.
func (s *Simulator) Inject(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed = append(s.faults.armed, f)
}

// Heal takes back all faults.
func (s *Simulator) Heal() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed = nil
}

func (f *faults) due(requested string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.armed {
		a := &f.armed[i]
		if matched, err := path.Match(a.Path, requested); a.Path != "" && (err != nil || !matched) || a.Times == 0 {
			continue
		}
		if a.Times > 0 {
			a.Times--
		}
		return *a, true
	}
	return Fault{}, false
}

// fail answers a call with a fault.
func (s *Simulator) fail(w http.ResponseWriter, r *http.Request, f Fault) {
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	switch f.Kind {
	case TooManyRequests:
		tooMany(w, 4)
	case ServerError:
		problem(w, http.StatusInternalServerError, "Internal Server Error", "Something went wrong.")
	case Unauthorized:
		problem(w, http.StatusUnauthorized, "Expired JWT", "JWT expired.")
	case Redirect:
		w.WriteHeader(http.StatusFound)
	case Cut:
		panic(http.ErrAbortHandler)
	case Hang:
		<-r.Context().Done()
	case Repeated:
		s.repeat(w, r)
	case Shifting:
		s.Place()
		s.answer(w, r)
	default:
		s.spoil(w, r, f.Kind)
	}
}

// repeat shows pages of which each begins with five orders of the page before.
func (s *Simulator) repeat(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r.WithContext(context.WithValue(r.Context(), overlapKey{}, 5)))
}

type overlapKey struct{}

// spoil answers truly, but for one thing.
func (s *Simulator) spoil(w http.ResponseWriter, r *http.Request, kind FaultKind) {
	t := &tape{header: w.Header()}
	s.answer(t, r)
	body, media := t.body.Bytes(), t.header.Get("Content-Type")
	switch kind {
	case CutMidway:
		_, _ = w.Write(body[:len(body)/2]) // send has set the whole length
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		panic(http.ErrAbortHandler)
	case Truncated:
		body = body[:len(body)/2]
	case WrongMediaType:
		body, media = []byte("<html><body>Service page</body></html>"), "text/html"
	case WrongTypes:
		body = bytes.ReplaceAll(body, []byte(`"quantity":`), []byte(`"quantity":"veel","was":`))
	case NUL:
		body = bytes.ReplaceAll(body, []byte(`"title":"`), []byte(`"title":"\u0000`))
	case NotUTF8:
		body = bytes.ReplaceAll(body, []byte(`":"`), []byte("\":\"\xff"))
	case Huge:
		body = bytes.Replace(body, []byte(`"orderPlacedDateTime":"`), []byte(`"orderPlacedDateTime":"`+strings.Repeat("9", 10<<20)), 1)
	case Deep:
		body = []byte(strings.Repeat("[", 1<<20))
	}
	send(w, t.status, media, body)
}

// tape keeps an answer instead of sending it.
type tape struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (t *tape) Header() http.Header         { return t.header }
func (t *tape) WriteHeader(status int)      { t.status = status }
func (t *tape) Write(b []byte) (int, error) { return t.body.Write(b) }
