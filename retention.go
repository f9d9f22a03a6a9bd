package orderveil

import "time"

// Date is a calendar day in UTC, as the number of days since 1970-01-01. It orders
// and subtracts as a number.
type Date int32

// DateOf returns the UTC day of a time.
func DateOf(t time.Time) Date {
	return Date(floorDiv(t.Unix(), 86400))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Time returns the day's first moment, UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns the day as 2006-01-02.
func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// Retention says how long customer data is kept, in days.
type Retention struct {
	AfterHandling int // the account's setting
	Cap           int // the marketplace's most, see CapFrom; zero when it names none
	WhileOpen     int // the most an order that is never handled is kept
}

// DefaultRetention is what holds when nobody chose: 28 days after handling, and at
// most 90 days for an order that stays open.
var DefaultRetention = Retention{AfterHandling: 28, Cap: 30, WhileOpen: 90}

// The rules that can set the day on which an order is forgotten. The codes are
// stored and never change.
const (
	RuleSetting   = "SETTING"         // the account's days after handling
	RuleCap       = "MARKETPLACE_CAP" // the marketplace's days, counted from CapFrom
	RuleWhileOpen = "MAXIMUM_AGE"     // the most for an order that stays open
	RuleHold      = "LEGAL_HOLD"      // a hold that ends later than all of these
	RuleErasure   = "ERASURE"         // the customer asked
)

// RetentionRules lists the rules.
func RetentionRules() []string {
	return []string{RuleSetting, RuleCap, RuleWhileOpen, RuleHold, RuleErasure}
}

// Dates are what the rules look at of an order.
type Dates struct {
	PlacedAt    time.Time
	HandledAt   time.Time // zero while something is left to ship
	DeliveredAt time.Time // zero when the marketplace does not say
	HoldUntil   Date      // zero without a legal hold
}

// Dates returns what the rules look at of an order that has no hold.
func (o *Order) Dates() Dates {
	return Dates{PlacedAt: o.PlacedAt, HandledAt: o.HandledAt, DeliveredAt: o.DeliveredAt}
}

// CapFrom is the day from which the marketplace's days count: that of the delivery;
// where that is not known, of shipping; of an order that was cancelled, of closing.
// (Amazon, Data Protection Policy: 30 days after delivery.)
func (d Dates) CapFrom() Date {
	if !d.DeliveredAt.IsZero() {
		return DateOf(d.DeliveredAt)
	}
	return DateOf(d.HandledAt)
}

// ForgetOn returns the day from which nobody can read an order's customer data, and
// the rule that set it: the earliest that applies, unless a legal hold ends later.
// While the order is open that day moves on with today, up to the maximum age.
func (r Retention) ForgetOn(d Dates, today Date) (Date, string) {
	day, rule := r.regular(d, today)
	if d.HoldUntil > day {
		return d.HoldUntil, RuleHold
	}
	return day, rule
}

// regular counts from today while the order is open, and never from a moment to come:
// no marketplace's clock makes a copy readable for longer than the days say.
func (r Retention) regular(d Dates, today Date) (Date, string) {
	start, capFrom := today, today
	if !d.HandledAt.IsZero() {
		start, capFrom = min(DateOf(d.HandledAt), today), min(d.CapFrom(), today)
	}
	day, rule := start+Date(r.AfterHandling), RuleSetting
	if limit := capFrom + Date(r.Cap); r.Cap > 0 && limit < day {
		day, rule = limit, RuleCap
	}
	if limit := DateOf(d.PlacedAt) + Date(r.WhileOpen); d.HandledAt.IsZero() && limit < day {
		day, rule = limit, RuleWhileOpen
	}
	return day, rule
}

// ExtendBelow is how many days are left of an open order when it is sealed to a later
// day.
const ExtendBelow = 7

// Keep returns the day and rule of an order that is stored under a day: that day
// stays as long as it does for what the rules say. A handled order, one under a hold
// and one whose day is too late are moved at once; an open one only when fewer than
// ExtendBelow days are left, so that it is not sealed anew every day.
func (r Retention) Keep(d Dates, stored Date, rule string, today Date) (Date, string) {
	day, because := r.ForgetOn(d, today)
	soon := stored-today < ExtendBelow
	if d.HandledAt.IsZero() && because == RuleSetting && rule == RuleSetting && stored <= day && !soon {
		return stored, rule
	}
	return day, because
}
