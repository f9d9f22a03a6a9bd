package store

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"time"

	"orderveil/ent/account"
	"orderveil/ent/account/auditentry"
)

// notes writes entries of an account's audit trail. No answer leaves before its entry is
// written, and to write is a commit, which waits for the disk: entries that come while others
// are being written go together in one statement after them.
type notes struct {
	mu      sync.Mutex
	waiting []note
	writers int
	began   time.Time // when a writer last began to write
}

// note is an entry on its way to the database.
type note struct {
	ctx     context.Context // of whom it is for
	entry   *account.AuditEntry
	written chan error // has room
}

const (
	// noteTime is the longest that writing may take.
	noteTime = 10 * time.Second
	// noteStall is how long entries wait for one that is being written: its connection may be dead.
	noteStall = 100 * time.Millisecond
)

// write returns when the entry is written. It may be, and the trail then says more than was
// shown, when nobody waits for it any more.
func (n *notes) write(ctx context.Context, d *driver, e *account.AuditEntry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	own := note{ctx: ctx, entry: e, written: make(chan error, 1)}
	var stalled <-chan time.Time
	if !n.join(d, own) {
		tick := time.NewTicker(noteStall)
		defer tick.Stop()
		stalled = tick.C
	}
	for {
		select {
		case err := <-own.written:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-stalled:
			n.join(d)
		}
	}
}

// join adds to what is to be written, and has somebody write it unless those who write come
// to it soon.
func (n *notes) join(d *driver, more ...note) (begun bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.waiting = append(n.waiting, more...)
	if n.writers > 0 && time.Since(n.began) < noteStall {
		return false
	}
	n.writers++
	n.began = time.Now()
	go n.writeAll(d)
	return true
}

// writeAll writes until nobody waits.
func (n *notes) writeAll(d *driver) {
	for {
		some := n.take()
		if len(some) == 0 {
			return
		}
		err := writeNotes(d, some)
		if err != nil && len(some) > 1 { // perhaps for one of them: the others are not to suffer
			for _, one := range some {
				one.written <- writeNotes(d, []note{one})
			}
			continue
		}
		for _, one := range some {
			one.written <- err
		}
	}
}

// take takes what is written next.
func (n *notes) take() []note {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.waiting) == 0 {
		n.writers--
		return nil
	}
	n.began = time.Now()
	size := 1 << (len(noteTexts) - 1)
	for size > len(n.waiting) {
		size /= 2
	}
	some := slices.Clone(n.waiting[:size])
	n.waiting = slices.Delete(n.waiting, 0, size)
	return some
}

func writeNotes(d *driver, some []note) error {
	// Who waits for the first may leave while others still wait.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(some[0].ctx), noteTime)
	defer cancel()
	args := make([]any, 0, len(some)*len(noteColumns))
	for _, one := range some {
		e := one.entry
		var orders any
		if e.Orders != nil {
			orders = e.Orders
		}
		args = append(args, e.ID, e.At, string(e.Kind), e.Subject, string(e.Role), e.Via, e.Right, e.RequestID, orders, e.Object, e.Outcome)
	}
	return d.Exec(ctx, d.text(noteTexts[bits.Len(uint(len(some)))-1]), args, nil)
}

// noteColumns are all but an entry's place in the tree.
var noteColumns = []string{
	auditentry.FieldID, auditentry.FieldAt, auditentry.FieldKind, auditentry.FieldSubject, auditentry.FieldRole, auditentry.FieldVia, auditentry.FieldRight,
	auditentry.FieldRequestID, auditentry.FieldOrders, auditentry.FieldObject, auditentry.FieldOutcome,
}

// noteTexts are the statements that write 1, 2, 4 and 8 entries: so few that each is prepared.
var noteTexts = func() (texts [4]string) {
	var rows []string
	for i := range texts {
		for len(rows) < 1<<i {
			marks := make([]string, len(noteColumns))
			for j := range marks {
				marks[j] = fmt.Sprintf("$%d", len(rows)*len(noteColumns)+j+1)
			}
			rows = append(rows, "("+strings.Join(marks, ", ")+")")
		}
		texts[i] = "INSERT INTO " + auditentry.Table + " (" + strings.Join(noteColumns, ", ") + ") VALUES " + strings.Join(rows, ", ")
	}
	return texts
}()
