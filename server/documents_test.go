package server_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

const findDocument = `query Find($n: String!) { ordersByNumber(number: $n) { number shipTo { city } } }`

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func manifest(t *testing.T, documents map[string]string) string {
	t.Helper()
	text, err := json.Marshal(documents)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "documents.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A role that is held to trusted documents runs them by hash or by text, and nothing else,
// whatever it says; another role may run both. What one was shown, the other is not.
func TestARoleIsHeldToTrustedDocuments(t *testing.T) {
	t.Parallel()
	file := manifest(t, map[string]string{hashed(findDocument): findDocument})
	w := newWorld(t, 1, func(c *server.Config, _ *server.Parts) {
		c.TrustedDocuments = server.DocumentsConfig{File: file, Only: []string{"support"}}
	})
	support, merchant := w.token(t, orderveil.RoleSupport), w.token(t, orderveil.RoleMerchant)
	byHash := func(hash string) string {
		return `{"variables":{"n":"C000000001"},"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}}`
	}
	shown := w.post(t, merchant, "application/json", byHash(hashed(findDocument)))
	if shown.code() != "" || !strings.Contains(shown.Body, storetest.Mark) {
		t.Errorf("the merchant: %s", shown.code())
	}
	hidden := w.post(t, support, "application/json", byHash(hashed(findDocument)))
	if hidden.code() != "" || strings.Contains(hidden.Body, storetest.Mark) || !strings.Contains(hidden.Body, "C000000001") {
		t.Errorf("support: %s", hidden.code())
	}
	if a := w.ask(t, support, findDocument, map[string]any{"n": "C000000001"}); a.code() != "" {
		t.Errorf("support with the text: %s", a.code())
	}
	for name, body := range map[string]string{
		"another text": `{"query":"{ viewer { role } }"}`, "no GraphQL": `{"query":"{{{"}`, "a space more": `{"query":" ` + findDocument + `"}`,
		"an unknown hash":              byHash(hashed("{ viewer { role } }")),
		"another text under that hash": `{"query":"{ viewer { role } }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hashed(findDocument) + `"}}}`,
	} {
		if a := w.post(t, support, "application/json", body); a.code() != "UNTRUSTED_DOCUMENT" {
			t.Errorf("%s: %q", name, a.code())
		}
	}
	if a := w.ask(t, merchant, `{ viewer { role } }`, nil); a.code() != "" {
		t.Errorf("the merchant is held as well: %s", a.code())
	}
}

func TestAManifestThatIsNotRightStopsTheStart(t *testing.T) {
	t.Parallel()
	text := `{ ordersByNumber(number: "C1") { number } }`
	for name, documents := range map[string]map[string]string{
		"another hash": {hashed("x"): findDocument}, "no document": {hashed("{ nothing }"): "{ nothing }"}, "a text among its arguments": {hashed(text): text},
	} {
		if _, err := load(t, "data: d\ntrustedDocuments: {file: "+manifest(t, documents)+"}", nil); err == nil || !strings.Contains(err.Error(), "trusted") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := load(t, "data: d\ntrustedDocuments: {only: [support]}", nil); err == nil {
		t.Error("roles are held to documents that there are not")
	}
}

func TestTheSchemaIsReadByWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, role := range orderveil.Roles() {
		a := w.ask(t, w.token(t, role, orderveil.ScopeOrdersRead), `{ __schema { types { name } } }`, nil)
		if got := a.code() == ""; got != (role == orderveil.RoleEngineer) {
			t.Errorf("as %s: %q", role, a.code())
		}
	}
}
