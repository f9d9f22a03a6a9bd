package server_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"orderveil"
	"orderveil/server"
)

// send sends one request and returns its answer, read to the end or to where it
// breaks off.
func (w *world) send(t *testing.T, method, path, body string, header map[string]string) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response, string(text), err
}

// line is the log's line about the request of that id.
func (w *world) line(t *testing.T, id string) string {
	t.Helper()
	for line := range strings.Lines(w.Log.String()) {
		if strings.Contains(line, "msg=request ") && strings.Contains(line, "request="+id) {
			return line
		}
	}
	t.Fatalf("no line about request %s in the log", id)
	return ""
}

func withPage(h http.HandlerFunc) func(*server.Config, *server.Parts) {
	return func(_ *server.Config, p *server.Parts) { p.Page = h }
}

func TestARequestKeepsAWellFormedIDAndGetsOneOtherwise(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for sent, kept := range map[string]bool{
		"abc-123.DEF_4": true, "": false, "short": false, strings.Repeat("x", 65): false, "jan@voorbeeld.example": false, "two words": false,
	} {
		response, _, _ := w.send(t, "GET", "/livez", "", map[string]string{"X-Request-ID": sent})
		if got := response.Header.Get("X-Request-ID"); (got == sent) != kept || len(got) < 8 {
			t.Errorf("X-Request-ID %q is answered with %q", sent, got)
		}
	}
}

func TestEveryAnswerStaysOutOfCachesAndFrames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, path := range []string{"/livez", "/readyz", "/graphql", "/nowhere"} {
		response, _, _ := w.send(t, "GET", path, "", nil)
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestTheLogNamesTheRouteAndRepeatsNothingOfTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	const secret = "geheim"
	w.send(t, "GET", "/livez?q="+secret, "", nil)
	w.send(t, "GET", "/"+secret, "", nil)
	w.send(t, strings.ToUpper(secret), "/livez", "", nil)
	w.send(t, "POST", "/graphql", secret, map[string]string{"Authorization": "Bearer " + secret})
	w.send(t, "POST", "/graphql", secret, map[string]string{"Authorization": "Bearer " + w.token(t, orderveil.RoleMerchant)})
	if log := strings.ToLower(w.Log.String()); strings.Contains(log, secret) || strings.Contains(log, "test-merchant") {
		t.Errorf("the log repeats the request:\n%s", log)
	}
}

func TestAnUpgradeHeaderHidesNothingFromTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	w.send(t, "POST", "/graphql", "{}", map[string]string{"Upgrade": "anything", "X-Request-ID": "upgrade-1"})
	if line := w.line(t, "upgrade-1"); !strings.Contains(line, "status=401") {
		t.Errorf("a refused request is logged as %s", line)
	}
	w.send(t, "POST", "/graphql", "{}", map[string]string{
		"Upgrade": "anything", "X-Request-ID": "upgrade-2", "Authorization": "Bearer " + w.token(t, orderveil.RoleSupport),
	})
	if line := w.line(t, "upgrade-2"); !strings.Contains(line, "role=support") {
		t.Errorf("a request of support is logged as %s", line)
	}
}

func TestAPanicIsAnsweredWithAnIDAndWithoutItsValue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, withPage(func(http.ResponseWriter, *http.Request) { panic("geheim") }))
	response, body, _ := w.send(t, "GET", "/examples", "", map[string]string{"X-Request-ID": "panic-001"})
	if response.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "panic-001") {
		t.Errorf("status %d, body %q", response.StatusCode, body)
	}
	if log := w.Log.String(); !strings.Contains(log, "stack=") || strings.Contains(log+body, "geheim") {
		t.Error("the log has no stack, or repeats the value")
	}
	if line := w.line(t, "panic-001"); !strings.Contains(line, "status=500") {
		t.Errorf("logged as %s", line)
	}
}

func TestAPanicHalfwayBreaksTheAnswerOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, withPage(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "the first half")
		_ = http.NewResponseController(w).Flush()
		panic("geheim")
	}))
	if _, body, err := w.send(t, "GET", "/examples", "", nil); err == nil {
		t.Errorf("the answer looks whole: %q", body)
	}
}
