package orderveil

import (
	"time"

	"github.com/google/uuid"

	"orderveil/personal"
)

// Account is one merchant at this installation. Number is short and stable, for
// people; ID is for programs.
type Account struct {
	ID     uuid.UUID
	Number int
	// Sandbox is set when its orders are invented, which is said when it is opened.
	Sandbox bool
}

// Connection is one account's link to one marketplace or back office.
type Connection struct {
	ID       uuid.UUID
	Kind     ConnectionKind
	Code     string // the connector: "bol", "vendure", "webhook"
	Label    string // the merchant's own word for it
	State    ConnectionState
	Settings map[string]string // nothing secret: addresses, channels
	Every    time.Duration     // how often a marketplace is asked; zero for a back office
	Withhold personal.Set      // what a back office is not given of a customer
}

// ConnectionKind tells where orders come from and where they go. The names are
// stored and never change.
type ConnectionKind string

// The kinds of connection.
const (
	Marketplace ConnectionKind = "MARKETPLACE"
	BackOffice  ConnectionKind = "BACK_OFFICE"
)

// ConnectionState says whether a connection takes part in the syncs. The names are
// stored and never change.
type ConnectionState string

// The states of a connection.
const (
	ConnectionActive ConnectionState = "ACTIVE"
	ConnectionPaused ConnectionState = "PAUSED"
	// ConnectionUnauthorised means that the merchant has yet to let the hub in at the other side.
	ConnectionUnauthorised ConnectionState = "UNAUTHORISED"
	// ConnectionRefused means that the other side no longer takes the credentials.
	ConnectionRefused ConnectionState = "REFUSED"
	// ConnectionRemoved means that somebody took it away; its orders stay.
	ConnectionRemoved ConnectionState = "REMOVED"
)

// ConnectionStates lists them.
func ConnectionStates() []ConnectionState {
	return []ConnectionState{ConnectionActive, ConnectionPaused, ConnectionUnauthorised, ConnectionRefused, ConnectionRemoved}
}

// Quiet reports whether nothing is asked of the other side, and nothing sent there.
func (s ConnectionState) Quiet() bool {
	return s == ConnectionPaused || s == ConnectionUnauthorised || s == ConnectionRemoved
}

// SyncRun is one turn of asking a marketplace for orders.
type SyncRun struct {
	ID         uuid.UUID
	Connection uuid.UUID
	State      SyncState
	QueuedAt   time.Time
	StartedAt  time.Time
	FinishedAt time.Time
	Listed     int // orders that the marketplace named
	Imported   int // orders that were new or changed
	Refused    int // orders that were unfit to be kept; see Problem
	Check      GapCheck
	Missed     int // orders that a gap check found and no earlier run had brought
	Problem    *Problem
}

// SyncState is how far a run has come. The names are stored and never change.
type SyncState string

// The states of a run.
const (
	SyncQueued  SyncState = "QUEUED"
	SyncRunning SyncState = "RUNNING"
	SyncDone    SyncState = "DONE"
	SyncFailed  SyncState = "FAILED"
)

// GapCheck says how far a run looks back to see that no order is missing, whatever the
// marketplace said had changed. The names are stored and never change.
type GapCheck string

// The gap checks.
const (
	NoCheck    GapCheck = ""      // only what has changed since the last run
	DayCheck   GapCheck = "DAY"   // every day: 48 hours
	MonthCheck GapCheck = "MONTH" // every week: 30 days
)

// GapChecks lists them.
func GapChecks() []GapCheck { return []GapCheck{DayCheck, MonthCheck} }

// Back is how far a check looks back.
func (c GapCheck) Back() time.Duration {
	switch c {
	case DayCheck:
		return 48 * time.Hour
	case MonthCheck:
		return 30 * 24 * time.Hour
	}
	return 0
}

// DueCheck is the gap check that a run makes, by when those checks were last made. The
// first run of a connection brings everything and is no check.
func DueCheck(now, day, month time.Time) GapCheck {
	switch {
	case now.Sub(month) >= 7*24*time.Hour:
		return MonthCheck
	case now.Sub(day) >= 24*time.Hour:
		return DayCheck
	}
	return NoCheck
}
