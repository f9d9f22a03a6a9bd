package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/server"
)

// demoWorld is a program that lets people in for nothing.
func demoWorld(t *testing.T) *world {
	return newWorld(t, 1, func(c *server.Config, p *server.Parts) {
		p.Demo = true
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(c.Data, server.DemoMark), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	})
}

var asJSON = map[string]string{"Content-Type": "application/json"}

func TestADemoLetsPeopleInAsARole(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	for _, role := range orderveil.Roles() {
		body := `{"role":"` + string(role) + `"}`
		if !role.Staff() {
			body = `{"role":"` + string(role) + `","account":1}`
		}
		want := http.StatusOK
		if role == orderveil.RolePartner {
			want = http.StatusBadRequest
		}
		response, text, _ := w.send(t, "POST", "/auth/demo", body, asJSON)
		if response.StatusCode != want || want == http.StatusOK && !strings.Contains(text, `"role":"`+string(role)+`"`) {
			t.Errorf("as %s: status %d", role, response.StatusCode)
		}
	}
}

func TestADemoLetsNobodyInFromAnotherSite(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	for name, headers := range map[string]map[string]string{
		"another origin": {"Content-Type": "application/json", "Origin": "https://elsewhere.example"},
		"another site":   {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
		"a form":         {"Content-Type": "application/x-www-form-urlencoded"},
	} {
		response, _, _ := w.send(t, "POST", "/auth/demo", `{"role":"support"}`, headers)
		if response.StatusCode != http.StatusForbidden || len(response.Cookies()) > 0 {
			t.Errorf("%s: status %d", name, response.StatusCode)
		}
	}
	if response, _, _ := w.send(t, "GET", "/auth/demo", "", nil); response.StatusCode == http.StatusOK {
		t.Error("a link lets somebody in")
	}
}

func TestNobodyIsLetInForNothingOutsideADemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0)
	if response, _, _ := w.send(t, "POST", "/auth/demo", `{"role":"support"}`, asJSON); response.StatusCode != http.StatusNotFound {
		t.Errorf("status %d", response.StatusCode)
	}
	if _, err := w.Server.Store.SignInDemo(t.Context(), nil, orderveil.RoleSupport); err == nil {
		t.Error("the store lets somebody in")
	}
	dir := filepath.Join(t.TempDir(), "data")
	for name, change := range map[string]func(*server.Config){
		"no mark":    func(*server.Config) {},
		"PostgreSQL": func(c *server.Config) { c.Data, c.Postgres.Catalog = "", "postgres://127.0.0.1/catalog" },
	} {
		c := server.DefaultConfig()
		c.Data, c.KeyFile, c.TokenKey = dir, filepath.Join(dir, "key"), filepath.Join(dir, server.TokenKeyName)
		change(&c)
		if _, err := server.New(t.Context(), c, server.Parts{Clock: time.Now, IDs: orderveil.NewID, CreateKey: true, Demo: true}); err == nil || !strings.Contains(err.Error(), "demo") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTwoWhoComeInAtOnceForTheFirstTimeAreTheSameUser(t *testing.T) {
	t.Parallel()
	s := demoWorld(t).Server.Store
	for _, role := range []orderveil.Role{orderveil.RoleSupport, orderveil.RolePrivacyOfficer, orderveil.RoleAdministrator} {
		var together sync.WaitGroup
		users := make([]string, 8)
		for i := range users {
			together.Go(func() {
				in, err := s.SignInDemo(t.Context(), nil, role)
				if err != nil {
					t.Errorf("as %s: %v", role, err)
					return
				}
				users[i] = in.Viewer.Subject
			})
		}
		together.Wait()
		for _, u := range users {
			if u != users[0] {
				t.Errorf("as %s: several users", role)
			}
		}
	}
}
