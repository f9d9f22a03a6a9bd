package simulator

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cursor is a place in a search that has a further page.
type cursor struct {
	filters string
	last    spot
	before  time.Time
	until   time.Time // when the token ends
}

// spot is an order's place in a search.
type spot struct {
	at     time.Time
	number string
}

// filter is what a search asks for.
type filter struct {
	marketplaces, statuses, by []string
	created                    bool // by the time of creation, and otherwise of the last update
	after, before              time.Time
	size                       int
	with                       func(string) bool
}

var (
	statuses   = []string{"PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"}
	parameters = []string{
		"createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore", "fulfillmentStatuses", "marketplaceIds", "fulfilledBy",
		"maxResultsPerPage", "paginationToken", "includedData",
	}
)

func (s *Simulator) serveSearch(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	f, wrong := s.filter(query)
	if wrong != "" {
		refuse(w, http.StatusBadRequest, "InvalidInput", "Invalid Input", wrong)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var from cursor
	if token := query.Get("paginationToken"); token != "" {
		known, ok := s.pages[token]
		if !ok || known.filters != filters(query) || s.config.Clock().After(known.until) {
			refuse(w, http.StatusBadRequest, "InvalidInput", "Invalid Input", "The pagination token is unknown, has expired or belongs to other filters.")
			return
		}
		from, f.before = known, known.before
	}
	s.sendPage(w, f, from, filters(query))
}

// filters are a search's parameters but for the page.
func filters(query url.Values) string {
	q := url.Values{}
	for name, values := range query {
		if name != "paginationToken" {
			q[name] = values
		}
	}
	return q.Encode()
}

// filter reads the parameters, and says what Amazon would not take.
func (s *Simulator) filter(q url.Values) (f filter, wrong string) {
	for name, values := range q {
		if !slices.Contains(parameters, name) || len(values) != 1 {
			return f, "There is no such parameter, or it is there twice."
		}
	}
	now := s.config.Clock()
	f.before = now.Add(-s.config.Lag)
	after, before := "lastUpdatedAfter", "lastUpdatedBefore"
	if f.created = q.Has("createdAfter"); f.created {
		after, before = "createdAfter", "createdBefore"
	}
	if q.Has("createdAfter") == q.Has("lastUpdatedAfter") || f.created && q.Has("lastUpdatedBefore") || !f.created && q.Has("createdBefore") {
		return f, "Exactly one of createdAfter and lastUpdatedAfter."
	}
	var err error
	if f.after, err = time.Parse(time.RFC3339, q.Get(after)); err != nil {
		return f, after + " is no time."
	}
	if q.Has(before) {
		if f.before, err = time.Parse(time.RFC3339, q.Get(before)); err != nil || f.before.Before(f.after) || f.before.After(now.Add(-2*time.Minute)) {
			return f, before + " is no time, or not two minutes ago."
		}
	}
	if f.after.After(f.before) {
		return f, after + " is too late."
	}
	f.marketplaces, f.statuses, f.by = list(q, "marketplaceIds"), list(q, "fulfillmentStatuses"), list(q, "fulfilledBy")
	if len(f.marketplaces) < 1 || len(f.marketplaces) > 50 {
		return f, "1 to 50 marketplaces."
	}
	if !within(f.statuses, statuses) || !within(f.by, []string{"MERCHANT", "AMAZON"}) {
		return f, "A value is not known."
	}
	f.size = 100
	if q.Has("maxResultsPerPage") {
		if f.size, err = strconv.Atoi(q.Get("maxResultsPerPage")); err != nil || f.size < 1 || f.size > 100 {
			return f, "maxResultsPerPage is 1 to 100."
		}
	}
	with, ok := s.included(q.Get("includedData"))
	if f.with = with; !ok {
		return f, "A value of includedData is not known."
	}
	return f, ""
}

func list(q url.Values, name string) []string {
	if q.Get(name) == "" {
		return nil
	}
	return strings.Split(q.Get(name), ",")
}

func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(one string) bool { return !slices.Contains(all, one) })
}

// sendPage answers with the orders behind a place. The caller holds the lock.
func (s *Simulator) sendPage(w http.ResponseWriter, f filter, from cursor, filters string) {
	var found []*order
	for _, o := range s.orders {
		if at := f.place(o); f.shows(o) && behind(at, from.last) > 0 {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *order) int { return behind(f.place(a), f.place(b)) })
	more := len(found) > f.size
	found = found[:min(len(found), f.size)]
	orders := make([]*order, len(found))
	for n, o := range found {
		orders[n] = o.shown(f.with)
	}
	body := map[string]any{"orders": orders}
	if name := "lastUpdatedBefore"; f.created {
		body["createdBefore"] = stamp{f.before}
	} else {
		body[name] = stamp{f.before}
	}
	if more {
		token := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "page %d of %x", len(s.pages)+1, s.config.Seed))
		s.pages[token] = cursor{filters: filters, last: f.place(found[len(found)-1]), before: f.before, until: s.config.Clock().Add(24 * time.Hour)}
		body["pagination"] = map[string]string{"nextToken": token}
	}
	send(w, http.StatusOK, body)
}

func (f *filter) place(o *order) spot {
	if f.created {
		return spot{o.Created.Time, o.OrderID}
	}
	return spot{o.LastUpdated.Time, o.OrderID}
}

func behind(a, b spot) int {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number))
}

func (f *filter) shows(o *order) bool {
	at := f.place(o).at
	return !at.Before(f.after) && !at.After(f.before) && slices.Contains(f.marketplaces, o.SalesChannel.Marketplace) &&
		(len(f.statuses) == 0 || slices.Contains(f.statuses, o.Fulfillment.Status)) &&
		(len(f.by) == 0 || slices.Contains(f.by, o.Fulfillment.By))
}
