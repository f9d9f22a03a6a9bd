package orderveil

import "time"

// UserState is how a user stands. The names are stored and never change.
type UserState string

// The states.
const (
	UserInvited   UserState = "INVITED"
	UserActive    UserState = "ACTIVE"
	UserSuspended UserState = "SUSPENDED" // by somebody, or because nobody reviewed the access
	UserRemoved   UserState = "REMOVED"
)

// UserStates lists every state.
func UserStates() []UserState {
	return []UserState{UserInvited, UserActive, UserSuspended, UserRemoved}
}

// The times of signing in.
const (
	AccessLife     = 5 * time.Minute     // of an access token
	SessionLife    = 12 * time.Hour      // after which one signs in anew
	FreshFor       = 5 * time.Minute     // a second factor, for what asks for it anew
	InvitationLife = 7 * 24 * time.Hour  // of an invitation
	ReviewEvery    = 90 * 24 * time.Hour // after which access that nobody reviewed ends
)
