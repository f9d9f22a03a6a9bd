package store

import (
	"context"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
	"orderveil/audit"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/account/audithead"
)

func (s *Store) headView(a *openAccount, row *account.AuditHead) (*AuditHeadView, error) {
	document, err := headDocument(s.own.PublicKey(), a.ID, row)
	root := tlog.Hash{}
	copy(root[:], row.Root)
	return &AuditHeadView{Size: int(row.ID), At: row.At.UTC(), Root: root.String(), Document: string(document)}, err
}

// AuditProof proves that an entry stands in the account's audit trail: a document with the
// entry, a signed head, and the hashes that lead from one to the other. "orderveil audit
// verify" checks it. An entry that is not yet in the tree is put there.
func (s *Store) AuditProof(ctx context.Context, v orderveil.Viewer, global string) (document string, err error) {
	if !v.Can(orderveil.PermissionAuditRead) {
		return "", orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindAudit)
	if err != nil || !v.Sees(id.account) {
		return "", orderveil.ErrNotFound
	}
	if _, err := s.SealAudit(ctx, id.account); err != nil {
		return "", err
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		return a.onceInTx(ctx, func(tx *account.Tx) error {
			row, err := tx.AuditEntry.Query().Where(auditentry.ID(id.row), auditentry.SequenceNotNil()).Only(ctx)
			if err != nil {
				return notFound(err)
			}
			head, err := tx.AuditHead.Query().Order(audithead.ByID(newest)).First(ctx)
			if err != nil {
				return err
			}
			hashes, err := tlog.ProveRecord(head.ID, *row.Sequence, &treeRows{ctx: ctx, tx: tx, fresh: map[int64]tlog.Hash{}})
			if err != nil {
				return err
			}
			signed, err := headDocument(s.own.PublicKey(), a.ID, head)
			if err != nil {
				return err
			}
			text, err := json.MarshalIndent(audit.Inclusion{Format: audit.InclusionFormat, Entry: entryOf(row), Hashes: hashes, Head: signed}, "", "  ")
			document = string(text)
			return err
		})
	})
	return document, err
}
