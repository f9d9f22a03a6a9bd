package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/orderline"
)

// Load says what is read with an order besides its own row. Each costs at most one
// statement for a whole page.
type Load struct {
	Lines, Parties, Shipments, Reports, Returns, Deliveries, Tags bool

	Connection     bool // all that is known of it
	ConnectionName bool // what tells it from others: its id, kind, code, label and state

	// Of orders and of their lines no more is read than what policy and lists need: their ids,
	// numbers, status, fulfilment, when they were placed and handled, the total and when they are
	// forgotten; a line's SKU, title, quantity and price. Whoever sets these asks for nothing else.
	BriefOrder, BriefLines bool

	ungranted bool // it is known that the viewer was never granted anything of these orders
	withheld  bool // the viewer sees nothing of the parties, of which nothing sealed is read then
}

// of is what is read for a viewer.
func (l Load) of(v orderveil.Viewer) Load {
	l.ungranted = l.ungranted || !v.Can(orderveil.PermissionGrantRequest)
	// Beyond a brief reading a viewer is told which categories there are, too.
	l.withheld = l.BriefOrder && l.ungranted && !seesAnything(v)
	return l
}

// LoadAll reads everything that a view can show.
var LoadAll = Load{Lines: true, Parties: true, Shipments: true, Reports: true, Returns: true, Deliveries: true, Tags: true, Connection: true}

func byPosition(q *account.OrderLineQuery) {
	q.Order(orderline.ByPosition(), orderline.ByID())
}

// views wraps rows for a viewer. It touches keys only if the policy shows the
// viewer anything and parties or shipments were read.
func (s *Store) views(ctx context.Context, a *openAccount, v orderveil.Viewer, rows []*account.Order, load Load) ([]*OrderView, error) {
	p := &page{store: s, account: a.Account, lens: newLens(v, nil, s.today()), events: &pageEvents{}}
	if load.Parties || load.Shipments {
		var granted map[uuid.UUID]orderveil.Viewer
		if !load.ungranted {
			var err error
			if granted, err = s.granted(ctx, a.ID, v, rows); err != nil {
				return nil, err
			}
		}
		l, err := s.focus(ctx, a, v, granted, rows)
		if err != nil {
			return nil, err
		}
		p.lens = l
	}
	views := make([]*OrderView, len(rows))
	p.ids = make([]uuid.UUID, len(rows))
	for i, row := range rows {
		p.ids[i] = row.ID
		views[i] = &OrderView{row: row, page: p}
	}
	if load.Returns {
		return views, a.loadReturns(ctx, views, p.ids)
	}
	return views, nil
}

// Order returns one order of an account, or ErrNotFound, also when it is not the
// viewer's.
func (s *Store) Order(ctx context.Context, v orderveil.Viewer, id, orderID uuid.UUID, load Load) (*OrderView, error) {
	if !v.Can(orderveil.PermissionOrdersList) {
		return nil, orderveil.ErrForbidden
	}
	if !v.Sees(id) {
		return nil, orderveil.ErrNotFound
	}
	found, err := s.ordersByID(ctx, v, id, []uuid.UUID{orderID}, load.of(v))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, orderveil.ErrNotFound
	}
	return found[0], nil
}

func (s *Store) ordersByID(ctx context.Context, v orderveil.Viewer, id uuid.UUID, ids []uuid.UUID, load Load) (found []*OrderView, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.orders(ctx, these(ids), load)
		if err != nil {
			return err
		}
		found, err = s.views(ctx, a, v, rows, load)
		return err
	})
	return found, err
}

// OrdersByNumber finds orders by exactly the marketplace's, the hub's or the back
// office's number: in the viewer's account, or for staff in all. A number that leads
// nowhere and one that leads to somebody else are the same empty answer.
func (s *Store) OrdersByNumber(ctx context.Context, v orderveil.Viewer, number string, load Load) ([]*OrderView, error) {
	if !v.Can(orderveil.PermissionOrdersFind) {
		return nil, orderveil.ErrForbidden
	}
	if normal := orderveil.NormalNumber(number); normal == "" || len(number) > 2*orderveil.MaxNumber {
		return nil, orderveil.Invalidf("an order number has 1 to %d characters", orderveil.MaxNumber)
	}
	located, granted, err := s.located(ctx, number, v.Subject)
	if err != nil {
		return nil, err
	}
	load.ungranted = !granted
	load = load.of(v)
	all := []*OrderView{}
	for id, ids := range located {
		if !v.Sees(id) {
			continue
		}
		found, err := s.ordersByID(ctx, v, id, ids, load)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// orderOf is a row as the domain knows it, without its parties.
func orderOf(row *account.Order) orderveil.Order {
	o := orderveil.Order{
		ID: row.ID, Number: row.Number, HubNumber: row.HubNumber, Revision: row.Revision,
		ChangedAt: row.ChangedAt.UTC(), PlacedAt: row.PlacedAt.UTC(), HandledAt: timeOf(row.HandledAt),
		Fulfilment: row.Fulfilment, ShippingMethod: row.ShippingMethod, Total: orderveil.Money{Amount: row.Total, Currency: row.Currency},
	}
	if row.Tax.Valid {
		o.Tax = &orderveil.Money{Amount: row.Tax.Decimal, Currency: row.Currency}
	}
	for _, l := range row.Edges.Lines {
		o.Lines = append(o.Lines, orderveil.OrderLine{
			ID: l.ID, MarketplaceID: l.MarketplaceID, SKU: l.Sku, EAN: l.Ean, Title: l.Title,
			Quantity: l.Quantity, QuantityShipped: l.QuantityShipped, QuantityCancelled: l.QuantityCancelled,
			UnitPrice: l.UnitPrice, Total: l.Total, CancellationRequested: l.CancellationRequested,
			LatestDelivery: timeOf(l.LatestDelivery),
		})
	}
	return o
}
