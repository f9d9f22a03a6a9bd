package jobs

import (
	"context"

	"github.com/riverqueue/river/rivertype"

	"orderveil/telemetry"
)

// traced makes a trace of each job: its kind and how it ended, not for whom.
func (w *Workers) traced(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	ctx, span := w.config.Traces.Begin(ctx, "job", telemetry.Job(job.Kind), telemetry.Queue(job.Queue), telemetry.Attempt(job.Attempt))
	err := work(ctx)
	span.End(err)
	return err
}
