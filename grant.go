package orderveil

import "time"

// GrantPurpose is why support asks to see a customer. The names are stored and never
// change.
type GrantPurpose string

// The purposes.
const (
	GrantDelivery   GrantPurpose = "DELIVERY_PROBLEM" // a parcel does not arrive
	GrantAddress    GrantPurpose = "ADDRESS_PROBLEM"  // the back office or the carrier refuses the address
	GrantReturn     GrantPurpose = "RETURN_OR_REFUND"
	GrantForwarding GrantPurpose = "FORWARDING_PROBLEM" // the back office refuses the order
	GrantCustomer   GrantPurpose = "CUSTOMER_REQUEST"   // the customer asked the operator
)

// GrantPurposes lists every purpose.
func GrantPurposes() []GrantPurpose {
	return []GrantPurpose{GrantDelivery, GrantAddress, GrantReturn, GrantForwarding, GrantCustomer}
}

// GrantState is how far a grant has come. The names are stored and never change.
type GrantState string

// The states. A grant shows something only while it is LIVE.
const (
	GrantRequested GrantState = "REQUESTED" // waits for the merchant, or in an emergency for a second member of staff
	GrantLive      GrantState = "LIVE"
	GrantRefused   GrantState = "REFUSED"
	GrantRevoked   GrantState = "REVOKED" // ended by the merchant, or by who asked
	GrantExpired   GrantState = "EXPIRED" // its time is over, or nobody decided within a day
)

// GrantStates lists every state.
func GrantStates() []GrantState {
	return []GrantState{GrantRequested, GrantLive, GrantRefused, GrantRevoked, GrantExpired}
}

// The limits of grants.
const (
	GrantDefault   = time.Hour
	GrantLongest   = 24 * time.Hour
	GrantEmergency = time.Hour      // the longest in an emergency
	GrantDecision  = 24 * time.Hour // after which a request that nobody decided is over
	GrantsADay     = 25             // by one member of staff: there is no bulk
)
