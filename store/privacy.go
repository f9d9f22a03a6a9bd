package store

import (
	"fmt"

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
	Reason    string
}

// Privacy says what the viewer gets. It needs parties and shipments to be loaded,
// and opens none of them.
func (o *OrderView) Privacy() *Privacy {
	day := o.row.ForgetOn
	p := &Privacy{State: PrivacyVisible, Withheld: []personal.Category{}, ForgetOn: &day, Reason: o.ruleReason()}
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
		p.Reason = fmt.Sprintf("The access policy does not show these categories to the role %s. %s", o.page.lens.viewer.Role, p.Reason)
	}
	if o.unavailable() {
		p.State, p.Reason = PrivacyUnavailable, KeysUnavailableAdvice+" "+p.Reason
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
	p.State, p.Reason = PrivacyPseudonymised, "The customer data of this order was forgotten on its day. "+o.ruleReason()
	if o.row.ForgetRule == orderveil.RuleErasure {
		p.State, p.Reason = PrivacyErased, o.ruleReason()
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

func (o *OrderView) ruleReason() string {
	switch o.row.ForgetRule {
	case orderveil.RuleCap:
		return "The marketplace's longest time after handling sets the day."
	case orderveil.RuleHold:
		return "A legal hold sets the day."
	case orderveil.RuleErasure:
		return "The customer data of this order was erased on request."
	case orderveil.RuleWhileOpen:
		return "The longest time for an order that stays open sets the day."
	default:
		return "The account's number of days after handling sets the day."
	}
}
