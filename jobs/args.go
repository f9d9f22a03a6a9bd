package jobs

import (
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"orderveil/store"
)

// connectionArgs name a connection of an account.
type connectionArgs struct {
	Account    uuid.UUID `json:"account"`
	Connection uuid.UUID `json:"connection"`
}

func of(due store.Due) connectionArgs { return connectionArgs{due.Account, due.Connection} }

// lane is the queue for work that is due: a slow one for what takes long or fails.
func lane(queue string, due store.Due) *river.InsertOpts {
	if due.Slow {
		queue += slowLane
	}
	return &river.InsertOpts{Queue: queue}
}

// importArgs asks a marketplace for orders. Ids only: the queue is plain text.
type importArgs struct{ connectionArgs }

// Kind is stored and never changes.
func (importArgs) Kind() string { return "import" }

// InsertOpts lets one job per connection wait at a time.
func (importArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: importQueue, MaxAttempts: 1, UniqueOpts: once}
}

// hintArgs reads the orders that a marketplace left word of.
type hintArgs struct {
	Account    uuid.UUID `json:"account"`
	Connection uuid.UUID `json:"connection"`
}

// Kind is stored and never changes.
func (hintArgs) Kind() string { return "hint" }

// InsertOpts lets one job per connection wait at a time.
func (hintArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: hintQueue, MaxAttempts: 1, UniqueOpts: once}
}

// forwardArgs takes an account's due orders to one back office.
type forwardArgs struct{ connectionArgs }

// Kind is stored and never changes.
func (forwardArgs) Kind() string { return "forward" }

// InsertOpts lets every look at an outbox have its job: one that is about to end sees no
// more of what is due, and must not keep the next one out.
func (forwardArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: forwardQueue, MaxAttempts: 1}
}

// notifyArgs tells one back office what became of its orders.
type notifyArgs struct{ connectionArgs }

// Kind is stored and never changes.
func (notifyArgs) Kind() string { return "notify" }

// InsertOpts are those of forwardArgs.
func (notifyArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: notifyQueue, MaxAttempts: 1}
}

// reportArgs tells one marketplace what became of its orders.
type reportArgs struct{ connectionArgs }

// Kind is stored and never changes.
func (reportArgs) Kind() string { return "report" }

// InsertOpts are those of forwardArgs.
func (reportArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: reportQueue, MaxAttempts: 1}
}

// forgetArgs forgets what is due in an account.
type forgetArgs struct {
	Account uuid.UUID `json:"account"`
}

// Kind is stored and never changes.
func (forgetArgs) Kind() string { return "forget" }

// InsertOpts lets one job per account wait at a time.
func (forgetArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: forgetQueue, MaxAttempts: 1, UniqueOpts: once}
}

// once keeps the queue short. It holds for moments only: a job that a crash left
// "running" would otherwise keep its successors out until River gives it up. What
// must not happen twice is held by claims in the store, not by this.
var once = river.UniqueOpts{
	ByArgs:   true,
	ByQueue:  true, // from one lane to the other
	ByPeriod: 2 * time.Second,
	ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	},
}
