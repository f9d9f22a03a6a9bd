package server_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"orderveil"
)

// The examples that partners are given work: each signs in, reads what is new, and says that
// it has it, after which there is nothing new.
func TestTheExamplesForPartnersWork(t *testing.T) {
	t.Parallel()
	examples := map[string]func(t *testing.T, file string) *exec.Cmd{
		"orders.sh": func(t *testing.T, file string) *exec.Cmd {
			return exec.CommandContext(t.Context(), need(t, "sh"), file)
		},
		"orders.go": func(t *testing.T, file string) *exec.Cmd {
			return exec.CommandContext(t.Context(), need(t, "go"), "run", file)
		},
		"orders.php": func(t *testing.T, file string) *exec.Cmd {
			return exec.CommandContext(t.Context(), need(t, "php"), file)
		},
		"orders.ts": typescript,
	}
	for name, command := range examples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := filepath.Abs(filepath.Join("..", "docs", "examples", name))
			if err != nil {
				t.Fatal(err)
			}
			run := command(t, file)
			w := newWorld(t, 3)
			c := w.client(t, w.token(t, orderveil.RoleMerchant), "orders:read", "orders:ship_to")
			run.Env = append(os.Environ(), "HUB="+w.URL, "CLIENT_ID="+c.Client.ClientID, "CLIENT_SECRET="+c.Secret)
			out, err := run.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "C000000001") {
				t.Fatalf("%v\n%s", err, out)
			}
			token, _, _ := w.getToken(t, map[string][]string{"grant_type": {"client_credentials"}}, c.Client.ClientID, c.Secret)
			if a := w.ask(t, token, `{ workQueue { version } }`, nil); !strings.Contains(a.Body, `"workQueue":[]`) {
				t.Errorf("after it: %s", a.Body)
			}
		})
	}
}

func need(t *testing.T, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Skipf("there is no %s", tool)
	}
	return path
}

// typescript takes the types out, as bundlers do, with the console's own esbuild.
func typescript(t *testing.T, file string) *exec.Cmd {
	t.Helper()
	node := need(t, "node")
	esbuild := filepath.Join("..", "console", "node_modules", ".bin", "esbuild")
	if _, err := os.Stat(esbuild); err != nil {
		t.Skip("the console's packages are not installed")
	}
	out := filepath.Join(t.TempDir(), "orders.mjs")
	if text, err := exec.CommandContext(t.Context(), esbuild, file, "--format=esm", "--outfile="+out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return exec.CommandContext(t.Context(), node, out)
}
