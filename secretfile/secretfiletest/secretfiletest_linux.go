// Package secretfiletest tries whoever reads secrets on files as Kubernetes and systemd give
// them, and on such as others could have read.
package secretfiletest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The user that readers are tried as, and its groups.
const (
	user  = 65532
	group = 65532
	other = 65533 // a second group of its
	alien = 65531 // neither its user nor its group
)

// variable names the directory of the files to the process that reads them.
const variable = "ORDERVEIL_TEST_SECRETS"

// file is one that a reader takes or refuses.
type file struct {
	name     string
	uid, gid int
	mode     fs.FileMode
	listed   bool // an access list lets the user in
	taken    bool
}

var files = []file{
	{name: "its own", uid: user, gid: group, mode: 0o600, taken: true},
	{name: "its own to read", uid: user, gid: group, mode: 0o400, taken: true},
	{name: "of Kubernetes", uid: 0, gid: group, mode: 0o440, taken: true},
	{name: "of Kubernetes by another group", uid: 0, gid: other, mode: 0o440, taken: true},
	{name: "of systemd", uid: 0, gid: 0, mode: 0o400, listed: true, taken: true},
	{name: "its own that its group reads", uid: user, gid: group, mode: 0o440},
	{name: "another's that its group reads", uid: alien, gid: group, mode: 0o440},
	{name: "root's that all read", uid: 0, gid: group, mode: 0o444},
	{name: "root's that its group changes", uid: 0, gid: group, mode: 0o460},
	{name: "root's that root may run", uid: 0, gid: group, mode: 0o540},
	{name: "root's of a group that it is not in", uid: 0, gid: alien, mode: 0o440},
	{name: "root's of a group that it is not in, listed", uid: 0, gid: alien, mode: 0o400, listed: true},
}

// Try has a reader read files with a content in a process of another user: the test that calls it is
// run once more there. What it takes as root is tried here.
func Try(t *testing.T, content []byte, read func(path string) error) {
	t.Helper()
	if dir := os.Getenv(variable); dir != "" {
		for _, f := range files {
			if err := read(filepath.Join(dir, f.name)); (err == nil) != f.taken {
				t.Errorf("a file, %s (mode %04o of %d:%d), is taken: %v, want %v (%v)", f.name, f.mode, f.uid, f.gid, err == nil, f.taken, err)
			}
		}
		return
	}
	if os.Geteuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("only root can make files of others")
		}
		t.Skip("only root can make files of others")
	}
	dir := public(t)
	for _, f := range files {
		if err := f.make(dir, content); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"of Kubernetes", "of systemd"} {
		if err := read(filepath.Join(dir, name)); err == nil {
			t.Errorf("root takes a file, %s, as it does not take its own", name)
		}
	}
	if out, err := again(t, dir).CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as another user: %v\n%s", err, out)
	}
}

// public makes a directory that all users can enter.
func public(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "orderveil-secrets")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (f file) make(dir string, content []byte) error {
	path := filepath.Join(dir, f.name)
	err := errors.Join(os.WriteFile(path, content, 0o600), os.Chown(path, f.uid, f.gid), os.Chmod(path, f.mode))
	if err != nil || !f.listed {
		return err
	}
	// Version 2: owner, the user, owning group, mask and others, each with its rights.
	const everybody, read = 0xffffffff, 4
	list := []byte{2, 0, 0, 0}
	for _, entry := range [][3]uint32{{0x01, read, everybody}, {0x02, read, user}, {0x04, 0, everybody}, {0x10, read, everybody}, {0x20, 0, everybody}} {
		list = binary.LittleEndian.AppendUint16(list, uint16(entry[0]))
		list = binary.LittleEndian.AppendUint16(list, uint16(entry[1]))
		list = binary.LittleEndian.AppendUint32(list, entry[2])
	}
	if err := syscall.Setxattr(path, "system.posix_acl_access", list, 0); err != nil {
		return fmt.Errorf("set an access list in %s: %w", dir, err)
	}
	return nil
}

// again runs the test once more as the other user, who cannot enter the directory that the test's program is in: it
// gets the program open.
func again(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	program, err := os.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	cmd := exec.CommandContext(t.Context(), "/proc/self/fd/3", "-test.run=^"+t.Name()+"$", "-test.count=1", "-test.v")
	cmd.Dir, cmd.ExtraFiles = dir, []*os.File{program}
	cmd.Env = append(os.Environ(), variable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: group, Groups: []uint32{other}}}
	return cmd
}
