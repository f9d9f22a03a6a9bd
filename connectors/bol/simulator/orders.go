package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const pageSize = 50

// filter is what a list call asks for.
type filter struct {
	page     int
	method   string    // "" is all
	status   string    // "" is what bol shows by itself: open, or handled in the last 48 hours
	since    time.Time // of the last change
	day      time.Time // of the last change: its first moment
	recently time.Time
	overlap  int // orders of the page before that a page begins with; see Repeated
}

func (s *Simulator) serveList(w http.ResponseWriter, r *http.Request) {
	f, wrong := s.filter(r.URL.Query())
	if len(wrong) > 0 {
		problem(w, http.StatusBadRequest, "Error validating request. Consult the bol.com API documentation for more information.", "Bad request", wrong...)
		return
	}
	if overlap, ok := r.Context().Value(overlapKey{}).(int); ok {
		f.overlap = overlap
	}
	orders := s.list(f)
	if len(orders) == 0 {
		send(w, http.StatusOK, MediaType, []byte("{}"))
		return
	}
	body, err := json.Marshal(map[string]any{"orders": orders})
	if err != nil {
		panic(err)
	}
	send(w, http.StatusOK, MediaType, body)
}

// filter reads the parameters; it names those that bol would not take.
func (s *Simulator) filter(q url.Values) (filter, []violation) {
	var wrong []violation
	now := s.config.Clock()
	f := filter{page: 1, recently: now.Add(-48 * time.Hour)}
	refuse := func(name, reason string) { wrong = append(wrong, violation{Name: name, Reason: reason}) }
	if text := q.Get("page"); text != "" {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 {
			refuse("page", "Must be a whole number from 1.")
		}
		f.page = int(n)
	}
	switch f.method = q.Get("fulfilment-method"); f.method {
	case "", "FBR", "FBB":
	case "ALL":
		f.method = ""
	default:
		refuse("fulfilment-method", "Allowed values: FBR, FBB, ALL.")
	}
	switch f.status = q.Get("status"); f.status {
	case "", "OPEN", "SHIPPED", "ALL":
	default:
		refuse("status", "Allowed values: OPEN, SHIPPED, ALL.")
	}
	if text := q.Get("change-interval-minute"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 60 {
			refuse("change-interval-minute", "Must be a whole number up to 60.")
		}
		f.since = now.Add(-time.Duration(n) * time.Minute)
	}
	if text := q.Get("latest-change-date"); text != "" {
		day, err := time.ParseInLocation(time.DateOnly, text, dutch)
		f.day = day
		if err != nil || day.Before(now.UTC().AddDate(0, -3, -1)) {
			refuse("latest-change-date", "Must be a date of the last three months.")
		}
	}
	return f, wrong
}

// list returns a page, the orders that were placed last first.
func (s *Simulator) list(f filter) []reducedOrder {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work()
	var page []reducedOrder
	skip := (f.page - 1) * (pageSize - f.overlap)
	for n := len(s.orders) - 1; n >= 0 && len(page) < pageSize; n-- {
		if n = s.changed.since(n, f.since); n < 0 {
			break
		}
		if skip > 0 && f.changes() && s.hidden == 0 {
			skip-- // without a look at the order
			continue
		}
		switch o := s.orders[n]; {
		case o.hidden || !f.shows(o):
		case skip > 0:
			skip--
		default:
			page = append(page, o.reduced())
		}
	}
	return page
}

// changes reports whether the list is of all orders that changed, whatever they are.
func (f *filter) changes() bool {
	return f.method == "" && f.status == "ALL" && f.day.IsZero() && !f.since.IsZero()
}

// shows reports whether an order is in the list: one item is enough.
func (f *filter) shows(o *order) bool {
	for _, i := range o.OrderItems {
		if f.showsItem(i) {
			return true
		}
	}
	return false
}

func (f *filter) showsItem(i *item) bool {
	switch {
	case f.method != "" && i.Fulfilment.Method != f.method:
		return false
	case f.status == "OPEN" && i.left() == 0, f.status == "SHIPPED" && i.QuantityShipped == 0:
		return false
	case !f.since.IsZero() && i.LatestChanged.Before(f.since):
		return false
	case !f.day.IsZero():
		return !i.LatestChanged.Before(f.day) && i.LatestChanged.Before(f.day.Add(24*time.Hour))
	case f.since.IsZero() && i.left() == 0:
		return !i.LatestChanged.Before(f.recently)
	}
	return true
}

func (s *Simulator) serveOrder(w http.ResponseWriter, number string) {
	s.mu.Lock()
	s.work()
	o := s.byNumber[number]
	var body []byte
	var err error
	if o != nil {
		body, err = json.Marshal(o)
	}
	s.mu.Unlock()
	if err != nil {
		panic(err)
	}
	if o == nil {
		problem(w, http.StatusNotFound, "Not Found", "The order is not known.")
		return
	}
	send(w, http.StatusOK, MediaType, body)
}
