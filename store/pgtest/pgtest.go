// Package pgtest gives tests a real PostgreSQL: the server named by
// ORDERVEIL_TEST_POSTGRES, or one started from the installed binaries.
package pgtest

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Variable is the environment variable with the URL of a superuser's connection to
// a server that tests may fill with databases and roles of their own.
const Variable = "ORDERVEIL_TEST_POSTGRES"

// Server is a running PostgreSQL.
type Server struct {
	URL     *url.URL // a superuser's, without a database
	Dir     string   // with the sockets and, in "data", the database cluster; only of a server that was started here
	stop    func()
	restart func() error

	owner *syscall.Credential
}

// Stop ends a server that Start started.
func (s *Server) Stop() { s.stop() }

// Restart ends a server as a crash does and starts it again, also one that has ended by
// itself. What it has committed is there if it was started by StartIn.
func (s *Server) Restart() error { return s.restart() }

// Kill ends a server that was started here as a power cut does. Its data stays.
func (s *Server) Kill() error {
	text, err := os.ReadFile(filepath.Join(s.Dir, "data", "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}

// DSN is a superuser's connection to a database of the server.
func (s *Server) DSN(database string) string {
	u := *s.URL
	u.Path = "/" + database
	return u.String()
}

// Main is a TestMain that starts one server for the package's tests and hands it
// over, nil where there is no PostgreSQL. With CI=true that is a failure.
func Main(m *testing.M, use func(*Server)) int {
	s, err := Start()
	switch {
	case err == nil:
		use(s)
		defer s.Stop()
	case os.Getenv("CI") == "true":
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return 1
	default:
		fmt.Fprintln(os.Stderr, "pgtest: tests on PostgreSQL are skipped:", err)
	}
	return m.Run()
}

// Start returns the server of ORDERVEIL_TEST_POSTGRES, or starts one with a data
// directory that Stop removes.
func Start() (*Server, error) {
	if given := os.Getenv(Variable); given != "" {
		u, err := url.Parse(given)
		none := func() error { return errors.New("pgtest: the server of " + Variable + " is not ours to restart") }
		return &Server{URL: u, stop: func() {}, restart: none}, err
	}
	return Cluster()
}

// Cluster starts a server of the caller's own, for tests that change how it is set up.
func Cluster() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "orderveil-pg")
	if err != nil {
		return nil, err
	}
	// The data dies with the test, so nothing has to survive a crash.
	s, err := start(bin, dir, "-c synchronous_commit=off")
	if err != nil {
		_ = os.RemoveAll(dir)
	}
	return s, err
}

// StartIn starts a server of the caller's own with its data in an empty directory, which is
// the caller's to remove. What is committed survives the server, though not the machine.
func StartIn(dir string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	return start(bin, dir, "-c synchronous_commit=on")
}

func start(bin, dir, extra string) (*Server, error) {
	owner, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if err := run(owner, filepath.Join(bin, "initdb"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N", "-D", data); err != nil {
		return nil, err
	}
	return serve(bin, dir, owner, extra)
}

// Resume starts a server of the caller's own on a database cluster that stands in a
// directory's "data" already, such as a base backup that was put back. Stop removes it.
func Resume(dir string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	return serve(bin, dir, owner, "-c synchronous_commit=on")
}

func serve(bin, dir string, owner *syscall.Credential, extra string) (*Server, error) {
	data := filepath.Join(dir, "data")
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	options := fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=200 %s", port, dir, extra)
	ctl := filepath.Join(bin, "pg_ctl")
	if err := run(owner, ctl, "-D", data, "-o", options, "-l", filepath.Join(dir, "log"), "-w", "start"); err != nil {
		return nil, err
	}
	return &Server{
		Dir: dir, owner: owner,
		URL: &url.URL{Scheme: "postgres", User: url.User("postgres"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), RawQuery: "sslmode=disable"},
		restart: func() error {
			return run(owner, ctl, "-D", data, "-l", filepath.Join(dir, "log"), "-m", "immediate", "-w", "restart")
		},
		stop: func() {
			_ = run(owner, ctl, "-D", data, "-m", "immediate", "stop")
			_ = os.RemoveAll(dir)
		},
	}, nil
}

// Command is a command that runs as the user whose server it is, with the server's
// programs in its path and its sockets in its environment.
func (s *Server) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	bin, _ := binaries()
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "PGHOST="+s.Dir, "PGPORT="+s.URL.Port(), "PGUSER=postgres", "HOME="+s.Dir)
	return cmd
}

// Own hands a file or directory to the user whose server it is.
func (s *Server) Own(path string) error {
	if s.owner == nil {
		return nil
	}
	return os.Chown(path, int(s.owner.Uid), int(s.owner.Gid))
}

// binaries finds the newest installed server, in the path or where Debian puts it.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", fmt.Errorf("no PostgreSQL server is installed; install one (Debian: postgresql) or set %s", Variable)
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// unprivileged hands the directory to the user "postgres" when we are root, whom
// initdb refuses.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("root cannot run PostgreSQL and there is no user postgres: %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func run(owner *syscall.Credential, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	// No pipes: the server inherits them and would keep us waiting for their end.
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
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
