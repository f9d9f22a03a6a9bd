package orderveil

// The answers of a masked diagnosis: what can be said of customer data without saying any
// of it. The names are the API's.

// Check is how one field looks.
type Check string

// The checks.
const (
	CheckEmpty    Check = "EMPTY"    // there is nothing
	CheckFits     Check = "FITS"     // it has the form that such a field has
	CheckUnfit    Check = "UNFIT"    // it has not
	CheckNoRule   Check = "NO_RULE"  // there is something, and no form is known for the country
	CheckRelay    Check = "RELAY"    // an e-mail address of the marketplace's, which forwards and ends
	CheckFreemail Check = "FREEMAIL" // an e-mail address at a provider for everybody
)

// Checks lists every check.
func Checks() []Check {
	return []Check{CheckEmpty, CheckFits, CheckUnfit, CheckNoRule, CheckRelay, CheckFreemail}
}

// Comparison says how what a back office was given relates to what the marketplace says
// now.
type Comparison string

// The comparisons.
const (
	CompareSame      Comparison = "SAME"
	CompareDifferent Comparison = "DIFFERENT"
	CompareEmpty     Comparison = "EMPTY"   // neither has anything
	CompareMissing   Comparison = "MISSING" // the marketplace has something that the back office was not given
	CompareUnknown   Comparison = "UNKNOWN" // the fingerprint's key is destroyed
)

// Comparisons lists every comparison.
func Comparisons() []Comparison {
	return []Comparison{CompareSame, CompareDifferent, CompareEmpty, CompareMissing, CompareUnknown}
}
