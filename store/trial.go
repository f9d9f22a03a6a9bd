package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/rule"
)

// maxTrial is how many past orders a rule is tried on at most.
const maxTrial = 1000

// Trial is what a rule would have done to past orders, together with the rules that are
// switched on. Nothing is done to them.
type Trial struct {
	Looked  int // orders that were asked about
	Fitting int // orders that fit the rule
	Decided int // orders on which the rule would have had a say: no rule above it had the same
	Orders  []*TrialOrder
}

// TrialOrder is one that fits.
type TrialOrder struct {
	Order   *OrderView
	Decided bool
	State   orderveil.ForwardState
	Tags    []string
	Routes  []*ConnectionView
	Because []string // the names of the rules that would have had a say
}

// TryRule tries a rule that is stored, or a draft that is not, on the newest orders. That the
// stored one was tried as it stands is what lets it be switched on.
func (s *Store) TryRule(ctx context.Context, v orderveil.Viewer, global *string, draft *RuleInput, first *int, load Load) (trial *Trial, err error) {
	n := maxPage
	if first != nil {
		n = *first
	}
	switch {
	case !v.Can(orderveil.PermissionRulesManage) || !v.Can(orderveil.PermissionOrdersList):
		return nil, orderveil.ErrForbidden
	case (global == nil) == (draft == nil):
		return nil, orderveil.Invalidf("name a rule that is stored, or write one down: one of the two")
	case n < 1 || n > maxTrial:
		return nil, orderveil.Invalidf("first is 1 to %d", maxTrial)
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		r, err := s.tried(ctx, a, v, global, draft)
		if err != nil {
			return err
		}
		trial, err = s.try(ctx, a, v, r, n, load)
		if err != nil || global == nil {
			return err
		}
		// A rule that was changed meanwhile was not tried as it stands.
		return a.db.Rule.Update().Where(rule.ID(r.ID), rule.Version(r.Version)).SetTried(r.Version).SetTriedAt(s.config.Clock()).Exec(ctx)
	})
	return trial, err
}

// tried is the rule that is tried, as if it were switched on; a draft stands at the end.
func (s *Store) tried(ctx context.Context, a *openAccount, v orderveil.Viewer, global *string, draft *RuleInput) (r orderveil.Rule, err error) {
	if draft != nil {
		if r, err = a.rule(ctx, *draft); err != nil {
			return r, err
		}
		r.ID, r.Position = s.config.IDs(), int(^uint(0)>>1)
	} else {
		id, err := parseGlobal(*global, kindRule)
		if err != nil || !v.Sees(id.account) || id.account != a.ID {
			return r, orderveil.ErrNotFound
		}
		row, err := a.db.Rule.Get(ctx, id.row)
		if err != nil {
			return r, notFound(err)
		}
		r = ruleOf(row)
	}
	r.State = orderveil.RuleActive
	return r, nil
}

// try asks about the newest orders. The statements are as many for ten orders as for a
// thousand.
func (s *Store) try(ctx context.Context, a *openAccount, v orderveil.Viewer, r orderveil.Rule, n int, load Load) (*Trial, error) {
	rules, err := activeRules(ctx, a.db.Rule)
	if err != nil {
		return nil, err
	}
	rules = append(slices.DeleteFunc(rules, func(other orderveil.Rule) bool { return other.ID == r.ID }), r)
	o, err := officesOf(ctx, a.db.Connection)
	if err != nil {
		return nil, err
	}
	rows, err := a.db.Order.Query().Where(a.real()...).Order(order.ByPlacedAt(newest), order.ByID(newest)).Limit(n).WithLines(byPosition).All(ctx)
	if err != nil {
		return nil, err
	}
	t := &Trial{Looked: len(rows), Orders: []*TrialOrder{}}
	verdicts, ids := map[uuid.UUID]verdict{}, []uuid.UUID{}
	for _, row := range rows {
		facts := factsOf(row)
		if !r.Conditions.Fit(facts) {
			continue
		}
		first := orderveil.ForwardWaiting // as it came in, whatever became of it
		if row.Fulfilment == orderveil.ByMarketplace {
			first = orderveil.ForwardSkipped
		}
		verdict := s.judge(rules, o, facts, first)
		t.Fitting++
		if verdict.ruling.Says(r.ID) {
			t.Decided++
		}
		if len(ids) < maxPage {
			verdicts[row.ID] = verdict
			ids = append(ids, row.ID)
		}
	}
	return t, s.show(ctx, a, v, t, r, ids, verdicts, load)
}

// show reads the orders of a trial as its viewer sees them.
func (s *Store) show(ctx context.Context, a *openAccount, v orderveil.Viewer, t *Trial, r orderveil.Rule, ids []uuid.UUID, verdicts map[uuid.UUID]verdict, load Load) error {
	if len(ids) == 0 {
		return nil
	}
	connections, err := a.connectionRows(ctx)
	if err != nil {
		return err
	}
	rows, err := a.orders(ctx, choice{where: these(ids).where, by: asListed, newest: true}, load)
	if err != nil {
		return err
	}
	views, err := s.views(ctx, a, v, rows, load)
	for _, view := range views {
		verdict := verdicts[view.row.ID]
		one := &TrialOrder{Order: view, Decided: verdict.ruling.Says(r.ID), State: verdict.state, Tags: texts(verdict.ruling.Tags), Routes: []*ConnectionView{}, Because: []string{}}
		for _, office := range verdict.offices {
			one.Routes = append(one.Routes, &ConnectionView{store: s, account: a.ID, row: connections[office]})
		}
		for _, because := range verdict.ruling.Because {
			one.Because = append(one.Because, because.Name)
		}
		t.Orders = append(t.Orders, one)
	}
	return err
}

// factsOf are the facts of an order that is stored, with its lines.
func factsOf(row *account.Order) orderveil.Facts {
	f := orderveil.Facts{
		Connection: row.ConnectionID, Country: row.ShipToCountry, Fulfilment: row.Fulfilment,
		Total: orderveil.Money{Amount: row.Total, Currency: row.Currency}, ShippingMethod: row.ShippingMethod,
	}
	for _, l := range row.Edges.Lines {
		f.SKUs = append(f.SKUs, l.Sku)
	}
	return f
}
