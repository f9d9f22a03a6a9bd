package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/notice"
	"orderveil/ent/account/party"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/apiclient"
	"orderveil/ent/catalog/canary"
	"orderveil/ent/catalog/closure"
	"orderveil/ent/catalog/grant"
	"orderveil/ent/catalog/locator"
	"orderveil/ent/catalog/savedview"
	"orderveil/ent/catalog/schedule"
	"orderveil/ent/catalog/user"
	"orderveil/proof"
)

const (
	// closeLease is how long a turn at a cancellation may be silent before another
	// worker takes it up.
	closeLease = 15 * time.Minute
	// tellFor is how long back offices are told before the account goes without their
	// acknowledgement.
	tellFor = 24 * time.Hour
	// closeAgain is how soon a cancellation that waits is looked at again.
	closeAgain = 10 * time.Second
)

// DueClosures takes up to limit cancellations in which something is to be done. Of
// several nodes that ask at once, each goes to one.
func (s *Store) DueClosures(ctx context.Context, limit int) (due []uuid.UUID, err error) {
	now := s.config.Clock()
	unclaimed := closure.Or(closure.ClaimedUntilIsNil(), closure.ClaimedUntilLTE(now))
	rows, err := s.catalog.Closure.Query().Where(unclaimed, closure.Or(
		closure.And(closure.StateEQ(orderveil.ClosureRequested), closure.DueAtLTE(now)),
		closure.StateIn(orderveil.ClosureReturning, orderveil.ClosureTelling, orderveil.ClosureDestroying),
	)).Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		n, err := s.catalog.Closure.Update().Where(closure.ID(row.ID), unclaimed, closure.StateEQ(row.State)).
			SetClaimedUntil(now.Add(closeLease)).Save(ctx)
		if err != nil {
			return due, err
		}
		if n == 1 {
			due = append(due, row.ID)
		}
	}
	return due, nil
}

// AdvanceClosure takes a cancellation as far as it goes now: it makes the export, tells
// the back offices, destroys keys and database, and issues the certificate. Each step
// can be done again, so that a crash anywhere is taken up by the next turn.
func (s *Store) AdvanceClosure(ctx context.Context, id uuid.UUID) (orderveil.ClosureState, error) {
	for {
		row, err := s.catalog.Closure.Get(ctx, id)
		if err != nil {
			return "", notFound(err)
		}
		next, err := s.closeStep(ctx, row)
		if err != nil {
			return row.State, fmt.Errorf("store: close an account, %s: %w", row.State, err)
		}
		if next == row.State || next == orderveil.ClosureClosed {
			return next, s.catalog.Closure.UpdateOneID(id).SetClaimedUntil(s.config.Clock().Add(closeAgain)).Exec(ctx)
		}
		err = s.catalog.Closure.Update().Where(closure.ID(id), closure.StateEQ(row.State)).SetState(next).Exec(ctx)
		if err != nil {
			return row.State, err
		}
	}
}

// closeStep does what a state asks for, and returns the state that follows, or the same
// when there is something to wait for.
func (s *Store) closeStep(ctx context.Context, row *catalog.Closure) (orderveil.ClosureState, error) {
	now := s.config.Clock()
	switch row.State {
	case orderveil.ClosureRequested:
		if row.DueAt.After(now) {
			return row.State, nil
		}
		// From now on nothing new comes in that the export would lack.
		if _, err := s.catalog.Schedule.Delete().Where(schedule.AccountID(row.ID)).Exec(ctx); err != nil {
			return row.State, err
		}
		if row.Mode == orderveil.ReturnThenDelete {
			return orderveil.ClosureReturning, nil
		}
		return orderveil.ClosureTelling, nil
	case orderveil.ClosureReturning:
		if len(row.ExportDigest) == 0 {
			return row.State, s.makeExport(ctx, row)
		}
		if row.DueAt.After(now) {
			return row.State, nil
		}
		return orderveil.ClosureTelling, nil
	case orderveil.ClosureTelling:
		return s.tellClosed(ctx, row)
	case orderveil.ClosureDestroying:
		return orderveil.ClosureClosed, s.destroy(ctx, row)
	}
	return row.State, nil
}

// tellClosed tells every back office that ever received an order. When all have answered,
// or after a day, it writes down what there is to be deleted.
func (s *Store) tellClosed(ctx context.Context, row *catalog.Closure) (orderveil.ClosureState, error) {
	now := s.config.Clock()
	var facts map[string]int
	err := s.with(ctx, row.ID, func(a *openAccount) error {
		if row.ToldAt == nil {
			if err := s.writeClosed(ctx, a); err != nil {
				return err
			}
			row.ToldAt = &now
			if err := s.catalog.Closure.UpdateOneID(row.ID).SetToldAt(now).Exec(ctx); err != nil {
				return err
			}
		}
		waiting, err := a.db.Notice.Query().Where(notice.KindEQ(orderveil.NoticeClosed),
			notice.StateIn(orderveil.NoticeWaiting, orderveil.NoticeSending)).Count(ctx)
		if err != nil || waiting > 0 && now.Before(row.ToldAt.Add(tellFor)) {
			return err
		}
		facts, err = a.facts(ctx)
		return err
	})
	if err != nil || facts == nil {
		return row.State, err
	}
	digest, days, err := s.keysDigest(ctx, row.ID)
	if err != nil {
		return row.State, err
	}
	facts["dayKeys"] = days
	err = s.catalog.Closure.UpdateOneID(row.ID).SetFacts(facts).SetKeysDigest(digest).Exec(ctx)
	return orderveil.ClosureDestroying, err
}

func (s *Store) writeClosed(ctx context.Context, a *openAccount) error {
	err := a.inTx(ctx, func(tx *account.Tx) error {
		there, err := tx.Notice.Query().Where(notice.KindEQ(orderveil.NoticeClosed)).Exist(ctx)
		if err != nil || there {
			return err
		}
		var offices []struct {
			ConnectionID uuid.UUID `json:"connection_id"`
		}
		if err := tx.Delivery.Query().Where(delivery.Or(
			delivery.StateIn(orderveil.ForwardForwarded, orderveil.ForwardUnknown, orderveil.ForwardSending), delivery.AskFirst(true),
		)).GroupBy(delivery.FieldConnectionID).Scan(ctx, &offices); err != nil {
			return err
		}
		var notices []*account.NoticeCreate
		for _, o := range offices {
			notices = append(notices, s.notice(tx, o.ConnectionID, orderveil.NoticeClosed))
		}
		return tx.Notice.CreateBulk(notices...).Exec(ctx)
	})
	if err != nil {
		return err
	}
	return s.wakeAt(ctx, a.ID, s.config.Clock())
}

// facts counts what the certificate speaks of.
func (a *openAccount) facts(ctx context.Context) (map[string]int, error) {
	facts := map[string]int{}
	for name, count := range map[string]func(context.Context) (int, error){
		"orders":      a.db.Order.Query().Where(a.real()...).Count,
		"customers":   a.db.Party.Query().Where(party.HasOrderWith(a.real()...)).Count,
		"connections": a.db.Connection.Query().Count,
		"receipts":    a.db.Receipt.Query().Count,
		"told":        a.db.Notice.Query().Where(notice.KindEQ(orderveil.NoticeClosed)).Count,
		"acknowledged": a.db.Notice.Query().
			Where(notice.KindEQ(orderveil.NoticeClosed), notice.StateEQ(orderveil.NoticeAcknowledged)).Count,
	} {
		n, err := count(ctx)
		if err != nil {
			return nil, err
		}
		facts[name] = n
	}
	return facts, nil
}

// keysDigest is the SHA-256 over the account's encrypted keys, by which a backup of the
// key store that still holds them can be recognised.
func (s *Store) keysDigest(ctx context.Context, id uuid.UUID) ([]byte, int, error) {
	own, err := s.keyStore.AccountKey(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	days, err := s.keyStore.DayKeys(ctx, id, nil)
	if err != nil {
		return nil, 0, err
	}
	h := sha256.New()
	h.Write(own)
	for _, day := range slices.Sorted(maps.Keys(days)) {
		h.Write(days[day])
	}
	return h.Sum(nil), len(days), nil
}

// destroy destroys the keys first: from then on nothing of the account can be read,
// whatever happens to the rest. Then database and role go, and what the catalog knows.
func (s *Store) destroy(ctx context.Context, row *catalog.Closure) error {
	acct, err := s.catalog.Account.Get(ctx, row.ID)
	if err != nil {
		return notFound(err)
	}
	if n, err := s.catalog.Account.Update().Where(entaccount.ID(row.ID), entaccount.MoveToIsNil()).
		SetState(accountClosed).ClearOutboxDueAt().Save(ctx); err != nil || n == 0 {
		return cmp.Or(err, ErrMoving)
	}
	if err := s.keyStore.DestroyAccountKeys(ctx, row.ID); err != nil {
		return err
	}
	s.keyring.Forget(row.ID)
	s.accounts.evict(row.ID)
	if err := s.databases.drop(ctx, placementOf(acct)); err != nil {
		return err
	}
	if _, err := s.catalog.Locator.Delete().Where(locator.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := s.catalog.Schedule.Delete().Where(schedule.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := s.catalog.Grant.Delete().Where(grant.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if err := s.dropExportsOf(ctx, row.ID); err != nil {
		return err
	}
	if _, err := s.catalog.APIClient.Delete().Where(apiclient.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := s.catalog.User.Delete().Where(user.AccountID(row.ID)).Exec(ctx); err != nil { // their sessions end with them
		return err
	}
	if _, err := s.catalog.SavedView.Delete().Where(savedview.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := s.catalog.Canary.Delete().Where(canary.AccountID(row.ID)).Exec(ctx); err != nil {
		return err
	}
	if row.ExportFile != "" {
		if err := os.Remove(s.exportPath(row)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := acct.Update().ClearPassword().Exec(ctx); err != nil {
		return err
	}
	return s.certify(ctx, row)
}

// DeletionStatement is what the certificate says.
type DeletionStatement struct {
	Account      uuid.UUID             `json:"account"`
	Number       int                   `json:"number"`
	Mode         orderveil.ClosureMode `json:"mode"`
	RequestedAt  time.Time             `json:"requestedAt"`
	RequestedBy  string                `json:"requestedBy"`
	ClosedAt     time.Time             `json:"closedAt"`
	Deleted      map[string]int        `json:"deleted"` // orders, customers, connections, receipts, dayKeys
	Told         int                   `json:"backOfficesTold"`
	Acknowledged int                   `json:"backOfficesAcknowledged"`
	KeysDigest   string                `json:"destroyedKeys"` // SHA-256 of the encrypted keys
	ExportDigest string                `json:"export,omitempty"`
	BackupsUntil string                `json:"keyBackupsUntil"` // until this day an older backup of the key store can exist
	Statement    string                `json:"statement"`
	WhatTheyHold []string              `json:"kept"`
}

// certify issues the certificate, once.
func (s *Store) certify(ctx context.Context, row *catalog.Closure) error {
	now := s.config.Clock().UTC().Truncate(time.Second)
	deleted := maps.Clone(row.Facts)
	told, acknowledged := deleted["told"], deleted["acknowledged"]
	delete(deleted, "told")
	delete(deleted, "acknowledged")
	statement := DeletionStatement{
		Account: row.ID, Number: row.Number, Mode: row.Mode, RequestedAt: row.RequestedAt.UTC(), RequestedBy: row.RequestedBy, ClosedAt: now,
		Deleted: deleted, Told: told, Acknowledged: acknowledged,
		KeysDigest: hex.EncodeToString(row.KeysDigest), ExportDigest: hex.EncodeToString(row.ExportDigest),
		BackupsUntil: (orderveil.DateOf(now) + orderveil.Date(s.config.KeyBackupDays)).String(),
		Statement:    "The account's key and all its day keys were destroyed, then its database and role were dropped. No copy of the database can be read.",
		WhatTheyHold: []string{"the account's number and id", "this certificate"},
	}
	doc, err := proof.Sign(s.own, proof.Deletion, statement)
	if err != nil {
		return err
	}
	return s.catalog.Closure.Update().Where(closure.ID(row.ID), closure.StateNEQ(orderveil.ClosureClosed)).
		SetState(orderveil.ClosureClosed).SetCertificate(doc).SetClosedAt(now).ClearLink().Exec(ctx)
}

// SigningKey checks receipts and certificates of this installation.
func (s *Store) SigningKey() []byte { return s.own.PublicKey() }
