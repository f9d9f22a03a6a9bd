package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
	"github.com/lib/pq"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/refusal"
)

// Refused is an order that could not be kept, and why.
type Refused struct {
	Number  string
	Problem orderveil.Problem
}

// Imported is what an import did.
type Imported struct {
	Kept    int         // orders that were new or changed
	Refused []Refused   // orders unfit to be kept
	Forward []uuid.UUID // back offices for which something is due
}

// Import keeps orders of one connection: new ones are added, changed ones updated,
// ones that are stored in the same or a newer state are left alone. Customer data
// is sealed to its day; an order whose day has passed is kept without it, and one
// that was forgotten stays so. All orders are kept or none.
func (s *Store) Import(ctx context.Context, id, conn uuid.UUID, orders []orderveil.Order) (Imported, error) {
	var done Imported
	fit := make([]*orderveil.Order, 0, len(orders))
	seen := map[uuid.UUID]bool{}
	for i := range orders {
		o := &orders[i]
		identify(conn, o)
		if err := o.Check(); err != nil {
			done.Refused = append(done.Refused, Refused{Number: shortNumber(o.Number), Problem: s.unfit(err)})
		} else if !seen[o.ID] {
			seen[o.ID] = true
			fit = append(fit, o)
		}
	}
	fit, waiting, err := s.received(ctx, id, conn, fit)
	done.Refused = append(done.Refused, waiting...)
	if err != nil || len(fit) == 0 {
		return done, err
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		changed, err := s.keep(ctx, a, conn, fit, &done)
		if err == nil {
			s.changes.publish(ctx, id, changed)
		}
		return err
	})
	return done, err
}

// identify gives an order and its parts the ids that they have on every import.
func identify(conn uuid.UUID, o *orderveil.Order) {
	o.ID = orderveil.OrderID(conn, o.Number)
	o.HubNumber = orderveil.HubNumber(o.ID)
	for i := range o.Lines {
		o.Lines[i].ID = orderveil.LineID(o.ID, o.Lines[i].MarketplaceID)
	}
	for i := range o.Shipments {
		o.Shipments[i].ID = orderveil.ShipmentID(o.ID, o.Shipments[i].MarketplaceID)
	}
}

func (s *Store) unfit(err error) orderveil.Problem {
	return orderveil.Problem{
		Code: "UNFIT_ORDER", Cause: "The order does not make sense: " + err.Error() + ".",
		Owner: orderveil.OwnerMarketplace, At: s.config.Clock(),
		NextStep: "The order is read again by itself. If it stays like this, ask the marketplace about this order number.",
	}
}

// shortNumber makes of what claims to be an order number what the column takes.
func shortNumber(number string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, number)
	return plain[:min(len(plain), orderveil.MaxNumber)]
}

// keep writes what an import needs outside the account's database first, so that a
// crash in between leaves a look in vain and never an order that is not found.
func (s *Store) keep(ctx context.Context, a *openAccount, conn uuid.UUID, orders []*orderveil.Order, done *Imported) ([]uuid.UUID, error) {
	if err := s.announce(ctx, a.ID, orders); err != nil {
		return nil, fmt.Errorf("store: enter orders into the catalog: %w", err)
	}
	for attempt := 1; ; attempt++ {
		b, err := s.keepOnce(ctx, a, conn, orders)
		if attempt < 5 && (errors.Is(err, errDayMoved) || overtaken(err) || collided(err) && rested(ctx, attempt)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		done.Kept, done.Forward = len(b.changed), b.forward
		return b.changed, nil
	}
}

// errDayMoved means that between loading the keys and locking the orders one of them
// got another day.
var errDayMoved = errors.New("store: the day of an order moved")

// overtaken reports that another import brought one of the new orders first. It has been
// committed by then, so that the next attempt finds the order there.
func overtaken(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "23505" && pe.Table == order.Table
}

func (s *Store) keepOnce(ctx context.Context, a *openAccount, conn uuid.UUID, orders []*orderveil.Order) (*batch, error) {
	terms, err := s.terms(ctx, a.db, conn)
	if err != nil {
		return nil, err
	}
	b := &batch{store: s, account: a, connection: conn, now: s.config.Clock(), today: s.today(), retention: terms.of(conn), moved: map[uuid.UUID]orderveil.Date{}}
	if err := b.loadKeys(ctx, orders); err != nil {
		return nil, fmt.Errorf("store: load the day keys: %w", err)
	}
	if b.tx, err = a.db.Tx(ctx); err != nil {
		return nil, err
	}
	b.keys.tx = b.tx
	defer b.tx.Rollback() // after a commit there is nothing to roll back
	if err := b.write(ctx, orders); err != nil {
		return nil, err
	}
	return b, b.tx.Commit()
}

// loadKeys loads the keys of all days that the orders are sealed to, and were.
func (b *batch) loadKeys(ctx context.Context, orders []*orderveil.Order) error {
	known, err := b.known(ctx, b.account.db.Order.Query(), orders)
	if err != nil {
		return err
	}
	days, stored := daySet{}, daySet{}
	for _, o := range orders {
		row := known[o.ID]
		if row != nil && b.store.forgotten(row) {
			continue
		}
		if row != nil {
			stored.add(row.ForgetOn)
		}
		if day, _ := b.day(o, row); day > b.today {
			days.add(day)
		}
	}
	m, err := b.account.mover(ctx, nil, stored, days)
	b.keys, b.stored = m, stored
	return err
}

// batch is one import's transaction.
type batch struct {
	store      *Store
	account    *openAccount
	tx         *account.Tx
	keys       *mover
	stored     daySet // the days whose values can be opened
	connection uuid.UUID
	now        time.Time
	today      orderveil.Date
	retention  orderveil.Retention
	offices    offices
	rules      orderveil.Rules

	orders  []*account.OrderCreate // new ones
	updates []*account.OrderCreate // of stored ones
	lines   []*account.OrderLineCreate
	parties []*account.PartyCreate
	parcels []*account.ShipmentCreate
	outbox  []*account.DeliveryCreate
	tags    []*account.OrderTagCreate
	events  []*account.EventCreate
	notices []*account.NoticeCreate
	changed []uuid.UUID
	moved   map[uuid.UUID]orderveil.Date // stored orders that got another day
	forward []uuid.UUID
}

func (b *batch) write(ctx context.Context, orders []*orderveil.Order) error {
	known, err := b.known(ctx, b.tx.Order.Query().Where(locked), orders)
	if err != nil {
		return err
	}
	if b.offices, err = officesOf(ctx, b.tx.Connection); err != nil {
		return err
	}
	if b.rules, err = activeRules(ctx, b.tx.Rule); err != nil {
		return err
	}
	unwanted, err := b.unwanted(ctx, known)
	if err != nil {
		return err
	}
	for _, o := range orders {
		row := known[o.ID]
		if row != nil && stale(row, o) {
			continue
		}
		if err := b.add(o, row); err != nil {
			return err
		}
		if row == nil {
			b.enqueue(o)
		} else if err := b.brake(ctx, o, unwanted[o.ID]); err != nil {
			return err
		}
	}
	return b.save(ctx)
}

// stale reports whether a stored order is as new as one that comes in.
func stale(row *account.Order, o *orderveil.Order) bool {
	if row.ChangedAt.After(o.ChangedAt) {
		return true
	}
	return row.ChangedAt.Equal(o.ChangedAt) && row.Revision == o.Revision
}

func (b *batch) known(ctx context.Context, q *account.OrderQuery, orders []*orderveil.Order) (map[uuid.UUID]*account.Order, error) {
	ids := make([]uuid.UUID, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	rows, err := q.Where(order.IDIn(ids...)).Order(order.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	known := make(map[uuid.UUID]*account.Order, len(rows))
	for _, row := range rows {
		known[row.ID] = row
	}
	return known, nil
}

// locked keeps the rows that are read from changing until the transaction ends. Rows that
// refer to them may be written meanwhile: whoever writes an event of an order does not wait.
// (SQLite has one writer at a time, and every transaction of ours is one.)
func locked(sel *sql.Selector) {
	if sel.Dialect() == dialect.Postgres {
		sel.For(sql.LockNoKeyUpdate)
	}
}

// enqueue adds a new order to the outbox of every back office that it goes to by the rules.
func (b *batch) enqueue(o *orderveil.Order) {
	v := b.store.judge(b.rules, b.offices, orderveil.FactsOf(b.connection, o), orderveil.FirstForward(o))
	for _, rule := range v.ruling.Because {
		b.event(o.ID, ruleEvents[rule.Action.Kind], rule.Name)
	}
	b.tags = append(b.tags, v.tags(b.tx, o.ID)...)
	for _, office := range v.offices {
		b.outbox = append(b.outbox, v.delivery(b.tx.Delivery.Create(), b.store, o.ID, office))
		if !slices.Contains(b.forward, office) {
			b.forward = append(b.forward, office)
		}
	}
}

func (b *batch) event(id uuid.UUID, kind, detail string) {
	b.events = append(b.events, b.tx.Event.Create().SetID(b.store.config.IDs()).
		SetOrderID(id).SetAt(b.now).SetKind(kind).SetDetail(detail))
}

// save writes the rows table by table: a statement for each few hundred.
func (b *batch) save(ctx context.Context) error {
	if len(b.changed) == 0 {
		return nil
	}
	steps := []func(context.Context) error{b.saveOrders, b.saveUpdates, b.saveParties, b.saveLines, b.saveShipments, b.saveOutbox, b.saveTags, b.saveNotices, b.saveEvents, b.bringAlong, b.settle, b.count}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return fmt.Errorf("store: write orders: %w", err)
		}
	}
	return nil
}

// saveOrders writes the new orders. One that is there after all is not overwritten: what was
// made of these was made without it. Two imports of the same orders take them in the same
// order, or each would wait for the other.
func (b *batch) saveOrders(ctx context.Context) error {
	slices.SortFunc(b.orders, func(x, y *account.OrderCreate) int { return compareIDs(x.Mutation(), y.Mutation()) })
	return inParts(b.orders, func(some ...*account.OrderCreate) error { return b.tx.Order.CreateBulk(some...).Exec(ctx) })
}

func compareIDs(x, y *account.OrderMutation) int {
	one, _ := x.ID()
	other, _ := y.ID()
	return bytes.Compare(one[:], other[:])
}

// saveUpdates writes the orders whose rows are locked.
func (b *batch) saveUpdates(ctx context.Context) error {
	return inParts(b.updates, func(some ...*account.OrderCreate) error {
		return b.tx.Order.CreateBulk(some...).OnConflictColumns(order.FieldID).UpdateNewValues().
			Update(func(u *account.OrderUpsert) {
				// An absent value replaces one that was there.
				u.UpdateHandledAt().UpdateDeliveredAt().UpdateTax()
				// An order is forgotten when it comes too late, or not by an import.
				u.SetIgnore(order.FieldForgottenAt).SetIgnore(order.FieldPseudonym)
			}).Exec(ctx)
	})
}

func (b *batch) saveParties(ctx context.Context) error {
	return inParts(b.parties, func(some ...*account.PartyCreate) error {
		return b.tx.Party.CreateBulk(some...).OnConflictColumns("id").UpdateNewValues().Exec(ctx)
	})
}

func (b *batch) saveLines(ctx context.Context) error {
	return inParts(b.lines, func(some ...*account.OrderLineCreate) error {
		return b.tx.OrderLine.CreateBulk(some...).OnConflictColumns("id").UpdateNewValues().
			Update(func(u *account.OrderLineUpsert) { u.UpdateLatestDelivery() }).Exec(ctx)
	})
}

func (b *batch) saveShipments(ctx context.Context) error {
	return inParts(b.parcels, func(some ...*account.ShipmentCreate) error {
		return b.tx.Shipment.CreateBulk(some...).OnConflictColumns("id").UpdateNewValues().Exec(ctx)
	})
}

func (b *batch) saveOutbox(ctx context.Context) error {
	return inParts(b.outbox, func(some ...*account.DeliveryCreate) error {
		return ignoreNoRows(b.tx.Delivery.CreateBulk(some...).OnConflictColumns("id").DoNothing().Exec(ctx))
	})
}

func (b *batch) saveTags(ctx context.Context) error { return saveTags(ctx, b.tx, b.tags) }

func (b *batch) saveEvents(ctx context.Context) error {
	return inParts(b.events, func(some ...*account.EventCreate) error { return b.tx.Event.CreateBulk(some...).Exec(ctx) })
}

// settle forgets that the orders could not be kept before.
func (b *batch) settle(ctx context.Context) error {
	_, err := b.tx.Refusal.Delete().Where(refusal.IDIn(b.changed...)).Exec(ctx)
	return err
}

// count gives the orders their place among the account's changes.
func (b *batch) count(ctx context.Context) error { return changed(ctx, b.tx, b.changed) }
