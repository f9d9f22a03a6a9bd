package jobs

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
)

// bulkArgs makes a bulk export.
type bulkArgs struct {
	Export uuid.UUID `json:"export"`
}

// Kind is stored and never changes.
func (bulkArgs) Kind() string { return "bulk" }

// InsertOpts lets one job per export wait at a time.
func (bulkArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: bulkQueue, MaxAttempts: 1, UniqueOpts: once}
}

// bulkWorker writes the files of bulk exports.
type bulkWorker struct {
	river.WorkerDefaults[bulkArgs]
	*Workers
}

// Timeout lets the export of a large account take its time.
func (*bulkWorker) Timeout(*river.Job[bulkArgs]) time.Duration { return 2 * time.Hour }

// Work makes the export. What fails is tried again when the export comes due.
func (w *bulkWorker) Work(ctx context.Context, job *river.Job[bulkArgs]) error {
	return w.guarded(func() error { return w.config.Store.MakeExport(ctx, job.Args.Export) })
}

// pruneExports deletes, once a minute, the exports whose time is over.
func (w *Workers) pruneExports(ctx context.Context) error {
	now := w.config.Clock()
	if now.Sub(w.pruned).Abs() < time.Minute {
		return nil
	}
	if err := w.config.Store.PruneExports(ctx); err != nil {
		return err
	}
	w.pruned = now
	return nil
}
