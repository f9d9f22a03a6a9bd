package store

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/order"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/closure"
)

// An export is a zip file, encrypted with age to the merchant's public key while it is
// written: what lies on the disk is unreadable to the operator too.

// exportLink is how long a link to an export can be used, once.
const exportLink = 15 * time.Minute

func (s *Store) exportDir() string {
	if s.config.ExportDir == "" && s.config.Dir != "" {
		return filepath.Join(s.config.Dir, "exports")
	}
	return s.config.ExportDir
}

func (s *Store) exportPath(row *catalog.Closure) string {
	return filepath.Join(s.exportDir(), row.ExportFile)
}

// makeExport writes the export under another name first: a crash leaves none that looks
// whole.
func (s *Store) makeExport(ctx context.Context, row *catalog.Closure) error {
	recipient, err := age.ParseX25519Recipient(row.ExportRecipient)
	if err != nil {
		return orderveil.ErrInvalid
	}
	if err := os.MkdirAll(s.exportDir(), 0o700); err != nil {
		return fmt.Errorf("make the directory of exports: %w", err)
	}
	name := row.ExportFile
	if name == "" {
		name = rand.Text() + ".zip.age"
		if err := s.catalog.Closure.UpdateOneID(row.ID).SetExportFile(name).Exec(ctx); err != nil {
			return err
		}
	}
	path := filepath.Join(s.exportDir(), name)
	digest, err := s.writeExport(ctx, row.ID, recipient, path+".part")
	if err != nil {
		return errors.Join(err, os.Remove(path+".part"))
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	s.config.Log.Info("an account's export is ready to be fetched", "account", row.ID)
	return s.catalog.Closure.UpdateOneID(row.ID).SetExportDigest(digest).SetDueAt(s.config.Clock().Add(s.config.ExportLife)).Exec(ctx)
}

func (s *Store) writeExport(ctx context.Context, id uuid.UUID, to age.Recipient, path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create the export: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	sealed, err := age.Encrypt(io.MultiWriter(f, sum), to)
	if err != nil {
		return nil, err
	}
	if err := s.with(ctx, id, func(a *openAccount) error { return s.fillExport(ctx, a, sealed) }); err != nil {
		return nil, err
	}
	if err := errors.Join(sealed.Close(), f.Sync()); err != nil {
		return nil, err
	}
	return sum.Sum(nil), nil
}

//go:embed export.txt
var exportReadme []byte

// fillExport writes the zip file's entries, orders a page at a time.
func (s *Store) fillExport(ctx context.Context, a *openAccount, to io.Writer) error {
	z := zip.NewWriter(to)
	readme, err := z.Create("README.txt")
	if err != nil {
		return err
	}
	if _, err := readme.Write(exportReadme); err != nil {
		return err
	}
	file, err := z.Create("orders.jsonl")
	if err != nil {
		return err
	}
	sum := sha256.New()
	n, err := s.exportOrders(ctx, a, io.MultiWriter(file, sum))
	if err != nil {
		return err
	}
	manifest, err := z.Create("manifest.json")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(manifest).Encode(exportManifest{
		Account: a.ID, Number: a.Number, MadeAt: s.config.Clock().UTC(), Orders: n, Digest: hexOf(sum),
	}); err != nil {
		return err
	}
	return z.Close()
}

type exportManifest struct {
	Account uuid.UUID `json:"account"`
	Number  int       `json:"number"`
	MadeAt  time.Time `json:"madeAt"`
	Orders  int       `json:"orders"`
	Digest  string    `json:"ordersSha256"`
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// exportOrders writes every order as a line of JSON, as its merchant sees it.
func (s *Store) exportOrders(ctx context.Context, a *openAccount, to io.Writer) (n int, err error) {
	merchant := orderveil.Viewer{Subject: "export", Role: orderveil.RoleMerchant, Account: a.ID}
	labels, err := s.labels(ctx, merchant)
	if err != nil {
		return 0, err
	}
	lines := json.NewEncoder(to)
	for after := uuid.Nil; ; {
		rows, err := a.orders(ctx, choice{where: append(slices.Clip(a.real()), order.IDGT(after)), by: []string{order.FieldID}, limit: maxPage}, LoadAll)
		if err != nil || len(rows) == 0 {
			return n, err
		}
		views, err := s.views(ctx, a, merchant, rows, LoadAll)
		if err != nil {
			return n, err
		}
		for _, o := range views {
			told, err := describe(ctx, o, labels)
			if err != nil {
				return n, err
			}
			if err := lines.Encode(told); err != nil {
				return n, err
			}
			n++
		}
		after = rows[len(rows)-1].ID
	}
}

// ExportLink makes a link, the part after /exports/, under which the export can be
// fetched once within a quarter of an hour. A new link takes the place of an older one.
func (s *Store) ExportLink(ctx context.Context, v orderveil.Viewer) (string, error) {
	if !v.Can(orderveil.PermissionAccountCancel) || v.Staff() {
		return "", orderveil.ErrForbidden
	}
	token := rand.Text() + rand.Text()
	hash := sha256.Sum256([]byte(token))
	n, err := s.catalog.Closure.Update().
		Where(closure.ID(v.Account), closure.StateEQ(orderveil.ClosureReturning), closure.ExportDigestNotNil()).
		SetLink(hash[:]).SetLinkUntil(s.config.Clock().Add(exportLink)).Save(ctx)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", orderveil.Invalidf("there is no export to be fetched: it is made when the cooling-off period of a RETURN_THEN_DELETE is over")
	}
	return token, nil
}

// FetchExport opens the export of a link and uses the link up. A link that is unknown,
// used or too old is ErrNotFound.
func (s *Store) FetchExport(ctx context.Context, token string) (*os.File, error) {
	hash := sha256.Sum256([]byte(token))
	row, err := s.catalog.Closure.Query().Where(closure.Link(hash[:]),
		closure.LinkUntilGT(s.config.Clock())).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	n, err := s.catalog.Closure.Update().Where(closure.ID(row.ID), closure.LinkUntil(*row.LinkUntil)).ClearLink().ClearLinkUntil().Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, orderveil.ErrNotFound
	}
	s.config.Log.Info("an account's export is being fetched", "account", row.ID)
	return os.Open(s.exportPath(row))
}

// CopyExport writes the export of an account to a file, for the operator to hand over.
func (s *Store) CopyExport(ctx context.Context, number int, to string) error {
	row, err := s.catalog.Closure.Query().Where(closure.Number(number), closure.StateEQ(orderveil.ClosureReturning), closure.ExportDigestNotNil()).Only(ctx)
	if err != nil {
		return orderveil.Invalidf("there is no export of this account to be fetched")
	}
	from, err := os.Open(s.exportPath(row))
	if err != nil {
		return err
	}
	defer from.Close()
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), from)
	if err == nil && !bytes.Equal(sum.Sum(nil), row.ExportDigest) {
		err = errors.New("the export is damaged")
	}
	return errors.Join(err, f.Close())
}

// ConfirmExport says that the merchant has the export and can open it: the deletion need
// not wait any longer.
func (s *Store) ConfirmExport(ctx context.Context, v orderveil.Viewer) (*ClosureView, error) {
	if !v.Can(orderveil.PermissionAccountCancel) || v.Staff() {
		return nil, orderveil.ErrForbidden
	}
	n, err := s.catalog.Closure.Update().
		Where(closure.ID(v.Account), closure.StateEQ(orderveil.ClosureReturning), closure.ExportDigestNotNil()).
		SetDueAt(s.config.Clock()).ClearClaimedUntil().Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, orderveil.Invalidf("there is no export to be confirmed")
	}
	return s.closure(ctx, v.Account)
}
