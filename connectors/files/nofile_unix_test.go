//go:build unix

package files_test

import (
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"orderveil/connectors"
)

func TestWhatIsNoFileGoesAside(t *testing.T) {
	d := open(t)
	d.create(newReference())
	secret := d.root + "/secret.csv"
	if err := errors.Join(
		os.WriteFile(secret, []byte("reference,parcel\n"), 0o600),
		os.Symlink(secret, d.path("tracking", "out.csv")), os.Symlink("../.connection", d.path("tracking", "in.csv")),
		syscall.Mkfifo(d.path("tracking", "pipe.csv"), 0o600), os.Mkdir(d.path("tracking", "directory.csv"), 0o700),
	); err != nil {
		t.Fatal(err)
	}
	d.advance(time.Hour)
	_, err := d.parcels()
	d.failed(err, "BAD_FILES", connectors.Retry)
	if names := d.names("tracking"); !slices.Equal(names, []string{"directory.csv"}) {
		t.Errorf("left: %v", names)
	}
	if _, err := os.Stat(secret); err != nil {
		t.Error("the file outside is gone")
	}
}
