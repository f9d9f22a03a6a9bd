package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/bulkexport"
)

// bulkPath is where an export's file lies.
func (s *Store) bulkPath(id uuid.UUID) string {
	return filepath.Join(s.exportDir(), "orders-"+id.String())
}

// OpenExport opens the file of an export for who asked for it, and names it. What it shows
// of customers must still be shown to the viewer.
func (s *Store) OpenExport(ctx context.Context, v orderveil.Viewer, global string) (*os.File, string, error) {
	row, err := s.bulkRow(ctx, v, global)
	if err != nil {
		return nil, "", err
	}
	if !shownInFull(v, row.Categories.Categories()) {
		return nil, "", orderveil.ErrForbidden
	}
	if row.State != orderveil.ExportReady {
		return nil, "", orderveil.ErrConflict
	}
	f, err := os.Open(s.bulkPath(row.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", orderveil.ErrNotFound
	}
	if err != nil {
		return nil, "", fmt.Errorf("store: open an export: %w", err)
	}
	name := map[orderveil.ExportFormat]string{orderveil.ExportCSV: "orders.csv", orderveil.ExportJSONL: "orders.jsonl"}[row.Format]
	if row.Recipient != "" {
		name += ".age"
	}
	return f, name, nil
}

// PruneExports deletes exports whose time is over, files first: a crash in between leaves
// an export without a file, never a file that nobody knows of.
func (s *Store) PruneExports(ctx context.Context) error {
	rows, err := s.catalog.BulkExport.Query().Where(bulkexport.ExpiresAtLTE(s.config.Clock())).All(ctx)
	if err != nil {
		return err
	}
	return s.dropExports(ctx, rows)
}

func (s *Store) dropExports(ctx context.Context, rows []*catalog.BulkExport) error {
	for _, row := range rows {
		files, err := filepath.Glob(s.bulkPath(row.ID) + "*") // what a crash left half written, too
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("store: delete an export: %w", err)
			}
		}
		if err := s.catalog.BulkExport.DeleteOneID(row.ID).Exec(ctx); err != nil && !catalog.IsNotFound(err) {
			return err
		}
	}
	return nil
}

// dropExportsOf deletes all exports of an account that is being closed.
func (s *Store) dropExportsOf(ctx context.Context, account uuid.UUID) error {
	rows, err := s.catalog.BulkExport.Query().Where(bulkexport.AccountID(account)).All(ctx)
	if err != nil {
		return err
	}
	return s.dropExports(ctx, rows)
}
