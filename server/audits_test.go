package server_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"orderveil"
)

// meantOtherwise are audits that we do not follow, and why.
var meantOtherwise = map[string]string{
	"5A70": "GET is refused: any page can have a browser send one, and addresses are logged",
	"D6D5": "GET is refused",
	"6A70": "GET is refused",
}

// The audits of GraphQL over HTTP by graphql-http, with a token that may read the schema:
// every MUST holds, nothing is an error, and what is not followed is said above.
func TestTheAuditsOfGraphQLOverHTTP(t *testing.T) {
	t.Parallel()
	npm, err := exec.LookPath("npm")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("there is no npm")
	}
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "audit.mjs"} {
		text, err := os.ReadFile(filepath.Join("testdata", "audits", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	w := newWorld(t, 1)
	run := exec.CommandContext(t.Context(), "node", "audit.mjs", w.URL+"/graphql", w.token(t, orderveil.RoleEngineer))
	run.Dir = dir
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	count := map[string]int{}
	must := 0
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var a struct{ ID, Name, Status, Reason string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		count[a.Status]++
		if strings.HasPrefix(a.Name, "MUST") && a.Status == "ok" {
			must++
		}
		if _, meant := meantOtherwise[a.ID]; a.Status != "ok" && (!meant || a.Status == "error") {
			t.Errorf("%s %s %s: %s", a.Status, a.ID, a.Name, a.Reason)
		}
	}
	t.Logf("%v, %d MUST", count, must)
	if must != 13 || count["ok"]+len(meantOtherwise) < 61 {
		t.Errorf("%d MUST hold, %v", must, count)
	}
}
