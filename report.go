package orderveil

import (
	"time"

	"github.com/google/uuid"
)

// Report tells a marketplace that lines of an order left, or will not be delivered.
type Report struct {
	ID            uuid.UUID
	Order         uuid.UUID
	Marketplace   uuid.UUID // the connection
	Kind          ReportKind
	Lines         []ReportLine
	Reason        CancelReason // of a cancellation
	State         ReportState
	Attempts      int
	Process       string // the marketplace's id of what it took on
	NextAttemptAt time.Time
	Problem       *Problem
}

// Reference is the text by which the marketplace is asked later whether it has the report.
func (r Report) Reference() string { return "orderveil-" + r.ID.String() }

// ReportLine is how many of a line.
type ReportLine struct {
	Line     string `json:"line"` // the marketplace's id
	Quantity int    `json:"quantity"`
	// Before is how many had been shipped, or cancelled, when the report was first sent.
	Before int `json:"before"`
}

// ReportKind says what is reported. The names are stored and never change.
type ReportKind string

// The kinds of report.
const (
	ReportShipped   ReportKind = "SHIPPED"
	ReportCancelled ReportKind = "CANCELLED"
)

// ReportKinds lists them.
func ReportKinds() []ReportKind { return []ReportKind{ReportShipped, ReportCancelled} }

// ReportState is how far a report has come. The names are stored and never change.
type ReportState string

// The states of a report.
const (
	ReportWaiting  ReportState = "WAITING"  // due at NextAttemptAt
	ReportSending  ReportState = "SENDING"  // claimed by a worker
	ReportAccepted ReportState = "ACCEPTED" // the marketplace took it on and has not done it yet
	ReportDone     ReportState = "DONE"     // the marketplace confirmed it
	ReportUnknown  ReportState = "UNKNOWN"  // no clear answer came; the marketplace will be asked
	ReportFailed   ReportState = "FAILED"   // somebody has to act; see Problem
	ReportDropped  ReportState = "DROPPED"  // somebody decided that it is not sent
)

// ReportStates lists them.
func ReportStates() []ReportState {
	return []ReportState{ReportWaiting, ReportSending, ReportAccepted, ReportDone, ReportUnknown, ReportFailed, ReportDropped}
}

// Ended reports whether nothing will happen to the report by itself.
func (s ReportState) Ended() bool {
	return s == ReportDone || s == ReportFailed || s == ReportDropped
}
