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
	Cap           int // the marketplace's most after handling; zero when it names none
	WhileOpen     int // the most an order that is never handled is kept
}

// DefaultRetention is what holds when nobody chose: 28 days after handling, and at
// most 90 days for an order that stays open.
var DefaultRetention = Retention{AfterHandling: 28, Cap: 30, WhileOpen: 90}

// The rules that can set the day on which an order is forgotten. The codes are
// stored and never change.
const (
	RuleSetting   = "SETTING"         // the account's days after handling
	RuleCap       = "MARKETPLACE_CAP" // the marketplace's days after handling
	RuleWhileOpen = "MAXIMUM_AGE"     // the most for an order that stays open
)

// ForgetOn returns the day from which nobody can read an order's customer data,
// and the rule that set it: the earliest that applies. While the order is open
// that day moves on with today, up to the maximum age.
func (r Retention) ForgetOn(o *Order, today Date) (Date, string) {
	start := today
	if !o.HandledAt.IsZero() {
		start = DateOf(o.HandledAt)
	}
	day, rule := start+Date(r.AfterHandling), RuleSetting
	if limit := start + Date(r.Cap); r.Cap > 0 && limit < day {
		day, rule = limit, RuleCap
	}
	if limit := DateOf(o.PlacedAt) + Date(r.WhileOpen); o.HandledAt.IsZero() && limit < day {
		day, rule = limit, RuleWhileOpen
	}
	return day, rule
}
