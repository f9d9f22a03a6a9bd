package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/order"
	"orderveil/ent/account/predicate"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/bulkexport"
)

// DueExports takes up to limit bulk exports that wait to be made, or whose worker went
// silent. Of several nodes that ask at once, each goes to one.
func (s *Store) DueExports(ctx context.Context, limit int) (due []uuid.UUID, err error) {
	now := s.config.Clock()
	rows, err := s.catalog.BulkExport.Query().Where(bulkexport.DueAtLTE(now)).Order(bulkexport.ByDueAt()).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		n, err := s.catalog.BulkExport.Update().Where(bulkexport.ID(row.ID), bulkexport.Attempts(row.Attempts), bulkexport.DueAt(*row.DueAt)).
			SetState(orderveil.ExportQueued).SetDueAt(now.Add(bulkLease)).Save(ctx)
		if err != nil {
			return due, err
		}
		if n == 1 {
			due = append(due, row.ID)
		}
	}
	return due, nil
}

// MakeExport makes a bulk export. What fails is tried again, three times in all; a worker
// that was given up finds out with its next page, and stops.
func (s *Store) MakeExport(ctx context.Context, id uuid.UUID) error {
	row, err := s.catalog.BulkExport.Get(ctx, id)
	if catalog.IsNotFound(err) || err == nil && row.State != orderveil.ExportQueued {
		return nil // over, made, or at work elsewhere
	}
	if err != nil {
		return err
	}
	r := &bulkRun{store: s, row: row, attempt: row.Attempts + 1}
	if err := r.claim(ctx); err != nil {
		return ignoreConflict(err)
	}
	digest, err := r.write(ctx)
	switch {
	case errors.Is(err, orderveil.ErrConflict): // another worker has taken over
		return nil
	case err == nil:
		return ignoreConflict(r.update(ctx, func(u *catalog.BulkExportUpdate) {
			u.SetState(orderveil.ExportReady).SetDigest(digest).SetDone(r.done).SetTotal(r.done).ClearDueAt().SetExpiresAt(s.config.Clock().Add(bulkLife))
		}))
	}
	// The outcome is kept even when the program is being stopped.
	kept := r.update(context.WithoutCancel(ctx), func(u *catalog.BulkExportUpdate) {
		if r.attempt >= bulkTries {
			u.SetState(orderveil.ExportFailed).ClearDueAt()
		} else {
			u.SetState(orderveil.ExportQueued).SetDueAt(s.config.Clock().Add(time.Duration(r.attempt) * time.Minute))
		}
	})
	return errors.Join(fmt.Errorf("store: make a bulk export: %w", err), ignoreConflict(kept))
}

func ignoreConflict(err error) error {
	if errors.Is(err, orderveil.ErrConflict) {
		return nil
	}
	return err
}

// bulkRun is one attempt at an export.
type bulkRun struct {
	store   *Store
	row     *catalog.BulkExport
	attempt int
	done    int
}

func (r *bulkRun) claim(ctx context.Context) error {
	n, err := r.store.catalog.BulkExport.Update().Where(bulkexport.ID(r.row.ID), bulkexport.Attempts(r.row.Attempts), bulkexport.StateEQ(orderveil.ExportQueued)).
		SetAttempts(r.attempt).SetState(orderveil.ExportRunning).SetDone(0).SetDueAt(r.store.config.Clock().Add(bulkLease)).Save(ctx)
	if err == nil && n == 0 {
		return orderveil.ErrConflict
	}
	return err
}

// update changes the export while the claim holds.
func (r *bulkRun) update(ctx context.Context, do func(*catalog.BulkExportUpdate)) error {
	u := r.store.catalog.BulkExport.Update().Where(bulkexport.ID(r.row.ID), bulkexport.Attempts(r.attempt))
	do(u)
	n, err := u.Save(ctx)
	if err == nil && n == 0 {
		return orderveil.ErrConflict
	}
	return err
}

// write writes the file under a name of the attempt's own first: neither a crash nor a
// worker that was given up leaves one that looks whole.
func (r *bulkRun) write(ctx context.Context) (digest []byte, err error) {
	path := r.store.bulkPath(r.row.ID)
	part := fmt.Sprintf("%s.part%d", path, r.attempt)
	if err := os.MkdirAll(r.store.exportDir(), 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(part))
		}
	}()
	sum := sha256.New()
	if err := r.fill(ctx, io.MultiWriter(f, sum)); err != nil {
		return nil, err
	}
	if err := f.Sync(); err != nil {
		return nil, err
	}
	if err := os.Rename(part, path); err != nil {
		return nil, err
	}
	return sum.Sum(nil), f.Close()
}

// fill writes the orders, encrypted if there is a recipient.
func (r *bulkRun) fill(ctx context.Context, to io.Writer) error {
	if r.row.Recipient == "" {
		return r.orders(ctx, newBulkWriter(r.row, to))
	}
	recipient, err := age.ParseX25519Recipient(r.row.Recipient)
	if err != nil {
		return orderveil.ErrInvalid
	}
	sealed, err := age.Encrypt(to, recipient)
	if err != nil {
		return err
	}
	if err := r.orders(ctx, newBulkWriter(r.row, sealed)); err != nil {
		return err
	}
	return sealed.Close()
}

// orders writes the orders a page at a time, and after each page says how far it is and
// who was shown what.
func (r *bulkRun) orders(ctx context.Context, to bulkWriter) error {
	load := Load{Lines: true, Deliveries: true, Shipments: true, Parties: r.row.Categories != 0}
	return r.store.with(ctx, r.row.AccountID, func(a *openAccount) error {
		where, err := r.where(ctx, a)
		if err != nil {
			return err
		}
		total, err := a.db.Order.Query().Where(where...).Count(ctx)
		if err != nil {
			return err
		}
		for after := uuid.Nil; ; {
			looked, looks := WithLooks(ctx)
			rows, err := a.orders(ctx, choice{where: append(slices.Clip(where), order.IDGT(after)), by: []string{order.FieldID}, limit: maxPage}, load)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return to.close()
			}
			views, err := r.store.views(looked, a, r.viewer(), rows, load)
			if err != nil {
				return err
			}
			for _, view := range views {
				if err := to.order(view); err != nil {
					return err
				}
			}
			if err := r.store.KeepLooks(ctx, looks, "export", r.row.ID.String()); err != nil {
				return err
			}
			r.done += len(rows)
			after = rows[len(rows)-1].ID
			err = r.update(ctx, func(u *catalog.BulkExportUpdate) {
				u.SetDone(r.done).SetTotal(max(total, r.done)).SetDueAt(r.store.config.Clock().Add(bulkLease))
			})
			if err != nil {
				return err
			}
		}
	})
}

func (r *bulkRun) where(ctx context.Context, a *openAccount) ([]predicate.Order, error) {
	var f bulkFilter
	if err := json.Unmarshal(r.row.Filter, &f); err != nil {
		return nil, err
	}
	where, err := r.store.predicates(ctx, a, f.filter())
	return append(where, a.real()...), err
}

// viewer is who asked. Without categories it is somebody whom nothing is shown, so that no
// key is touched.
func (r *bulkRun) viewer() orderveil.Viewer {
	v := orderveil.Viewer{Subject: r.row.Subject, Role: orderveil.RoleMerchantViewer, Account: r.row.AccountID}
	if r.row.Categories == 0 {
		return v
	}
	v.Role = r.row.Role
	for _, scope := range r.row.Scopes {
		v.Scopes = append(v.Scopes, orderveil.Scope(scope))
	}
	return v
}
