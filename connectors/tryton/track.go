package tryton

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"orderveil/connectors"
	"orderveil/personal"
)

// shipment is a parcel of a sale, or what has been left out of one.
type shipment struct {
	ID        int64   `json:"id"`
	State     string  `json:"state"`
	Reference string  `json:"reference"`
	Effective moment  `json:"effective_date"`
	Written   moment  `json:"write_date"`
	Carrier   *called `json:"carrier."`
	Moves     []move  `json:"outgoing_moves."`
}

// called is a carrier: the party that carries.
type called struct {
	Party struct {
		Name string `json:"name"`
	} `json:"party."`
}

// move is how many of a sale's line are in a shipment.
type move struct {
	ID       int64  `json:"id"`
	State    string `json:"state"`
	Quantity count  `json:"quantity"`
	Origin   string `json:"origin"` // such as "sale.line,7"
}

// invoice is one of a sale's.
type invoice struct {
	ID    int64  `json:"id"`
	State string `json:"state"`
}

// trackedFields are what is read beside fields to say what became of a sale.
func trackedFields() []string {
	return []string{
		"shipment_state", "invoice_state", "lines.moves_ignored", "shipments.state", "shipments.reference", "shipments.effective_date",
		"shipments.write_date", "shipments.carrier.party.name", "shipments.outgoing_moves.state", "shipments.outgoing_moves.quantity",
		"shipments.outgoing_moves.origin", "invoices.state",
	}
}

// perPage is how many sales are read at once.
const perPage = 100

// overlap is how long before a moment is asked from: Tryton notes when a change began.
const overlap = time.Minute

// Parcels goes through the sales that changed since, or whose shipments did, by their ids.
func (s *Sink) Parcels(ctx context.Context, since time.Time, page func([]connectors.Parcel) error) error {
	domain := []any{[]any{"reference", "like", "orderveil:%"}, []any{"state", "in", []string{"processing", "done", "cancelled"}}}
	if !since.IsZero() {
		from := moment{Time: since.Add(-overlap)}
		domain = append(domain, []any{"OR", []any{"write_date", ">=", from}, []any{"create_date", ">=", from}, []any{"shipments.write_date", ">=", from}})
	}
	for last := int64(0); ; {
		var found sales
		err := s.api.read(ctx, &found, "model.sale.sale.search_read", append(slices.Clone(domain), []any{"id", ">", last}), 0, perPage, [][]string{{"id", "ASC"}},
			append(fields(), trackedFields()...))
		if err != nil {
			return err
		}
		var parcels []connectors.Parcel
		for i := range found {
			parcels = append(parcels, found[i].parcels()...)
			if found[i].ID <= last {
				return badAnswer(true)
			}
			last = found[i].ID
		}
		if len(parcels) > 0 {
			if err := page(parcels); err != nil {
				return err
			}
		}
		if len(found) < perPage {
			return nil
		}
	}
}

// parcels are a sale's shipments that are done, and what was given up of it: a sale that
// was cancelled, and moves of cancelled shipments that somebody decided not to make again.
func (o *sale) parcels() (all []connectors.Parcel) {
	if !strings.HasPrefix(o.Reference, "orderveil:") {
		return nil
	}
	if o.State == "cancelled" {
		return []connectors.Parcel{{Reference: o.Reference, ID: fmt.Sprintf("sale:%d", o.ID), Cancelled: true}}
	}
	for _, sent := range o.Shipments {
		if p := o.parcel(&sent); len(p.Lines) > 0 {
			all = append(all, p)
		}
	}
	return all
}

func (o *sale) parcel(s *shipment) connectors.Parcel {
	p := connectors.Parcel{Reference: o.Reference, ID: fmt.Sprintf("shipment:%d:%d", s.ID, o.ID)}
	if s.State == "cancelled" {
		p.ID, p.Cancelled = fmt.Sprintf("cancelled:%d:%d", s.ID, o.ID), true
	} else {
		p.ShippedAt, p.Tracking = s.left(), personal.NewRecord(personal.Delivery).With(personal.TrackingCode, s.Reference)
		if s.Carrier != nil {
			p.Carrier = connectors.CarrierOf(s.Carrier.Party.Name)
		}
	}
	for _, m := range s.Moves {
		l := o.line(m.Origin)
		switch {
		case l == nil || !m.Quantity.IsPositive() || m.Quantity.GreaterThan(decimal.NewFromInt(1_000_000)):
			continue
		case s.State == "done" && m.State == "done", s.State == "cancelled" && slices.Contains(l.Ignored, m.ID):
			p.Lines = append(p.Lines, connectors.ParcelLine{SKU: l.sku(), Quantity: int(m.Quantity.IntPart())})
		}
	}
	return p
}

// line returns the line that a move comes from.
func (o *sale) line(origin string) *saleLine {
	text, ok := strings.CutPrefix(origin, "sale.line,")
	id, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		return nil
	}
	for i := range o.Lines {
		if o.Lines[i].ID == id {
			return &o.Lines[i]
		}
	}
	return nil
}

// left is when a shipment left. Tryton keeps the day; the time of day is that of the last
// change, if that was on the day.
func (s *shipment) left() time.Time {
	at := s.Written.Time
	if day := s.Effective; !day.IsZero() && day.Format(time.DateOnly) != at.Format(time.DateOnly) {
		return day.Add(12 * time.Hour)
	}
	return at
}
