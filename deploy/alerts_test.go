package deploy_test

import (
	"os"
	"os/exec"
	"testing"
)

// Prometheus itself reads the rules, and evaluates them over series that were made up.
func TestAlertsWakeWhomTheyShould(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no promtool, which .ci/run installs")
		}
		t.Skip("no promtool: it comes with Prometheus (Debian: prometheus)")
	}
	for _, args := range [][]string{{"check", "rules", "--lint=all", "--lint-fatal", "prometheus/alerts.yml"}, {"test", "rules", "prometheus/alerts_test.yml"}} {
		if out, err := exec.CommandContext(t.Context(), promtool, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
}
