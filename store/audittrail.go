package store

import (
	"context"
	"crypto/ed25519"
	"io"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
	"orderveil/audit"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/account/audithead"
	"orderveil/proof"
)

// WriteTrail writes an account's whole audit trail as "orderveil audit verify" reads it,
// after it has signed a head over what is new: the viewer's own, or for staff that of the
// account with the number.
func (s *Store) WriteTrail(ctx context.Context, v orderveil.Viewer, number *int, to func() io.Writer) error {
	id, err := s.accountOf(ctx, v, orderveil.PermissionAuditRead, number)
	if err != nil {
		return err
	}
	return s.Trail(ctx, id, to)
}

// Trail writes the trail of an account for the operator. It asks for the writer when
// nothing can be refused any more.
func (s *Store) Trail(ctx context.Context, id uuid.UUID, to func() io.Writer) error {
	if _, err := s.SealAudit(ctx, id); err != nil {
		return err
	}
	return s.with(ctx, id, func(a *openAccount) error {
		last, err := a.db.AuditHead.Query().Order(audithead.ByID(newest)).First(ctx)
		if err != nil && !account.IsNotFound(err) {
			return err
		}
		size := int64(0)
		if last != nil {
			size = last.ID
		}
		first, frontier, err := a.beginning(ctx, size)
		if err != nil {
			return err
		}
		w, err := audit.NewWriter(to(), a.ID, first, frontier)
		if err != nil {
			return err
		}
		if err := a.writeHeads(ctx, w, s.own.PublicKey(), size); err != nil {
			return err
		}
		if err := a.writeEntries(ctx, w, size); err != nil {
			return err
		}
		return w.Close()
	})
}

// beginning finds the first entry that is still there, and what is left of those before.
func (a *openAccount) beginning(ctx context.Context, size int64) (first int64, frontier []tlog.Hash, err error) {
	row, err := a.db.AuditEntry.Query().Where(auditentry.SequenceNotNil()).Order(auditentry.BySequence()).First(ctx)
	switch {
	case account.IsNotFound(err):
		first = size
	case err != nil:
		return 0, nil, err
	default:
		first = *row.Sequence
	}
	err = a.onceInTx(ctx, func(tx *account.Tx) (err error) {
		frontier, err = (&treeRows{ctx: ctx, tx: tx, fresh: map[int64]tlog.Hash{}}).ReadHashes(audit.Frontier(first))
		return err
	})
	return first, frontier, err
}

// trailPage rows are read at a time.
const trailPage = 2000

func (a *openAccount) writeHeads(ctx context.Context, w *audit.Writer, key ed25519.PublicKey, size int64) error {
	for from := int64(-1); ; {
		rows, err := a.db.AuditHead.Query().Where(audithead.IDGT(from), audithead.IDLTE(size)).Order(audithead.ByID()).Limit(trailPage).All(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			document, err := headDocument(key, a.ID, row)
			if err != nil {
				return err
			}
			if err := w.Head(document); err != nil {
				return err
			}
			from = row.ID
		}
	}
}

func (a *openAccount) writeEntries(ctx context.Context, w *audit.Writer, size int64) error {
	for from := int64(-1); ; {
		rows, err := a.db.AuditEntry.Query().Where(auditentry.SequenceGT(from), auditentry.SequenceLT(size)).
			Order(auditentry.BySequence()).Limit(trailPage).All(ctx)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := w.Entry(entryOf(row)); err != nil {
				return err
			}
			from = *row.Sequence
		}
	}
}

func headDocument(key ed25519.PublicKey, id uuid.UUID, row *account.AuditHead) ([]byte, error) {
	h := audit.Head{Account: id, Size: row.ID, At: row.At.UTC().Truncate(time.Microsecond)}
	copy(h.Root[:], row.Root)
	return proof.Document(key, proof.Head, h, row.Signature)
}
