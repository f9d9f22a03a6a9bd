package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"orderveil"
)

// The directories within a connection's. The names never change: the other side knows them.
const (
	ordersDir   = "orders"   // for the other side to take from
	noticesDir  = "notices"  // likewise
	trackingDir = "tracking" // for the other side to put into
	badDir      = "bad"      // files of tracking that cannot be used
	sentDir     = "sent"     // an empty file for each order that was written once
	ownerFile   = ".connection"
)

// directory is a connection's directory while it is used. It is reached through os.Root, so
// that no name and no symbolic link leads out of it.
type directory struct{ *os.Root }

// open opens the connection's directory, and makes what is missing.
func (s *Sink) open() (*directory, error) {
	root, err := os.OpenRoot(s.root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, rootMissing()
	}
	if err != nil {
		return nil, diskFailure(err)
	}
	defer root.Close()
	if err := root.Mkdir(s.name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, diskFailure(err)
	}
	within, err := root.OpenRoot(s.name)
	if err != nil {
		return nil, diskFailure(err)
	}
	d := &directory{within}
	if err := d.prepare(s); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

func (d *directory) prepare(s *Sink) error {
	for _, name := range []string{".", ordersDir, noticesDir, trackingDir, badDir, sentDir} {
		if name != "." {
			if err := d.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
				return diskFailure(err)
			}
		}
		at, err := d.Lstat(name)
		switch {
		case err != nil:
			return diskFailure(err)
		case !at.IsDir() || at.Mode().Perm()&0o077 != 0:
			return directoryOpen()
		}
	}
	return d.claim(s)
}

// claim makes the directory the connection's, or refuses one that is another's: two
// merchants must not end up in one directory, by mistake or otherwise.
func (d *directory) claim(s *Sink) error {
	owner, err := d.read(ownerFile, 100)
	if errors.Is(err, fs.ErrNotExist) {
		// Of two that come at once one is first, and the other learns it here.
		if err := d.putNew(s.disk, ownerFile, []byte(s.connection.String()+"\n")); err != nil && !errors.Is(err, fs.ErrExist) {
			return diskFailure(err)
		}
		owner, err = d.read(ownerFile, 100)
	}
	if err != nil {
		return diskFailure(err)
	}
	if string(owner) != s.connection.String()+"\n" {
		return directoryTaken()
	}
	return nil
}

// read reads a file whole. One that is larger than it may be is errTooLarge.
func (d *directory) read(name string, most int64) ([]byte, error) {
	f, err := d.OpenFile(name, os.O_RDONLY|nonblocking, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	at, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !at.Mode().IsRegular() {
		return nil, errNoFile
	}
	body, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(body)) > most {
		err = errTooLarge
	}
	return body, err
}

var (
	errNoFile   = errors.New("files: not a regular file")
	errTooLarge = errors.New("files: too large")
)

// put writes a file that appears whole or not at all, and stays after a power failure.
func (d *directory) put(to disk, name string, body []byte) error {
	return d.write(to, name, body, d.Rename)
}

// putNew is put for a file that must not be there: otherwise the error is fs.ErrExist.
func (d *directory) putNew(to disk, name string, body []byte) error {
	return d.write(to, name, body, func(temporary, name string) error {
		defer func() { _ = d.Remove(temporary) }()
		return d.Link(temporary, name)
	})
}

func (d *directory) write(to disk, name string, body []byte, place func(temporary, name string) error) error {
	temporary := path.Join(path.Dir(name), "."+path.Base(name)+"."+orderveil.NewID().String()+partial)
	f, err := d.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = to.write(f, body)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = place(temporary, name)
	}
	if err != nil {
		_ = d.Remove(temporary)
		return err
	}
	return d.sync(path.Dir(name))
}

// partial ends the names of files that are being written.
const partial = ".part"

// sync brings a directory's names to the disk.
func (d *directory) sync(name string) error {
	f, err := d.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

func (d *directory) exists(name string) (bool, error) {
	_, err := d.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// disk is where bytes go. Tests have it fill up.
type disk interface {
	write(f *os.File, body []byte) error
}

type realDisk struct{}

func (realDisk) write(f *os.File, body []byte) error {
	if _, err := f.Write(body); err != nil {
		return err
	}
	return f.Sync()
}
