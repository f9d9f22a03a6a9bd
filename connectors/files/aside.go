package files

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"orderveil"
)

// reason is why a file cannot be used, in our own words: it repeats nothing of the file.
type reason struct {
	code string // never changes
	text string
	row  int // of a table, the header being 1, or a parcel's place; zero when the whole file is meant
}

// Error returns the code.
func (r *reason) Error() string { return "files: " + r.code }

// String is what the file with the reason says.
func (r *reason) String() string {
	if r.row > 0 {
		return fmt.Sprintf("%s: %s (row or parcel %d)\n", r.code, r.text, r.row)
	}
	return fmt.Sprintf("%s: %s\n", r.code, r.text)
}

// moveAside moves a file to the bad ones, and puts the reason beside it. The reason comes
// first: a file without one would say nothing.
func (s *Sink) moveAside(d *directory, name string, r *reason) error {
	to, err := d.free(name)
	if err != nil {
		return diskFailure(err)
	}
	if err := d.put(s.disk, to+".reason.txt", []byte(r.String())); err != nil {
		return diskFailure(err)
	}
	if err := d.Rename(path.Join(trackingDir, name), to); err != nil {
		return diskFailure(err)
	}
	// Both are kept from now on, whatever time the other side gave the file. What is no file
	// may have no time that can be set.
	for _, file := range []string{to, to + ".reason.txt"} {
		_ = d.Chtimes(file, s.clock(), s.clock())
	}
	if err := errors.Join(d.sync(badDir), d.sync(trackingDir)); err != nil {
		return diskFailure(err)
	}
	return nil
}

// free is a name among the bad files that no other has. A long name is cut short, so that
// there is room for more.
func (d *directory) free(name string) (string, error) {
	if len(name) > 120 {
		name = name[:120]
	}
	to := path.Join(badDir, strings.ToValidUTF8(name, "_"))
	there, err := d.exists(to)
	if err != nil || !there {
		return to, err
	}
	return to + "." + orderveil.NewID().String(), nil
}
