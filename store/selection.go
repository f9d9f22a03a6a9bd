package store

import (
	"strings"

	"entgo.io/ent/dialect"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/party"
)

// selection is a statement in the making.
type selection struct {
	dialect string
	fenced  bool // what hangs on an order is looked up for each order

	list, from, by strings.Builder
	dest           []any
}

func newSelection(dialect string) *selection {
	q := &selection{dialect: dialect, fenced: true, dest: make([]any, 0, 64)}
	q.list.Grow(2048)
	q.from.Grow(1024)
	return q
}

func (q *selection) String() string {
	return "SELECT " + q.list.String() + q.from.String() + q.by.String()
}

func (q *selection) columns(of string, columns []column) {
	for _, c := range columns {
		if q.list.Len() > 0 {
			q.list.WriteString(", ")
		}
		name := of + "." + c.name
		if function := bare(c.to); function != "" && q.dialect == dialect.Postgres {
			name = function + "(" + name + ")"
		}
		q.list.WriteString(name)
		q.dest = append(q.dest, c.to)
	}
}

func (q *selection) lines(to *orderRow, load Load) {
	q.columns(asLine, to.ofLine())
	if !load.BriefLines {
		q.columns(asLine, to.moreOfLine())
	}
}

func (q *selection) party(as string, to *account.Party, kind orderveil.PartyKind) {
	q.columns(as, ofParty(to))
	q.join(" LEFT", party.Table, as, as+".order_id = "+order.Table+".id AND "+as+".kind = '"+string(kind)+"'")
}

// join has what hangs on an order looked up for each order, by its index. PostgreSQL would
// rather read all that is there while it takes a table for small, and keep that plan while an
// account grows: hence the fence.
func (q *selection) join(kind, table, as, on string) {
	if q.fenced && q.dialect == dialect.Postgres {
		q.from.WriteString(kind + " JOIN LATERAL (SELECT * FROM " + table + " AS " + as + " WHERE " + on + " OFFSET 0) AS " + as + " ON true")
		return
	}
	q.from.WriteString(kind + " JOIN " + table + " AS " + as + " ON " + on)
}

func (q *selection) sort(of string, by []string, newest bool) {
	for _, column := range by {
		if q.by.Len() == 0 {
			q.by.WriteString(" ORDER BY ")
		} else {
			q.by.WriteString(", ")
		}
		q.by.WriteString(of + "." + column)
		if newest {
			q.by.WriteString(" DESC")
		}
	}
}
