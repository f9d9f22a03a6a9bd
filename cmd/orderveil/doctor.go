package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/server"
	"orderveil/store"
)

type doctorCommand struct {
	configured
	JSON    bool `help:"Print JSON."`
	Offline bool `help:"Ask no other host: neither names nor clocks nor certificates."`
}

// state is how a finding is. The names are printed and never change.
type state string

const (
	ok   state = "ok"
	warn state = "warn" // look at it this week
	bad  state = "bad"  // it does not work, or soon will not
)

// finding is what the doctor has to say about one thing, and what to do about it unless
// it is well.
type finding struct {
	Check string `json:"check"` // never changes
	State state  `json:"state"`
	What  string `json:"what"`
	Next  string `json:"next,omitempty"`
}

// doctor gathers findings. It opens no customer data, and repeats no secret.
type doctor struct {
	config   server.Config
	now      time.Time
	online   bool
	client   *http.Client
	resolver *net.Resolver
	roots    *x509.CertPool // that vouch for the proxy; nil are the system's
	findings []finding
}

func (d *doctor) say(check string, s state, next, what string, args ...any) {
	f := finding{Check: check, State: s, What: fmt.Sprintf(what, args...)}
	if s != ok {
		f.Next = next
	}
	d.findings = append(d.findings, f)
}

// Run looks at everything. It fails when something is bad; what is to be looked at this
// week does not fail it.
func (c *doctorCommand) Run(ctx context.Context) error {
	d := &doctor{now: time.Now(), online: !c.Offline, resolver: net.DefaultResolver}
	config, err := c.load()
	if err != nil {
		d.say("configuration", bad, "correct it; server/config.example.yaml explains every setting", "%v", err)
		return c.print(os.Stdout, d)
	}
	d.config = config
	d.client = egress.Client(egress.Options{Register: server.Recipients(config, all.Connectors())})
	d.say("configuration", ok, "", "every setting is one that there is")
	if c.Config != "" {
		d.file(c.Config, "configuration file", 0o044)
	}
	d.look(ctx)
	return c.print(os.Stdout, d)
}

func (d *doctor) look(ctx context.Context) {
	d.files()
	d.disks()
	d.limits()
	d.backups()
	d.unfinishedBackups()
	d.certificates(ctx)
	d.recipients(ctx)
	d.clock(ctx)
	d.databases(ctx)
}

func (c *doctorCommand) print(w io.Writer, d *doctor) error {
	counts := map[state]int{}
	for _, f := range d.findings {
		counts[f.State]++
	}
	if c.JSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		if err := e.Encode(d.findings); err != nil {
			return err
		}
	} else {
		for _, f := range d.findings {
			fmt.Fprintf(w, "%-5s %-14s %s\n", f.State, f.Check, f.What)
			if f.Next != "" {
				fmt.Fprintf(w, "      %-14s → %s\n", "", f.Next)
			}
		}
		if d.config.Address != "" && counts[bad] == 0 {
			fmt.Fprintln(w, "\nWhat holds after file, environment and defaults:")
			for _, setting := range d.config.Settings() {
				fmt.Fprintf(w, "      %-28s %s\n", setting.Name, setting.Value)
			}
		}
	}
	if counts[bad] > 0 {
		return fmt.Errorf("%d of %d findings are bad, %d more to be looked at", counts[bad], len(d.findings), counts[warn])
	}
	return nil
}

// databases looks at the schemas before the store is opened, which would change them.
func (d *doctor) databases(ctx context.Context) {
	where := store.Config{Dir: d.config.Data, Clock: time.Now}
	if d.config.Data == "" {
		where.PostgreSQL = d.config.Postgres.Where()
	}
	schemas, err := store.Schemas(ctx, where)
	if err != nil {
		d.say("schemas", bad, "run \"orderveil migrate\" if this is a new installation; else see whether the databases run and their addresses are right", "a database does not answer: %v", safe(err))
		return
	}
	older, newer := 0, 0
	for _, s := range schemas {
		switch {
		case s.Has < s.Wants:
			older++
		case s.Has > s.Wants:
			newer++
		}
	}
	switch {
	case newer > 0:
		d.say("schemas", warn, "start the newer program again when you can; if you are to stay with this one, see docs/upgrade.md", "%d of %d databases are of a newer program", newer, len(schemas))
	case older > 0:
		// Opening the store would migrate it.
		d.say("schemas", warn, "run \"orderveil migrate\"", "%d of %d databases are of an older program; the rest was not looked at", older, len(schemas))
		return
	default:
		d.say("schemas", ok, "", "all %d databases are of this program's version", len(schemas))
	}
	s, err := server.OpenStore(ctx, d.config, parts(d.config), nil)
	switch {
	case errors.Is(err, store.ErrDirectoryInUse):
		d.say("store", warn, "stop the server and run doctor again to have keys and accounts looked at", "the server holds the data directory")
		return
	case store.KeysUnavailable(err):
		d.noKeys(err)
		return
	case err != nil:
		d.say("store", bad, "see whether key provider, key file and databases belong to each other", "the store does not open: %v", safe(err))
		return
	}
	defer s.Close()
	d.keys(ctx, s)
	d.servers(ctx, s)
	d.accounts(ctx, s)
	d.caps(ctx, s)
}

func (d *doctor) keys(ctx context.Context, s *store.Store) {
	const check = "keys"
	if err := s.PingKeys(ctx); err != nil {
		d.noKeys(err)
		return
	}
	status, err := s.KeyStatus(ctx)
	if err != nil {
		d.say(check, bad, "restore the key store from a backup: docs/backup.md", "the keys cannot be looked at: %v", safe(err))
		return
	}
	foreign := 0
	for id, n := range status.Accounts {
		if id != status.Provider {
			foreign += n
		}
	}
	d.judge(check, len(status.WithoutKey), bad, "restore the key store from a backup: docs/backup.md", "open accounts without a key")
	d.judge(check, foreign, warn, "run \"orderveil keys rewrap\"", "accounts' keys wrapped by another key than the provider's own")
	d.judge(check, status.Days.Past, warn, "see whether workers run: they destroy keys when a day begins", "keys of past days that are still there (nothing opens them)")
	d.judge(check, len(status.Rotating), warn, "run \"orderveil keys rotate\" again to go on", "rotations under way")
}

func (d *doctor) noKeys(err error) {
	d.say("keys", bad, "see whether the key service runs and lets this machine in: until then no customer data opens", "the key provider does not answer: %v", safe(err))
}

// judge says that there is none of something, or how many.
func (d *doctor) judge(check string, n int, s state, next, what string) {
	if n == 0 {
		s = ok
	}
	d.say(check, s, next, "%d %s", n, what)
}

func (d *doctor) servers(ctx context.Context, s *store.Store) {
	const check = "servers"
	well := true
	for _, p := range s.Health(ctx) {
		if p.Trouble == "" {
			continue
		}
		well = false
		name := p.Database
		if p.Server != "" && p.Server != orderveil.DefaultServer {
			name += " on " + p.Server
		}
		d.say(check, bad, p.Trouble.Next(), "the server of the %s: %s", name, p.Trouble)
	}
	servers, err := s.Servers(ctx)
	if err != nil && well {
		d.say(check, bad, "see whether the server runs and takes connections", "a database server does not say how it is: %v", safe(err))
	}
	nodes, err := s.Nodes(ctx)
	if err != nil {
		d.say(check, bad, "see whether the catalog's server runs", "the nodes cannot be counted: %v", safe(err))
		return
	}
	for _, v := range servers {
		d.ahead("clock", "the server of the "+v.Database, v.Ahead)
		d.connections(v, nodes)
		d.archive(v)
	}
}

// connections looks whether what all nodes may come to, this one among them, fits into what
// the server takes.
func (d *doctor) connections(v store.Server, nodes int) {
	s := ok
	switch {
	case nodes*v.Ours > v.Most, v.Free < 10:
		s = bad
	case v.Free < v.Ours/4:
		s = warn
	}
	d.say("connections", s, "raise max_connections, lower postgres.connections, or put PgBouncer in front: docs/scaling.md",
		"the server of the %s takes %d connections, of which %d are free; a node comes to %d at the most, and %d do background work", v.Database, v.Most, v.Free, v.Ours, nodes)
}

// archive looks at the archive of a server's write-ahead log, which is its backup where none
// is made otherwise; that of the key store's holds keys that were destroyed since.
func (d *doctor) archive(v store.Server) {
	const check = "archive"
	switch {
	case v.ArchiveFails:
		d.say(check, bad, "see the server's log for what archive_command says: until it works this is without a backup, and the server's disk fills",
			"the server of the %s cannot archive its write-ahead log; %s", v.Database, since(v.Archived))
	case v.Archives:
		d.say(check, ok, "", "the server of the %s archives its write-ahead log", v.Database)
	case d.config.Backups.Directory == "":
		// pg_receivewal, or a provider's snapshots, may keep it all the same.
		d.say(check, warn, "set archive_mode, or backups.directory and backups.keys, unless something else keeps copies: docs/backup.md", "the server of the %s archives no write-ahead log, and no backups are configured", v.Database)
	}
	if v.Archives && v.Database == "keys" && d.config.Keys.BackupDays == 0 {
		d.say(check, bad, "say in keys.backupDays after how many days the archive is deleted: docs/backup.md", "the key store's server archives its write-ahead log, in which destroyed keys stand, and keys.backupDays is 0")
	}
}

func since(at time.Time) string {
	if at.IsZero() {
		return "it never did"
	}
	return "the last was at " + at.UTC().Format(time.DateTime)
}

func (d *doctor) accounts(ctx context.Context, s *store.Store) {
	accounts, err := s.Accounts(ctx)
	if err != nil {
		d.say("accounts", bad, "restore the catalog from a backup: docs/backup.md", "the accounts cannot be listed: %v", safe(err))
		return
	}
	failed := []int{}
	for _, a := range accounts {
		if _, err := s.Connections(ctx, a.ID); err != nil {
			failed = append(failed, a.Number)
		}
	}
	if len(failed) > 0 {
		d.say("accounts", bad, "restore their databases from a backup, then run \"orderveil replay\": docs/backup.md", "%d of %d accounts do not open%s", len(failed), len(accounts), numbered(failed))
		return
	}
	d.say("accounts", ok, "", "all %d accounts open", len(accounts))
}
