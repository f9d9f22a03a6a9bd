package orderveil

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Rule says what becomes of orders that fit it when they enter the outbox.
type Rule struct {
	ID         uuid.UUID
	Name       string // the merchant's word for it
	Position   int    // rules are asked from the lowest to the highest
	State      RuleState
	Conditions Conditions
	Action     RuleAction
	// Version grows with every change of what the rule asks or does.
	Version int
	// Tried is the version that was last tried on past orders; zero for none.
	Tried   int
	TriedAt time.Time
}

// RuleState says whether a rule is asked. The names are stored and never change.
type RuleState string

// The states of a rule.
const (
	RuleDraft  RuleState = "DRAFT"  // made or changed, and not switched on since
	RuleActive RuleState = "ACTIVE" // asked about every order that comes in
	RuleOff    RuleState = "OFF"    // was switched off
)

// RuleStates lists them.
func RuleStates() []RuleState { return []RuleState{RuleDraft, RuleActive, RuleOff} }

// Conditions are what a rule asks of an order. All that are given have to hold; without any,
// every order fits. They ask for Facts alone, so that no rule can look at a customer. The
// names are stored and never change.
type Conditions struct {
	// Connections are the marketplaces' connections.
	Connections []uuid.UUID `json:"connections,omitempty"`
	// Countries are those that the order is sent to, ISO 3166-1 alpha-2.
	Countries  []string   `json:"countries,omitempty"`
	Fulfilment Fulfilment `json:"fulfilment,omitempty"`
	// Currency is that of the amounts.
	Currency string `json:"currency,omitempty"`
	// From is the least that the order's total is.
	From *decimal.Decimal `json:"from,omitempty"`
	// Below is what the order's total does not reach.
	Below *decimal.Decimal `json:"below,omitempty"`
	// SKUs are references of products, one of which is on a line.
	SKUs []string `json:"skus,omitempty"`
	// ShippingMethods are the marketplace's codes.
	ShippingMethods []string `json:"shippingMethods,omitempty"`
}

// Facts are what a rule can know of an order: nothing in them is about a person.
type Facts struct {
	Connection     uuid.UUID
	Country        string // where the order is sent to
	Fulfilment     Fulfilment
	Total          Money
	SKUs           []string
	ShippingMethod string
}

// FactsOf are the facts of an order that came over a connection.
func FactsOf(connection uuid.UUID, o *Order) Facts {
	f := Facts{Connection: connection, Fulfilment: o.Fulfilment, Total: o.Total, ShippingMethod: o.ShippingMethod}
	if o.ShipTo != nil {
		f.Country = o.ShipTo.Country
	}
	for i := range o.Lines {
		f.SKUs = append(f.SKUs, o.Lines[i].SKU)
	}
	return f
}

// Fit reports whether all conditions hold. References, codes and countries match in any
// case; an amount in another currency than the order's never does.
func (c Conditions) Fit(f Facts) bool {
	switch {
	case len(c.Connections) > 0 && !slices.Contains(c.Connections, f.Connection),
		len(c.Countries) > 0 && !containsFold(c.Countries, f.Country),
		c.Fulfilment != "" && c.Fulfilment != f.Fulfilment,
		c.Currency != "" && !strings.EqualFold(c.Currency, f.Total.Currency),
		c.From != nil && f.Total.Amount.LessThan(*c.From),
		c.Below != nil && f.Total.Amount.GreaterThanOrEqual(*c.Below),
		len(c.ShippingMethods) > 0 && !containsFold(c.ShippingMethods, f.ShippingMethod):
		return false
	}
	return len(c.SKUs) == 0 || slices.ContainsFunc(f.SKUs, func(sku string) bool { return containsFold(c.SKUs, sku) })
}

func containsFold(all []string, one string) bool {
	return slices.ContainsFunc(all, func(text string) bool { return strings.EqualFold(text, one) })
}

// RuleAction is what a rule does with an order that fits.
type RuleAction struct {
	Kind   RuleActionKind
	Tag    string      // of TAG
	Routes []uuid.UUID // of ROUTE: the back offices that alone get the order
}

// RuleActionKind says what a rule does. The names are stored and never change.
type RuleActionKind string

// What a rule can do.
const (
	ActionHold  RuleActionKind = "HOLD"  // the order waits for a person
	ActionSkip  RuleActionKind = "SKIP"  // the order is not forwarded
	ActionTag   RuleActionKind = "TAG"   // the order gets a word by which it is found
	ActionRoute RuleActionKind = "ROUTE" // the order goes to these back offices alone
)

// RuleActionKinds lists them.
func RuleActionKinds() []RuleActionKind {
	return []RuleActionKind{ActionHold, ActionSkip, ActionTag, ActionRoute}
}

// Limits on rules.
const (
	MaxRules      = 50  // of an account
	MaxRuleValues = 200 // of one condition
	MaxRuleName   = 60  // characters
	MaxTag        = 40  // characters
)

// Check reports what keeps a rule from being one, without repeating any of it.
func (r *Rule) Check() error {
	if n := utf8.RuneCountInString(r.Name); n == 0 || n > MaxRuleName || !oneLine(r.Name) {
		return Invalidf("a rule has a name of 1 to %d characters", MaxRuleName)
	}
	if err := r.Conditions.check(); err != nil {
		return err
	}
	return r.Action.check()
}

func (c Conditions) check() error {
	for _, list := range [][]string{c.Countries, c.SKUs, c.ShippingMethods} {
		if len(list) > MaxRuleValues || slices.ContainsFunc(list, func(text string) bool {
			return text == "" || len(text) > MaxText || !oneLine(text)
		}) {
			return Invalidf("a condition has at most %d values, each of 1 to %d bytes", MaxRuleValues, MaxText)
		}
	}
	switch {
	case len(c.Connections) > MaxRuleValues:
		return Invalidf("a condition has at most %d values", MaxRuleValues)
	case slices.ContainsFunc(c.Countries, func(text string) bool { return len(text) != 2 }):
		return Invalidf("a country is a code of two letters, such as NL")
	case c.Fulfilment != "" && c.Fulfilment != ByMerchant && c.Fulfilment != ByMarketplace:
		return Invalidf("fulfilment is %s or %s", ByMerchant, ByMarketplace)
	case c.Currency != "" && len(c.Currency) != 3:
		return Invalidf("a currency is a code of three letters, such as EUR")
	case (c.From != nil || c.Below != nil) && c.Currency == "":
		return Invalidf("say in which currency the amounts are")
	case c.From != nil && !sane(*c.From), c.Below != nil && !sane(*c.Below):
		return Invalidf("the amounts are out of all proportion")
	case c.From != nil && c.Below != nil && !c.From.LessThan(*c.Below):
		return Invalidf("no total is at least the first amount and below the second: make the second the higher one")
	}
	return nil
}

func (a RuleAction) check() error {
	if !slices.Contains(RuleActionKinds(), a.Kind) {
		return Invalidf("a rule does one of %v", RuleActionKinds())
	}
	n := utf8.RuneCountInString(a.Tag)
	switch {
	case a.Kind == ActionTag && (n == 0 || n > MaxTag || !oneLine(a.Tag)):
		return Invalidf("a tag has 1 to %d characters", MaxTag)
	case a.Kind != ActionTag && n > 0:
		return Invalidf("only a rule that tags has a tag")
	case a.Kind == ActionRoute && (len(a.Routes) == 0 || len(a.Routes) > MaxRuleValues):
		return Invalidf("say to which back offices the orders go: 1 to %d", MaxRuleValues)
	case a.Kind != ActionRoute && len(a.Routes) > 0:
		return Invalidf("only a rule that routes names back offices")
	}
	return nil
}

// oneLine reports whether a text is printable and has no space at its ends.
func oneLine(text string) bool {
	return utf8.ValidString(text) && strings.TrimSpace(text) == text &&
		!strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}
