package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
	"orderveil/audit"
	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
	"orderveil/ent/account/audithash"
	"orderveil/ent/account/audithead"
	"orderveil/personal"
	"orderveil/proof"
)

// Entries of the audit trail are written at once and get their place in the tree within a
// minute, in one transaction with the tree's new hashes and its signed head: so no answer
// waits for the tree.

// note writes an entry of the account's audit trail.
func (s *Store) note(ctx context.Context, a *openAccount, e account.AuditEntry) error {
	s.audited.Store(a.ID, struct{}{})
	e.ID, e.At = s.config.IDs(), s.config.Clock().UTC().Truncate(time.Microsecond)
	return a.notes.write(ctx, a.driver, &e)
}

// rightOf is by which right a viewer sees what it sees: its role, or a partner's scopes.
func rightOf(v orderveil.Viewer) string {
	if v.Grant != uuid.Nil {
		return "grant " + v.Grant.String()
	}
	if v.Role != orderveil.RolePartner {
		return "role"
	}
	names := make([]string, len(v.Scopes))
	for i, scope := range v.Scopes {
		names[i] = string(scope)
	}
	return strings.Join(names, " ")
}

// AuditEvent is what somebody did, or was refused, in an account.
type AuditEvent struct {
	Kind    orderveil.AuditKind
	Via     string // the mutation or route, a code
	Object  string // the global id of what was changed, or ""
	Outcome string // OK or the code of an error
	Request string
}

// Audit writes an event into an account's audit trail.
func (s *Store) Audit(ctx context.Context, id uuid.UUID, v orderveil.Viewer, e AuditEvent) error {
	return s.with(ctx, id, func(a *openAccount) error {
		return s.note(ctx, a, account.AuditEntry{
			Kind: e.Kind, Subject: v.Subject, Role: v.Role, Right: rightOf(v), Via: e.Via, RequestID: e.Request, Object: e.Object, Outcome: e.Outcome,
		})
	})
}

// Touched collects the accounts that a change reached.
type Touched struct {
	mu     sync.Mutex
	ids    []uuid.UUID
	object string
}

type touchedKey struct{}

// WithTouched returns a context in which the accounts that are reached are noted.
func WithTouched(ctx context.Context) (context.Context, *Touched) {
	t := &Touched{}
	return context.WithValue(ctx, touchedKey{}, t), t
}

// Accounts are the accounts that were reached.
func (t *Touched) Accounts() []uuid.UUID {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.ids)
}

// Object is the global id of what was changed, where no argument named it, or "".
func (t *Touched) Object() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.object
}

// touchObject notes what a change reached that its arguments do not name.
func touchObject(ctx context.Context, object string) {
	if t, _ := ctx.Value(touchedKey{}).(*Touched); t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.object = object
	}
}

func touch(ctx context.Context, id uuid.UUID) {
	t, _ := ctx.Value(touchedKey{}).(*Touched)
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !slices.Contains(t.ids, id) {
		t.ids = append(t.ids, id)
	}
}

// SealAudits gives the new entries of all accounts that this program wrote in their place
// in the tree, and signs the heads. What another program left is taken up when the account
// is next written to or looked over.
func (s *Store) SealAudits(ctx context.Context) error {
	var failed error
	s.audited.Range(func(id, _ any) bool {
		s.audited.Delete(id)
		if _, err := s.SealAudit(ctx, id.(uuid.UUID)); err != nil && !errors.Is(err, orderveil.ErrNotFound) {
			s.audited.Store(id, struct{}{})
			failed = errors.Join(failed, fmt.Errorf("store: sign the audit trail of account %s: %w", id, err))
		}
		return ctx.Err() == nil
	})
	return failed
}

// sealBatch entries get their place in one transaction.
const sealBatch = 500

// SealAudit gives an account's new entries their place in the tree and signs its head. It
// returns how many there were.
func (s *Store) SealAudit(ctx context.Context, id uuid.UUID) (sealed int, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		for {
			n := 0
			err := a.inTx(ctx, func(tx *account.Tx) (err error) {
				n, err = s.sealSome(ctx, tx, a.ID)
				return err
			})
			if sealed += n; err != nil || n < sealBatch {
				return err
			}
		}
	})
	return sealed, err
}

func (s *Store) sealSome(ctx context.Context, tx *account.Tx, id uuid.UUID) (int, error) {
	// Another node that seals at the same time waits for the rows, and starts after them.
	rows, err := tx.AuditEntry.Query().Where(auditentry.SequenceIsNil(), locked).Order(auditentry.ByID()).Limit(sealBatch).All(ctx)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	size := int64(0)
	switch last, err := tx.AuditHead.Query().Order(audithead.ByID(newest)).First(ctx); {
	case err == nil:
		size = last.ID
	case !account.IsNotFound(err):
		return 0, err
	}
	if err := s.place(ctx, tx, rows, size); err != nil {
		return 0, err
	}
	tree := &treeRows{ctx: ctx, tx: tx, fresh: map[int64]tlog.Hash{}}
	for i, row := range rows {
		n := size + int64(i)
		row.Sequence = &n
		leaf, err := entryOf(row).Hash()
		if err != nil {
			return 0, err
		}
		if err := tree.append(n, leaf); err != nil {
			return 0, err
		}
	}
	if err := tree.write(); err != nil {
		return 0, err
	}
	return len(rows), s.signHead(ctx, tx, id, size+int64(len(rows)), tree)
}

// place gives entries their places from first on. SQLite, which has no way to go that one
// statement would save, is told one by one.
func (s *Store) place(ctx context.Context, tx *account.Tx, rows []*account.AuditEntry, first int64) error {
	if s.databases.dialect() == dialect.SQLite {
		for i, row := range rows {
			if err := tx.AuditEntry.Update().Where(auditentry.ID(row.ID)).SetSequence(first + int64(i)).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return tx.AuditEntry.Update().Where(among(auditentry.FieldID, ids)).Modify(func(u *sql.UpdateBuilder) {
		u.Set(auditentry.FieldSequence, sql.ExprFunc(func(b *sql.Builder) {
			b.Arg(first - 1).WriteString("::bigint + array_position(").Arg(arrayOf(ids)).WriteString("::uuid[], ").Ident(auditentry.FieldID).WriteByte(')')
		}))
	}).Exec(ctx)
}

// signHead signs how the tree looks now. The head also goes to the log: whoever keeps the
// log elsewhere has a second witness.
func (s *Store) signHead(ctx context.Context, tx *account.Tx, id uuid.UUID, size int64, tree *treeRows) error {
	root, err := tlog.TreeHash(size, tree)
	if err != nil {
		return err
	}
	h := audit.Head{Account: id, Size: size, Root: root, At: s.config.Clock().UTC().Truncate(time.Microsecond)}
	signature, err := proof.Signature(s.own, proof.Head, h)
	if err != nil {
		return err
	}
	s.config.Log.Info("signed the audit trail", "account", id, "size", size, "root", root.String())
	return tx.AuditHead.Create().SetID(size).SetAt(h.At).SetRoot(root[:]).SetSignature(signature).Exec(ctx)
}

// treeRows are the tree's stored hashes, those of the present transaction included. A
// row's id is one more than the hash's index: databases like no row 0.
type treeRows struct {
	ctx   context.Context
	tx    *account.Tx
	fresh map[int64]tlog.Hash
	order []int64
}

// ReadHashes returns stored hashes by their indexes.
func (t *treeRows) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var ids []int64
	for _, i := range indexes {
		if _, found := t.fresh[i]; !found {
			ids = append(ids, i+1)
		}
	}
	if len(ids) > 0 {
		rows, err := t.tx.AuditHash.Query().Where(audithash.IDIn(ids...)).All(t.ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			t.fresh[row.ID-1] = tlog.Hash(row.Hash)
		}
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		h, found := t.fresh[index]
		if !found {
			return nil, fmt.Errorf("%w: a hash of the tree is missing in the database", audit.ErrBroken)
		}
		hashes[i] = h
	}
	return hashes, nil
}

func (t *treeRows) append(n int64, leaf tlog.Hash) error {
	hashes, err := tlog.StoredHashesForRecordHash(n, leaf, t)
	if err != nil {
		return err
	}
	for i, h := range hashes {
		index := tlog.StoredHashIndex(0, n) + int64(i)
		t.fresh[index], t.order = h, append(t.order, index)
	}
	return nil
}

func (t *treeRows) write() error {
	rows := make([]*account.AuditHashCreate, len(t.order))
	for i, index := range t.order {
		h := t.fresh[index]
		rows[i] = t.tx.AuditHash.Create().SetID(index + 1).SetHash(h[:])
	}
	return t.tx.AuditHash.CreateBulk(rows...).Exec(t.ctx)
}

// entryOf is a row as it leaves the installation and stands in the tree.
func entryOf(row *account.AuditEntry) audit.Entry {
	e := audit.Entry{
		ID: row.ID, At: row.At.UTC().Truncate(time.Microsecond), Kind: row.Kind, Subject: row.Subject, Role: row.Role, Right: row.Right,
		Via: row.Via, RequestID: row.RequestID, Object: row.Object, Outcome: row.Outcome,
	}
	if row.Sequence != nil {
		e.Sequence = *row.Sequence
	}
	for _, shown := range unpackEntries(row.Orders) {
		e.Orders = append(e.Orders, audit.Shown{Order: shown.order, Categories: categoryNames(categoriesOf(shown.categories))})
	}
	return e
}

func unpackEntries(b []byte) (entries []lookEntry) {
	for ; len(b) >= entrySize; b = b[entrySize:] {
		entries = append(entries, lookEntry{uuid.UUID(b[:16]), b[16]})
	}
	return entries
}

func categoriesOf(bits byte) []personal.Category {
	shown := []personal.Category{}
	for _, c := range personal.Categories() {
		if bits&bit(c) != 0 {
			shown = append(shown, c)
		}
	}
	return shown
}

// pruneAudit seals what is still to be sealed, and deletes the entries that a head of the
// required age covers, a few thousand at a time. The tree's hashes and heads stay.
func (s *Store) pruneAudit(ctx context.Context, a *openAccount) error {
	if _, err := s.SealAudit(ctx, a.ID); err != nil {
		return err
	}
	old, err := a.db.AuditHead.Query().Where(audithead.AtLTE(s.config.Clock().Add(-audit.Keep))).Order(audithead.ByID(newest)).First(ctx)
	if account.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for {
		ids, err := a.db.AuditEntry.Query().Where(auditentry.SequenceLT(old.ID)).Order(auditentry.BySequence()).Limit(2000).IDs(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		if _, err := a.db.AuditEntry.Delete().Where(among(auditentry.FieldID, ids)).Exec(ctx); err != nil {
			return err
		}
	}
}
