package simulator

import (
	"regexp"
	"strings"
	"time"
)

// term is a filter of Shopify's search.
type term struct{ field, value string }

var termForm = regexp.MustCompile(`^\s*([a-z_]+):((?:>=)?)(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s"']+))`)

var escaped = regexp.MustCompile(`\\(.)`)

// parse reads a search: alternatives of terms that must all hold.
func parse(query string) [][]term {
	alternatives := [][]term{nil}
	for query = strings.TrimSpace(query); query != ""; query = strings.TrimSpace(query) {
		if rest, ok := strings.CutPrefix(query, "OR "); ok {
			alternatives, query = append(alternatives, nil), rest
			continue
		}
		m := termForm.FindStringSubmatch(query)
		if m == nil {
			return nil // what Shopify does not understand finds nothing
		}
		value := m[2] + escaped.ReplaceAllString(m[3]+m[4]+m[5], "$1")
		last := len(alternatives) - 1
		alternatives[last] = append(alternatives[last], term{m[1], value})
		query = query[len(m[0]):]
	}
	return alternatives
}

// holds reports whether a search finds something. A filter that is not known is left out,
// so that everything is found by it.
func holds(search [][]term, known map[string]func(value string) bool) bool {
	for _, all := range search {
		ok := true
		for _, t := range all {
			if test := known[t.field]; test != nil {
				ok = ok && test(t.value)
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// since reads a comparison with a time.
func since(value string, at time.Time) bool {
	text, later := strings.CutPrefix(value, ">=")
	from, err := time.Parse(time.RFC3339, text)
	return err == nil && later && !at.Before(from)
}

// page cuts a list to what a connection's arguments ask for.
func page(all []object, args map[string]any) object {
	first, ok := number(args["first"])
	if !ok || first < 1 || first > 250 {
		panic("simulator: a connection needs first, from 1 to 250")
	}
	from := 0
	if after, ok := args["after"].(string); ok {
		for i, o := range all {
			if o["cursor"] == after {
				from = i + 1
			}
		}
	}
	part := all[from:min(len(all), from+int(first))]
	info := object{"hasNextPage": from+len(part) < len(all), "endCursor": nil}
	if len(part) > 0 {
		info["endCursor"] = part[len(part)-1]["cursor"]
	}
	return object{"nodes": part, "pageInfo": info}
}
