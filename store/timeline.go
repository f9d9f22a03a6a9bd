package store

import (
	"context"
	"sync"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/event"
	"orderveil/personal"
	"orderveil/seal"
)

// sealedNote is what somebody wrote of an event. It is free text in which a
// customer may be named, so it is sealed to the order's day like all the rest.
type sealedNote struct {
	event uuid.UUID
	value personal.Value
}

func notePlace(id uuid.UUID) seal.Place {
	return seal.Place{Table: event.Table, Row: id, Column: event.FieldNote}
}

func (s *Store) sealReason(ctx context.Context, a *openAccount, order uuid.UUID, reason string) (sealedNote, error) {
	note := sealedNote{event: s.config.IDs()}
	row, err := a.db.Order.Get(ctx, order)
	if err != nil {
		return note, notFound(err)
	}
	if row.ForgottenAt != nil || row.ForgetOn <= s.today() {
		return note, orderveil.Invalidf("the customer data of this order is forgotten: it cannot be forwarded any more")
	}
	sealer, err := a.keys.Sealer(ctx, []orderveil.Date{row.ForgetOn})
	if err != nil {
		return note, err
	}
	note.value, err = sealer.Seal(notePlace(note.event), row.ForgetOn, personal.NewRecord(personal.Note).With(personal.AddressNote, reason))
	return note, err
}

// EventView is an entry of an order's timeline.
type EventView struct {
	order *OrderView
	row   *account.Event
}

// ID is the event's global id.
func (e *EventView) ID() string { return e.order.global(kindEvent, e.row.ID) }

// At is when it happened.
func (e *EventView) At() time.Time { return e.row.At.UTC() }

// Kind says what happened, in a code.
func (e *EventView) Kind() string { return e.row.Kind }

// Detail says more, in a code or a number; nil when there is no more to say.
func (e *EventView) Detail() *string { return nonEmpty(e.row.Detail) }

// Actor is the subject of who did it; nil for the hub itself.
func (e *EventView) Actor() *string { return nonEmpty(e.row.Actor) }

// Note is what the actor wrote of it.
func (e *EventView) Note() (*string, error) {
	d := e.Decision(personal.Note)
	r, err := e.order.page.lens.open(d, e.order.row.ID, notePlace(e.row.ID), personal.Note, e.row.Note)
	if err != nil {
		return nil, err
	}
	return shown(d, r.Plain(personal.AddressNote)), nil
}

// Decision says how the viewer gets a category of this event.
func (e *EventView) Decision(c personal.Category) orderveil.Decision {
	return e.order.viewer().DecideAny(c)
}

// EventPage is one page of a timeline, oldest first.
type EventPage struct {
	Nodes []*EventView
	more  bool
}

// PageInfo tells whether there is more.
func (p *EventPage) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: p.more}
	if n := len(p.Nodes); n > 0 {
		first, last := p.Nodes[0].ID(), p.Nodes[n-1].ID()
		info.StartCursor, info.EndCursor = &first, &last
	}
	return info
}

// pageEvents remembers the timelines that were read for all orders of a page, and who
// stands in them.
type pageEvents struct {
	mu     sync.Mutex
	read   map[timelineKey]map[uuid.UUID]*timeline
	actors map[uuid.UUID]*Actor // nil for an id that is nobody's
}

type timelineKey struct {
	first int
	after uuid.UUID
}

type timeline struct {
	rows []*account.Event
	more bool
}

// Timeline returns what happened to an order, oldest first. Asked for one order of
// a page it reads the timelines of all of them, in one statement.
func (o *OrderView) Timeline(ctx context.Context, first *int, after *string) (*EventPage, error) {
	key := timelineKey{first: defaultPage}
	if first != nil {
		key.first = *first
	}
	if key.first < 1 || key.first > maxPage {
		return nil, orderveil.Invalidf("first is 1 to %d", maxPage)
	}
	if after != nil {
		id, err := parseGlobal(*after, kindEvent)
		if err != nil {
			return nil, orderveil.Invalidf("this is no cursor: take one from an earlier page")
		}
		key.after = id.row
	}
	e := o.page.events
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.read[key] == nil {
		found, err := o.page.timelines(ctx, key)
		if err != nil {
			return nil, err
		}
		if e.read == nil {
			e.read = map[timelineKey]map[uuid.UUID]*timeline{}
		}
		e.read[key] = found
	}
	return o.eventPage(e.read[key][o.row.ID]), nil
}

func (o *OrderView) eventPage(t *timeline) *EventPage {
	p := &EventPage{Nodes: []*EventView{}}
	if t == nil {
		return p
	}
	p.more = t.more
	for _, row := range t.rows {
		p.Nodes = append(p.Nodes, &EventView{order: o, row: row})
	}
	return p
}

// timelines reads up to first events, and one more to know of, for every order of
// the page. Ids of events sort by time.
func (p *page) timelines(ctx context.Context, key timelineKey) (map[uuid.UUID]*timeline, error) {
	found := map[uuid.UUID]*timeline{}
	err := p.store.with(ctx, p.account.ID, func(a *openAccount) error {
		rows, err := a.db.Event.Query().Where(func(sel *sql.Selector) { numbered(sel, p.ids, key) }).
			Order(event.ByID()).All(ctx)
		for _, row := range rows {
			t := found[row.OrderID]
			if t == nil {
				t = &timeline{}
				found[row.OrderID] = t
			}
			if len(t.rows) == key.first {
				t.more = true
				continue
			}
			t.rows = append(t.rows, row)
		}
		return err
	})
	return found, err
}

// numbered limits the events per order rather than in all.
func numbered(sel *sql.Selector, orders []uuid.UUID, key timelineKey) {
	ids := make([]any, len(orders))
	for i, id := range orders {
		ids[i] = id
	}
	d := sql.Dialect(sel.Dialect())
	t := d.Table(event.Table)
	inner := d.Select(t.C(event.FieldID)).
		AppendSelectExprAs(sql.RowNumber().PartitionBy(t.C(event.FieldOrderID)).OrderBy(t.C(event.FieldID)), "place").
		From(t).Where(sql.In(t.C(event.FieldOrderID), ids...))
	if key.after != uuid.Nil {
		inner.Where(sql.GT(t.C(event.FieldID), key.after))
	}
	ranked := inner.As("ranked")
	sel.Where(sql.In(sel.C(event.FieldID), d.Select(ranked.C(event.FieldID)).From(ranked).
		Where(sql.LTE(ranked.C("place"), key.first+1))))
}
