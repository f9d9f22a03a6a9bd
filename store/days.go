package store

import (
	"maps"
	"slices"

	"orderveil"
)

// daySet collects days whose keys are needed.
type daySet map[orderveil.Date]bool

func (s daySet) add(day orderveil.Date) { s[day] = true }

// list returns the days. It is never nil, which would mean all days.
func (s daySet) list() []orderveil.Date {
	days := make([]orderveil.Date, 0, len(s))
	return slices.AppendSeq(days, maps.Keys(s))
}
