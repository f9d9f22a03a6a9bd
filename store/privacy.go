package store

import (
	"strings"

	"orderveil"
	"orderveil/personal"
)

// PrivacyState says in one word what a viewer gets of an order's customer.
type PrivacyState string

// The states, as the API names them.
const (
	PrivacyVisible       PrivacyState = "VISIBLE"       // everything there is
	PrivacyMasked        PrivacyState = "MASKED"        // less than there is
	PrivacyPseudonymised PrivacyState = "PSEUDONYMISED" // forgotten on its day
	PrivacyErased        PrivacyState = "ERASED"        // forgotten at the customer's request
	PrivacyUnavailable   PrivacyState = "UNAVAILABLE"   // the keys are not to be had at the moment
)

// Privacy tells a viewer what it gets of an order's customer, and why.
type Privacy struct {
	State     PrivacyState
	Withheld  []personal.Category // exist, and are not shown or shown in part
	Pseudonym *string
	ForgetOn  *orderveil.Date
	HoldUntil *orderveil.Date // a legal hold keeps the data until then
	ReceiptID *string         // of the forgetting; absent where there was nothing to forget
	Reasons   []PrivacyReason // which rule set the day, and why data is withheld
	role      orderveil.Role
}

// PrivacyReason says in a code why a viewer gets what it gets, and until when. The codes
// never change; the console has words for them in other languages.
type PrivacyReason string

// The reasons, as the API names them. Those of a day are the rules that set it.
const (
	ReasonKeys      PrivacyReason = "KEYS_UNAVAILABLE" // the key service does not answer
	ReasonPolicy    PrivacyReason = "ACCESS_POLICY"    // the viewer's role is not shown all
	ReasonForgotten PrivacyReason = "DAY_HAS_COME"     // forgotten on its day
)

// PrivacyReasons lists all reasons.
func PrivacyReasons() []PrivacyReason {
	reasons := []PrivacyReason{ReasonKeys, ReasonPolicy, ReasonForgotten}
	for _, rule := range orderveil.RetentionRules() {
		reasons = append(reasons, PrivacyReason(rule))
	}
	return reasons
}

// Reason says the reasons in English.
func (p *Privacy) Reason() string { return sayReasons(English, p.Reasons, p.role) }

func sayReasons(l Language, reasons []PrivacyReason, role orderveil.Role) string {
	said := make([]string, len(reasons))
	for i, r := range reasons {
		said[i] = l.Say("reason", string(r), "role", string(role))
	}
	return strings.Join(said, " ")
}

// Privacy says what the viewer gets. It needs parties and shipments to be loaded,
// and opens none of them.
func (o *OrderView) Privacy() *Privacy {
	day := o.row.ForgetOn
	p := &Privacy{State: PrivacyVisible, Withheld: []personal.Category{}, ForgetOn: &day, Reasons: []PrivacyReason{o.ruleReason()}, role: o.page.lens.viewer.Role}
	if o.forgotten() {
		o.forgottenPrivacy(p)
		return p
	}
	p.HoldUntil = o.row.HoldUntil
	for _, c := range personal.Categories() {
		if o.lessThanAll(c) {
			p.Withheld = append(p.Withheld, c)
		}
	}
	if len(p.Withheld) > 0 {
		p.State = PrivacyMasked
		p.Reasons = append([]PrivacyReason{ReasonPolicy}, p.Reasons...)
	}
	if o.unavailable() {
		p.State, p.Reasons = PrivacyUnavailable, append([]PrivacyReason{ReasonKeys}, p.Reasons...)
	}
	return p
}

// KeysUnavailableAdvice is what people are told while the keys are not to be had.
const KeysUnavailableAdvice = "The key service does not answer: customer data can be read again when it does."

// unavailable reports whether there is anything that the viewer would get if only the
// keys were to be had.
func (o *OrderView) unavailable() bool {
	l := o.page.lens
	for _, row := range o.row.Edges.Parties {
		for _, c := range personal.Categories() {
			if v := partyValue(row, c); !v.Absent() && o.viewer().Decide(row.Kind, c) != orderveil.Withhold && l.hidden(v) {
				return true
			}
		}
	}
	for _, row := range o.row.Edges.Shipments {
		if !row.Tracking.Absent() && o.viewer().Decide(orderveil.ShipTo, personal.Delivery) != orderveil.Withhold && l.hidden(row.Tracking) {
			return true
		}
	}
	return false
}

func (o *OrderView) forgottenPrivacy(p *Privacy) {
	p.State, p.Reasons = PrivacyPseudonymised, append([]PrivacyReason{ReasonForgotten}, p.Reasons...)
	if o.row.ForgetRule == orderveil.RuleErasure {
		p.State, p.Reasons = PrivacyErased, p.Reasons[1:]
	}
	if o.row.Pseudonym != nil {
		p.Pseudonym = nonEmpty(o.row.Pseudonym.String())
	}
	if o.row.ReceiptID != nil {
		p.ReceiptID = nonEmpty(o.global(kindReceipt, *o.row.ReceiptID))
	}
}

// lessThanAll reports whether a category exists somewhere in the order that the
// viewer does not get as it is.
func (o *OrderView) lessThanAll(c personal.Category) bool {
	v := o.viewer()
	for _, row := range o.row.Edges.Parties {
		if !partyValue(row, c).Absent() && v.Decide(row.Kind, c) != orderveil.Reveal {
			return true
		}
	}
	for _, row := range o.row.Edges.Shipments {
		if c == personal.Delivery && !row.Tracking.Absent() && v.Decide(orderveil.ShipTo, c) != orderveil.Reveal {
			return true
		}
	}
	return false
}

// ruleReason is the rule that set the order's day.
func (o *OrderView) ruleReason() PrivacyReason {
	if o.row.ForgetRule == "" {
		return orderveil.RuleSetting
	}
	return PrivacyReason(o.row.ForgetRule)
}
