package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What docs/partner.md has partners type, typed.
func TestAPartnerGetsToAFirstOrderAsTheDocumentationSays(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s", tool)
		}
	}
	top, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(top, "docs", "partner.md"))
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	typed := strings.NewReplacer("127.0.0.1:8080", address, "$PWD/bin", programs(t)).Replace(firstSteps(string(page)))
	c := exec.CommandContext(t.Context(), "sh", "-c", "set -eu\ntrap 'kill $!; wait' EXIT\n"+typed)
	c.Dir = top
	c.Env = append(os.Environ(), asProgram+"=1", "ORDERVEIL_ADDRESS="+address, "TMPDIR="+t.TempDir())
	out, err := c.Output()
	for _, want := range []string{`Sandbox 900 has 125 invented orders.`, `"quantity":`, `,"city":"`, `{"data":{"acknowledge":50}`} {
		if err != nil || !strings.Contains(string(out), want) {
			t.Fatalf("%v:\n%s\nlacks %q", err, out, want)
		}
	}
}

// firstSteps are the commands of the page's first part, without the one that builds the program.
func firstSteps(page string) (typed string) {
	_, part, _ := strings.Cut(page, "## The first order")
	part, _, _ = strings.Cut(part, "\n## ")
	for line := range strings.Lines(part) {
		if command, is := strings.CutPrefix(line, "    "); is && !strings.HasPrefix(command, "go build") {
			typed += command
		}
	}
	return typed
}

// programs is a directory in which the test's own binary is called orderveil.
func programs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(dir, "orderveil")); err != nil {
		t.Fatal(err)
	}
	return dir
}
