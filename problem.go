package orderveil

import "time"

// Problem is a failure as a person can act on it. Every text is ours: a remote
// system's own words may hold personal data and are never kept.
type Problem struct {
	Code     string // stored, never changes: "UNKNOWN_SKU"
	Cause    string
	Owner    ProblemOwner
	NextStep string
	At       time.Time
}

// ProblemOwner is who can solve a problem. The names are stored and never change.
type ProblemOwner string

// Who can solve a problem.
const (
	OwnerMerchant    ProblemOwner = "MERCHANT"
	OwnerMarketplace ProblemOwner = "MARKETPLACE"
	OwnerBackOffice  ProblemOwner = "BACK_OFFICE"
	OwnerOperator    ProblemOwner = "OPERATOR"
)
