package jobs

import (
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
