package files

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"orderveil/connectors"
)

var _ connectors.Prober = (*Sink)(nil)

// Probe looks whether the connection may have its directory. Find would make it, and make it the
// connection's.
func (s *Sink) Probe(context.Context) error {
	root, err := os.OpenRoot(s.root)
	if errors.Is(err, fs.ErrNotExist) {
		return rootMissing()
	}
	if err != nil {
		return diskFailure(err)
	}
	defer root.Close()
	at, err := root.Lstat(s.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // it is made with the first order
	case err != nil:
		return diskFailure(err)
	case !at.IsDir() || at.Mode().Perm()&0o077 != 0:
		return directoryOpen()
	}
	within, err := root.OpenRoot(s.name)
	if err != nil {
		return diskFailure(err)
	}
	d := &directory{within}
	defer d.Close()
	owner, err := d.read(ownerFile, 100)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return diskFailure(err)
	case string(owner) != s.connection.String()+"\n":
		return directoryTaken()
	}
	return nil
}
