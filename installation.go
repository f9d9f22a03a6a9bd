package orderveil

// AccountState is how an account stands with the operator. The names are the API's and
// never change.
type AccountState string

// The states of an account.
const (
	AccountOpening   AccountState = "OPENING"   // a crash left it half open: open it again
	AccountActive    AccountState = "ACTIVE"    // it works
	AccountSuspended AccountState = "SUSPENDED" // nobody of it comes in, and no order moves; customers are forgotten all the same
	AccountClosed    AccountState = "CLOSED"    // it was cancelled, and its number stays taken
)

// AccountStates lists every state.
func AccountStates() []AccountState {
	return []AccountState{AccountOpening, AccountActive, AccountSuspended, AccountClosed}
}

// Tally is what the throughput counts by the hour. The names are stored and never change.
type Tally string

// The tallies.
const (
	TallyImported  Tally = "IMPORTED"  // orders that were new or changed
	TallyForwarded Tally = "FORWARDED" // orders that a back office took
	TallyFailed    Tally = "FAILED"    // orders that need somebody
	TallyWaited    Tally = "WAITED"    // no sum: the seconds that due work waited at the longest
)

// KeyStage is how far the exchange of an account's key has come, as the API says it.
type KeyStage string

// The stages, in their order.
const (
	KeyPublished KeyStage = "PUBLISHED" // every node learns of the next key, with which nothing is sealed yet
	KeyPromoted  KeyStage = "PROMOTED"  // the next key seals, and takes over what the old one sealed
)

// KeyStages lists every stage.
func KeyStages() []KeyStage { return []KeyStage{KeyPublished, KeyPromoted} }
