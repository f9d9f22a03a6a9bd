package simulator

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// longest is the most that one operation may cost, whatever is left to spend.
const longest = 1000

// costOf reckons an operation as Shopify does: an object costs a point, a list as many as are
// asked for of it, a connection two more, a mutation ten.
func costOf(set ast.SelectionSet, variables map[string]any) float64 {
	total := 0.0
	for _, f := range fields(set) {
		if len(f.SelectionSet) == 0 {
			continue
		}
		cost := 1 + costOf(f.SelectionSet, variables)
		if f.ObjectDefinition.Name == "Mutation" {
			cost = 10
		}
		if n, ok := number(f.ArgumentMap(variables)["first"]); ok {
			cost = 2 + n*costOf(f.SelectionSet, variables)
			if len(fieldsNamed(f.SelectionSet, "nodes")) == 0 {
				cost = n * (1 + costOf(f.SelectionSet, variables))
			}
		}
		total += cost
	}
	return total
}

func fieldsNamed(set ast.SelectionSet, name string) (named []*ast.Field) {
	for _, f := range fields(set) {
		if f.Name == name {
			named = append(named, f)
		}
	}
	return named
}

// spend takes an operation's cost from the bucket, if so much is in it, and returns what
// Shopify says of it.
func (s *Simulator) spend(cost float64) (map[string]any, bool) {
	b := s.config.Bucket
	if b.Size == 0 {
		b = Bucket{Size: 2000, Restored: 100}
		s.spent = 0
	}
	now := s.config.Clock()
	s.spent = max(0, s.spent-now.Sub(s.spentAt).Seconds()*b.Restored)
	s.spentAt = now
	allowed := s.spent+cost <= b.Size
	if allowed {
		s.spent += cost
	}
	said := map[string]any{
		"requestedQueryCost": cost, "actualQueryCost": nil,
		"throttleStatus": map[string]any{"maximumAvailable": b.Size, "currentlyAvailable": b.Size - s.spent, "restoreRate": b.Restored},
	}
	if allowed {
		said["actualQueryCost"] = cost
	}
	return said, allowed
}

// tooMany reports whether a development store takes no more orders in this minute.
func (s *Simulator) tooMany() bool {
	now := s.config.Clock()
	var young []time.Time
	for _, at := range s.created {
		if now.Sub(at) < time.Minute {
			young = append(young, at)
		}
	}
	s.created = young
	return s.config.Development && len(young) >= 5
}
