package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// quiet lets warnings and errors of the queue through, less what a job's own error
// says: the worker has logged it.
type quiet struct{ slog.Handler }

// Enabled lets warnings and errors through.
func (quiet) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// panics logs that a job panicked, without the value: it may hold data.
type panics struct{ log *slog.Logger }

// HandleError leaves the retry to the queue.
func (p *panics) HandleError(context.Context, *rivertype.JobRow, error) *river.ErrorHandlerResult {
	return nil
}

// HandlePanic logs the kind of the job and where it happened.
func (p *panics) HandlePanic(_ context.Context, job *rivertype.JobRow, _ any, trace string) *river.ErrorHandlerResult {
	p.log.Error("a job panicked", "kind", job.Kind, "job", job.ID, "trace", trace)
	return nil
}
