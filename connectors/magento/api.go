package magento

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// api speaks Magento's REST API for one store view.
type api struct {
	url    string
	signed bool // each request differs, so that one that is refused may be tried again
	client *wire.Client
}

func newAPI(url string, credentials credentials, c connectors.Config) *api {
	h := *c.HTTP
	h.Transport = authorising{credentials, c.HTTP.Transport}
	_, signed := credentials.(oauth)
	return &api{url: url, signed: signed, client: wire.New(wire.Options{
		Name: "The Magento shop", Owner: orderveil.OwnerBackOffice, HTTP: &h, Clock: c.Clock,
	})}
}

// get reads what a path answers. Fields names what of it is sent at all: customers' data
// that is not needed stays where it is.
func (a *api) get(ctx context.Context, path string, query url.Values, fields string, into any) error {
	if query == nil {
		query = url.Values{}
	}
	if fields != "" {
		query.Set("fields", fields)
	}
	if len(query) > 0 {
		// As RFC 3986 has it: a plus would be signed as something else.
		path += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return a.call(ctx, http.MethodGet, path, nil, into)
}

// send writes, and reads the answer.
func (a *api) send(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return a.call(ctx, method, path, text, into)
}

func (a *api) call(ctx context.Context, method, path string, body []byte, into any) error {
	address := a.url + path
	header := http.Header{"Accept": {"application/json"}}
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	call := wire.Call{Method: method, URL: address, Header: header, Body: body, Route: method, Accept: []string{"application/json"}}
	answer, err := a.client.Do(ctx, call)
	if err == nil && answer.Status == http.StatusUnauthorized && a.signed && method == http.MethodGet {
		// The transport sends a read twice when its connection breaks, with one nonce.
		answer, err = a.client.Do(ctx, call)
	}
	if err != nil {
		return err
	}
	if answer.Status != http.StatusOK {
		return refusedStatus(answer)
	}
	return decode(answer.Body, into)
}

// decode reads an answer. No SKU and no number holds a NUL: an answer that does was damaged
// on its way.
func decode(body []byte, into any) error {
	if wire.Decode(body, into) != nil || bytes.Contains(body, []byte(`\u0000`)) {
		return badAnswer()
	}
	return nil
}

// filter is one condition of a search.
type filter struct{ field, condition, value string }

// search puts conditions together, in Magento's search criteria: within a group any may hold,
// and of all groups one must.
func search(groups ...[]filter) url.Values {
	query := url.Values{}
	for g, group := range groups {
		for f, c := range group {
			prefix := fmt.Sprintf("searchCriteria[filterGroups][%d][filters][%d]", g, f)
			query.Set(prefix+"[field]", c.field)
			query.Set(prefix+"[conditionType]", c.condition)
			query.Set(prefix+"[value]", c.value)
		}
	}
	return query
}

// list reads one page of what a search finds. An answer without a list is none: it does not
// mean that nothing was found.
func list[T any](ctx context.Context, a *api, path string, query url.Values, fields string) (items []T, total int, err error) {
	var answer struct {
		Items *[]T `json:"items"`
		Total *int `json:"total_count"`
	}
	if err := a.get(ctx, path, query, "items["+fields+"],total_count", &answer); err != nil {
		return nil, 0, err
	}
	if answer.Items == nil || answer.Total == nil {
		return nil, 0, badAnswer()
	}
	return *answer.Items, *answer.Total, nil
}

// pageSize is how much is asked for at a time.
const pageSize = 100

// pages reads a list to its end, oldest first. A page beyond the last is the last one again,
// so that the count says when to stop.
func pages[T any](ctx context.Context, a *api, path string, query url.Values, fields string, page func([]T) error) error {
	query.Set("searchCriteria[sortOrders][0][field]", "entity_id")
	query.Set("searchCriteria[sortOrders][0][direction]", "ASC")
	query.Set("searchCriteria[pageSize]", strconv.Itoa(pageSize))
	for n := 1; ; n++ {
		query.Set("searchCriteria[currentPage]", strconv.Itoa(n))
		items, total, err := list[T](ctx, a, path, query, fields)
		if err != nil {
			return err
		}
		if len(items) > 0 {
			if err := page(items); err != nil {
				return err
			}
		}
		if n*pageSize >= total || len(items) == 0 {
			return nil
		}
	}
}
