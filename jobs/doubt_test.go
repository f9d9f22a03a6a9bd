package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
)

// A marketplace may take a while to show what it was told: one that is asked at once says
// that it knows nothing, and would be told again.
func TestAReportOfUnclearFateIsNotAskedForAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	w := &reportWorker{Workers: &Workers{config: Config{Clock: func() time.Time { return now }}}}
	for outcome, wait := range map[connectors.Outcome]time.Duration{connectors.Unclear: time.Minute, connectors.Retry: orderveil.Backoff(1)} {
		err := &connectors.Failure{Code: "LOST", Cause: "The answer was lost.", Owner: orderveil.OwnerMarketplace, Outcome: outcome}
		var claim store.ReportClaim
		claim.Attempts = 1
		if o := w.unsent(claim, err); o.Again.Sub(now) != wait {
			t.Errorf("%v sent: again after %s, want %s", outcome, o.Again.Sub(now), wait)
		}
		claim.Process = "P1"
		if o := w.settled(claim, connectors.Process{}, err); o.Again.Sub(now) != wait {
			t.Errorf("%v settled: again after %s, want %s", outcome, o.Again.Sub(now), wait)
		}
	}
}

// Work that runs out of time is no mistake of the program, and comes again by itself.
func TestWorkThatRunsOutOfTimeSaysSo(t *testing.T) {
	t.Parallel()
	w := &Workers{config: Config{Clock: time.Now, Log: slog.New(slog.DiscardHandler)}}
	for err, want := range map[error]string{
		fmt.Errorf("store: %w", context.DeadlineExceeded): "OUT_OF_TIME",
		fmt.Errorf("store: %w", context.Canceled):         "INTERRUPTED",
		errors.New("a bug"):                               "INTERNAL",
	} {
		if p, _ := w.problem(err); p.Code != want || p.NextStep == "" {
			t.Errorf("%v: %s, want %s", err, p.Code, want)
		}
	}
}
