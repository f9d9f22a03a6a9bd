package server_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"orderveil"
	"orderveil/console"
)

var nonce = regexp.MustCompile(`'nonce-([A-Z2-7]+)'`)

func TestTheConsoleRunsNothingButItsOwnFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	seen := map[string]bool{}
	for _, page := range []string{"/", "/account", "/orders", "/orders/an-id", "/invitation", "/developers"} {
		response, body, _ := w.send(t, "GET", page, "", nil)
		policy := response.Header.Get("Content-Security-Policy")
		found := nonce.FindStringSubmatch(policy)
		if response.StatusCode != http.StatusOK || found == nil || seen[found[1]] || !strings.Contains(body, `nonce="`+found[1]+`"`) {
			t.Fatalf("%s: status %d, policy %q", page, response.StatusCode, policy)
		}
		seen[found[1]] = true
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "script-src 'self';") || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s: policy %q", page, policy)
		}
		if strings.Contains(body, "__") || response.Header.Get("Cache-Control") != "no-store" || response.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: a mark is left in the page, or it is cached or framed", page)
		}
	}
	if response, _, _ := w.send(t, "GET", "/nowhere", "", nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("a path that leads nowhere: %d", response.StatusCode)
	}
}

func TestFilesWithAHashInTheirNameAreKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	_, body, _ := w.send(t, "GET", "/", "", nil)
	files := regexp.MustCompile(`/assets/[^"]+`).FindAllString(body, -1)
	if len(files) < 2 {
		t.Fatal("the page has no files")
	}
	for _, file := range files {
		plain, whole, _ := w.send(t, "GET", file, "", map[string]string{"Accept-Encoding": "identity"})
		small, packed, _ := w.send(t, "GET", file, "", map[string]string{"Accept-Encoding": "gzip"})
		if plain.StatusCode != http.StatusOK || plain.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d, %q", file, plain.StatusCode, plain.Header.Get("Cache-Control"))
		}
		if small.Header.Get("Content-Encoding") != "gzip" || len(packed) >= len(whole) {
			t.Errorf("%s is not compressed", file)
		}
	}
}

// How far a text shrinks tells what is in it to whoever can have words of his own beside it,
// as a customer can: files are compressed, answers never.
func TestAnswersAreNotCompressed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 60)
	response, body, _ := w.send(t, "POST", "/graphql", `{"query":"{ orders { nodes { id number shipTo { lastName street city } } } }"}`, map[string]string{
		"Accept-Encoding": "gzip, deflate, br, zstd", "Content-Type": "application/json", "Authorization": "Bearer " + w.token(t, orderveil.RoleMerchant),
	})
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "" || !strings.HasPrefix(body, `{"data":`) || len(body) < 5_000 {
		t.Errorf("status %d, encoding %q, %d bytes", response.StatusCode, response.Header.Get("Content-Encoding"), len(body))
	}
}

// The console's documents are trusted without a setting: a program of somebody else's may
// send their hashes, and gets what its role gets.
func TestTheConsolesDocumentsAreKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	var documents map[string]string
	if err := json.Unmarshal(console.Documents, &documents); err != nil {
		t.Fatal(err)
	}
	for hash, text := range documents {
		if strings.HasPrefix(text, "query Viewer ") {
			a := w.post(t, w.token(t, orderveil.RoleSupport), "application/json", `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}}`)
			if a.code() != "" || !strings.Contains(a.Body, `"role":"support"`) {
				t.Errorf("the viewer is not known: %s", a.code())
			}
			return
		}
	}
	t.Error("the console does not ask who is asking")
}
