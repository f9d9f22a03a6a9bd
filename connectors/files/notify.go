package files

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
)

// Notify puts a notice beside the orders, in the clear: it names orders and no customer. The
// files of orders that are forgotten and that nobody has taken go.
func (s *Sink) Notify(_ context.Context, n connectors.Notice) error {
	d, err := s.open()
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.forget(n); err != nil {
		return diskFailure(err)
	}
	file := path.Join(noticesDir, n.ID.String()+".json")
	if there, err := d.exists(file); err != nil || there {
		if err != nil {
			return diskFailure(err)
		}
		return nil
	}
	body, err := json.Marshal(webhook.NoticeEvent{Type: n.Kind, Timestamp: s.clock().UTC(), Data: webhook.NoticeOf(n)})
	if err != nil {
		return err
	}
	if err := d.put(s.disk, file, body); err != nil {
		return diskFailure(err)
	}
	return nil
}

// forget removes the files of a notice's orders, or all when the account is closed, and the
// notes that they were written: an order that is forgotten is not forwarded any more.
func (d *directory) forget(n connectors.Notice) error {
	switch n.Kind {
	case orderveil.NoticeClosed:
		all := func(fs.DirEntry) bool { return true }
		return errors.Join(d.clear(ordersDir, all), d.clear(sentDir, all))
	case orderveil.NoticePseudonymised, orderveil.NoticeErased:
	default:
		return nil
	}
	for _, o := range n.Orders {
		name, err := fileName(o.Reference)
		if err != nil {
			continue // no file has such a name
		}
		for _, file := range append(fileNames(name), path.Join(sentDir, name)) {
			if err := d.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return errors.Join(d.sync(ordersDir), d.sync(sentDir))
}

// clear removes the files of a directory that are to go.
func (d *directory) clear(name string, goes func(fs.DirEntry) bool) error {
	entries, err := fs.ReadDir(d.FS(), name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || !goes(e) {
			continue
		}
		if err := d.Remove(path.Join(name, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return d.sync(name)
}
