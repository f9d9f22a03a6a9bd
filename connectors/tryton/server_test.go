package tryton_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// server is a real Tryton with one database, started once for this package's tests.
type server struct {
	address string // without the database
	absence string // why there is none
	stop    func()
}

// database is the name of the only one.
const database = "hub"

// password is that of the user admin.
const password = "only for tests"

var start = sync.OnceValue(func() *server {
	s := &server{stop: func() {}}
	if err := s.start(); err != nil {
		s.absence = "there is no Tryton: " + err.Error()
	}
	return s
})

// started says whether there is anything to stop.
var started bool

func TestMain(m *testing.M) {
	code := m.Run()
	if started {
		start().stop()
	}
	os.Exit(code)
}

// python is the one that Debian's packages belong to, whatever comes first in the path.
const python = "/usr/bin/python3"

// packages are what has to be installed.
const packages = "tryton-server tryton-modules-sale tryton-modules-sale-shipment-cost tryton-proteus"

func (s *server) start() error {
	if err := exec.Command(python, "-c", "import trytond.modules.sale_shipment_cost, proteus").Run(); err != nil {
		return errors.New("install the Debian packages " + packages)
	}
	dir, err := os.MkdirTemp(memory(), "orderveil-tryton")
	if err != nil {
		return err
	}
	s.stop = func() { _ = os.RemoveAll(dir) }
	port, err := freePort()
	if err != nil {
		return err
	}
	if err := prepare(dir, port); err != nil {
		return err
	}
	cmd := exec.Command(python, "/usr/bin/trytond", "-c", filepath.Join(dir, "trytond.conf"), "-d", database)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	s.stop = func() {
		_ = cmd.Process.Kill()
		<-ended
		_ = os.RemoveAll(dir)
	}
	for range 600 { // a program of its own has a time of its own
		select {
		case err := <-ended:
			ended <- err
			return fmt.Errorf("it ended at once: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
		if c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = c.Close()
			s.address = fmt.Sprintf("http://127.0.0.1:%d", port)
			return nil
		}
	}
	return errors.New("it was not ready in a minute")
}

// memory is a directory in memory, where there is one: what is written there for each of
// Tryton's transactions is worth nothing.
func memory() string {
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		return "/dev/shm"
	}
	return ""
}

// prepare makes the database and fills it; see testserver/setup.py.
func prepare(dir string, port int) error {
	conf := filepath.Join(dir, "trytond.conf")
	for name, text := range map[string]string{
		conf: fmt.Sprintf("[database]\nuri = sqlite://\npath = %s\n[web]\nlisten = 127.0.0.1:%d\n[password]\npasslib = %s\n", dir, port, filepath.Join(dir, "passlib.ini")),
		// The tests sign in hundreds of times.
		filepath.Join(dir, "passlib.ini"):      "[passlib]\nschemes = pbkdf2_sha512\npbkdf2_sha512__rounds = 1\n",
		filepath.Join(dir, "password"):         password + "\n",
		filepath.Join(dir, database+".sqlite"): "",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"/usr/bin/trytond-admin", "-c", conf, "-d", database, "-u", "sale", "sale_shipment_cost", "--activate-dependencies", "--email", "admin@example.invalid"},
		{filepath.Join("testserver", "setup.py"), conf, database},
	} {
		cmd := exec.Command(python, args...)
		cmd.Env = append(os.Environ(), "TRYTONPASSFILE="+filepath.Join(dir, "password"))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", filepath.Base(args[0]), err, out)
		}
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// need returns the server, and skips the test where there is none; in CI that is a failure.
// It takes minutes, so that it is asked for: in CI, or with ORDERVEIL_TRYTON=1.
func need(t testing.TB) *server {
	t.Helper()
	if os.Getenv("CI") != "true" && os.Getenv("ORDERVEIL_TRYTON") == "" {
		t.Skip("not tried on a real Tryton: set ORDERVEIL_TRYTON=1")
	}
	started = true
	s := start()
	if s.absence != "" {
		if os.Getenv("CI") == "true" {
			t.Fatal(s.absence)
		}
		t.Skip(s.absence)
	}
	return s
}

// clerk is somebody who works with Tryton.
type clerk struct {
	t       testing.TB
	url     string
	session string
	context map[string]any
}

// hire signs somebody in.
func (s *server) hire(t testing.TB) *clerk {
	c := &clerk{t: t, url: s.address + "/" + database + "/"}
	var login []any
	c.call(&login, "common.db.login", "admin", map[string]string{"password": password}, "en")
	c.session = base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "admin:%v:%v", login[0], login[1]))
	c.call(&c.context, "model.res.user.get_preferences", true, map[string]any{})
	return c
}

// do calls a method with the clerk's context behind its parameters.
func (c *clerk) do(into any, method string, params ...any) {
	c.t.Helper()
	c.call(into, method, append(params, c.context)...)
}

func (c *clerk) call(into any, method string, params ...any) {
	c.t.Helper()
	body, err := json.Marshal(map[string]any{"id": 1, "method": method, "params": params})
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.session != "" {
		r.Header.Set("Authorization", "Session "+c.session)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	var reply struct{ Result, Error json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil || reply.Error != nil {
		c.t.Fatalf("%s: %v %s", method, err, reply.Error)
	}
	if into != nil {
		if err := json.Unmarshal(reply.Result, into); err != nil {
			c.t.Fatalf("%s: %v in %s", method, err, reply.Result)
		}
	}
}
