package server

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// hasData reports whether a data directory has been used.
func hasData(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "keys.db"))
	return err == nil
}

func makeParent(path string) error { return os.MkdirAll(filepath.Dir(path), 0o700) }
