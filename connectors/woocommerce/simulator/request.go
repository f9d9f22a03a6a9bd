package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// request is a call that is being answered.
type request struct {
	*http.Request
	w     http.ResponseWriter
	query url.Values
	order *Order // that the path names
	body  map[string]any
}

// read takes the body in. The API takes JSON, and nothing else from here.
func (q *request) read() bool {
	if q.Method == http.MethodGet || q.Method == http.MethodDelete {
		return true
	}
	text, err := io.ReadAll(q.Body)
	if err != nil || q.Header.Get("Content-Type") != "application/json" || json.Unmarshal(text, &q.body) != nil {
		q.problem(http.StatusBadRequest, "rest_invalid_json")
		return false
	}
	return true
}

// problem answers with an error as WordPress writes them.
func (q *request) problem(status int, code string) {
	q.write(status, map[string]any{"code": code, "message": "Sorry, Kanarie.", "data": map[string]any{"status": status}})
}

// answer writes an object or a list, cut down to the fields that were asked for.
func (q *request) answer(status int, content any) {
	wanted := strings.FieldsFunc(q.query.Get("_fields"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(wanted) > 0 {
		switch c := content.(type) {
		case map[string]any:
			content = cut(c, wanted)
		case []map[string]any:
			all := make([]map[string]any, 0, len(c))
			for _, one := range c {
				all = append(all, cut(one, wanted))
			}
			content = all
		}
	}
	q.write(status, content)
}

func cut(object map[string]any, wanted []string) map[string]any {
	few := map[string]any{}
	for _, name := range wanted {
		if value, ok := object[name]; ok {
			few[name] = value
		}
	}
	return few
}

func (q *request) write(status int, content any) {
	q.w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	q.w.WriteHeader(status)
	_ = json.NewEncoder(q.w).Encode(content)
}

// page cuts a list to the page that was asked for and says how many there are.
func page[T any](q *request, all []T) []T {
	number, size := max(q.number("page", 1), 1), min(max(q.number("per_page", 10), 1), 100)
	q.w.Header().Set("X-WP-Total", strconv.Itoa(len(all)))
	q.w.Header().Set("X-WP-TotalPages", strconv.Itoa((len(all)+size-1)/size))
	first := min((number-1)*size, len(all))
	return all[first:min(first+size, len(all))]
}

func (q *request) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(q.query.Get(name)); err == nil {
		return n
	}
	return otherwise
}

// list reads a parameter that is a list: texts between commas or spaces.
func (q *request) list(name string) []string {
	return strings.FieldsFunc(q.query.Get(name), func(r rune) bool { return r == ',' || r == ' ' })
}

// moment reads a date, which is taken for the shop's own time unless it is said to be GMT.
// The shop lives two hours east of it.
func (q *request) moment(name string) (time.Time, bool) {
	at, err := time.Parse("2006-01-02T15:04:05", q.query.Get(name))
	if err != nil {
		return time.Time{}, false
	}
	if q.query.Get("dates_are_gmt") != "true" {
		at = at.Add(-zone)
	}
	return at, true
}

// zone is how far the shop is from GMT.
const zone = 2 * time.Hour

// allowed refuses a parameter with a value that is none of its own.
func (q *request) allowed(name string, values ...string) bool {
	if text := q.query.Get(name); text != "" && !slices.Contains(values, text) {
		q.problem(http.StatusBadRequest, "rest_invalid_param")
		return false
	}
	return true
}
