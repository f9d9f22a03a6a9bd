package jobs

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"orderveil"
)

// closeArgs takes an account's cancellation further.
type closeArgs struct {
	Account uuid.UUID `json:"account"`
}

// Kind is stored and never changes.
func (closeArgs) Kind() string { return "close" }

// InsertOpts lets one job per account wait at a time.
func (closeArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: forgetQueue, MaxAttempts: 1, UniqueOpts: once}
}

// closeWorker does what a cancellation asks for: export, notices, destruction,
// certificate.
type closeWorker struct {
	river.WorkerDefaults[closeArgs]
	*Workers
}

// Timeout lets the export of a large account take its time.
func (*closeWorker) Timeout(*river.Job[closeArgs]) time.Duration { return 2 * time.Hour }

// Work goes as far as it can now. What fails is tried again when its claim runs out.
func (w *closeWorker) Work(ctx context.Context, job *river.Job[closeArgs]) error {
	return w.guarded(func() error {
		state, err := w.config.Store.AdvanceClosure(ctx, job.Args.Account)
		if err == nil && state == orderveil.ClosureClosed {
			w.config.Log.Info("an account was deleted, and its certificate issued", "account", job.Args.Account)
		}
		return err
	})
}
