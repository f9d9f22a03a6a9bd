package simulator

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

type variant struct {
	Product
	id string
}

type customer struct {
	id      string
	email   string
	created time.Time
	orders  int
}

// order is an order as the shop has it.
type order struct {
	id, name     string
	created      time.Time
	updated      []time.Time // every change: the search knows those that are old enough
	input        map[string]any
	lines        []*lineItem
	total        decimal.Decimal
	customID     string
	customer     *customer
	fulfillments []*fulfillment
	cancelAt     time.Time // zero when nobody asked to cancel
	restock      bool
	refunded     bool
}

type lineItem struct {
	sku       string
	quantity  int
	fulfilled int
	price     decimal.Decimal
	variant   *variant
	claimed   bool
}

type fulfillment struct {
	id, status            string
	created               time.Time
	company, number, link string
	lines                 []object
}

func (o *order) text(name string) string {
	text, _ := o.input[name].(string)
	return text
}

func (o *order) tags() []string {
	var tags []string
	list, _ := o.input["tags"].([]any)
	for _, t := range list {
		tags = append(tags, t.(string))
	}
	return tags
}

func (o *order) cancelled(now time.Time) bool { return !o.cancelAt.IsZero() && !now.Before(o.cancelAt) }

func (o *order) left() (left, shipped int) {
	for _, l := range o.lines {
		left += l.quantity - l.fulfilled
		shipped += l.fulfilled
	}
	return left, shipped
}

// seen is the last change that the search knows of, if it knows the order.
func (s *Simulator) seen(o *order) (at time.Time, ok bool) {
	now := s.config.Clock()
	changes := o.updated
	if o.cancelled(now) {
		changes = append(slices.Clone(changes), o.cancelAt)
	}
	for _, change := range changes {
		if !now.Before(change.Add(s.config.Lag)) {
			at, ok = change, true
		}
	}
	return at, ok
}

// object is an order as GraphQL shows it.
func (s *Simulator) object(o *order) object {
	now := s.config.Clock()
	state := "UNFULFILLED"
	switch left, shipped := o.left(); {
	case shipped > 0 && left == 0:
		state = "FULFILLED"
	case shipped > 0:
		state = "PARTIALLY_FULFILLED"
	}
	out := object{
		"id": o.id, "name": o.name, "createdAt": stamp(o.created), "sourceIdentifier": optional(o.text("sourceIdentifier")), "tags": o.tags(),
		"cancelledAt": nil, "displayFulfillmentStatus": state, "note": optional(o.text("note")), "email": optional(o.text("email")),
		"phone": optional(o.text("phone")), "customer": nil, "cursor": o.id,
		"fulfillments": resolver(func(args map[string]any) any { return o.parcels(args) }),
	}
	if o.cancelled(now) {
		out["cancelledAt"] = stamp(o.cancelAt)
	}
	if c := o.customer; c != nil {
		out["customer"] = object{"id": c.id, "createdAt": stamp(c.created), "numberOfOrders": strconv.Itoa(c.orders)}
	}
	return out
}

func (o *order) parcels(args map[string]any) []object {
	list := []object{}
	first, _ := number(args["first"])
	for _, f := range o.fulfillments {
		if len(list) < int(first) {
			list = append(list, f.object())
		}
	}
	return list
}

func (f *fulfillment) object() object {
	tracking := []object{}
	if f.number != "" || f.company != "" {
		tracking = append(tracking, object{"company": optional(f.company), "number": optional(f.number), "url": optional(f.link)})
	}
	return object{
		"id": f.id, "status": f.status, "createdAt": stamp(f.created),
		"trackingInfo":         tracking,
		"fulfillmentLineItems": resolver(func(args map[string]any) any { return page(f.lines, args) }),
	}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func optional(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// queries are what can be asked.
func (s *Simulator) queries() object {
	return object{
		"metafieldDefinition": resolver(func(args map[string]any) any {
			if kind, ok := s.definitions[definitionOf(args["identifier"])]; ok {
				return object{"type": object{"name": kind}}
			}
			return nil
		}),
		"productVariants":   resolver(func(args map[string]any) any { return page(s.search(args), args) }),
		"orderByIdentifier": resolver(func(args map[string]any) any { return s.byIdentifier(args["identifier"].(map[string]any)) }),
		"orders":            resolver(func(args map[string]any) any { return page(s.found(args), args) }),
		"order": resolver(func(args map[string]any) any {
			if o := s.order(args["id"]); o != nil {
				return s.object(o)
			}
			return nil
		}),
		"fulfillment": resolver(func(args map[string]any) any {
			for _, o := range s.orders {
				for _, f := range o.fulfillments {
					if f.id == args["id"] {
						return f.object()
					}
				}
			}
			return nil
		}),
	}
}

// search finds variants by what their texts hold, as a search does, rather than by what they
// are.
func (s *Simulator) search(args map[string]any) []object {
	var list []object
	asked := parse(args["query"].(string))
	for _, v := range s.variants {
		in := func(text string) func(string) bool {
			return func(value string) bool {
				return value != "" && strings.Contains(strings.ToLower(text), strings.ToLower(value))
			}
		}
		if holds(asked, map[string]func(string) bool{"sku": in(v.SKU), "barcode": in(v.Barcode)}) {
			list = append(list, object{"id": v.id, "sku": optional(v.SKU), "barcode": optional(v.Barcode), "cursor": v.id})
		}
	}
	return list
}

func (s *Simulator) found(args map[string]any) []object {
	type hit struct {
		at time.Time
		o  *order
	}
	var hits []hit
	asked := parse(args["query"].(string))
	for _, o := range s.orders {
		at, ok := s.seen(o)
		if ok && holds(asked, map[string]func(string) bool{
			"source_identifier": func(value string) bool { return o.text("sourceIdentifier") == value },
			"tag":               func(value string) bool { return slices.Contains(o.tags(), value) },
			"updated_at":        func(value string) bool { return since(value, at) },
		}) {
			hits = append(hits, hit{at, o})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.at.Compare(b.at) })
	var list []object
	for _, h := range hits {
		list = append(list, s.object(h.o))
	}
	return list
}

// byIdentifier reads the orders themselves and not the search.
func (s *Simulator) byIdentifier(identifier map[string]any) any {
	if id := identifier["id"]; id != nil {
		if o := s.order(id); o != nil {
			return s.object(o)
		}
		return nil
	}
	custom := identifier["customId"].(map[string]any)
	for _, o := range s.orders {
		if o.customID != "" && o.customID == customID(custom) && s.definitions["ORDER "+fieldOf(custom)] == "id" {
			return s.object(o)
		}
	}
	return nil
}

func (s *Simulator) order(id any) *order {
	for _, o := range s.orders {
		if o.id == id {
			return o
		}
	}
	return nil
}

func fieldOf(m map[string]any) string {
	namespace, _ := m["namespace"].(string)
	key, _ := m["key"].(string)
	return namespace + "." + key
}

func customID(m map[string]any) string {
	value, _ := m["value"].(string)
	return fieldOf(m) + "=" + value
}

func definitionOf(identifier any) string {
	m := identifier.(map[string]any)
	return m["ownerType"].(string) + " " + fieldOf(m)
}
