package jobs

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// quiet lets warnings and errors of the queue through, less what a job's own error
// says: the worker has logged it.
type quiet struct{ slog.Handler }

// Enabled lets warnings and errors through.
func (quiet) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// errPanicked is what the queue keeps of a panic: its value may hold data.
var errPanicked = errors.New("jobs: the job panicked, see the log")

// guard runs a part of a job's work beside others. A panic there would end the whole
// program, and with it the work of every other account.
func (w *Workers) guard(group *errgroup.Group, work func() error) {
	group.Go(func() error { return w.guarded(work) })
}

// guarded runs work and turns a panic into errPanicked.
func (w *Workers) guarded(work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.config.Log.Error("a job panicked", "stack", string(debug.Stack()))
			err = errPanicked
		}
	}()
	return work()
}
