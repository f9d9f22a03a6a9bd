package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// In a demo's directory a person watches days pass; in any other they pass by themselves.
func TestDaysAreSkippedInADemoAlone(t *testing.T) {
	t.Parallel()
	i := install(t, 1)
	later := time.Now().Add(95 * 24 * time.Hour).Format(time.DateOnly)
	out, err := i.run(t, "retention", "run", "--data", i.config.Data, "--as-of", later)
	if err == nil || !strings.Contains(out, "no data directory of a demo") {
		t.Fatalf("a real directory: %v\n%s", err, out)
	}
	i.readable(t)

	if err := os.WriteFile(filepath.Join(i.config.Data, demoMark), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err = i.run(t, "retention", "plan", "--data", i.config.Data); err != nil || !strings.Contains(out, "SETTING") {
		t.Errorf("retention plan: %v\n%s", err, out)
	}
	for _, wrong := range []string{"2020-01-01", "9999-01-01", "soon"} {
		if out, err := i.run(t, "retention", "run", "--data", i.config.Data, "--as-of", wrong); err == nil {
			t.Errorf("--as-of %s is taken: %s", wrong, out)
		}
	}
	out, err = i.run(t, "retention", "run", "--data", i.config.Data, "--as-of", later)
	if err != nil || !strings.Contains(out, "1 orders forgotten") {
		t.Fatalf("retention run: %v\n%s", err, out)
	}
	i.with(t, func(f *storetest.Fixture) {
		merchant := storetest.Viewer(orderveil.RoleMerchant, i.accounts[0].ID)
		found, err := f.OrdersByNumber(t.Context(), merchant, f.Order(1).Number, store.LoadAll)
		if err != nil || len(found) != 1 {
			t.Fatalf("%d orders, %v", len(found), err)
		}
		if name, err := found[0].ShipTo().LastName(); name != nil || err != nil {
			t.Errorf("the customer is still there: %v", err)
		}
	})
}
