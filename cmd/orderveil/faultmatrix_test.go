package main

import (
	"bytes"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"

	"orderveil/store"
	"orderveil/store/pgtest"
)

// matrix is an installation on PostgreSQL with two workers, between which and everything
// else there is a network that fails.
type matrix struct {
	*loop
	postgres             *pgtest.Server
	disk                 disk
	database             *toxiproxy.Proxy
	markets, backOffices []*place
	skew                 atomic.Int64 // of the town's clock against the hub's
	lasts                time.Duration
	progress             store.Progress // when it was last asked
	paused               time.Time      // since when a worker is, by the machine's clock
}

// fault is something that goes wrong for a while.
type fault struct {
	name  string
	begin func(*matrix)
	end   func(*matrix)
	// beside is how many other faults a short run puts into this one, which takes long.
	beside int
}

// faults are all that goes wrong, one after another.
func faults() []fault {
	all := []fault{{"a worker is paused past its lease", (*matrix).pauseWorker, (*matrix).resumeWorker, 11}}
	toxics := []struct {
		name string
		what toxic
	}{{"latency", latency}, {"resets", reset}, {"half-open connections", halfOpen}, {"slow closes", slowClose}}
	for _, x := range toxics {
		all = append(all, fault{
			name:  "PostgreSQL: " + x.name,
			begin: func(m *matrix) { poison(m.T, m.database, x.what) },
			end:   func(m *matrix) { heal(m.T, m.database) },
		})
	}
	all = append(all,
		fault{name: "PostgreSQL: restarted", begin: (*matrix).restart, end: func(*matrix) {}},
		fault{name: "PostgreSQL: disk full", begin: (*matrix).fillDisk, end: (*matrix).emptyDisk},
	)
	sides := []struct {
		name   string
		places func(*matrix) []*place
	}{
		{"marketplaces", func(m *matrix) []*place { return m.markets }},
		{"back offices", func(m *matrix) []*place { return m.backOffices }},
	}
	for _, side := range sides {
		for _, x := range toxics {
			all = append(all, fault{
				name:  side.name + ": " + x.name,
				begin: func(m *matrix) { each(side.places(m), func(p *place) { poison(m.T, p.proxy, x.what) }) },
				end:   func(m *matrix) { each(side.places(m), func(p *place) { heal(m.T, p.proxy) }) },
			})
		}
		for name, s := range map[string]storm{"429 storm": limited, "500 storm": broken} {
			all = append(all, fault{
				name:  side.name + ": " + name,
				begin: func(m *matrix) { each(side.places(m), func(p *place) { p.brew(s) }) },
				end:   func(m *matrix) { each(side.places(m), func(p *place) { p.brew(calm) }) },
			})
		}
	}
	return append(all,
		fault{name: "the hub's clock is 10 minutes ahead, in a 429 storm", begin: (*matrix).limit, end: (*matrix).unlimit},
		fault{name: "the hub's clock is 10 minutes behind, in a 429 storm", begin: func(m *matrix) {
			m.skew.Store(int64(off)) // and stays so
			m.limit()
		}, end: (*matrix).unlimit},
	)
}

func each(places []*place, do func(*place)) {
	for _, p := range places {
		do(p)
	}
}

// Whatever fails between the hub, its database, the marketplaces and the back offices, and
// for however long: no order and no shipment is lost or comes twice, and all settles by
// itself when it is over. The simulators count.
// ORDERVEIL_FAULT_SECONDS is how long each fault lasts; after a long one all must settle
// before the next. ORDERVEIL_FAULT picks faults by a part of their name.
func TestWhateverFailsNothingIsLostDoubledOrStuck(t *testing.T) {
	m := newMatrix(t)
	began := time.Now()
	all := slices.DeleteFunc(faults(), func(f fault) bool { return !strings.Contains(f.name, os.Getenv("ORDERVEIL_FAULT")) })
	ends := map[int]func(*matrix){}
	for i, f := range all {
		if f.beside > 0 && !m.long() {
			f.begin(m)
			ends[min(i+f.beside, len(all)-1)] = f.end
			f.begin, f.end = func(*matrix) {}, func(*matrix) {}
		}
		f.begin(m)
		m.live()
		m.pause(m.lasts / 2)
		if m.long() {
			m.live()
		}
		m.pause(m.lasts / 2)
		f.end(m)
		if end := ends[i]; end != nil {
			end(m)
		}
		t.Logf("%v: after %s", time.Since(began).Round(time.Second), f.name)
		if m.long() {
			m.settles(f.name)
		}
		if t.Failed() {
			return
		}
	}
	m.settles("all faults")
	m.judge(m.struck())
	for _, w := range m.workers {
		m.kill(w) // which finds out whether it has ended by itself
	}
	t.Logf("all was over after %v", time.Since(began).Round(time.Second))
}

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	seed := uint64(number(t, "ORDERVEIL_SEED", int(rand.Uint32())))
	seconds := number(t, "ORDERVEIL_FAULT_SECONDS", 0)
	t.Logf("ORDERVEIL_SEED=%d", seed)
	m := &matrix{lasts: max(time.Duration(seconds)*time.Second, brief)}
	clock := pace{time.Now(), faster}
	m.skew.Store(int64(-off))
	around, err := newTownBy(seed, clock, func() time.Time { return clock.now().Add(time.Duration(m.skew.Load())) })
	if err != nil {
		t.Fatal(err)
	}
	m.loop = &loop{T: t, town: around, dir: t.TempDir()}
	m.startPostgres()
	net := newNetwork()
	m.database = net.to(t, "postgres", m.postgres.URL.Host)
	through := *m.postgres.URL
	through.Host = m.database.Listen
	m.configure(&pgtest.Server{URL: &through})
	addresses := map[http.Handler]string{}
	for name, system := range map[string]http.Handler{"bol": m.bol, "amazon": m.amazon} {
		p := net.place(t, name, m.townClock, system)
		m.markets, addresses[system] = append(m.markets, p), p.url()
	}
	for name, system := range map[string]http.Handler{"shop": m.shop, "woo": m.woo} {
		p := net.place(t, name, m.townClock, system)
		m.backOffices, addresses[system] = append(m.backOffices, p), p.url()
	}
	m.connect(addresses)
	m.watch(through)
	m.config = m.rewritten("info.yaml", "level: warn", "level: info")
	for n := range 2 {
		m.workers = append(m.workers, m.hire(n))
	}
	t.Cleanup(func() {
		for _, w := range m.workers {
			_ = w.command.Process.Kill()
			_ = w.command.Wait()
		}
	})
	m.started()
	return m
}

// brief is how long a fault lasts in a short run: long enough to hit what is under way.
const brief = 700 * time.Millisecond

// long says that faults last long enough to be told apart by what comes after them.
func (m *matrix) long() bool { return m.lasts > brief }

func (m *matrix) townClock() time.Time { return m.clock.now().Add(time.Duration(m.skew.Load())) }

func (m *matrix) startPostgres() {
	m.Helper()
	dir, err := os.MkdirTemp("", "orderveil-faults") // not TempDir: the server runs as another user
	if err != nil {
		m.Fatal(err)
	}
	m.Cleanup(func() { _ = os.RemoveAll(dir) })
	m.disk = newDisk(m.T, dir)
	if m.postgres, err = pgtest.StartIn(dir); err != nil && os.Getenv("CI") != "true" {
		m.Skip("needs PostgreSQL: ", err)
	}
	if err != nil {
		m.Fatal(err)
	}
	m.Cleanup(m.postgres.Stop)
}

// watch opens the store past the network's faults.
func (m *matrix) watch(through url.URL) {
	m.Helper()
	config := m.config
	m.config = m.rewritten("direct.yaml", through.Host, m.postgres.URL.Host)
	m.open()
	m.config = config
}

// rewritten is the configuration with one text for another.
func (m *matrix) rewritten(name, text, with string) string {
	m.Helper()
	config, err := os.ReadFile(m.config)
	if err != nil {
		m.Fatal(err)
	}
	name = filepath.Join(m.dir, name)
	if err := os.WriteFile(name, bytes.ReplaceAll(config, []byte(text), []byte(with)), 0o600); err != nil {
		m.Fatal(err)
	}
	return name
}

// started waits until the workers work: one that cannot reach its database when it begins
// ends, and says so.
func (m *matrix) started() {
	m.Helper()
	for _, w := range m.workers {
		for end := time.Now().Add(time.Minute); !bytes.Contains(tail(m.T, w.log), []byte("msg=serving")); m.pause(20 * time.Millisecond) {
			if time.Now().After(end) {
				m.Fatalf("a worker does not start: %s", tail(m.T, w.log))
			}
		}
	}
}

// settles requires that all comes to its end. The database may only just be back.
func (m *matrix) settles(after string) {
	m.Helper()
	began := time.Now()
	var last string
	for end := began.Add(patience); time.Now().Before(end); m.pause(200 * time.Millisecond) {
		sent := m.send(-1)
		p, err := m.store.Progress(m.Context(), m.account.ID)
		if err != nil { // a connection that the server has just cut off
			continue
		}
		c := m.count()
		if !sent && still(p) && c.complete() {
			m.Logf("all is settled %v after %s", time.Since(began).Round(100*time.Millisecond), after)
			return
		}
		last = strings.Join(append(c.lost, c.parcelsLost...), ", ")
		m.progress = p
	}
	m.Errorf("not all is settled %v after %s: the hub stands at %+v, and these are to come: %s", patience, after, m.progress, last)
	for _, w := range m.workers {
		m.Logf("%s: %s", filepath.Base(w.log), tail(m.T, w.log))
	}
}

// struck counts the calls that storms have hit.
func (m *matrix) struck() (n int) {
	for _, p := range append(m.markets, m.backOffices...) {
		_, struck := p.seen()
		n += struck
	}
	return n
}

func (m *matrix) restart() {
	if err := m.postgres.Restart(); err != nil {
		m.Fatal(err)
	}
}

func (m *matrix) fillDisk() {
	if m.disk != "" {
		m.disk.fill(m.T)
	}
}

// emptyDisk makes room. A server that could not even write its log has ended, and whoever
// makes room starts it again.
func (m *matrix) emptyDisk() {
	if m.disk == "" {
		return
	}
	m.disk.empty(m.T)
	if c, err := net.Dial("tcp", m.postgres.URL.Host); err == nil {
		_ = c.Close()
		return
	}
	m.restart()
}

// off is how far the hub's clock and the town's are apart: first the hub's is ahead and then
// behind. No clock of the town is ever set back, which no marketplace's is.
const off = 10 * time.Minute

// limit has one worker meet limits: of two, each would have to find out for itself.
func (m *matrix) limit() {
	m.signal(m.workers[1], syscall.SIGSTOP)
	each(append(m.markets, m.backOffices...), func(p *place) { p.brew(limited) })
}

func (m *matrix) unlimit() {
	each(append(m.markets, m.backOffices...), func(p *place) { p.brew(calm) })
	m.pause(comeBack * 3 / 2 / faster) // whoever comes before the time does it by now
	each(append(m.markets, m.backOffices...), func(p *place) {
		for _, early := range p.tooEarly() {
			m.Errorf("%s was called: %s", p.proxy.Name, early)
		}
	})
	m.signal(m.workers[1], syscall.SIGCONT)
}

func (m *matrix) signal(w *worker, s syscall.Signal) {
	m.Helper()
	if err := w.command.Process.Signal(s); err != nil {
		m.Fatal(err)
	}
}

// lease is how long a worker may be silent before another takes over what it has claimed.
const lease = 2*time.Minute + 10*time.Second

// pauseWorker stops a worker in the middle of a call, and lets the call go on without it.
func (m *matrix) pauseWorker() {
	m.signal(m.workers[1], syscall.SIGSTOP)
	p := m.backOffices[m.random.IntN(len(m.backOffices))]
	held := make(chan chan<- bool, 1)
	p.hold(held)
	m.live()
	select {
	case release := <-held:
		m.signal(m.workers[0], syscall.SIGSTOP)
		close(release)
	case <-time.After(time.Minute):
		m.Fatal("a worker has not called a back office within a minute")
	}
	m.paused = time.Now()
	m.signal(m.workers[1], syscall.SIGCONT)
}

// resumeWorker lets the worker go on as if nothing had happened.
func (m *matrix) resumeWorker() {
	m.pause(time.Until(m.paused.Add(lease / faster)))
	m.signal(m.workers[0], syscall.SIGCONT)
}
