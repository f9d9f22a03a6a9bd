package simulator

import (
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"
)

const mostOnPage = 200

func (s *Simulator) serveList(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, offset := 50, 0
	var err error
	if text := q.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostOnPage {
			refuse(w, http.StatusBadRequest, 31100, "API_FULFILLMENT", "Invalid limit: "+text)
			return
		}
	}
	if text := q.Get("offset"); text != "" {
		if offset, err = strconv.Atoi(text); err != nil || offset < 0 {
			refuse(w, http.StatusBadRequest, 31000, "API_FULFILLMENT", "Invalid offset: "+text)
			return
		}
	}
	f, id := s.filter(q.Get("filter"))
	if id != 0 {
		refuse(w, http.StatusBadRequest, id, "API_FULFILLMENT", "Invalid filter: "+q.Get("filter"))
		return
	}
	found := s.find(f)
	page := []order{}
	for _, o := range found[min(offset, len(found)):min(offset+limit, len(found))] {
		shown := *o
		shown.CancelStatus.Requests = []cancelRequest{} // of details only
		page = append(page, shown)
	}
	answer := map[string]any{"href": "https://api.ebay.com" + r.URL.RequestURI(), "limit": limit, "offset": offset, "total": len(found), "orders": page}
	if offset+limit < len(found) {
		answer["next"] = fmt.Sprintf("https://api.ebay.com%s?limit=%d&offset=%d", OrderPath, limit, offset+limit)
	}
	send(w, http.StatusOK, answer)
}

// filter is what a list call asks for.
type filter struct {
	created, modified span
	open              bool // what is not all fulfilled
	fulfilled         bool // what is begun
}

type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool {
	return (s.from.IsZero() || !t.Before(s.from)) && (s.to.IsZero() || !t.After(s.to))
}

var criterion = regexp.MustCompile(`^(\w+):(?:\[([^\]]*)\]|\{([^}]*)\})(?:,|$)`)

// filter reads the criteria, or returns the id of eBay's error.
func (s *Simulator) filter(text string) (f filter, id int) {
	now := s.config.Clock()
	if text == "" {
		f.created.from = now.AddDate(0, 0, -90)
	}
	for text != "" {
		m := criterion.FindStringSubmatch(text)
		if m == nil {
			return f, 30700
		}
		text = text[len(m[0]):]
		switch name, dates, values := m[1], m[2], m[3]; {
		case name == "creationdate" && dates != "":
			f.created, id = interval(dates, now)
			if id == 0 && f.created.from.Before(now.AddDate(-2, 0, 0)) {
				id = 30830
			}
		case name == "lastmodifieddate" && dates != "":
			f.modified, id = interval(dates, now)
		case name == "orderfulfillmentstatus" && values == "NOT_STARTED|IN_PROGRESS":
			f.open = true
		case name == "orderfulfillmentstatus" && values == "FULFILLED|IN_PROGRESS":
			f.fulfilled = true
		default:
			id = 30800
		}
		if id != 0 {
			return f, id
		}
	}
	if !f.created.from.IsZero() {
		f.modified = span{} // eBay uses one of them only
	}
	return f, 0
}

func interval(text string, now time.Time) (s span, id int) {
	from, to, two := strings.Cut(text, "..")
	if !two || from == "" {
		return s, 30820
	}
	var err error
	if s.from, err = time.Parse(timeFormat, from); err != nil {
		return s, 30810
	}
	if to != "" {
		if s.to, err = time.Parse(timeFormat, to); err != nil {
			return s, 30810
		}
		if s.to.Before(s.from) {
			return s, 30840
		}
	}
	if s.from.After(now) || s.to.After(now) {
		return s, 30850
	}
	return s, 0
}

// find returns the orders in the order in which eBay lists them: by the time that the
// filter is about.
func (s *Simulator) find(f filter) (found []*order) {
	for _, o := range s.orders {
		switch {
		case !f.created.holds(o.Created.Time), !f.modified.holds(o.Modified.Time):
		case f.open && o.Fulfillment == "FULFILLED", f.fulfilled && o.Fulfillment == "NOT_STARTED":
		default:
			found = append(found, o)
		}
	}
	if !f.modified.from.IsZero() {
		sort.SliceStable(found, func(a, b int) bool { return found[a].Modified.Before(found[b].Modified.Time) })
	}
	return found
}

func (s *Simulator) serveOrder(w http.ResponseWriter, number string) {
	o := s.order(number)
	if o == nil {
		refuse(w, http.StatusNotFound, 32100, "API_FULFILLMENT", "Invalid order ID: "+number)
		return
	}
	send(w, http.StatusOK, o)
}
