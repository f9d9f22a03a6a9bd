package orderveil_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// layers says for every package which of ours it may import; a name covers the
// packages below it. Imports point down only.
var layers = map[string][]string{
	"personal":            {},
	".":                   {"personal"},
	"secretfile":          {"."},
	"seal":                {".", "personal", "secretfile", "seal"},
	"proof":               {"."},
	"diagnose":            {".", "personal"},
	"audit":               {".", "proof"},
	"connectors":          {".", "personal", "connectors"},
	"egress":              {".", "connectors"},
	"register":            {".", "personal", "ent", "egress"},
	"ent":                 {".", "personal", "ent"},
	"ent/diff":            {"ent", "store/pgtest"},
	"store":               {".", "personal", "ent", "seal", "proof", "audit", "diagnose", "connectors", "store", "telemetry"},
	"graph":               {".", "personal", "store", "register", "graph", "telemetry"},
	"jobs":                {".", "personal", "store", "connectors", "seal", "jobs", "telemetry"},
	"server":              {".", "personal", "graph", "jobs", "store", "connectors", "egress", "register", "seal", "secretfile", "console", "server", "telemetry"},
	"console":             {},
	"telemetry":           {},
	"deploy":              {},
	"docs":                {},
	"cmd":                 {".", "personal", "server", "jobs", "store", "connectors", "seal", "proof", "audit", "egress", "register", "secretfile", "cmd"},
	"connectors/all":      {".", "connectors"},
	"store/pgtest":        {},
	"store/storetest":     {".", "personal", "seal", "store", "ent/migrations"},
	"ent/classify":        {"personal"},
	"ent/migrations":      {},
	"graph/who":           {"."},
	"graph/operations":    {},
	"graph/plan":          {".", "personal"},
	"graph/generate":      {},
	"graph/generated":     {".", "personal", "store", "register", "graph/scalar", "graph/plan"},
	"connectors/bol":      {".", "personal", "connectors"},
	"connectors/kaufland": {".", "personal", "connectors"},
	"connectors/mirakl":   {".", "personal", "connectors"},
	"connectors/wire":     {".", "connectors"},
	"bench":               {".", "personal", "seal", "store", "server", "connectors", "jobs", "ent"},
}

// rootLibraries are the only modules besides the standard library that the domain
// uses: exact decimals and ids are solved elsewhere.
var rootLibraries = []string{"github.com/google/uuid", "github.com/shopspring/decimal"}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		name := short(p.ImportPath)
		allowed, ok := layer(name)
		if !ok {
			t.Errorf("package %s has no layer: say in this test what it may import", name)
			continue
		}
		for _, i := range p.Imports {
			if i == "orderveil" || strings.HasPrefix(i, "orderveil/") {
				if !covered(short(i), allowed) {
					t.Errorf("%s imports %s, which is not below it", name, short(i))
				}
			} else if strings.Contains(i, ".") && (name == "." || name == "personal") && !covered(i, rootLibraries) {
				t.Errorf("%s imports %s: the domain stays on the standard library", name, i)
			}
		}
	}
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T) (found []goPackage) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		found = append(found, p)
	}
}

func short(path string) string {
	if path == "orderveil" {
		return "."
	}
	return strings.TrimPrefix(path, "orderveil/")
}

// layer finds the entry of a package, or of the nearest one above it.
func layer(name string) ([]string, bool) {
	for {
		if allowed, ok := layers[name]; ok {
			return allowed, true
		}
		at := strings.LastIndex(name, "/")
		if at < 0 {
			return nil, false
		}
		name = name[:at]
	}
}

func covered(name string, by []string) bool {
	for _, b := range by {
		if name == b || b != "." && strings.HasPrefix(name, b+"/") {
			return true
		}
	}
	return false
}
