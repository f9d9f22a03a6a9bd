package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/rule"
)

// RuleInput is a rule as a viewer writes it. Connections are global ids.
type RuleInput struct {
	Name       string
	Conditions ConditionsInput
	Action     ActionInput
}

// ruleOf is a row as the domain knows it.
func ruleOf(row *account.Rule) orderveil.Rule {
	return orderveil.Rule{
		ID: row.ID, Name: row.Name, Position: row.Position, State: row.State, Conditions: row.Conditions,
		Action:  orderveil.RuleAction{Kind: row.Action, Tag: row.Tag, Routes: row.Routes},
		Version: row.Version, Tried: row.Tried, TriedAt: timeOf(row.TriedAt),
	}
}

func rulesOf(rows []*account.Rule) orderveil.Rules {
	rules := make(orderveil.Rules, len(rows))
	for i, row := range rows {
		rules[i] = ruleOf(row)
	}
	return rules
}

// activeRules are the rules that are asked about an order that comes in.
func activeRules(ctx context.Context, rules *account.RuleClient) (orderveil.Rules, error) {
	rows, err := rules.Query().Where(rule.StateEQ(orderveil.RuleActive)).All(ctx)
	return rulesOf(rows), err
}

// byPlace sorts rules as they are asked.
func byPlace(q *account.RuleQuery) *account.RuleQuery { return q.Order(rule.ByPosition(), rule.ByID()) }

// Rules are the account's rules in the order in which they are asked.
func (s *Store) Rules(ctx context.Context, v orderveil.Viewer) (views []*RuleView, err error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		views, err = s.ruleViews(ctx, a)
		return err
	})
	return views, err
}

// CreateRule adds a rule at the end. It is a draft, and asked about nothing yet.
func (s *Store) CreateRule(ctx context.Context, v orderveil.Viewer, in RuleInput) (view *RuleView, err error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	err = s.with(ctx, v.Account, func(a *openAccount) error {
		r, err := a.rule(ctx, in)
		if err != nil {
			return err
		}
		id, now := s.config.IDs(), s.config.Clock()
		err = a.inTx(ctx, func(tx *account.Tx) error {
			rows, err := byPlace(tx.Rule.Query().Where(locked)).All(ctx)
			if err != nil {
				return err
			}
			if len(rows) >= orderveil.MaxRules {
				return orderveil.Invalidf("an account has at most %d rules: delete one first", orderveil.MaxRules)
			}
			last := 0
			if len(rows) > 0 {
				last = rows[len(rows)-1].Position
			}
			return tx.Rule.Create().SetID(id).SetName(r.Name).SetPosition(last + 1).SetState(orderveil.RuleDraft).
				SetConditions(r.Conditions).SetAction(r.Action.Kind).SetTag(r.Action.Tag).SetRoutes(r.Action.Routes).
				SetCreatedAt(now).SetCreatedBy(v.Subject).SetChangedAt(now).SetChangedBy(v.Subject).Exec(ctx)
		})
		if err != nil {
			return err
		}
		view, err = s.ruleView(ctx, a, id)
		return err
	})
	return view, err
}

// ChangeRule puts another text in a rule's place. Unless only its name changes the rule is a
// draft again: it has to be tried before it is asked.
func (s *Store) ChangeRule(ctx context.Context, v orderveil.Viewer, global string, version int, in RuleInput) (*RuleView, error) {
	return s.onRule(ctx, v, global, func(a *openAccount, id uuid.UUID) error {
		r, err := a.rule(ctx, in)
		if err != nil {
			return err
		}
		return a.inTx(ctx, func(tx *account.Tx) error {
			row, err := tx.Rule.Query().Where(rule.ID(id), locked).Only(ctx)
			if err != nil {
				return notFound(err)
			}
			if row.Version != version {
				return orderveil.Invalidf("the rule was changed by somebody else meanwhile: read it again")
			}
			update := row.Update().SetName(r.Name).SetConditions(r.Conditions).SetAction(r.Action.Kind).SetTag(r.Action.Tag).SetRoutes(r.Action.Routes).
				SetVersion(version + 1).SetChangedAt(s.config.Clock()).SetChangedBy(v.Subject)
			switch was := ruleOf(row); {
			case !sameRule(was, r):
				update.SetState(orderveil.RuleDraft)
			case was.Tried == version:
				update.SetTried(version + 1)
			}
			return update.Exec(ctx)
		})
	})
}

// MoveRule puts a rule at a place among the others, 1 for the first.
func (s *Store) MoveRule(ctx context.Context, v orderveil.Viewer, global string, position int) ([]*RuleView, error) {
	return s.arrange(ctx, v, global, func(ctx context.Context, tx *account.Tx, rows []*account.Rule, at int) ([]*account.Rule, error) {
		if position < 1 || position > len(rows) {
			return nil, orderveil.Invalidf("the rules have places 1 to %d", len(rows))
		}
		row := rows[at]
		return slices.Insert(slices.Delete(rows, at, at+1), position-1, row), nil
	})
}

// DeleteRule takes a rule away. What it did to orders stays.
func (s *Store) DeleteRule(ctx context.Context, v orderveil.Viewer, global string) ([]*RuleView, error) {
	return s.arrange(ctx, v, global, func(ctx context.Context, tx *account.Tx, rows []*account.Rule, at int) ([]*account.Rule, error) {
		if err := tx.Rule.DeleteOneID(rows[at].ID).Exec(ctx); err != nil {
			return nil, err
		}
		return slices.Delete(rows, at, at+1), nil
	})
}

// arrange changes which rules there are, or their order, and numbers them from 1.
func (s *Store) arrange(ctx context.Context, v orderveil.Viewer, global string, change func(context.Context, *account.Tx, []*account.Rule, int) ([]*account.Rule, error)) (views []*RuleView, err error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindRule)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		err := a.inTx(ctx, func(tx *account.Tx) error {
			rows, err := byPlace(tx.Rule.Query().Where(locked)).All(ctx)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(rows, func(row *account.Rule) bool { return row.ID == id.row })
			if at < 0 {
				return orderveil.ErrNotFound
			}
			if rows, err = change(ctx, tx, rows, at); err != nil {
				return err
			}
			return number(ctx, rows)
		})
		if err != nil {
			return err
		}
		views, err = s.ruleViews(ctx, a)
		return err
	})
	return views, err
}

// number gives rules the places 1, 2, 3.
func number(ctx context.Context, rows []*account.Rule) error {
	for i, row := range rows {
		if row.Position == i+1 {
			continue
		}
		if err := row.Update().SetPosition(i + 1).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// SetRuleState switches a rule on or off. Only one that was tried as it is goes on.
func (s *Store) SetRuleState(ctx context.Context, v orderveil.Viewer, global string, state orderveil.RuleState) (*RuleView, error) {
	return s.onRule(ctx, v, global, func(a *openAccount, id uuid.UUID) error {
		return a.inTx(ctx, func(tx *account.Tx) error {
			row, err := tx.Rule.Query().Where(rule.ID(id), locked).Only(ctx)
			switch {
			case err != nil:
				return notFound(err)
			case state == orderveil.RuleDraft:
				return orderveil.Invalidf("a rule is switched ACTIVE or OFF; it becomes a draft by a change")
			case state == orderveil.RuleActive && row.Tried != row.Version:
				return orderveil.Invalidf("try the rule on past orders first: it was not tried since it was last changed")
			}
			return row.Update().SetState(state).SetChangedAt(s.config.Clock()).SetChangedBy(v.Subject).Exec(ctx)
		})
	})
}

// onRule does something to one rule and shows it.
func (s *Store) onRule(ctx context.Context, v orderveil.Viewer, global string, do func(*openAccount, uuid.UUID) error) (view *RuleView, err error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindRule)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		if err := do(a, id.row); err != nil {
			return err
		}
		view, err = s.ruleView(ctx, a, id.row)
		return err
	})
	return view, err
}

// rule reads what a viewer wrote.
func (a *openAccount) rule(ctx context.Context, in RuleInput) (orderveil.Rule, error) {
	r := orderveil.Rule{
		Name: strings.TrimSpace(in.Name), Conditions: in.Conditions.conditions(),
		Action: orderveil.RuleAction{Kind: in.Action.Kind, Tag: strings.TrimSpace(text(in.Action.Tag))},
	}
	var err error
	if r.Conditions.Connections, err = a.ofKind(ctx, in.Conditions.Connections, orderveil.Marketplace); err != nil {
		return r, err
	}
	if r.Action.Routes, err = a.ofKind(ctx, in.Action.Routes, orderveil.BackOffice); err != nil {
		return r, err
	}
	return r, r.Check()
}

// ofKind are the connections of the account with these global ids, which are of one kind.
func (a *openAccount) ofKind(ctx context.Context, globals []string, kind orderveil.ConnectionKind) ([]uuid.UUID, error) {
	if len(globals) == 0 {
		return nil, nil
	}
	unknown := orderveil.Invalidf("a rule asks for marketplaces and routes to back offices of the account: one of the ids is none of those")
	ids := []uuid.UUID{}
	for _, global := range globals {
		id, err := parseGlobal(global, kindConnection)
		if err != nil || id.account != a.ID {
			return nil, unknown
		}
		if !slices.Contains(ids, id.row) {
			ids = append(ids, id.row)
		}
	}
	n, err := a.db.Connection.Query().Where(connection.IDIn(ids...), connection.KindEQ(kind), connection.StateNEQ(orderveil.ConnectionRemoved)).Count(ctx)
	if err == nil && n != len(ids) {
		err = unknown
	}
	return ids, err
}
