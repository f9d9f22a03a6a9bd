package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"filippo.io/age"

	"orderveil"
	"orderveil/connectors"
)

// Limits on what the other side puts down.
const (
	maxFile    = 10 << 20 // bytes of a file, also of what it decrypts to
	maxParcels = 10_000   // parcels of a file
	mostFiles  = 1000     // files that one call reads; what is left comes with the next
	// settled is how long a file must have been left alone before it is read: whoever cannot
	// write under another name and rename is not read half way.
	settled = time.Minute
	// kept is how long bad files are kept, and half-written ones of ours.
	kept = 28 * 24 * time.Hour
)

// Parcels reads the files that the other side has put down, whenever that was. A file whose
// parcels were taken is removed. One that cannot be used is moved aside, with a file that
// says why, and the others are read all the same; at the end that is a *Failure.
func (s *Sink) Parcels(ctx context.Context, _ time.Time, page func([]connectors.Parcel) error) error {
	d, err := s.open()
	if err != nil {
		return err
	}
	defer d.Close()
	entries, err := fs.ReadDir(d.FS(), trackingDir)
	if err != nil {
		return diskFailure(err)
	}
	bad, read, locked := 0, 0, false
	for _, e := range entries {
		if read == mostFiles {
			break
		}
		if !s.ready(e) {
			continue
		}
		if s.identity == nil && strings.HasSuffix(e.Name(), encrypted) {
			locked = true
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		read++
		used, err := s.take(d, e.Name(), page)
		if err != nil {
			return err
		}
		if !used {
			bad++
		}
	}
	if err := s.tidy(d); err != nil {
		return diskFailure(err)
	}
	switch {
	case bad > 0:
		return badFiles(bad)
	case locked:
		return noIdentity()
	}
	return nil
}

// ready reports whether a file can be read: it is one, it is not hidden or being written,
// and it has been left alone for a while.
func (s *Sink) ready(e fs.DirEntry) bool {
	name := e.Name()
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, partial) || strings.HasSuffix(name, ".tmp") || e.IsDir() {
		return false
	}
	at, err := e.Info()
	if err != nil {
		return false // gone meanwhile
	}
	// A clock that is ahead of ours for hours is wrong, and its files are not new.
	rest := s.clock().Sub(at.ModTime())
	return rest >= settled || rest < -time.Hour
}

// take hands a file's parcels on and removes it, or moves it aside.
func (s *Sink) take(d *directory, name string, page func([]connectors.Parcel) error) (used bool, err error) {
	file := path.Join(trackingDir, name)
	at, err := d.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, diskFailure(err)
	}
	parcels, err := s.parcels(d, name, at)
	var r *reason
	if errors.As(err, &r) {
		return false, s.moveAside(d, name, r)
	}
	if err != nil {
		return false, err
	}
	if len(parcels) > 0 {
		if err := page(parcels); err != nil {
			return false, err
		}
	}
	if err := d.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, diskFailure(err)
	}
	return true, nil
}

// parcels reads a file. What is wrong with it is a *reason.
func (s *Sink) parcels(d *directory, name string, at fs.FileInfo) ([]connectors.Parcel, error) {
	if !at.Mode().IsRegular() {
		return nil, noFile()
	}
	kind, sealed := strings.CutSuffix(name, encrypted)
	read := readers[path.Ext(kind)]
	if read == nil {
		return nil, &reason{code: "UNKNOWN_KIND", text: "The name does not end in .csv, .json, .csv.age or .json.age."}
	}
	body, err := d.read(path.Join(trackingDir, name), maxFile)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, tooLarge()
	case errors.Is(err, errNoFile):
		return nil, noFile()
	case errors.Is(err, fs.ErrPermission):
		return nil, &reason{code: "NOT_READABLE", text: "The program's user may not read it."}
	case err != nil:
		return nil, diskFailure(err)
	}
	if sealed {
		if body, err = s.decrypt(body); err != nil {
			return nil, err
		}
	}
	parcels, err := read(body)
	if err != nil {
		return nil, err
	}
	for i := range parcels {
		p := &parcels[i]
		if !sealed && !p.Tracking.Empty() {
			return nil, &reason{code: "TRACKING_IN_CLEAR", text: "A file with tracking codes must be encrypted: they are the customers'."}
		}
		if known, err := d.knows(p.Reference); err != nil {
			return nil, err
		} else if !known {
			return nil, &reason{code: "UNKNOWN_ORDER", text: "No such order was put down here, or it is forgotten.", row: i + 1}
		}
		if p.ShippedAt.IsZero() {
			p.ShippedAt = at.ModTime().UTC()
		}
	}
	return parcels, nil
}

func noFile() *reason { return &reason{code: "NO_FILE", text: "It is no regular file."} }

func (s *Sink) decrypt(body []byte) ([]byte, error) {
	var other *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(body), s.identity)
	if errors.As(err, &other) {
		return nil, &reason{code: "NOT_FOR_US", text: "It is encrypted to another key than the connection's."}
	}
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(r, maxFile+1))
	}
	switch {
	case err != nil:
		return nil, &reason{code: "DAMAGED", text: "It cannot be decrypted: it is damaged, or was not encrypted with age."}
	case len(body) > maxFile:
		return nil, tooLarge()
	}
	return body, nil
}

func tooLarge() *reason {
	return &reason{code: "TOO_LARGE", text: fmt.Sprintf("It is larger than %d MiB.", maxFile>>20)}
}

// tidy removes bad files that nobody looked at for as long as the hub itself would keep a
// customer, and what was left half-written by a program that was stopped.
func (s *Sink) tidy(d *directory) error {
	old := func(e fs.DirEntry) bool {
		at, err := e.Info()
		return err == nil && s.clock().Sub(at.ModTime()) > kept
	}
	if err := d.clear(badDir, old); err != nil {
		return err
	}
	for _, name := range []string{ordersDir, noticesDir} {
		if err := d.clear(name, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), partial) && old(e) }); err != nil {
			return err
		}
	}
	return nil
}

func noIdentity() *connectors.Failure {
	return &connectors.Failure{
		Code: "NO_IDENTITY", Cause: "There are encrypted files of tracking, and the connection has no secret key for them.", Owner: orderveil.OwnerMerchant,
		NextStep: "Enter the age secret key as the connection's secret identity. The files wait where they are.", Outcome: connectors.Refused,
	}
}

func badFiles(n int) *connectors.Failure {
	return &connectors.Failure{
		Code: "BAD_FILES", Cause: fmt.Sprintf("Files of tracking that cannot be used: %d. They were moved to the directory bad.", n), Owner: orderveil.OwnerMerchant,
		NextStep: "The file of the same name that ends in .reason.txt says what is wrong. Correct them and put them into the directory tracking again.",
		Outcome:  connectors.Retry,
	}
}
