package store

import (
	"context"
	"fmt"
	"time"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/closure"
)

// CancelAccount begins the cancellation of the viewer's account. Until the cooling-off
// period is over everything goes on as before, and it can be withdrawn. Recipient is an
// age public key ("age1…"), to which the export is encrypted that RETURN_THEN_DELETE
// makes: only the merchant can open it.
func (s *Store) CancelAccount(ctx context.Context, v orderveil.Viewer, mode orderveil.ClosureMode, recipient string) (*ClosureView, error) {
	if !v.Can(orderveil.PermissionAccountCancel) || v.Staff() {
		return nil, orderveil.ErrForbidden
	}
	return s.Cancel(ctx, v.Account, v.Subject, mode, recipient)
}

// Cancel is CancelAccount for the operator's command. Asked again it returns what is
// under way.
func (s *Store) Cancel(ctx context.Context, id uuid.UUID, by string, mode orderveil.ClosureMode, recipient string) (*ClosureView, error) {
	if err := s.checkCancel(mode, recipient); err != nil {
		return nil, err
	}
	row, err := s.catalog.Account.Query().Where(entaccount.ID(id), entaccount.State(accountActive)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	known, err := s.catalog.Closure.Get(ctx, id)
	switch {
	case err == nil && known.State != orderveil.ClosureWithdrawn:
		if known.Mode != mode || known.ExportRecipient != recipient {
			return nil, orderveil.Invalidf("the account is being cancelled already, in another way: withdraw that first")
		}
		return &ClosureView{row: known}, nil
	case err != nil && !catalog.IsNotFound(err):
		return nil, err
	}
	now := s.config.Clock()
	err = s.catalog.Closure.Create().SetID(id).SetNumber(row.Number).SetMode(mode).SetState(orderveil.ClosureRequested).
		SetRequestedAt(now).SetRequestedBy(by).SetDueAt(now.Add(s.config.CoolingOff)).SetExportRecipient(recipient).
		OnConflictColumns(closure.FieldID).UpdateNewValues().Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: note the cancellation: %w", err)
	}
	return s.closure(ctx, id)
}

func (s *Store) checkCancel(mode orderveil.ClosureMode, recipient string) error {
	switch mode {
	case orderveil.DeleteOnly:
		if recipient != "" {
			return orderveil.Invalidf("a recipient is for RETURN_THEN_DELETE, which makes an export")
		}
	case orderveil.ReturnThenDelete:
		if _, err := age.ParseX25519Recipient(recipient); err != nil {
			return orderveil.Invalidf("give an age public key, age1…, as age-keygen prints it: the export is encrypted to it")
		}
		if s.exportDir() == "" {
			return orderveil.Invalidf("the operator has to name a directory for exports first (closing.exports in the configuration)")
		}
	default:
		return orderveil.Invalidf("cancel with RETURN_THEN_DELETE or DELETE")
	}
	return nil
}

// WithdrawCancellation ends a cancellation whose cooling-off period is not over.
func (s *Store) WithdrawCancellation(ctx context.Context, v orderveil.Viewer) (*ClosureView, error) {
	if !v.Can(orderveil.PermissionAccountCancel) || v.Staff() {
		return nil, orderveil.ErrForbidden
	}
	return s.Withdraw(ctx, v.Account)
}

// Withdraw is WithdrawCancellation for the operator's command.
func (s *Store) Withdraw(ctx context.Context, id uuid.UUID) (*ClosureView, error) {
	n, err := s.catalog.Closure.Update().
		Where(closure.ID(id), closure.StateEQ(orderveil.ClosureRequested), closure.DueAtGT(s.config.Clock())).
		SetState(orderveil.ClosureWithdrawn).Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, orderveil.Invalidf("there is no cancellation that can still be withdrawn")
	}
	return s.closure(ctx, id)
}

// Closure returns the cancellation of the viewer's account, nil when there is none. It
// outlives the account: the certificate is in it.
func (s *Store) Closure(ctx context.Context, v orderveil.Viewer) (*ClosureView, error) {
	if !v.Can(orderveil.PermissionAccountCancel) || v.Staff() {
		return nil, orderveil.ErrForbidden
	}
	view, err := s.closure(ctx, v.Account)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	return view, nil
}

// ClosureOf returns the cancellation of the account with a number.
func (s *Store) ClosureOf(ctx context.Context, number int) (*ClosureView, error) {
	row, err := s.catalog.Closure.Query().Where(closure.Number(number)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	return &ClosureView{row: row}, nil
}

func (s *Store) closure(ctx context.Context, id uuid.UUID) (*ClosureView, error) {
	row, err := s.catalog.Closure.Get(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	return &ClosureView{row: row}, nil
}

// ClosureView is the cancellation of an account, as its merchant sees it.
type ClosureView struct{ row *catalog.Closure }

// Mode is the merchant's choice.
func (c *ClosureView) Mode() orderveil.ClosureMode { return c.row.Mode }

// State is how far it has come.
func (c *ClosureView) State() orderveil.ClosureState { return c.row.State }

// RequestedAt is when it was asked for.
func (c *ClosureView) RequestedAt() time.Time { return c.row.RequestedAt.UTC() }

// RequestedBy is who asked for it.
func (c *ClosureView) RequestedBy() string { return c.row.RequestedBy }

// DueAt is when the present state ends by itself: the cooling-off period, or the time to
// fetch the export.
func (c *ClosureView) DueAt() *time.Time {
	switch c.row.State {
	case orderveil.ClosureRequested, orderveil.ClosureReturning:
		return utc(&c.row.DueAt)
	}
	return nil
}

// ExportReady reports whether the export can be fetched.
func (c *ClosureView) ExportReady() bool {
	return c.row.State == orderveil.ClosureReturning && len(c.row.ExportDigest) > 0
}

// Certificate is the signed certificate of the deletion, JSON; nil before.
func (c *ClosureView) Certificate() *string { return nonEmpty(string(c.row.Certificate)) }

// ClosedAt is when the account was deleted; nil before.
func (c *ClosureView) ClosedAt() *time.Time { return utc(c.row.ClosedAt) }
