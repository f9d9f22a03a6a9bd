package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// listOrders lists by the filters that it knows. Any other is no filter.
func (s *Simulator) listOrders(q *request) {
	if !q.allowed("order", "asc", "desc") || !q.allowed("orderby", "date", "id", "include", "title", "slug", "modified") {
		return
	}
	after, changed := q.moment("modified_after")
	from, status := q.list("created_via"), q.list("status")
	var all []*Order
	for _, o := range s.orders {
		switch {
		case changed && !o.Modified.After(after),
			len(from) > 0 && !s.config.Old && !slices.Contains(from, o.CreatedVia),
			len(status) > 0 && !slices.Contains(status, "any") && !slices.Contains(status, o.Status):
			continue
		}
		all = append(all, o)
	}
	slices.SortStableFunc(all, func(a, b *Order) int {
		by := cmp.Compare(a.ID, b.ID)
		switch q.query.Get("orderby") {
		case "modified":
			by = cmp.Or(a.Modified.Compare(b.Modified), by)
		case "", "date":
			by = cmp.Or(a.Created.Compare(b.Created), by)
		}
		if q.query.Get("order") != "asc" {
			by = -by
		}
		return by
	})
	objects := []map[string]any{}
	only := q.list("include_meta")
	for _, o := range page(q, all) {
		object := s.json(o)
		if len(only) > 0 {
			object["meta_data"] = metas(slices.DeleteFunc(slices.Clone(o.Meta), func(m Meta) bool { return !slices.Contains(only, m.Key) }))
		}
		objects = append(objects, object)
	}
	q.answer(http.StatusOK, objects)
}

// listProducts finds products by SKU, variations too, or by a search, which finds products
// only, and by parts of what is searched.
func (s *Simulator) listProducts(q *request) {
	skus := q.query.Get("sku")
	search, in := strings.ToLower(q.query.Get("search")), q.list("search_fields")
	var all []Product
	for _, p := range s.config.Products {
		switch {
		case skus != "" && !slices.ContainsFunc(append(strings.Split(skus, ","), skus), func(sku string) bool { return strings.EqualFold(sku, p.SKU) }),
			skus == "" && p.Parent != 0,
			search != "" && slices.Contains(in, "global_unique_id") && !strings.Contains(p.EAN, search),
			search != "" && len(in) == 0 && !strings.Contains(strings.ToLower(p.SKU), search):
			continue
		}
		all = append(all, p)
	}
	objects := []map[string]any{}
	for _, p := range page(q, all) {
		kind, status := "simple", p.Status
		if p.Parent != 0 {
			kind = "variation"
		}
		if status == "" {
			status = "publish"
		}
		objects = append(objects, map[string]any{
			"id": p.ID, "parent_id": p.Parent, "type": kind, "status": status, "sku": p.SKU, "global_unique_id": p.EAN,
			"name": "Product " + p.SKU, "price": money(p.Price), "description": strings.Repeat("A product. ", 200),
		})
	}
	q.answer(http.StatusOK, objects)
}

func (s *Simulator) listNotes(q *request) {
	objects := []map[string]any{}
	for _, n := range q.order.Notes {
		if kind := q.query.Get("type"); kind == "" || kind == "any" || (kind == "customer") == n.Customer {
			objects = append(objects, noteJSON(n))
		}
	}
	q.answer(http.StatusOK, objects)
}

func (s *Simulator) createNote(q *request) {
	text, _ := q.body["note"].(string)
	if text == "" {
		q.problem(http.StatusBadRequest, "rest_missing_callback_param")
		return
	}
	n := Note{ID: s.id(), Text: text, Customer: q.body["customer_note"] == true, At: s.config.Clock()}
	q.order.Notes = append(q.order.Notes, n)
	q.answer(http.StatusCreated, noteJSON(n))
}

func noteJSON(n Note) map[string]any {
	return map[string]any{
		"id": n.ID, "author": "system", "note": n.Text, "customer_note": n.Customer,
		"date_created": n.At.UTC().Add(zone).Format("2006-01-02T15:04:05"), "date_created_gmt": n.At.UTC().Format("2006-01-02T15:04:05"),
	}
}

func (s *Simulator) listFulfilments(q *request) {
	objects := []map[string]any{}
	for _, p := range q.order.Parcels {
		object := map[string]any{
			"id": p.ID, "entity_type": "WC_Order", "entity_id": q.order.Number(), "status": p.Status, "is_fulfilled": p.Status == "fulfilled",
			"date_updated": p.Updated.UTC().Format(time.DateTime), "date_deleted": nil, "meta_data": metas(p.Meta),
		}
		if !p.Deleted.IsZero() {
			object["date_deleted"] = p.Deleted.UTC().Format(time.DateTime)
		}
		objects = append(objects, object)
	}
	q.answer(http.StatusOK, objects)
}
