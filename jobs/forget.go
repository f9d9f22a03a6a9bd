package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"orderveil"
	"orderveil/store"
)

// destroyKeys destroys, once a day and at the start, the keys whose day has come. The
// keyring refuses them in any case. It also keeps out whose access nobody has reviewed.
func (w *Workers) destroyKeys(ctx context.Context) error {
	today := orderveil.DateOf(w.config.Clock())
	if w.day == today {
		return nil
	}
	n, err := w.config.Store.DestroyPastKeys(ctx)
	if err != nil {
		return err
	}
	if w.config.Count.Forgotten != nil {
		w.config.Count.Forgotten(store.Forgotten{Keys: n})
	}
	kept, err := w.config.Store.SuspendUnreviewed(ctx)
	if err != nil {
		return err
	}
	if kept > 0 {
		w.config.Log.Warn("kept out whose access nobody has reviewed for 90 days", "users", kept)
	}
	if err := w.config.Store.PrunePulses(ctx); err != nil {
		return err
	}
	if err := w.config.Store.PruneIdempotency(ctx); err != nil {
		return err
	}
	w.day = today
	if n > 0 {
		w.config.Log.Info("destroyed the keys of past days", "keys", n)
	}
	return nil
}

// forgetWorker does in one account what the day asks for.
type forgetWorker struct {
	river.WorkerDefaults[forgetArgs]
	*Workers
}

// Timeout lets a large account take its time: each step is small and taken up again.
func (*forgetWorker) Timeout(*river.Job[forgetArgs]) time.Duration { return 2 * time.Hour }

// Work forgets. What fails is tried again when its claim runs out.
func (w *forgetWorker) Work(ctx context.Context, job *river.Job[forgetArgs]) error {
	return w.guarded(func() error {
		began := w.config.Clock()
		done, err := w.config.Store.Forget(ctx, job.Args.Account)
		if w.config.Count.Forgotten != nil {
			w.config.Count.Forgotten(done)
		}
		if err != nil {
			return err
		}
		if done.Moved+done.Warned+done.Swept > 0 {
			w.config.Log.Info("forgot what was due", "account", job.Args.Account,
				"swept", done.Swept, "warned", done.Warned, "moved", done.Moved)
		}
		return w.config.Store.FinishForgetting(ctx, job.Args.Account, began)
	})
}
