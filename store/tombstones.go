package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/report"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
	"orderveil/ent/catalog/closure"
)

// Tombstones are what must stay forgotten when an older backup is put back, and what the
// days alone do not see to: orders that were erased before their day, and accounts that
// were closed. Ids and signed certificates, nothing else.
type Tombstones struct {
	Erased map[string][]uuid.UUID `json:"erased,omitempty"` // orders by their account's database
	Closed []ClosedAccount        `json:"closed,omitempty"`
}

// ClosedAccount is what is left of an account.
type ClosedAccount struct {
	Account     uuid.UUID             `json:"account"`
	Number      int                   `json:"number"`
	Mode        orderveil.ClosureMode `json:"mode"`
	RequestedAt time.Time             `json:"requestedAt"`
	RequestedBy string                `json:"requestedBy"`
	ClosedAt    time.Time             `json:"closedAt"`
	Certificate []byte                `json:"certificate"`
}

// add takes over what another backup knows.
func (t *Tombstones) add(other Tombstones) {
	if t.Erased == nil {
		t.Erased = map[string][]uuid.UUID{}
	}
	for name, ids := range other.Erased {
		for _, id := range ids {
			if !slices.Contains(t.Erased[name], id) {
				t.Erased[name] = append(t.Erased[name], id)
			}
		}
	}
	for _, c := range other.Closed {
		if !slices.ContainsFunc(t.Closed, func(known ClosedAccount) bool { return known.Account == c.Account }) {
			t.Closed = append(t.Closed, c)
		}
	}
}

// readForgotten asks some accounts at a time, and goes on past those that cannot be asked.
func readForgotten(ctx context.Context, accounts []string, open func(context.Context, string) (*sql.DB, error)) (f Tombstones, unread map[string]error, err error) {
	f.Erased, unread = map[string][]uuid.UUID{}, map[string]error{}
	var mu sync.Mutex
	var reading errgroup.Group
	reading.SetLimit(copiedAtOnce)
	for _, name := range accounts {
		reading.Go(func() error {
			erased, err := readErased(ctx, name, open)
			mu.Lock()
			defer mu.Unlock()
			if f.Erased[name] = erased; err != nil {
				unread[name] = fmt.Errorf("store: read what %s has forgotten: %w", name, err)
			}
			return nil
		})
	}
	_ = reading.Wait() // which only waits
	db, err := open(ctx, catalogName)
	if err != nil {
		return f, unread, err
	}
	defer db.Close()
	rows, err := catalog.NewClient(catalog.Driver(newDriver(dialectOf(db), db, nil))).Closure.Query().
		Where(closure.StateEQ(orderveil.ClosureClosed)).All(ctx)
	for _, row := range rows {
		f.Closed = append(f.Closed, ClosedAccount{
			Account: row.ID, Number: row.Number, Mode: row.Mode, RequestedAt: row.RequestedAt, RequestedBy: row.RequestedBy,
			ClosedAt: *row.ClosedAt, Certificate: row.Certificate,
		})
	}
	return f, unread, err
}

func readErased(ctx context.Context, name string, open func(context.Context, string) (*sql.DB, error)) (erased []uuid.UUID, err error) {
	db, err := open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, `SELECT orders FROM receipts WHERE kind = '`+string(orderveil.ReceiptErased)+`'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var packed []byte
		if err := rows.Scan(&packed); err != nil {
			return nil, err
		}
		erased = append(erased, unpack(packed)...)
	}
	return erased, rows.Err()
}

// KnownTombstones is what all backups in some directories know.
func KnownTombstones(dirs ...string) (known Tombstones, err error) {
	for _, dir := range dirs {
		all, err := stamps(dir)
		if err != nil {
			return known, fmt.Errorf("store: look for backups: %w", err)
		}
		for _, at := range all {
			m, err := readManifest(filepath.Join(dir, at.Format(stampLayout)))
			if errors.Is(err, os.ErrNotExist) {
				continue // is being deleted
			}
			if err != nil {
				return known, err
			}
			known.add(m.Forgotten)
		}
	}
	return known, nil
}

// Replayed says what was forgotten again.
type Replayed struct {
	DayKeys int // keys of past days
	Erased  int // orders
	Missing int // orders that are not there, or not yet again
	Closed  int // accounts
}

// replayer signs receipts for what is forgotten again.
const replayer = "restore"

// Replay forgets again what was forgotten, after a database was put back: keys of past
// days, the keys and databases of closed accounts, erased orders. What was on its way is
// asked for before it is sent. Replaying twice changes nothing.
func (s *Store) Replay(ctx context.Context, f Tombstones) (done Replayed, err error) {
	if done.DayKeys, err = s.keyStore.destroyPast(ctx, s.today()); err != nil {
		return done, fmt.Errorf("store: destroy the keys of past days: %w", err)
	}
	for _, c := range f.Closed {
		closed, err := s.closeAgain(ctx, c)
		if err != nil {
			return done, fmt.Errorf("store: close account %d again: %w", c.Number, err)
		}
		if closed {
			done.Closed++
		}
	}
	rows, err := s.catalog.Account.Query().Order(entaccount.ByNumber()).All(ctx)
	if err != nil {
		return done, err
	}
	for _, row := range rows {
		switch row.State {
		case accountClosed:
			// The catalog may be newer than the key store.
			err = s.keyStore.DestroyAccountKeys(ctx, row.ID)
		case accountActive:
			err = s.eraseAgain(ctx, row, f.Erased[row.Database], &done)
		}
		if err != nil {
			return done, fmt.Errorf("store: forget again what account %d had forgotten: %w", row.Number, err)
		}
	}
	return done, nil
}

func (s *Store) closeAgain(ctx context.Context, c ClosedAccount) (bool, error) {
	row, err := s.catalog.Account.Get(ctx, c.Account)
	switch {
	case catalog.IsNotFound(err):
		return false, s.keyStore.DestroyAccountKeys(ctx, c.Account)
	case err != nil:
		return false, err
	case row.State == accountClosed:
		return false, nil
	}
	err = s.catalog.Closure.Create().SetID(c.Account).SetNumber(c.Number).SetMode(c.Mode).SetState(orderveil.ClosureClosed).
		SetRequestedAt(c.RequestedAt).SetRequestedBy(c.RequestedBy).SetDueAt(c.ClosedAt).SetClosedAt(c.ClosedAt).SetCertificate(c.Certificate).
		OnConflictColumns(closure.FieldID).UpdateNewValues().Exec(ctx)
	if err != nil {
		return false, err
	}
	known, err := s.catalog.Closure.Get(ctx, c.Account)
	if err != nil {
		return false, err
	}
	return true, s.destroy(ctx, known)
}

func (s *Store) eraseAgain(ctx context.Context, row *catalog.Account, ids []uuid.UUID, done *Replayed) error {
	return s.with(ctx, row.ID, func(a *openAccount) error {
		for _, id := range ids {
			err := a.inTx(ctx, func(tx *account.Tx) error {
				o, err := tx.Order.Get(ctx, id)
				if err != nil || s.forgotten(o) {
					return err
				}
				done.Erased++
				_, err = s.eraseRow(ctx, tx, a, replayer, id)
				return err
			})
			if account.IsNotFound(err) {
				done.Missing++
			} else if err != nil {
				return err
			}
		}
		return a.askFirst(ctx)
	})
}

// askFirst has every order that waits for a back office, and every report for a
// marketplace, asked for first: it may have arrived after the backup was made.
func (a *openAccount) askFirst(ctx context.Context) error {
	err := a.db.Delivery.Update().Where(delivery.StateIn(orderveil.ForwardWaiting, orderveil.ForwardSending, orderveil.ForwardFailed)).
		SetAskFirst(true).Exec(ctx)
	if err != nil {
		return err
	}
	return a.db.Report.Update().Where(report.StateIn(orderveil.ReportWaiting, orderveil.ReportSending, orderveil.ReportFailed)).
		SetAskFirst(true).Exec(ctx)
}

// dialectOf tells which of our two drivers a database has.
func dialectOf(db *sql.DB) string {
	if fmt.Sprintf("%T", db.Driver()) == "*sqlite.Driver" {
		return dialect.SQLite
	}
	return dialect.Postgres
}
