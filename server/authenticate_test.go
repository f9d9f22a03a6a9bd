package server_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"orderveil"
)

// untouched is a body that must not be read.
type untouched struct{ read bool }

func (u *untouched) Read([]byte) (int, error) {
	u.read = true
	return 0, io.EOF
}

func TestABodyWithoutAValidTokenIsNotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, header := range []string{"", "Bearer", "Bearer ", "Bearer nonsense", "Basic dTpw"} {
		body := &untouched{}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", body)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", header)
		answer := httptest.NewRecorder()
		w.Handler().ServeHTTP(answer, r)
		if answer.Code != http.StatusUnauthorized || !strings.HasPrefix(answer.Header().Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%q: status %d, WWW-Authenticate %q", header, answer.Code, answer.Header().Get("WWW-Authenticate"))
		}
		if !bytes.Contains(answer.Body.Bytes(), []byte(`"extensions":{"code":"UNAUTHENTICATED"}`)) {
			t.Errorf("%q: body %s", header, answer.Body)
		}
		if body.read {
			t.Errorf("%q: the body is read", header)
		}
	}
}

func TestTheSchemeMayBeWrittenEitherWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER "} {
		response, body, _ := w.send(t, "POST", "/graphql", `{"query":"{ viewer { role } }"}`, map[string]string{
			"Authorization": scheme + w.token(t, orderveil.RoleSupport), "Content-Type": "application/json",
		})
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %s", scheme, response.StatusCode, body)
		}
	}
}

func TestTheReasonOfARefusalIsForTheOperatorAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	good := w.token(t, orderveil.RoleSupport)
	var first string
	for want, header := range map[string]string{
		"missing": "", "malformed": "Bearer nonsense", "long": "Bearer " + strings.Repeat(".", 9000), "signature": "Bearer " + good[:len(good)-8] + "AAAAAAAA",
	} {
		_, body, _ := w.send(t, "POST", "/graphql", "{}", map[string]string{"Authorization": header, "X-Request-ID": "refusal-" + want})
		if first == "" {
			first = body
		}
		if body != first {
			t.Errorf("%s is answered unlike the others: %s", want, body)
		}
		if line := w.line(t, "refusal-"+want); !strings.Contains(line, "refusal="+want) {
			t.Errorf("%s is logged as %s", want, line)
		}
		if n := w.metric(t, `orderveil_signins_refused_total{reason="`+want+`"}`); n != 1 {
			t.Errorf("%s is counted %v times", want, n)
		}
	}
}
