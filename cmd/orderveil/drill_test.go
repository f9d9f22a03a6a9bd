package main

import (
	"database/sql"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/pgtest"
	"orderveil/store/storetest"
)

// drill is an installation on PostgreSQL whose worker takes orders in all the time, until
// the machine burns. What is left is backups, and what lies in the safe.
type drill struct {
	*loop
	machine    *pgtest.Server
	worker     *worker
	data, keys string            // the places of backups
	safe       map[string][]byte // files by name: the key file and the configuration
	mu         sync.Mutex
	placed     []string // numbers of orders at the marketplace
}

func newDrill(t *testing.T, machine *pgtest.Server) *drill {
	t.Helper()
	around, err := newTown(1, pace{time.Now(), faster})
	if err != nil {
		t.Fatal(err)
	}
	d := &drill{loop: &loop{T: t, town: around, dir: t.TempDir()}, machine: machine, data: t.TempDir(), keys: t.TempDir(), safe: map[string][]byte{}}
	d.configure(machine)
	config, err := os.OpenFile(d.config, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = config.WriteString("backups: {directory: '" + d.data + "', keys: '" + d.keys + "'}\nkeys: {backupDays: 2}\ncanaries: 0\n")
	if err := errorsOf(err, config.Close()); err != nil {
		t.Fatal(err)
	}
	d.command("migrate")
	d.command("account", "open", "1")
	d.connectDrill()
	for _, name := range []string{d.config, filepath.Join(d.dir, "key-file")} {
		if d.safe[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	d.open()
	d.worker = d.hire(0)
	t.Cleanup(func() {
		_ = d.worker.command.Process.Kill()
		_ = d.worker.command.Wait()
	})
	d.business()
	return d
}

// connectDrill connects the account with a marketplace and a webshop.
func (d *drill) connectDrill() {
	d.Helper()
	bol, shop := httptest.NewServer(d.bol), httptest.NewServer(d.shop)
	d.Cleanup(bol.Close)
	d.Cleanup(shop.Close)
	d.command("account", "connect", "1", "webhook", "--set", "url="+shop.URL, "--set", "payload=full", "--secret", "signing_secret="+d.secret("key", shopKey))
	d.command("account", "connect", "1", "bol", "--every", "10s", "--set", "api="+bol.URL, "--set", "login="+bol.URL,
		"--secret", "client_id="+d.secret("id", clientName), "--secret", "client_secret="+d.secret("secret", password))
}

// business has orders placed until the test ends.
func (d *drill) business() {
	var placing sync.WaitGroup
	over := make(chan struct{})
	placing.Go(func() {
		for !ended(over) {
			number := d.bol.Place()
			d.mu.Lock()
			d.placed = append(d.placed, number)
			d.mu.Unlock()
			d.pause(40 * time.Millisecond)
		}
	})
	d.Cleanup(func() {
		close(over)
		placing.Wait()
	})
}

// until waits until something is so.
func (d *drill) until(what string, so func() bool) {
	d.Helper()
	for end := time.Now().Add(2 * time.Minute); !so(); d.pause(50 * time.Millisecond) {
		if time.Now().After(end) || d.Context().Err() != nil {
			d.Fatalf("it did not come to that: %s\n%s", what, tail(d.T, d.worker.log))
		}
	}
}

// orders are those that the merchant is shown, by number, and whether their customers open.
func (d *drill) orders() map[string]bool {
	d.Helper()
	all := map[string]bool{}
	merchant := storetest.Viewer(orderveil.RoleMerchant, d.account.ID)
	for more := (store.Paging{}); ; {
		page, err := d.store.Orders(d.Context(), merchant, store.Filter{}, more, store.LoadAll)
		if err != nil {
			d.Fatal(err)
		}
		for _, o := range page.Nodes {
			name, err := o.ShipTo().LastName()
			all[o.Number()] = err == nil && name != nil
		}
		info, err := page.PageInfo()
		if err != nil {
			d.Fatal(err)
		}
		if !info.HasNextPage {
			return all
		}
		more.After = info.EndCursor
	}
}

// more waits until so many more orders than these are shown, and returns all.
func (d *drill) more(than map[string]bool, n int) (shown map[string]bool) {
	d.Helper()
	d.until("orders come in", func() bool { shown = d.orders(); return len(shown) >= len(than)+n })
	return shown
}

// erase has an order forgotten before its day, once it has been sent.
func (d *drill) erase(number string) {
	d.Helper()
	merchant := storetest.Viewer(orderveil.RoleMerchant, d.account.ID)
	d.until("an order is erased", func() bool {
		found, err := d.store.OrdersByNumber(d.Context(), merchant, number, store.LoadAll)
		if err != nil || len(found) != 1 {
			d.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
		}
		e, err := d.store.EraseOrder(d.Context(), merchant, found[0].ID())
		if err != nil {
			d.Fatal(err)
		}
		return e.Erased
	})
}

// run runs one of the program's commands and returns what it says.
func (d *drill) run(arguments ...string) string {
	d.Helper()
	out, err := (&installation{env: append(os.Environ(), asProgram+"=1")}).run(d.T, append(arguments, "--config", d.config)...)
	if err != nil {
		d.Fatalf("orderveil %s: %v\n%s", strings.Join(arguments, " "), err, out)
	}
	return out
}

// burn takes the machine away in the middle of everything, with all that is on it.
func (d *drill) burn() {
	d.Helper()
	d.kill(d.worker)
	if err := d.machine.Kill(); err != nil {
		d.Fatal(err)
	}
	_ = d.store.Close()
	d.machine.Stop()
	all, err := os.ReadDir(d.dir)
	if err != nil {
		d.Fatal(err)
	}
	for _, e := range all {
		if path := filepath.Join(d.dir, e.Name()); path != d.worker.log { // by which it is seen what went wrong
			err = errorsOf(err, os.RemoveAll(path))
		}
	}
	if err != nil {
		d.Fatal(err)
	}
}

// moveTo puts what lies in the safe onto another machine.
func (d *drill) moveTo(machine *pgtest.Server) {
	d.Helper()
	for name, text := range d.safe {
		text := strings.ReplaceAll(string(text), d.machine.URL.Host, machine.URL.Host)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			d.Fatal(err)
		}
		d.safe[name] = []byte(text)
	}
	d.machine = machine
}

// restored restores into empty databases of a machine that is new.
func (d *drill) restored(arguments ...string) (said string) {
	d.Helper()
	d.moveTo(newMachine(d.T))
	admin, err := sql.Open("postgres", d.machine.DSN("postgres"))
	if err != nil {
		d.Fatal(err)
	}
	defer admin.Close()
	config, err := configured{Config: d.config}.load()
	if err != nil {
		d.Fatal(err)
	}
	for _, address := range []string{config.Postgres.Catalog, config.Postgres.Keys} {
		name, _, _ := strings.Cut(address[strings.LastIndex(address, "/")+1:], "?")
		if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
			d.Fatal(err)
		}
	}
	said = d.run(append([]string{"restore"}, arguments...)...)
	d.open()
	return said
}

func newMachine(t *testing.T) *pgtest.Server {
	t.Helper()
	machine, err := pgtest.Cluster()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("needs PostgreSQL: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(machine.Stop)
	return machine
}

// holds fails the test unless all of these orders are among those, and open, but for erased
// ones.
func (d *drill) holds(when string, want, have map[string]bool, erased ...string) {
	d.Helper()
	for number := range want {
		opens, there := have[number]
		if !there {
			d.Errorf("%s: order %s is lost", when, number)
		}
		if gone := slices.Contains(erased, number); opens == gone {
			d.Errorf("%s: order %s opens: %v, and was erased: %v", when, number, opens, gone)
		}
	}
}

// lost are the numbers of orders that were there and are not.
func lost(there, restored map[string]bool) (numbers []string) {
	for _, number := range slices.Sorted(maps.Keys(there)) {
		if _, found := restored[number]; !found {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// The drill: orders come in all the time, backups are made beside, and the machine burns.
// Lost is what came in after the last backup began and nothing before, and the marketplace
// brings that again; what was erased stays so, also when an earlier backup has to do; and
// no back office gets anything twice.
func TestTheDrillLosesNothingThatWasThereWhenTheLastBackupBegan(t *testing.T) {
	t.Parallel()
	d := newDrill(t, newMachine(t))
	first := d.more(nil, 20)
	sent := slices.Sorted(maps.Keys(first))[0]
	d.run("backup")
	early := d.last()
	if err := d.bol.ShipAll(sent); err != nil {
		t.Fatal(err)
	}
	d.more(first, 20)
	d.erase(sent)
	d.pause(time.Second) // until the second in which a backup was made is over
	before := d.orders()
	d.run("backup")
	there := d.more(before, 20)
	d.burn()

	said := d.restored("--from", filepath.Join(d.data, early))
	if !strings.Contains(said, "Forgotten again: 1 orders") {
		t.Errorf("restore of the backup before the last: %s", said)
	}
	d.holds("the backup before the last", first, d.orders(), sent)
	_ = d.store.Close()
	d.machine.Stop()

	began := time.Now()
	d.restored()
	took := time.Since(began)
	restored := d.orders()
	d.holds("the last backup", before, restored, sent)
	gone := lost(there, restored)
	t.Logf("of %d orders %d were lost, all of which came after the last backup began; back after %v", len(there), len(gone), took.Round(time.Millisecond))
	if len(gone) == 0 {
		t.Error("nothing was lost, so that nothing is proven")
	}
	d.start(d.worker)
	d.until("the marketplace brings again what was lost", func() bool { return len(lost(there, d.orders())) == 0 })
	d.holds("the marketplace brought again what was lost", there, d.orders(), sent)
	d.until("the webshop has all of it", func() bool { return len(lost(there, d.shopHas())) == 0 })
	for number, n := range d.offices()["the webhook's receiver"] {
		if n != 1 {
			t.Errorf("order %s came to the webshop %d times", number, n)
		}
	}
}

// last is the name of the last backup.
func (d *drill) last() string {
	d.Helper()
	at, _, err := store.LastBackup(d.data)
	if err != nil {
		d.Fatal(err)
	}
	return at.Format("20060102T150405Z")
}

func (d *drill) shopHas() map[string]bool {
	all := map[string]bool{}
	for number := range d.offices()["the webhook's receiver"] {
		all[number] = true
	}
	return all
}
