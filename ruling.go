package orderveil

import (
	"slices"

	"github.com/google/uuid"
)

// Rules are an account's rules. Whether an order goes, where to, and how it is tagged are
// three questions, which are answered apart: of the rules that hold or skip the first that
// fits decides, of the rules that route the first that fits decides, and every rule that
// fits and tags adds its tag. So a rule is overruled only by one above it that answers the
// same question, and a tag by none.
type Rules []Rule

// Ruling is what rules say of an order. The zero Ruling lets it go to every back office.
type Ruling struct {
	Hold   bool
	Skip   bool
	Tags   []string
	Routes []uuid.UUID // nil for every back office
	// Because are the rules that had a say, in their order.
	Because []Rule
}

// Decide asks the active rules about an order, in the order of their positions.
func (rules Rules) Decide(f Facts) (r Ruling) {
	gone, routed := false, false
	for _, rule := range rules.inOrder() {
		if rule.State != RuleActive || !rule.Conditions.Fit(f) {
			continue
		}
		switch rule.Action.Kind {
		case ActionHold, ActionSkip:
			if gone {
				continue
			}
			gone = true
			r.Hold, r.Skip = rule.Action.Kind == ActionHold, rule.Action.Kind == ActionSkip
		case ActionRoute:
			if routed {
				continue
			}
			routed = true
			r.Routes = rule.Action.Routes
		case ActionTag:
			if slices.Contains(r.Tags, rule.Action.Tag) {
				continue
			}
			r.Tags = append(r.Tags, rule.Action.Tag)
		default: // of a later version of the program
			continue
		}
		r.Because = append(r.Because, rule)
	}
	return r
}

// inOrder are the rules from the first to the last; those that share a position by their ids.
func (rules Rules) inOrder() Rules {
	sorted := slices.Clone(rules)
	slices.SortStableFunc(sorted, func(a, b Rule) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	return sorted
}

// Forward is the state in which an order enters the outbox under a ruling, which can stop an
// order and never send one that would not be sent without rules.
func (r Ruling) Forward(first ForwardState) ForwardState {
	switch {
	case first == ForwardSkipped || r.Skip:
		return ForwardSkipped
	case r.Hold:
		return ForwardHeld
	}
	return first
}

// Holder is the rule that holds the order, or nil.
func (r Ruling) Holder() *Rule {
	for i := range r.Because {
		if r.Because[i].Action.Kind == ActionHold {
			return &r.Because[i]
		}
	}
	return nil
}

// Says reports whether a rule had a say.
func (r Ruling) Says(rule uuid.UUID) bool {
	return slices.ContainsFunc(r.Because, func(one Rule) bool { return one.ID == rule })
}
