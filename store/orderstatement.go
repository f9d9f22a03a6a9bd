package store

import (
	"strings"
	"sync"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	lru "github.com/hashicorp/golang-lru/v2"

	"orderveil"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/order"
	"orderveil/ent/account/orderline"
)

// The statements that read orders are few, but long, and each has dozens of places for the
// values of a row: what is made for one is kept for the next that reads the same.

// orderStatement reads orders.
type orderStatement struct {
	text  string
	build func(*orderRow) (text string, dest []any)
	idle  sync.Pool // *orderTarget
}

// orderTarget is a row, and where each of the statement's columns goes in it.
type orderTarget struct {
	row  orderRow
	dest []any
}

// begin lends a target; end takes it back, with nothing in it.
func (s *orderStatement) begin() *orderTarget {
	if to, ok := s.idle.Get().(*orderTarget); ok {
		return to
	}
	to := new(orderTarget)
	_, to.dest = s.build(&to.row)
	return to
}

func (s *orderStatement) end(to *orderTarget) {
	to.row = orderRow{}
	s.idle.Put(to)
}

// orderStatements keeps the statements that were used last, of all accounts.
type orderStatements = lru.Cache[orderText, *orderStatement]

func newOrderStatements() *orderStatements {
	kept, err := lru.New[orderText, *orderStatement](maxStatements)
	if err != nil {
		panic(err) // it is of a size
	}
	return kept
}

// orderText is what the text of a statement depends on.
type orderText struct {
	found                                                              string // the part that finds the orders, "" when they are named
	named                                                              int
	by                                                                 string
	newest, wide, brief, briefLines, withheld, connectionName, parties bool
}

// orderQuery is the statement that reads the chosen orders, and its arguments.
func (a *openAccount) orderQuery(c choice, load Load, wide bool) (s *orderStatement, args []any) {
	key := orderText{
		by: strings.Join(c.by, ","), newest: c.newest, wide: wide,
		brief: load.BriefOrder, briefLines: load.BriefLines, withheld: load.withheld, connectionName: load.ConnectionName, parties: load.Parties,
	}
	if c.few {
		key.named = len(c.ids)
		for _, id := range c.ids {
			args = append(args, id)
		}
	} else {
		key.found, args = a.finding(c)
	}
	if s, kept := a.statements.Get(key); kept {
		return s, args
	}
	found := key.found
	if c.few {
		found, _ = a.finding(c)
	}
	by, newest, dialect := c.by, c.newest, a.dialect
	s = &orderStatement{build: func(to *orderRow) (string, []any) {
		return orderSelection(dialect, found, by, newest, load, wide, key.named == 1, to)
	}}
	s.text, _ = s.build(new(orderRow))
	a.statements.Add(key, s)
	return s, args
}

// finding is the statement's innermost part, which finds the orders: a limit is a limit of
// orders.
func (a *openAccount) finding(c choice) (found string, args []any) {
	inner := sql.Dialect(a.dialect).Select().From(sql.Table(order.Table))
	for _, p := range c.where {
		p(inner)
	}
	if c.limit > 0 {
		for _, column := range c.by {
			column = inner.C(column)
			if c.newest {
				column = sql.Desc(column)
			}
			inner.OrderBy(column)
		}
		inner.Limit(c.limit)
	}
	found, args = inner.Query()
	if c.walked && a.dialect == dialect.SQLite {
		// SQLite has no statistics of an account's orders, and takes an index that seems to narrow
		// them: of a shop's one marketplace it would sort all orders for each page.
		found = strings.Replace(found, " FROM `"+order.Table+"`", " FROM `"+order.Table+"` INDEXED BY "+listIndex, 1)
	}
	return found, args
}

// orderSelection reads what is found, and what hangs on it. A single order is read without
// fences and without being sorted, its lines neither: that is a fifth of what a look-up costs
// the database.
func orderSelection(dialect, found string, by []string, newest bool, load Load, wide, single bool, to *orderRow) (text string, dest []any) {
	q := newSelection(dialect)
	q.fenced = !single
	q.columns(order.Table, to.ofOrder())
	if !load.BriefOrder {
		q.columns(order.Table, to.moreOfOrder())
	}
	q.from.WriteString(" FROM (" + found + ") AS " + order.Table)
	if load.ConnectionName {
		q.columns(asConnection, to.ofConnection())
		q.join("", connection.Table, asConnection, asConnection+".id = "+order.Table+".connection_id")
	}
	if load.Parties && !load.withheld {
		q.party(asBill, &to.bill, orderveil.BillTo)
		q.party(asShipTo, &to.shipTo, orderveil.ShipTo)
	}
	if wide {
		q.lines(to, load)
		q.join(" LEFT", orderline.Table, asLine, asLine+".order_id = "+order.Table+".id")
	}
	if !single {
		q.sort(order.Table, by, newest)
		if wide {
			q.sort(asLine, []string{orderline.FieldPosition, orderline.FieldID}, false)
		}
	}
	return q.String(), q.dest
}
