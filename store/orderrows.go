package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/order"
	"orderveil/ent/account/orderline"
	"orderveil/ent/account/party"
	"orderveil/ent/account/predicate"
)

// Orders are what is read most. Here an order comes with its connection's name and its
// parties, and where there are few with its lines, by one statement; ent's own reading takes
// one for each, and a value of its own for each column of each row. What comes out is what
// ent would have read, less the parties' indexes, which are only ever searched.

// fewOrders may have each of their lines in a row of its own, with the order in it.
const fewOrders = 4

// column is a column of what is read, and where its value goes.
type column struct {
	name string
	to   any
}

// orderRow is where a row of the database is read into. What a row has not stays zero.
type orderRow struct {
	order        account.Order
	connection   account.Connection
	bill, shipTo account.Party
	line         account.OrderLine
}

// ofOrder is what the policy and lists need of an order.
func (r *orderRow) ofOrder() []column {
	o := &r.order
	return []column{
		{order.FieldID, idTo{&o.ID}},
		{order.FieldConnectionID, idTo{&o.ConnectionID}},
		{order.FieldNumber, textTo{&o.Number}},
		{order.FieldHubNumber, textTo{&o.HubNumber}},
		{order.FieldPlacedAt, timeTo{&o.PlacedAt}},
		{order.FieldHandledAt, maybeTimeTo{&o.HandledAt}},
		{order.FieldStatus, textTo{(*string)(&o.Status)}},
		{order.FieldFulfilment, textTo{(*string)(&o.Fulfilment)}},
		{order.FieldTotal, &o.Total},
		{order.FieldCurrency, textTo{&o.Currency}},
		{order.FieldBillToCountry, textTo{&o.BillToCountry}},
		{order.FieldShipToCountry, textTo{&o.ShipToCountry}},
		{order.FieldForgetOn, dayTo{&o.ForgetOn}},
		{order.FieldForgetRule, textTo{&o.ForgetRule}},
		{order.FieldHoldUntil, maybeDayTo{&o.HoldUntil}},
		{order.FieldForgottenAt, maybeTimeTo{&o.ForgottenAt}},
	}
}

// moreOfOrder is the rest, which a brief reading leaves out.
func (r *orderRow) moreOfOrder() []column {
	o := &r.order
	return []column{
		{order.FieldRevision, textTo{&o.Revision}},
		{order.FieldChangedAt, timeTo{&o.ChangedAt}},
		{order.FieldDeliveredAt, maybeTimeTo{&o.DeliveredAt}},
		{order.FieldShippingMethod, textTo{&o.ShippingMethod}},
		{order.FieldTax, &o.Tax},
		{order.FieldWarningID, maybeIDTo{&o.WarningID}},
		{order.FieldPseudonym, maybeIDTo{&o.Pseudonym}},
		{order.FieldReceiptID, maybeIDTo{&o.ReceiptID}},
		{order.FieldImportedAt, timeTo{&o.ImportedAt}},
		{order.FieldUpdatedAt, timeTo{&o.UpdatedAt}},
	}
}

// ofConnection is what tells one connection from another, beside the id that its order has.
func (r *orderRow) ofConnection() []column {
	c := &r.connection
	return []column{
		{connection.FieldKind, textTo{(*string)(&c.Kind)}},
		{connection.FieldCode, textTo{&c.Code}},
		{connection.FieldLabel, textTo{&c.Label}},
		{connection.FieldState, textTo{(*string)(&c.State)}},
	}
}

// ofParty is a party, beside its order and its kind, by which it is found.
func ofParty(p *account.Party) []column {
	return []column{
		{party.FieldID, idTo{&p.ID}},
		{party.FieldCountry, textTo{&p.Country}},
		{party.FieldName, &p.Name},
		{party.FieldAddress, &p.Address},
		{party.FieldEmail, &p.Email},
		{party.FieldPhone, &p.Phone},
		{party.FieldTaxID, &p.TaxID},
		{party.FieldPickup, &p.Pickup},
		{party.FieldNote, &p.Note},
	}
}

// ofLine is what lists show of a line.
func (r *orderRow) ofLine() []column {
	l := &r.line
	return []column{
		{orderline.FieldID, idTo{&l.ID}},
		{orderline.FieldOrderID, idTo{&l.OrderID}},
		{orderline.FieldPosition, wholeTo{&l.Position}},
		{orderline.FieldSku, textTo{&l.Sku}},
		{orderline.FieldTitle, textTo{&l.Title}},
		{orderline.FieldQuantity, wholeTo{&l.Quantity}},
		{orderline.FieldUnitPrice, amountTo{&l.UnitPrice}},
	}
}

// moreOfLine is the rest, which a brief reading leaves out.
func (r *orderRow) moreOfLine() []column {
	l := &r.line
	return []column{
		{orderline.FieldMarketplaceID, textTo{&l.MarketplaceID}},
		{orderline.FieldEan, textTo{&l.Ean}},
		{orderline.FieldQuantityShipped, wholeTo{&l.QuantityShipped}},
		{orderline.FieldQuantityCancelled, wholeTo{&l.QuantityCancelled}},
		{orderline.FieldTotal, amountTo{&l.Total}},
		{orderline.FieldCancellationRequested, flagTo{&l.CancellationRequested}},
		{orderline.FieldLatestDelivery, maybeTimeTo{&l.LatestDelivery}},
	}
}

// choice says which orders are read, and how they are sorted.
type choice struct {
	where  []predicate.Order
	by     []string    // columns
	newest bool        // the other way round
	limit  int         // 0 is no limit
	ids    []uuid.UUID // where there are few
	walked bool        // along the list's index
	few    bool        // they are named by ids, fewOrders at most
}

// asListed sorts as the list does.
var asListed = []string{order.FieldPlacedAt, order.FieldID}

// listIndex is of these columns.
const listIndex = "order_placed_at_id"

// these chooses orders by their ids. Few are named one by one: of an array PostgreSQL does not
// know the length, takes it for ten, and makes a plan anew each time as that seems dear.
func these(ids []uuid.UUID) choice {
	if len(ids) <= fewOrders {
		return choice{where: []predicate.Order{order.IDIn(ids...)}, by: asListed, few: true, ids: ids}
	}
	return choice{where: []predicate.Order{among(order.FieldID, ids)}, by: asListed}
}

// The names under which a statement reads what hangs on an order.
const (
	asConnection = "connection"
	asBill       = "bill"
	asShipTo     = "ship"
	asLine       = "line"
)

// orders reads the chosen orders, with what load says.
func (a *openAccount) orders(ctx context.Context, c choice, load Load) ([]*account.Order, error) {
	wide := load.Lines && c.few
	q, args := a.orderQuery(c, load, wide)
	to := q.begin()
	defer q.end(to)
	row := &to.row
	var found []*account.Order
	err := a.driver.read(ctx, q.text, args, to.dest, func() {
		if last := len(found) - 1; last < 0 || found[last].ID != row.order.ID {
			o := row.take()
			if load.ConnectionName {
				o.Edges.Connection = row.from(found)
			}
			found = append(found, o)
		}
		if row.line.ID != uuid.Nil {
			o, line := found[len(found)-1], row.line
			o.Edges.Lines = append(o.Edges.Lines, &line)
		}
		*row = orderRow{}
	})
	if err != nil || len(found) == 0 {
		return found, err
	}
	if wide && len(found) == 1 { // whose lines come as they like
		slices.SortFunc(found[0].Edges.Lines, inOrder)
	}
	if load.Lines && !wide {
		if err := a.lines(ctx, found, load); err != nil {
			return nil, err
		}
	}
	if load.Parties && load.withheld {
		if err := a.withoutCountry(ctx, found); err != nil {
			return nil, err
		}
	}
	return found, a.hang(ctx, found, load)
}

// take makes an order of what was read first of it.
func (r *orderRow) take() *account.Order {
	o := r.order
	r.bill.Kind, r.shipTo.Kind = orderveil.BillTo, orderveil.ShipTo
	parties := make([]account.Party, 0, 2)
	for _, p := range []*account.Party{&r.bill, &r.shipTo} {
		if p.ID != uuid.Nil {
			p.OrderID = o.ID
			parties = append(parties, *p)
			o.Edges.Parties = append(o.Edges.Parties, &parties[len(parties)-1])
		}
	}
	return &o
}

// from is the order's connection, which it shares with the order before when both came from
// the same.
func (r *orderRow) from(before []*account.Order) *account.Connection {
	if last := len(before) - 1; last >= 0 && before[last].ConnectionID == r.order.ConnectionID {
		return before[last].Edges.Connection
	}
	c := r.connection
	c.ID = r.order.ConnectionID
	return &c
}

// withoutCountry reads which parties there are of orders that name no country of theirs. Of
// all others an order says as much as those are told who see nothing of a party: that there
// is one, and its country.
func (a *openAccount) withoutCountry(ctx context.Context, found []*account.Order) error {
	var unsure []*account.Order
	for _, o := range found {
		if o.ForgottenAt == nil && (o.BillToCountry == "" || o.ShipToCountry == "") {
			unsure = append(unsure, o)
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	rows, err := a.db.Party.Query().Where(among(party.FieldOrderID, idsOf(unsure)), party.Country("")).
		Select(party.FieldID, party.FieldOrderID, party.FieldKind).All(ctx)
	of := byID(unsure)
	for _, row := range rows {
		of[row.OrderID].Edges.Parties = append(of[row.OrderID].Edges.Parties, row)
	}
	return err
}

// inOrder is the order of an order's lines.
func inOrder(a, b *account.OrderLine) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), bytes.Compare(a.ID[:], b.ID[:]))
}

// lines reads the lines of all.
func (a *openAccount) lines(ctx context.Context, found []*account.Order, load Load) error {
	var row orderRow
	inner := sql.Dialect(a.dialect).Select().From(sql.Table(orderline.Table))
	among(orderline.FieldOrderID, idsOf(found))(inner)
	lines, args := inner.Query()
	q := newSelection(a.dialect)
	q.lines(&row, load)
	q.from.WriteString(" FROM (" + lines + ") AS " + asLine)
	q.sort(asLine, []string{orderline.FieldPosition, orderline.FieldID}, false)
	of := byID(found)
	return a.driver.read(ctx, q.String(), args, q.dest, func() {
		line := row.line
		if o := of[line.OrderID]; o != nil {
			o.Edges.Lines = append(o.Edges.Lines, &line)
		}
		row = orderRow{}
	})
}
