package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var criterion = regexp.MustCompile(`^searchCriteria\[filterGroups\]\[(\d+)\]\[filters\]\[(\d+)\]\[(field|value|conditionType)\]$`)

// list answers search criteria: of all groups one filter must hold.
func list(all []entity, q url.Values) (any, *refusal) {
	groups := map[string]map[string]map[string]string{}
	for name, values := range q {
		if m := criterion.FindStringSubmatch(name); m != nil {
			if groups[m[1]] == nil {
				groups[m[1]] = map[string]map[string]string{}
			}
			if groups[m[1]][m[2]] == nil {
				groups[m[1]][m[2]] = map[string]string{"conditionType": "eq"}
			}
			groups[m[1]][m[2]][m[3]] = values[0]
		}
	}
	var found []entity
	for _, e := range all {
		keep := true
		for _, filters := range groups {
			any := false
			for _, f := range filters {
				holds, refused := condition(e, f)
				if refused != nil {
					return nil, refused
				}
				any = any || holds
			}
			keep = keep && any
		}
		if keep {
			found = append(found, e)
		}
	}
	return pageOf(found, q), nil
}

// pageOf cuts a list. A page beyond the last is the last one again.
func pageOf(found []entity, q url.Values) entity {
	size, _ := strconv.Atoi(q.Get("searchCriteria[pageSize]"))
	current, _ := strconv.Atoi(q.Get("searchCriteria[currentPage]"))
	total := len(found)
	if size > 0 {
		last := max((total+size-1)/size, 1)
		from := (min(max(current, 1), last) - 1) * size
		found = found[min(from, total):min(from+size, total)]
	}
	items := make([]any, 0, len(found))
	for _, e := range found {
		items = append(items, e)
	}
	return entity{"items": items, "search_criteria": entity{"filter_groups": []any{}, "page_size": size, "current_page": current}, "total_count": total}
}

// columns are what a database can be searched by; another name is an error.
var columns = []string{"sku", "entity_id", "increment_id", "ext_order_id", "updated_at", "created_at", "state"}

func condition(e entity, f map[string]string) (bool, *refusal) {
	if !slices.Contains(columns, f["field"]) {
		return false, &refusal{http.StatusBadRequest, "Column not found: " + f["field"]}
	}
	value, ok := e[f["field"]]
	if !ok || value == nil {
		return false, nil
	}
	text := fmt.Sprint(value)
	switch f["conditionType"] {
	case "eq": // the database does not tell upper case from lower
		return strings.EqualFold(text, f["value"]), nil
	case "in":
		return slices.Contains(strings.Split(f["value"], ","), text), nil
	case "gteq":
		return text >= f["value"], nil
	case "like":
		prefix, ok := strings.CutSuffix(f["value"], "%")
		return ok && strings.HasPrefix(strings.ToLower(text), strings.ToLower(prefix)), nil
	}
	return false, &refusal{http.StatusBadRequest, "Invalid condition type"}
}

// fields is a filter of what is answered, such as items[sku,qty],total_count.
type fields map[string]fields

func parseFields(text string) fields {
	f, _ := parseList(text)
	return f
}

func parseList(text string) (fields, string) {
	all := fields{}
	for {
		end := strings.IndexAny(text, ",[]")
		if end < 0 {
			all[text] = nil
			return all, ""
		}
		name, sign := text[:end], text[end]
		text = text[end+1:]
		if name != "" && sign != '[' {
			all[name] = nil
		}
		switch sign {
		case '[':
			all[name], text = parseList(text)
		case ']':
			return all, text
		}
		if text == "" {
			return all, ""
		}
	}
}

// only leaves of an answer what a filter names.
func only(of any, f fields) any {
	if f == nil {
		return of
	}
	switch v := of.(type) {
	case []any:
		out := make([]any, 0, len(v))
		for _, e := range v {
			out = append(out, only(e, f))
		}
		return out
	case entity:
		out := entity{}
		for name, inner := range f {
			if value, ok := v[name]; ok {
				out[name] = only(value, inner)
			}
		}
		return out
	}
	return of
}
