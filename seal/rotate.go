package seal

// Stage says how far the rotation of an account's key has come. The names are stored
// and never change.
type Stage string

// The stages, in their order.
const (
	Settled   Stage = ""          // there is one key
	Published Stage = "PUBLISHED" // there is a next key, with which nothing is sealed yet
	Promoted  Stage = "PROMOTED"  // the next key seals, and takes over what the old one sealed
)
