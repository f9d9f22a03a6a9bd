package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
)

// An account moves to another server as a whole: it is closed on the old one, so that
// nothing is written there any more, whatever a node still believes; copied by PostgreSQL's
// own programs; compared, table by table; and then the catalog names the new server, in one
// statement. The old database is dropped last. The catalog says how far it has come: as long
// as move_to is not the account's server nothing of the copy counts, and it is made anew;
// after that only the old database is left to be dropped. So a move can end anywhere and be
// taken up again. A move that is undone is turned in the same way: the account is where it
// was, and the copy is what is left to be dropped.

// ErrMoving says that an account cannot be reached while it is moved, and that it can be
// soon. Nothing of what was asked for has happened, or it was undone.
var ErrMoving = errors.New("store: the account is being moved to another database server: try again in a minute")

// MovingAdvice is what people are told meanwhile.
const MovingAdvice = "The account is being moved to another database server: try again in a minute."

// RetryAfter is when to come again with what a move, or a lack of connections, has kept from
// happening; zero after other errors.
func RetryAfter(err error) time.Duration {
	switch {
	case Moving(err):
		return time.Minute
	case Busy(err):
		return 5 * time.Second
	}
	return 0
}

// Moving reports whether an error says that the account is being moved.
func Moving(err error) bool { return errors.Is(err, ErrMoving) }

// moving reports whether the account is closed for a move. After the switch it is open.
func moving(row *catalog.Account) bool { return row.MoveTo != "" && row.MoveTo != row.Server }

// left names the server on which a database is left that is not the account's any more.
func left(row *catalog.Account) string {
	if moving(row) {
		return ""
	}
	return row.MoveFrom
}

// MoveStep is a step of a move that has been made. The names are printed and never change.
type MoveStep string

// The steps, in their order.
const (
	MoveBegun    MoveStep = "BEGUN"    // the catalog knows of it, and nodes open the account no more
	MoveClosed   MoveStep = "CLOSED"   // nobody can sign in to the old database, and nobody is
	MoveCopied   MoveStep = "COPIED"   // the new database is there
	MoveChecked  MoveStep = "CHECKED"  // every table holds the same rows in both
	MoveSwitched MoveStep = "SWITCHED" // the account is on the new server
	MoveDone     MoveStep = "DONE"     // the old database is dropped
)

// relocation is a move that is being made. Only one process makes an account's.
type relocation struct {
	store    *Store
	row      *catalog.Account
	from, to *accountsServer
	apart    func(context.Context) error // before anything waits for itself
	tell     func(MoveStep)
}

// MoveAccount moves an account to another server, or takes up a move that was cut off, and
// tells of every step. When something goes wrong before the switch the account is opened
// again where it was.
func (s *Store) MoveAccount(ctx context.Context, number int, to string, tell func(MoveStep)) error {
	return s.relocating(ctx, number, func(row *catalog.Account) error {
		if left(row) != "" && row.Server != to {
			if err := s.tidy(ctx, row); err != nil {
				return fmt.Errorf("what an earlier move left on the server %s: %w", left(row), err)
			}
		}
		m, err := s.beginMove(ctx, row, to, tell)
		if err != nil {
			return err
		}
		defer m.close()
		if moving(m.row) {
			if err := m.carry(ctx); err != nil {
				return errors.Join(err, m.giveUp(context.WithoutCancel(ctx)))
			}
			if err := m.turn(ctx); err != nil {
				return err
			}
		}
		return m.finish(ctx)
	})
}

// UndoMove opens an account again where it was. After the switch there is nothing to undo.
func (s *Store) UndoMove(ctx context.Context, number int) error {
	return s.relocating(ctx, number, func(row *catalog.Account) error {
		if !moving(row) {
			more := ""
			if left(row) != "" {
				more = fmt.Sprintf(", and what is left on the server %s goes with: orderveil account move %d --to %s", left(row), number, row.Server)
			}
			return orderveil.Invalidf("account %d is on the server %s, not on its way: there is nothing to undo%s", number, row.Server, more)
		}
		m, err := s.relocationOf(row, func(MoveStep) {})
		if err != nil {
			return err
		}
		defer m.close()
		return m.giveUp(ctx)
	})
}

// tidy drops what an earlier move left, when the account is where it shall be.
func (s *Store) tidy(ctx context.Context, row *catalog.Account) error {
	m, err := s.relocationOf(row, func(MoveStep) {})
	if err != nil {
		return err
	}
	defer m.close()
	if err := m.finish(ctx); err != nil {
		return err
	}
	row.MoveFrom, row.MoveTo = "", ""
	return nil
}

// relocating keeps other processes from moving the account.
func (s *Store) relocating(ctx context.Context, number int, do func(*catalog.Account) error) error {
	if _, ok := s.databases.(*postgres); !ok {
		return orderveil.Invalidf("an account's file is in the data directory: there is nowhere to move it to")
	}
	return s.holding(ctx, number, func() error {
		row, err := s.catalog.Account.Query().Where(entaccount.Number(number), entaccount.State(accountActive)).Only(ctx)
		if err != nil {
			return fmt.Errorf("account %d: %w", number, notFound(err))
		}
		return do(row)
	})
}

// beginMove writes down where the account goes, if there is room, or reads where it is going.
func (s *Store) beginMove(ctx context.Context, row *catalog.Account, to string, tell func(MoveStep)) (*relocation, error) {
	switch {
	case row.MoveTo != "" && row.MoveTo != to:
		return nil, orderveil.Invalidf("account %d is on its way from %s to %s: take that to its end first, or undo it", row.Number, row.MoveFrom, row.MoveTo)
	case row.MoveTo != "":
		return s.relocationOf(row, tell)
	case row.Server == to:
		return nil, orderveil.Invalidf("account %d is on the server %s already", row.Number, to)
	}
	if version, err := schemaVersion(s.databases.dialect()); err != nil || row.SchemaVersion > version {
		return nil, errors.Join(err, orderveil.Invalidf("the account's database is of a newer program: move it with that"))
	}
	if err := s.upgradeAccount(ctx, row); err != nil {
		return nil, err
	}
	err := s.placing(ctx, orderveil.Wish{Server: to}, func(c *catalog.Client, server string) error {
		n, err := c.Account.Update().Where(entaccount.ID(row.ID), entaccount.State(accountActive), entaccount.Server(row.Server), entaccount.MoveToIsNil()).
			SetMoveFrom(row.Server).SetMoveTo(server).AddMoves(1).Save(ctx)
		if err == nil && n == 0 {
			err = fmt.Errorf("account %d changed meanwhile: %w", row.Number, orderveil.ErrConflict)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	row.MoveFrom, row.MoveTo = row.Server, to
	tell(MoveBegun)
	return s.relocationOf(row, tell)
}

func (s *Store) relocationOf(row *catalog.Account, tell func(MoveStep)) (*relocation, error) {
	all := s.databases.(*postgres).servers
	from, to := all[row.MoveFrom], all[row.MoveTo]
	if from == nil || to == nil {
		return nil, orderveil.Invalidf("a move needs both servers in postgres.servers: %s and %s", row.MoveFrom, row.MoveTo)
	}
	m := &relocation{store: s, row: row, apart: func(ctx context.Context) error { return apart(ctx, from, to) }, tell: tell}
	var err error
	if m.from, err = from.sole(row.Database); err != nil {
		return nil, err
	}
	if m.to, err = to.sole(row.Database); err != nil {
		return nil, errors.Join(err, m.from.admin.Close())
	}
	return m, nil
}

func (m *relocation) close() {
	_ = m.from.admin.Close()
	_ = m.to.admin.Close()
}

// carry brings the account's database to the new server. Whatever an earlier attempt left
// there is dropped first.
func (m *relocation) carry(ctx context.Context) error {
	name := m.row.Database
	if err := m.apart(ctx); err != nil {
		return err
	}
	m.store.accounts.evict(m.row.ID)
	if err := m.from.shut(ctx, name); err != nil {
		return err
	}
	m.tell(MoveClosed)
	password, err := m.store.own.OpenPlacement(m.row.ID, m.row.Password)
	if err != nil {
		return fmt.Errorf("store: open an account's database password: %w", err)
	}
	if err := m.to.drop(ctx, name); err != nil {
		return err
	}
	if err := m.to.createFrom(ctx, name, string(password), "template0"); err != nil {
		return err
	}
	if err := copyDatabase(ctx, m.from, m.to, name); err != nil {
		return err
	}
	if err := m.to.migrateAs(ctx, name); err != nil { // it is migrated; its role is let in
		return err
	}
	m.tell(MoveCopied)
	if err := compare(ctx, m.from, m.to, name); err != nil {
		return err
	}
	m.tell(MoveChecked)
	return nil
}

// turn is the switch. When its answer is lost nobody knows on which side it is, so nothing
// is undone: the next attempt reads it.
func (m *relocation) turn(ctx context.Context) error {
	n, err := m.store.catalog.Account.Update().Where(entaccount.ID(m.row.ID), entaccount.State(accountActive),
		entaccount.Server(m.row.MoveFrom), entaccount.MoveTo(m.row.MoveTo)).SetServer(m.row.MoveTo).Save(ctx)
	if err != nil {
		return fmt.Errorf("store: name an account's new server (run the same move again): %w", err)
	}
	if n == 0 {
		return fmt.Errorf("account %d changed meanwhile (run the same move again): %w", m.row.Number, orderveil.ErrConflict)
	}
	m.tell(MoveSwitched)
	return nil
}

// finish drops what is not the account's any more: its old database, or a copy of which
// nothing came.
func (m *relocation) finish(ctx context.Context) error {
	if err := m.apart(ctx); err != nil {
		return err
	}
	if err := m.from.drop(ctx, m.row.Database); err != nil {
		return err
	}
	if err := m.store.catalog.Account.UpdateOneID(m.row.ID).ClearMoveFrom().ClearMoveTo().Exec(ctx); err != nil {
		return err
	}
	m.tell(MoveDone)
	return nil
}

// giveUp opens the account where it was. The copy goes when nobody can take it for the
// account any more, and the catalog knows of it for as long.
func (m *relocation) giveUp(ctx context.Context) error {
	if err := m.from.admit(ctx, m.row.Database); err != nil {
		return fmt.Errorf("the account stays closed until its server answers (run the same move again, or undo it): %w", err)
	}
	n, err := m.store.catalog.Account.Update().Where(entaccount.ID(m.row.ID), entaccount.Server(m.row.MoveFrom), entaccount.MoveTo(m.row.MoveTo)).
		SetMoveFrom(m.row.MoveTo).SetMoveTo(m.row.MoveFrom).Save(ctx)
	if err != nil || n == 0 {
		return cmp.Or(err, fmt.Errorf("account %d changed meanwhile (run the same again): %w", m.row.Number, orderveil.ErrConflict))
	}
	m.row.MoveFrom, m.row.MoveTo, m.from, m.to = m.row.MoveTo, m.row.MoveFrom, m.to, m.from
	if err := m.finish(ctx); err != nil {
		return fmt.Errorf("the account is open on the server %s, but a copy may be left on %s (orderveil account move %d --to %s drops it): %w", m.row.MoveTo, m.row.MoveFrom, m.row.Number, m.row.MoveTo, err)
	}
	return nil
}

// staleError says that an account's open database is of no use, and that opening it anew is.
type staleError struct{ error }

func (e *staleError) Unwrap() error { return e.error }

// displaced tells what cut a connection off: a move, if the account's row says so.
func (r *registry) displaced(ctx context.Context, a *openAccount, err error) error {
	if !cutOff(err) {
		return err
	}
	row, failed := r.store.catalog.Account.Get(context.WithoutCancel(ctx), a.ID)
	switch {
	case failed != nil:
		return err
	case moving(row):
		err = ErrMoving
	case row.Server != a.server || row.Moves != a.moves: // or back already
		err = &staleError{ErrMoving}
	case terminated(err): // an administrator
		err = &staleError{err}
	default:
		return err
	}
	r.evictStale(a.ID, a)
	return err
}

// evictStale forgets an account's open database unless it has been opened anew.
func (r *registry) evictStale(id uuid.UUID, a *openAccount) {
	r.mu.Lock()
	current := r.open[id] == a
	r.mu.Unlock()
	if current {
		r.evict(id)
	}
}
