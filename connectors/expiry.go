package connectors

import (
	"fmt"
	"time"

	"orderveil"
)

// Ends is the moment at which it ends, by the date in the settings.
func (e Expiry) Ends(settings map[string]string) (time.Time, bool) {
	from, err := time.Parse(time.DateOnly, settings[e.Setting])
	if err != nil {
		return time.Time{}, false
	}
	return from.AddDate(0, 0, e.Days), true
}

// Warning is what to say of it now, or nil.
func (e Expiry) Warning(settings map[string]string, now time.Time) *orderveil.Problem {
	ends, known := e.Ends(settings)
	if !known || len(e.Warn) == 0 {
		return nil
	}
	p := &orderveil.Problem{Code: e.Code, Owner: orderveil.OwnerMerchant, NextStep: e.NextStep, At: ends.AddDate(0, 0, -e.Warn[0])}
	left := int(ends.Sub(now).Hours() / 24)
	switch {
	case !now.Before(ends):
		p.Cause = fmt.Sprintf("%s ended on %s.", e.What, ends.Format(time.DateOnly))
	case !now.Before(p.At):
		p.Cause = fmt.Sprintf("%s ends on %s, in %d days.", e.What, ends.Format(time.DateOnly), left)
	default:
		return nil
	}
	for _, days := range e.Warn[1:] { // each is a warning of its own
		if left <= days {
			p.Code = fmt.Sprintf("%s_%d", e.Code, days)
		}
	}
	return p
}

// Stops reports that it has ended and that nothing may be sent any more.
func (e Expiry) Stops(settings map[string]string, now time.Time) *Failure {
	ends, known := e.Ends(settings)
	if !e.Stop || !known || now.Before(ends) {
		return nil
	}
	return &Failure{
		Code: e.Code, Cause: fmt.Sprintf("%s ended on %s, and nothing may be sent until it is renewed.", e.What, ends.Format(time.DateOnly)),
		Owner: orderveil.OwnerMerchant, NextStep: e.NextStep, Outcome: Auth,
	}
}
