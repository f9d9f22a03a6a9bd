package store

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/audit"
	"orderveil/proof"
)

// AuditVerification is what came of reading an audit trail from its first entry to its last.
type AuditVerification struct {
	Whole                 bool
	Entries, First, Heads int                   // First is counted from 0
	Fault                 *orderveil.AuditFault // nil when nothing is wrong
	From, To              *int                  // the entries concerned; nil where none are
}

// maxKept heads may be brought along.
const maxKept = 20

// VerifyAudit reads an account's audit trail and holds it against its signed heads and those
// that somebody kept elsewhere. The trail goes through memory a line at a time.
func (s *Store) VerifyAudit(ctx context.Context, v orderveil.Viewer, number *int, kept []string) (*AuditVerification, error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionAuditRead, number)
	if err != nil {
		return nil, err
	}
	if len(kept) > maxKept {
		return nil, orderveil.Invalidf("give %d heads or less", maxKept)
	}
	saved := make([][]byte, len(kept))
	for i, document := range kept {
		if !s.signedHead(document, id) {
			return nil, orderveil.Invalidf("a file is no head of this account's audit trail that this installation signed: give it as it was downloaded")
		}
		saved[i] = []byte(document)
	}
	written, from := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := s.Trail(ctx, id, func() io.Writer { return from })
		ended <- err
		_ = from.CloseWithError(err) // always nil
	}()
	report, err := audit.Verify(written, s.own.PublicKey(), saved...)
	_ = written.CloseWithError(io.ErrClosedPipe) // always nil; whoever still writes stops
	if failed := <-ended; failed != nil && !errors.Is(failed, io.ErrClosedPipe) && !errors.Is(failed, audit.ErrBroken) {
		return nil, failed
	}
	out := &AuditVerification{Whole: err == nil, Entries: int(report.Entries), First: int(report.First), Heads: report.Heads}
	var b *audit.Broken
	switch {
	case errors.As(err, &b):
		out.Fault = &b.Fault
		if b.Fault != orderveil.AuditForged {
			from, to := int(b.From), int(b.To)
			out.From, out.To = &from, &to
		}
	case errors.Is(err, audit.ErrBroken): // the tree itself has holes
		fault := orderveil.AuditChanged
		out.Fault = &fault
	case err != nil:
		return nil, err
	}
	return out, nil
}

// signedHead reports whether a document is a head of the account's trail that this
// installation signed.
func (s *Store) signedHead(document string, id uuid.UUID) bool {
	signed, err := proof.Verify([]byte(document), s.own.PublicKey())
	if err != nil || signed.Kind != proof.Head {
		return false
	}
	var h audit.Head
	return json.Unmarshal(signed.Statement, &h) == nil && h.Account == id
}
