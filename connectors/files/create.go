package files

import (
	"bytes"
	"context"
	"os"
	"path"
	"strings"

	"filippo.io/age"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
)

// Create writes the order's file, unless it was written before.
func (s *Sink) Create(_ context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	name, err := fileName(reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	d, err := s.open()
	if err != nil {
		return connectors.Receipt{}, err
	}
	defer d.Close()
	if there, err := d.has(name); err != nil || there {
		return connectors.Receipt{Number: name}, err
	}
	body, err := s.encode(webhook.Full(reference, o))
	if err != nil {
		return connectors.Receipt{}, err
	}
	file := path.Join(ordersDir, name+"."+s.format+encrypted)
	if err := d.put(s.disk, file, body); err != nil {
		f := diskFailure(err)
		if there, _ := d.exists(file); there {
			f = half(f)
		}
		return connectors.Receipt{}, f
	}
	if err := d.note(name); err != nil {
		return connectors.Receipt{}, half(diskFailure(err))
	}
	return connectors.Receipt{Number: name}, nil
}

// Find looks for the order's file, or for the note that it was written.
func (s *Sink) Find(_ context.Context, reference string) (connectors.Receipt, error) {
	name, err := fileName(reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	d, err := s.open()
	if err != nil {
		return connectors.Receipt{}, err
	}
	defer d.Close()
	there, err := d.has(name)
	switch {
	case err != nil:
		return connectors.Receipt{}, err
	case !there:
		return connectors.Receipt{}, orderveil.ErrNotFound
	}
	return connectors.Receipt{Number: name}, nil
}

// encrypted ends the names of encrypted files.
const encrypted = ".age"

// fileNames are the names that an order's file may have: the format of a connection may
// have been another.
func fileNames(name string) []string {
	return []string{path.Join(ordersDir, name+".csv"+encrypted), path.Join(ordersDir, name+".json"+encrypted)}
}

// fileName is a reference as the name of a file.
func fileName(reference string) (string, error) {
	name := strings.ReplaceAll(reference, ":", "-")
	if !directoryName.MatchString(name) {
		return "", orderveil.Invalidf("the reference cannot be the name of a file")
	}
	return name, nil
}

// has reports whether an order was written. One whose note is missing gets it: the program
// was stopped in between.
func (d *directory) has(name string) (bool, error) {
	if noted, err := d.exists(path.Join(sentDir, name)); err != nil || noted {
		if err != nil {
			return false, diskFailure(err)
		}
		return true, nil
	}
	for _, file := range fileNames(name) {
		there, err := d.exists(file)
		if err == nil && there {
			err = d.note(name)
		}
		if err != nil || there {
			if err != nil {
				return false, diskFailure(err)
			}
			return true, nil
		}
	}
	return false, nil
}

// knows reports whether the order of a reference was written here.
func (d *directory) knows(reference string) (bool, error) {
	name, err := fileName(reference)
	if err != nil {
		return false, nil
	}
	return d.has(name)
}

// note notes that an order was written.
func (d *directory) note(name string) error {
	f, err := d.OpenFile(path.Join(sentDir, name), os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return d.sync(sentDir)
}

// encode writes an order in the connection's format and encrypts it.
func (s *Sink) encode(order webhook.Data) ([]byte, error) {
	plain, err := formats[s.format](order)
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, s.recipient)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}
