package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
)

// Codes of the problems of orders that rules hold; stored, and never change.
const (
	heldByRule = "HELD_BY_RULE"
	routeGone  = "ROUTE_GONE"
)

// offices are the back offices of an account.
type offices struct {
	all  []uuid.UUID
	open []uuid.UUID // those that are not paused
}

func officesOf(ctx context.Context, connections *account.ConnectionClient) (o offices, err error) {
	rows, err := connections.Query().Where(connection.KindEQ(orderveil.BackOffice), connection.StateNEQ(orderveil.ConnectionRemoved)).
		Order(connection.ByCreatedAt(), connection.ByID()).All(ctx)
	for _, row := range rows {
		o.all = append(o.all, row.ID)
		if row.State != orderveil.ConnectionPaused {
			o.open = append(o.open, row.ID)
		}
	}
	return o, err
}

// verdict is where an order goes, in which state, and why it is held.
type verdict struct {
	ruling  orderveil.Ruling
	state   orderveil.ForwardState
	offices []uuid.UUID
	problem *orderveil.Problem
}

// judge asks the rules. Without a say of theirs every back office that is not paused gets
// the order. One that a rule names gets it also while it is paused: there it waits. When
// none of those that a rule names is left the order is held, rather than lost.
func (s *Store) judge(rules orderveil.Rules, o offices, f orderveil.Facts, first orderveil.ForwardState) verdict {
	v := verdict{ruling: rules.Decide(f), offices: o.open}
	v.state = v.ruling.Forward(first)
	if v.ruling.Routes != nil {
		v.offices = slices.DeleteFunc(slices.Clone(o.all), func(id uuid.UUID) bool { return !slices.Contains(v.ruling.Routes, id) })
	}
	holder := v.ruling.Holder()
	switch {
	case len(v.offices) == 0 && v.ruling.Routes != nil:
		v.offices = o.open
		if v.state != orderveil.ForwardSkipped {
			v.state, v.problem = orderveil.ForwardHeld, s.problemOfRule(routeGone, "None of the back offices is left to which a rule sends the order.",
				"Change the rule, and have the held orders judged again.")
		}
	case v.state == orderveil.ForwardHeld && holder != nil:
		v.problem = s.problemOfRule(heldByRule, "Held by rule “"+holder.Name+"”.",
			"Look at the order, then release or skip it; or change the rule, and have the held orders judged again.")
	}
	return v
}

func (s *Store) problemOfRule(code, cause, nextStep string) *orderveil.Problem {
	return &orderveil.Problem{Code: code, Cause: cause, Owner: orderveil.OwnerMerchant, NextStep: nextStep, At: s.config.Clock()}
}

// delivery is the row of an order's way to one office.
func (v verdict) delivery(create *account.DeliveryCreate, s *Store, order, office uuid.UUID) *account.DeliveryCreate {
	create.SetID(orderveil.DeliveryID(order, office)).SetOrderID(order).SetConnectionID(office).SetState(v.state)
	if v.state == orderveil.ForwardWaiting {
		create.SetNextAttemptAt(s.config.Clock())
	}
	if p := v.problem; p != nil {
		create.SetProblemCode(p.Code).SetProblemCause(p.Cause).SetProblemOwner(string(p.Owner)).SetProblemNextStep(p.NextStep).SetProblemAt(p.At)
	}
	return create
}

// ruleEvents say in the timeline which rules had a say.
var ruleEvents = map[orderveil.RuleActionKind]string{
	orderveil.ActionHold: "RULE_HELD", orderveil.ActionSkip: "RULE_SKIPPED", orderveil.ActionTag: "RULE_TAGGED", orderveil.ActionRoute: "RULE_ROUTED",
}

// tags are the rows of an order's tags.
func (v verdict) tags(tx *account.Tx, order uuid.UUID) (rows []*account.OrderTagCreate) {
	for _, tag := range v.ruling.Tags {
		rows = append(rows, tx.OrderTag.Create().SetID(orderveil.TagID(order, tag)).SetOrderID(order).SetTag(tag))
	}
	return rows
}

func saveTags(ctx context.Context, tx *account.Tx, rows []*account.OrderTagCreate) error {
	return inParts(rows, func(some ...*account.OrderTagCreate) error {
		return ignoreNoRows(tx.OrderTag.CreateBulk(some...).OnConflictColumns("id").DoNothing().Exec(ctx))
	})
}
