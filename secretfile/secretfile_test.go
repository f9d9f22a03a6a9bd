package secretfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orderveil"
)

func TestAFileIsHandedByRootAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		user         int
		mode         fs.FileMode
		owner, group uint32
		want         bool
	}{
		{"Kubernetes' fsGroup", 100, 0o440, 0, 200, true},
		{"systemd's access list", 100, 0o440, 0, 0, true},
		{"to a program that is root", 0, 0o440, 0, 200, false},
		{"its own", 100, 0o440, 100, 200, false},
		{"another's", 100, 0o440, 101, 200, false},
		{"of another group", 100, 0o440, 0, 201, false},
		{"to all", 100, 0o444, 0, 200, false},
		{"to write", 100, 0o460, 0, 200, false},
		{"to run", 100, 0o450, 0, 200, false},
		{"to write for root", 100, 0o640, 0, 200, false},
	} {
		if got := handedTo(c.user, []int{200, 300}, c.mode, c.owner, c.group); got != c.want {
			t.Errorf("%s: handedTo() = %v", c.name, got)
		}
	}
}

func TestWhatIsNoFileIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	if _, err := Read(t.TempDir()); !errors.Is(err, orderveil.ErrInvalid) || !strings.Contains(err.Error(), "name the file itself") {
		t.Errorf("Read() of a directory = %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read() of nothing = %v", err)
	}
}

func TestALargeFileIsNotReadWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, make([]byte, 2*most), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := Read(path); err != nil || len(text) != most {
		t.Errorf("Read() = %d bytes, %v", len(text), err)
	}
}
