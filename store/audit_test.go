package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/audit"
	"orderveil/store"
	"orderveil/store/storetest"
)

// trailOf downloads an account's trail.
func trailOf(t *testing.T, f *storetest.Fixture, account uuid.UUID) []byte {
	t.Helper()
	b := &bytes.Buffer{}
	if err := f.Trail(t.Context(), account, func() io.Writer { return b }); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// did writes entries into a trail, with a head now and then.
func did(t *testing.T, f *storetest.Fixture, account uuid.UUID, entries int) {
	t.Helper()
	for i := range entries {
		f.Clock.Advance(time.Second)
		e := store.AuditEvent{Kind: orderveil.AuditChange, Via: "syncNow", Outcome: "OK", Request: fmt.Sprintf("request-%d", i)}
		if err := f.Audit(t.Context(), account, storetest.Viewer(orderveil.RoleMerchant, account), e); err != nil {
			t.Fatal(err)
		}
		if i%7 == 6 {
			if err := f.SealAudits(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// accountDB is the account's database as somebody sees it who has its password.
func accountDB(t *testing.T, f *storetest.Fixture) *sql.DB {
	t.Helper()
	driver, dsn := "sqlite", ""
	if f.Config.PostgreSQL == nil {
		files, err := filepath.Glob(filepath.Join(f.Config.Dir, "accounts", "*.db"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%d databases, %v", len(files), err)
		}
		dsn = "file:" + files[0] + "?_pragma=busy_timeout(5000)"
	} else {
		at, err := url.Parse(f.Config.PostgreSQL.Accounts)
		if err != nil {
			t.Fatal(err)
		}
		at.Path = "/" + accountDatabase(t, f)
		driver, dsn = "postgres", at.String()
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Whoever writes to the database itself is found out: by the trail as it is now, or by a
// head that was kept elsewhere.
func TestAnAuditTrailThatWasTamperedWithIsFound(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, _ := f.Account(t, 1)
		did(t, f, account.ID, 40)
		heads, err := f.AuditHeads(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID), nil, nil)
		if err != nil || len(heads) != 5 {
			t.Fatalf("%d heads, %v", len(heads), err)
		}
		saved := []byte(heads[0].Document)
		if r, err := audit.Verify(bytes.NewReader(trailOf(t, f, account.ID)), f.SigningKey(), saved); err != nil || r.Entries != 40 || r.Heads != 6 {
			t.Fatalf("Verify() = %+v, %v", r, err)
		}
		db := accountDB(t, f)
		do := func(statements ...string) {
			t.Helper()
			for _, statement := range statements {
				if _, err := db.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
		}
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		if got, err := f.VerifyAudit(t.Context(), merchant, nil, []string{heads[0].Document}); err != nil || !got.Whole || got.Entries != 40 || got.Heads != 6 || got.Fault != nil || got.From != nil {
			t.Errorf("VerifyAudit() = %+v, %v", got, err)
		}
		for _, wrong := range []string{"", "{}", strings.Replace(heads[0].Document, account.ID.String(), uuid.Nil.String(), 1)} {
			if _, err := f.VerifyAudit(t.Context(), merchant, nil, []string{wrong}); !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("a head that is none: %v", err)
			}
		}
		faults := map[string][]orderveil.AuditFault{
			"edited": {orderveil.AuditChanged}, "deleted": {orderveil.AuditMissing}, "the first": {orderveil.AuditMissing}, "the last": {orderveil.AuditMissing, orderveil.AuditChanged}, "all": {orderveil.AuditMissing},
			"exchanged": {orderveil.AuditChanged}, "moved up": {orderveil.AuditChanged, orderveil.AuditMissing}, "another moment": {orderveil.AuditChanged}, "cut, with heads": {orderveil.AuditMissing, orderveil.AuditChanged},
		}
		do(`CREATE TABLE spare AS SELECT * FROM audit_entries`, `CREATE TABLE spare_heads AS SELECT * FROM audit_heads`)
		for name, statements := range map[string][]string{
			"edited":          {`UPDATE audit_entries SET subject = 'nobody' WHERE sequence = 11`},
			"deleted":         {`DELETE FROM audit_entries WHERE sequence = 11`},
			"the first":       {`DELETE FROM audit_entries WHERE sequence < 3`},
			"the last":        {`DELETE FROM audit_entries WHERE sequence >= 38`},
			"all":             {`DELETE FROM audit_entries`},
			"exchanged":       {`UPDATE audit_entries SET sequence = -1 WHERE sequence = 4`, `UPDATE audit_entries SET sequence = 4 WHERE sequence = 5`, `UPDATE audit_entries SET sequence = 5 WHERE sequence = -1`},
			"moved up":        {`DELETE FROM audit_entries WHERE sequence = 11`, `UPDATE audit_entries SET sequence = -sequence WHERE sequence > 11`, `UPDATE audit_entries SET sequence = -sequence - 1 WHERE sequence < 0`},
			"another moment":  {`UPDATE audit_entries SET at = (SELECT at FROM audit_entries WHERE sequence = 20) WHERE sequence = 11`},
			"cut, with heads": {`DELETE FROM audit_entries WHERE sequence >= 28`, `DELETE FROM audit_heads WHERE id > 28`},
		} {
			do(statements...)
			got, err := f.VerifyAudit(t.Context(), merchant, nil, []string{heads[0].Document})
			if err != nil || got.Whole || got.Fault == nil || !slices.Contains(faults[name], *got.Fault) {
				t.Errorf("%s: VerifyAudit() = %+v, %v", name, got, err)
			} else if name == "edited" && (got.From == nil || *got.From > 11 || *got.To < 11) {
				t.Errorf("entry 11 is not among %+v", got)
			}
			b := &bytes.Buffer{}
			if err := f.Trail(t.Context(), account.ID, func() io.Writer { return b }); err == nil {
				if _, err := audit.Verify(b, f.SigningKey(), saved); !errors.Is(err, audit.ErrBroken) {
					t.Errorf("%s: Verify() = %v", name, err)
				}
			}
			do(`DELETE FROM audit_entries`, `INSERT INTO audit_entries SELECT * FROM spare`,
				`DELETE FROM audit_heads`, `INSERT INTO audit_heads SELECT * FROM spare_heads`)
			if _, err := audit.Verify(bytes.NewReader(trailOf(t, f, account.ID)), f.SigningKey(), saved); err != nil {
				t.Fatalf("put back: %v", err)
			}
		}
	})
}

// Any line of a downloaded trail that is taken away, doubled, exchanged or changed by one
// byte is found, whichever it is.
func TestADownloadedTrailThatWasChangedIsFound(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, _, _ := f.Account(t, 1)
	did(t, f, account.ID, 23)
	trail := bytes.SplitAfter(trailOf(t, f, account.ID), []byte("\n"))
	trail = trail[:len(trail)-1]
	check := func(what string, n int, lines [][]byte) {
		t.Helper()
		r, err := audit.Verify(bytes.NewReader(bytes.Join(lines, nil)), f.SigningKey())
		// A head among others may be missing: the next one covers the same entries.
		if err == nil && (r.Entries != 23 || what == "changed" || !bytes.HasPrefix(trail[n], []byte(`{"head"`))) {
			t.Errorf("line %d %s: it is found to be whole", n, what)
		}
	}
	for n := range trail {
		without := append(append([][]byte{}, trail[:n]...), trail[n+1:]...)
		check("missing", n, without)
		check("twice", n, append(append(append([][]byte{}, trail[:n+1]...), trail[n]), trail[n+1:]...))
		changed := append([][]byte{}, trail...)
		line := bytes.Clone(trail[n])
		for at := rand.IntN(len(line) - 1); ; at = (at + 1) % (len(line) - 1) {
			if c := line[at]; c >= 'a' && c < 'f' || c >= '0' && c < '9' {
				line[at]++
				break
			}
		}
		changed[n] = line
		check("changed", n, changed)
		if n > 0 {
			swapped := append([][]byte{}, trail...)
			swapped[n-1], swapped[n] = swapped[n], swapped[n-1]
			check("exchanged", n, swapped)
		}
	}
}

func TestAnEntryIsProvenOnItsOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, _ := f.Account(t, 1)
		did(t, f, account.ID, 20)
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		page, err := f.AuditTrail(t.Context(), merchant, nil, nil, nil, nil)
		if err != nil || len(page.Nodes) != 20 {
			t.Fatalf("%d entries, %v", len(page.Nodes), err)
		}
		for _, e := range page.Nodes {
			document, err := f.AuditProof(t.Context(), merchant, e.ID())
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := audit.VerifyInclusion([]byte(document), f.SigningKey()); err != nil {
				t.Errorf("VerifyInclusion() = %v", err)
			}
			if _, _, err := audit.VerifyInclusion([]byte(strings.Replace(document, "test-merchant", "test-somebody", 1)), nil); !errors.Is(err, audit.ErrBroken) {
				t.Errorf("VerifyInclusion() of another entry = %v", err)
			}
		}
		stranger, _, _ := f.Account(t, 2)
		if _, err := f.AuditProof(t.Context(), storetest.Viewer(orderveil.RoleMerchant, stranger.ID), page.Nodes[0].ID()); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("another account's entry: %v", err)
		}
		if _, err := f.AuditTrail(t.Context(), storetest.Viewer(orderveil.RoleSupport, uuid.Nil), nil, nil, nil, nil); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("as support: %v", err)
		}
	})
}

// Nodes that seal at the same time, while others write, make one tree.
func TestManySealOneTrail(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, _ := f.Account(t, 1)
		merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
		var writing, sealing sync.WaitGroup
		for range 4 {
			writing.Go(func() {
				for range 40 {
					if err := f.Audit(t.Context(), account.ID, merchant, store.AuditEvent{Kind: orderveil.AuditChange, Via: "syncNow", Outcome: "OK"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 3 {
			sealing.Go(func() {
				for range 10 {
					_, _ = f.SealAudit(t.Context(), account.ID) // one of two that collide fails, and is tried again
				}
			})
		}
		writing.Wait()
		sealing.Wait()
		if r, err := audit.Verify(bytes.NewReader(trailOf(t, f, account.ID)), f.SigningKey()); err != nil || r.Entries != 160 {
			t.Errorf("Verify() = %+v, %v", r, err)
		}
	})
}

// What is older than 400 days goes, and the rest is still proven.
func TestTheBeginningOfATrailGoesAfter400Days(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, _ := f.Account(t, 1)
		did(t, f, account.ID, 21)
		f.Clock.Advance(399 * day)
		did(t, f, account.ID, 14)
		f.Clock.Advance(2 * day)
		if _, err := f.Forget(t.Context(), account.ID); err != nil {
			t.Fatal(err)
		}
		did(t, f, account.ID, 3)
		trail := trailOf(t, f, account.ID)
		r, err := audit.Verify(bytes.NewReader(trail), f.SigningKey())
		if err != nil || r.First != 21 || r.Entries != 17 {
			t.Errorf("Verify() = %+v, %v", r, err)
		}
		// Taking away more than that is found.
		db := accountDB(t, f)
		if _, err := db.Exec(`DELETE FROM audit_entries WHERE sequence < 28`); err != nil {
			t.Fatal(err)
		}
		if r, err := audit.Verify(bytes.NewReader(trailOf(t, f, account.ID)), f.SigningKey()); !errors.Is(err, audit.ErrBroken) {
			t.Errorf("Verify() = %+v, %v", r, err)
		}
	})
}
