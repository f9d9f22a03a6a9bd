package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/order"
	"orderveil/ent/account/predicate"
)

// Judgement is what became of the orders that rules held, when they were judged again.
type Judgement struct {
	Released int
	Skipped  int
	Held     int
}

// heldAtOnce is how many held orders are judged in one transaction.
const heldAtOnce = 200

// ReleaseHeld judges the orders that rules hold by the rules as they stand: it releases those
// that none holds any more. Orders that a customer wants out of stay held. Tags are added and
// never taken away.
func (s *Store) ReleaseHeld(ctx context.Context, v orderveil.Viewer) (*Judgement, error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	done := &Judgement{}
	err := s.with(ctx, v.Account, func(a *openAccount) error {
		if err := s.wakeAt(ctx, a.ID, s.config.Clock().Add(settle)); err != nil {
			return err
		}
		for after := uuid.Nil; ; {
			r := &rejudging{}
			err := a.inTx(ctx, func(tx *account.Tx) error {
				*r = rejudging{store: s, by: v.Subject, tx: tx, updates: map[verdictKey]*group{}}
				return r.run(ctx, after)
			})
			if err != nil {
				return err
			}
			done.Released, done.Skipped, done.Held = done.Released+r.done.Released, done.Skipped+r.done.Skipped, done.Held+r.done.Held
			s.changes.publish(ctx, a.ID, r.changed)
			if r.last == uuid.Nil {
				return s.wakeAt(ctx, a.ID, s.config.Clock())
			}
			after = r.last
		}
	})
	return done, err
}

// ruleHeld selects the deliveries that rules hold.
var ruleHeld = []predicate.Delivery{delivery.StateEQ(orderveil.ForwardHeld), delivery.ProblemCodeIn(heldByRule, routeGone)}

// rejudging is one transaction of it.
type rejudging struct {
	store   *Store
	tx      *account.Tx
	by      string
	rules   orderveil.Rules
	offices offices

	updates map[verdictKey]*group
	created []*account.DeliveryCreate
	tags    []*account.OrderTagCreate
	events  []*account.EventCreate
	changed []uuid.UUID
	done    Judgement
	last    uuid.UUID // zero when no order is left
}

// verdictKey is what deliveries have in common that become the same.
type verdictKey struct {
	state orderveil.ForwardState
	cause string
}

type group struct {
	verdict verdict
	ids     []uuid.UUID
}

// run judges the next orders after one. Statements are as many as there are outcomes,
// however many orders.
func (r *rejudging) run(ctx context.Context, after uuid.UUID) (err error) {
	if r.rules, err = activeRules(ctx, r.tx.Rule); err != nil {
		return err
	}
	if r.offices, err = officesOf(ctx, r.tx.Connection); err != nil {
		return err
	}
	rows, err := r.tx.Order.Query().Where(order.IDGT(after), order.ForgottenAtIsNil(), order.HasDeliveriesWith(ruleHeld...)).
		Where(locked).Order(order.ByID()).Limit(heldAtOnce).
		WithLines(byPosition).WithDeliveries().All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r.judge(row)
	}
	if len(rows) == heldAtOnce {
		r.last = rows[len(rows)-1].ID
	}
	return r.save(ctx)
}

// judge asks the rules about one order.
func (r *rejudging) judge(row *account.Order) {
	o := orderOf(row)
	facts := factsOf(row)
	v := r.store.judge(r.rules, r.offices, facts, orderveil.FirstForward(&o))
	known := map[uuid.UUID]bool{}
	for _, d := range row.Edges.Deliveries {
		known[d.ConnectionID] = true
		if d.State != orderveil.ForwardHeld {
			continue
		}
		to := v
		if !slices.Contains(v.offices, d.ConnectionID) { // another back office gets it
			to = verdict{state: orderveil.ForwardSkipped}
		}
		r.become(d.ID, to)
	}
	for _, office := range v.offices {
		if !known[office] {
			r.created = append(r.created, v.delivery(r.tx.Delivery.Create(), r.store, row.ID, office))
		}
	}
	r.tags = append(r.tags, v.tags(r.tx, row.ID)...)
	r.count(row.ID, v)
}

func (r *rejudging) become(id uuid.UUID, v verdict) {
	key := verdictKey{state: v.state}
	if v.problem != nil {
		key.cause = v.problem.Cause
	}
	if r.updates[key] == nil {
		r.updates[key] = &group{verdict: v}
	}
	r.updates[key].ids = append(r.updates[key].ids, id)
}

// count notes in the timeline what became of the order, when something did.
func (r *rejudging) count(id uuid.UUID, v verdict) {
	switch v.state {
	case orderveil.ForwardHeld:
		r.done.Held++
		return
	case orderveil.ForwardSkipped:
		r.done.Skipped++
	default:
		r.done.Released++
	}
	r.changed = append(r.changed, id)
	r.events = append(r.events, r.store.event(r.tx, id, "FORWARD_"+string(v.state), "", r.by))
	for _, rule := range v.ruling.Because {
		r.events = append(r.events, r.store.event(r.tx, id, ruleEvents[rule.Action.Kind], rule.Name, ""))
	}
}

func (r *rejudging) save(ctx context.Context) error {
	for _, g := range r.updates {
		update := r.tx.Delivery.Update().Where(delivery.IDIn(g.ids...), delivery.StateEQ(orderveil.ForwardHeld)).SetState(g.verdict.state)
		setProblem(update, g.verdict.problem)
		if g.verdict.state == orderveil.ForwardWaiting {
			update.SetNextAttemptAt(r.store.config.Clock())
		} else {
			update.ClearNextAttemptAt()
		}
		if err := update.Exec(ctx); err != nil {
			return err
		}
	}
	if len(r.created) > 0 {
		if err := ignoreNoRows(r.tx.Delivery.CreateBulk(r.created...).OnConflictColumns("id").DoNothing().Exec(ctx)); err != nil {
			return err
		}
	}
	if err := saveTags(ctx, r.tx, r.tags); err != nil {
		return err
	}
	if len(r.events) == 0 {
		return nil
	}
	return r.tx.Event.CreateBulk(r.events...).Exec(ctx)
}
