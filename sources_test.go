package orderveil_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// doors are the few places in which a dangerous thing may be done.
var doors = map[string][]string{
	// Customer data opens in one file.
	"pener.Open(": {"store/reveal.go"},
	// Texts in the clear are read where they are sealed, shown, or handed to a remote
	// system.
	".Plain(": {
		"bench/",
		"personal/", "seal/record.go", "store/reveal.go", "store/sealing.go", "store/party.go", "store/view.go", "store/timeline.go", "store/hold.go", "store/grantview.go", "store/fingerprint.go", "diagnose/",
		"store/connections.go", "jobs/plugs.go", "connectors/", "order.go", "seal/kms/vault/",
		"server/oidc.go", "server/telemetry.go",
	},
	// What is sealed with an account's own key must be sealed anew when that is rotated:
	// whoever seals something like this adds it to store/reseal.go.
	".SealOwn(": {"store/connections.go"},
	// The standard log is for commands that print and end.
	"log.Print": {"bench/"},
	"fmt.Print": {"cmd/", "bench/", "docs/examples/"},
}

func TestDangerousThingsAreDoneInFewPlaces(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == "generated" || path == "ent") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
			return nil
		}
		files++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for what, where := range doors {
			if strings.Contains(string(text), what) && !within(path, where) {
				t.Errorf("%s calls %s…: only %v may", path, what, where)
			}
		}
		return nil
	})
	if err != nil || files < 50 {
		t.Fatalf("%d files, %v", files, err)
	}
}

func within(path string, places []string) bool {
	for _, p := range places {
		if path == p || strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
