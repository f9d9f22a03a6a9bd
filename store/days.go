package store

import (
	"maps"
	"slices"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/personal"
	"orderveil/seal"
)

// daySet collects days whose keys are needed.
type daySet map[orderveil.Date]bool

func (s daySet) add(day orderveil.Date) { s[day] = true }

// addOf adds the day of an order, and those that its values are sealed to: when the day
// moves between the statements that read them, the values tell.
func (s daySet) addOf(row *account.Order) {
	s.add(row.ForgetOn)
	for _, p := range row.Edges.Parties {
		for _, c := range personal.Categories() {
			s.addValue(partyValue(p, c))
		}
	}
	for _, parcel := range row.Edges.Shipments {
		s.addValue(parcel.Tracking)
	}
}

func (s daySet) addValue(v personal.Value) {
	if v.Absent() {
		return
	}
	if day, err := seal.DayOf(v); err == nil {
		s.add(day)
	}
}

// list returns the days. It is never nil, which would mean all days.
func (s daySet) list() []orderveil.Date {
	days := make([]orderveil.Date, 0, len(s))
	return slices.AppendSeq(days, maps.Keys(s))
}
