package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
)

// ConditionsInput are a rule's conditions as a viewer writes them.
type ConditionsInput struct {
	Connections     []string
	Countries       []string
	Fulfilment      *orderveil.Fulfilment
	Currency        *string
	From            *decimal.Decimal
	Below           *decimal.Decimal
	SKUs            []string
	ShippingMethods []string
}

// conditions are the same less the connections.
func (in ConditionsInput) conditions() orderveil.Conditions {
	c := orderveil.Conditions{
		Countries: trimmed(in.Countries, strings.ToUpper), Currency: strings.ToUpper(text(in.Currency)), From: in.From, Below: in.Below,
		SKUs: trimmed(in.SKUs, strings.TrimSpace), ShippingMethods: trimmed(in.ShippingMethods, strings.TrimSpace),
	}
	if in.Fulfilment != nil {
		c.Fulfilment = *in.Fulfilment
	}
	return c
}

// trimmed are texts without the spaces that people copy along.
func trimmed(all []string, also func(string) string) (texts []string) {
	for _, one := range all {
		texts = append(texts, also(strings.TrimSpace(one)))
	}
	return texts
}

// ActionInput is what a rule does, as a viewer writes it.
type ActionInput struct {
	Kind   orderveil.RuleActionKind
	Tag    *string
	Routes []string
}

// sameRule reports whether two rules ask and do the same, whatever their names.
func sameRule(a, b orderveil.Rule) bool {
	one, err1 := json.Marshal([]any{a.Conditions, a.Action.Kind, a.Action.Tag, append([]uuid.UUID{}, a.Action.Routes...)})
	other, err2 := json.Marshal([]any{b.Conditions, b.Action.Kind, b.Action.Tag, append([]uuid.UUID{}, b.Action.Routes...)})
	return err1 == nil && err2 == nil && string(one) == string(other)
}

// RuleView is a rule as the merchant sees it.
type RuleView struct {
	store       *Store
	account     uuid.UUID
	row         *account.Rule
	connections map[uuid.UUID]*account.Connection
}

// ruleViews are all rules in their order.
func (s *Store) ruleViews(ctx context.Context, a *openAccount) ([]*RuleView, error) {
	rows, err := byPlace(a.db.Rule.Query()).All(ctx)
	if err != nil {
		return nil, err
	}
	connections, err := a.connectionRows(ctx)
	views := make([]*RuleView, len(rows))
	for i, row := range rows {
		views[i] = &RuleView{store: s, account: a.ID, row: row, connections: connections}
	}
	return views, err
}

func (s *Store) ruleView(ctx context.Context, a *openAccount, id uuid.UUID) (*RuleView, error) {
	row, err := a.db.Rule.Get(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	connections, err := a.connectionRows(ctx)
	return &RuleView{store: s, account: a.ID, row: row, connections: connections}, err
}

func (a *openAccount) connectionRows(ctx context.Context) (map[uuid.UUID]*account.Connection, error) {
	rows, err := a.db.Connection.Query().Order(connection.ByCreatedAt(), connection.ByID()).All(ctx)
	found := make(map[uuid.UUID]*account.Connection, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, err
}

// ID is the rule's global id.
func (r *RuleView) ID() string {
	return globalID{kind: kindRule, account: r.account, row: r.row.ID}.String()
}

// Name is the merchant's word for it.
func (r *RuleView) Name() string { return r.row.Name }

// Position is its place among the rules.
func (r *RuleView) Position() int { return r.row.Position }

// State says whether it is asked.
func (r *RuleView) State() orderveil.RuleState { return r.row.State }

// Version grows with every change.
func (r *RuleView) Version() int { return r.row.Version }

// Tried reports whether it was tried since its last change.
func (r *RuleView) Tried() bool { return r.row.Tried == r.row.Version }

// TriedAt is when it was last tried, or nil.
func (r *RuleView) TriedAt() *time.Time { return utc(r.row.TriedAt) }

// CreatedAt is when it was made.
func (r *RuleView) CreatedAt() time.Time { return r.row.CreatedAt.UTC() }

// CreatedBy is who made it.
func (r *RuleView) CreatedBy() string { return r.row.CreatedBy }

// ChangedAt is when it was last changed or switched.
func (r *RuleView) ChangedAt() time.Time { return r.row.ChangedAt.UTC() }

// ChangedBy is who did that.
func (r *RuleView) ChangedBy() string { return r.row.ChangedBy }

// Conditions are what it asks of an order.
func (r *RuleView) Conditions() *ConditionsView { return &ConditionsView{r} }

// Action is what it does with an order that fits.
func (r *RuleView) Action() *ActionView { return &ActionView{r} }

// named are the connections with the ids, those that are still there.
func (r *RuleView) named(ids []uuid.UUID) []*ConnectionView {
	views := []*ConnectionView{}
	for _, id := range ids {
		if row := r.connections[id]; row != nil {
			views = append(views, &ConnectionView{store: r.store, account: r.account, row: row})
		}
	}
	return views
}

// ConditionsView are what a rule asks of an order.
type ConditionsView struct{ rule *RuleView }

// Connections are the marketplaces' connections; none for all.
func (c *ConditionsView) Connections() []*ConnectionView {
	return c.rule.named(c.rule.row.Conditions.Connections)
}

// Countries are those that the order is sent to; none for all.
func (c *ConditionsView) Countries() []string { return texts(c.rule.row.Conditions.Countries) }

// Fulfilment is who ships, or nil.
func (c *ConditionsView) Fulfilment() *orderveil.Fulfilment {
	if c.rule.row.Conditions.Fulfilment == "" {
		return nil
	}
	return &c.rule.row.Conditions.Fulfilment
}

// Currency is that of the amounts, or nil.
func (c *ConditionsView) Currency() *string { return nonEmpty(c.rule.row.Conditions.Currency) }

// From is the least that the total is, or nil.
func (c *ConditionsView) From() *decimal.Decimal { return c.rule.row.Conditions.From }

// Below is what the total does not reach, or nil.
func (c *ConditionsView) Below() *decimal.Decimal { return c.rule.row.Conditions.Below }

// SKUs are references of products, one of which is on a line; none for all.
func (c *ConditionsView) SKUs() []string { return texts(c.rule.row.Conditions.SKUs) }

// ShippingMethods are the marketplace's codes; none for all.
func (c *ConditionsView) ShippingMethods() []string {
	return texts(c.rule.row.Conditions.ShippingMethods)
}

func texts(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}

// ActionView is what a rule does.
type ActionView struct{ rule *RuleView }

// Kind says it in a word.
func (a *ActionView) Kind() orderveil.RuleActionKind { return a.rule.row.Action }

// Tag is the word that orders get, or nil.
func (a *ActionView) Tag() *string { return nonEmpty(a.rule.row.Tag) }

// Routes are the back offices that alone get the order; none for all.
func (a *ActionView) Routes() []*ConnectionView { return a.rule.named(a.rule.row.Routes) }
