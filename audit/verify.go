package audit

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
	"orderveil/proof"
)

// Report is what a trail that was found in order says.
type Report struct {
	Account uuid.UUID
	First   int64 // the first entry that is there
	Entries int64
	Heads   int
	Last    Head
	Key     ed25519.PublicKey // who signed all heads
}

// ErrBroken means that a trail is not what was written.
var ErrBroken = errors.New("the audit trail is not whole")

// Broken is an error that tells which entries are concerned: From and To are counted from 0
// and are both among them; of a forged head they are 0.
type Broken struct {
	Fault    orderveil.AuditFault
	From, To int64
	text     string
}

// Error says what is wrong.
func (b *Broken) Error() string { return ErrBroken.Error() + ": " + b.text }

// Unwrap is ErrBroken.
func (*Broken) Unwrap() error { return ErrBroken }

func broken(fault orderveil.AuditFault, from, to int64, format string, args ...any) error {
	return &Broken{Fault: fault, From: from, To: to, text: fmt.Sprintf(format, args...)}
}

// maxLine bounds a line: an answer shows at most some thousand orders.
const maxLine = 4 << 20

// verifier reads a trail.
type verifier struct {
	key     ed25519.PublicKey
	report  Report
	heads   map[int64]Head
	sized   []Head // in the order of the trail
	saved   int    // so many of them were kept elsewhere
	tree    *Tree
	checked int64 // up to which size a head agreed
}

// Verify reads a trail and finds any entry that was changed, removed, added or moved since
// a head over it was signed. With a key nothing but that key's signature will do. Saved are
// documents of heads that were kept elsewhere: the trail must contain what they saw.
func Verify(r io.Reader, key ed25519.PublicKey, saved ...[]byte) (Report, error) {
	v := &verifier{key: key, heads: map[int64]Head{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for n := 1; lines.Scan(); n++ {
		if err := v.line(lines.Bytes(), saved); err != nil {
			return v.report, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return v.report, err
	}
	return v.report, v.end()
}

func (v *verifier) line(text []byte, saved [][]byte) error {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil || d.More() {
		return orderveil.Invalidf("this is no line of an audit trail: give the file as it was downloaded")
	}
	switch {
	case v.tree == nil:
		return v.begin(l.Trail, saved)
	case l.Head != nil && v.report.Entries == 0:
		return v.head(l.Head)
	case l.Entry != nil:
		return v.entry(l.Entry)
	}
	return orderveil.Invalidf("this line is not at its place in an audit trail: give the file as it was downloaded")
}

func (v *verifier) begin(o *opening, saved [][]byte) error {
	if o == nil || o.Format != Format {
		return orderveil.Invalidf("this is no audit trail: give the file as it was downloaded")
	}
	v.report.Account, v.report.First, v.checked = o.Account, o.First, o.First
	tree, ok := NewTree(o.First, o.Frontier)
	if !ok {
		return broken(orderveil.AuditChanged, 0, max(o.First-1, 0), "its beginning does not fit")
	}
	v.tree = tree
	for _, document := range saved {
		if err := v.head(document); err != nil {
			return fmt.Errorf("a saved head: %w", err)
		}
		v.saved++
	}
	return nil
}

func (v *verifier) head(document []byte) error {
	signed, err := proof.Verify(document, v.key)
	if err != nil {
		return broken(orderveil.AuditForged, 0, 0, "a head: %v", err)
	}
	var h Head
	if err := json.Unmarshal(signed.Statement, &h); err != nil || signed.Kind != proof.Head || h.Account != v.report.Account {
		return broken(orderveil.AuditForged, 0, 0, "a head is of something else")
	}
	if v.report.Key != nil && !v.report.Key.Equal(signed.Key) {
		return broken(orderveil.AuditForged, 0, 0, "its heads are signed by different keys")
	}
	if other, found := v.heads[h.Size]; found && other.Root != h.Root {
		return broken(orderveil.AuditChanged, 0, h.Size-1, "two heads say different things of the first %d entries", h.Size)
	}
	v.report.Key, v.heads[h.Size], v.sized = signed.Key, h, append(v.sized, h)
	if h.Size >= v.report.Last.Size {
		v.report.Last = h
	}
	return nil
}

func (v *verifier) entry(text []byte) error {
	var e Entry
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return orderveil.Invalidf("this is no entry of an audit trail: give the file as it was downloaded")
	}
	if again, err := json.Marshal(e); err != nil || !bytes.Equal(again, text) {
		return broken(orderveil.AuditChanged, v.tree.Size(), v.tree.Size(), "an entry is not written as it was")
	}
	if want := v.tree.Size(); e.Sequence != want {
		fault, to := orderveil.AuditChanged, want
		if e.Sequence > want {
			fault, to = orderveil.AuditMissing, e.Sequence-1
		}
		return broken(fault, want, to, "entry %d is where entry %d belongs", e.Sequence, want)
	}
	v.tree.Append(tlog.RecordHash(text))
	v.report.Entries++
	return v.agrees()
}

// agrees compares the tree with the head over it, if there is one.
func (v *verifier) agrees() error {
	size := v.tree.Size()
	h, found := v.heads[size]
	if !found {
		return nil
	}
	if h.Root != v.tree.Root() {
		return broken(orderveil.AuditChanged, v.checked, size-1, "entries %d to %d are not those over which a head was signed on %s", v.checked, size-1, h.At.Format(time.RFC3339))
	}
	v.checked = size
	return nil
}

// end sees to it that nothing is missing at either end.
func (v *verifier) end() error {
	if v.tree == nil {
		return orderveil.Invalidf("the file is empty: give the file as it was downloaded")
	}
	last := v.report.Last
	if v.report.Heads = len(v.sized) - v.saved; len(v.sized) == 0 && v.tree.Size() == 0 {
		return nil // nothing has happened yet
	}
	switch {
	case v.tree.Size() < last.Size:
		return broken(orderveil.AuditMissing, v.tree.Size(), last.Size-1, "entries %d to %d are missing: there is a head over them of %s", v.tree.Size(), last.Size-1, last.At.Format(time.RFC3339))
	case v.checked < v.tree.Size():
		return broken(orderveil.AuditUnsigned, v.checked, v.tree.Size()-1, "no head covers the entries from %d on", v.checked)
	case v.report.First > 0 && !v.past():
		return broken(orderveil.AuditMissing, 0, v.report.First-1, "entries 0 to %d are missing, and no head says that they are older than %d days", v.report.First-1, int(Keep.Hours()/24))
	}
	return nil
}

// past reports whether the entries that are not there may be gone: a head that is old
// enough covers them.
func (v *verifier) past() bool {
	for _, h := range v.sized {
		if h.Size >= v.report.First && !h.At.After(v.report.Last.At.Add(-Keep)) {
			return true
		}
	}
	return false
}
