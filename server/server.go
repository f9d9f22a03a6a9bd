// Package server is the program: it reads the configuration, puts the parts together
// and answers HTTP.
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/console"
	"orderveil/egress"
	"orderveil/graph"
	"orderveil/jobs"
	"orderveil/register"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/store"
	"orderveil/telemetry"
)

// Parts is what a Server is made from besides its configuration.
type Parts struct {
	Connectors []connectors.Spec
	Clock      orderveil.Clock
	IDs        orderveil.IDs
	Log        *slog.Logger
	// Page is shown at /examples; empty shows nothing.
	Page http.Handler
	// Demo lets people in as any role without showing anything: for made-up data alone.
	Demo bool
	// Keys is used instead of the key provider that the configuration names, unless nil.
	Keys seal.KeyProvider
	// CreateKey makes the key file when it is missing.
	CreateKey bool
	// Loopback lets connections lead to this machine itself: the demo's systems are there.
	Loopback bool
	// AuditEvery is how often audit trails get a signed head; 0 is every minute.
	AuditEvery time.Duration
	// CountEvery is how often a node counts what alerts go by; 0 is every ten minutes.
	CountEvery time.Duration
	// QueryTime is the longest that a query may take; 0 is 10 seconds.
	QueryTime time.Duration
	// WorkersOnly leaves the API out.
	WorkersOnly bool

	kit        connectors.Kit    // what connections are made with
	keyFailure func()            // called when the key provider does not answer
	onWarning  func(code string) // called for every warning about a connection
}

// Server is a running program, less its listener.
type Server struct {
	Store  *store.Store
	Issuer *Issuer

	config  Config
	parts   Parts
	metrics *metrics
	traces  *telemetry.Tracer
	workers *jobs.Workers
	handler http.Handler

	receiver *jobs.Receiver

	beside   sync.WaitGroup  // what goes on beside requests and jobs, until stopping ends
	draining atomic.Bool     // the node serves, and wants to be sent nobody any more
	stopping context.Context // ends when Serve begins to stop
	stop     context.CancelFunc
}

// New opens the store, begins the background work, unless the configuration says to
// run none here, and makes the handler. Everything is put together here, from the
// bottom up.
func New(ctx context.Context, c Config, p Parts) (_ *Server, err error) {
	s := &Server{config: c, parts: p, metrics: newMetrics()}
	p.keyFailure = s.metrics.keyFailures.Inc
	s.stopping, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	p.onWarning = func(code string) { s.metrics.warnings.WithLabelValues(code).Inc() }
	kit := outside(c, p, func(host string) {
		s.metrics.egress.Inc()
		p.Log.Warn("a host is not in the register of recipients", "host", host)
	})
	p.kit, s.parts.kit = kit, kit
	if s.Store, err = openStore(ctx, c, p, s.metrics.statements.Inc, s.metrics.alarms.Inc); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = s.Store.Close()
		}
	}()
	s.metrics.use.of.Store(s.Store)
	s.metrics.backups.of(c.Backups, p.Clock)
	if err := jobs.Migrate(ctx, s.Store); err != nil {
		return nil, err
	}
	if s.Issuer, err = OpenIssuer(c.TokenKey, true, p.Clock); err != nil {
		return nil, err
	}
	if s.traces, err = s.startTelemetry(ctx); err != nil {
		return nil, err
	}
	work := jobs.Config{
		Traces: s.traces,
		Store:  s.Store, Connectors: p.Connectors, HTTP: kit.HTTP, Clock: p.Clock, Log: p.Log,
		Directories: kit.Directories,
		Importers:   c.Workers.Import, Forwarders: c.Workers.Forward, Count: s.metrics.counters(),
	}
	if work.Machine, err = os.Hostname(); err != nil {
		work.Machine = "unnamed"
	}
	if c.Origin != "" {
		work.Hooks = c.hookAddress
	}
	if c.Workers.Import > 0 {
		if work.Alarms, err = openAlarms(c.Alarms, kit.HTTP, p.Clock); err != nil {
			return nil, err
		}
		if s.workers, err = jobs.Start(ctx, work); err != nil {
			return nil, err
		}
	}
	s.receiver = jobs.NewReceiver(work)
	if s.handler, err = s.routes(); err != nil {
		return nil, err
	}
	s.beside.Go(s.signAudits)
	s.count()
	return s, nil
}

// auditEvery is how often the audit trails that were written to get a signed head.
const auditEvery = time.Minute

func (s *Server) signAudits() {
	s.every(cmp.Or(s.parts.AuditEvery, auditEvery), func() {
		if err := s.Store.SealAudits(s.stopping); err != nil && s.stopping.Err() == nil {
			s.parts.Log.Error("an audit trail has no new signed head, it is tried again in a minute", "error", err)
		}
	})
}

// every does something again and again until the node stops.
func (s *Server) every(interval time.Duration, do func()) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// OpenStore opens the databases that the configuration names.
func OpenStore(ctx context.Context, c Config, p Parts, count func()) (*store.Store, error) {
	return openStore(ctx, c, p, count, nil)
}

func openStore(ctx context.Context, c Config, p Parts, count, alarm func()) (*store.Store, error) {
	sc, err := storeConfig(ctx, c, p, count, alarm)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, sc)
}

// StoreConfig is what the configuration says of the store.
func StoreConfig(ctx context.Context, c Config, p Parts) (store.Config, error) {
	return storeConfig(ctx, c, p, nil, nil)
}

func storeConfig(ctx context.Context, c Config, p Parts, count, alarm func()) (store.Config, error) {
	keys, err := p.Keys, error(nil)
	if keys == nil {
		keys, err = openKeys(ctx, c, p.CreateKey)
	}
	if err != nil {
		return store.Config{}, err
	}
	if p.Demo {
		if err := demoOnly(c); err != nil {
			return store.Config{}, err
		}
	}
	sc := store.Config{
		Demo: p.Demo, Kit: p.kit,
		Dir: c.Data, Keys: keys, KeyBackupDays: c.Keys.BackupDays, Canaries: c.Canaries, OpenAccounts: c.OpenAccounts, OnAlarm: alarm, OnWarning: p.onWarning,
		CoolingOff: days(c.Closing.CoolingOff), ExportLife: days(c.Closing.ExportLife), ExportDir: c.Closing.Exports, Clock: p.Clock, IDs: p.IDs, Log: p.Log, OnStatement: count, OnKeyFailure: p.keyFailure, Caps: map[string]int{},
		Retention: orderveil.Retention{AfterHandling: c.Retention.AfterHandling, WhileOpen: c.Retention.WhileOpen, Cap: orderveil.DefaultRetention.Cap},
	}
	for _, spec := range p.Connectors {
		if spec.Cap > 0 {
			sc.Caps[spec.Code] = spec.Cap
		}
	}
	if c.Data == "" {
		sc.PostgreSQL = c.Postgres.Where()
	}
	return sc, nil
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// Recipients is the register of everybody to whom data may go: those of the configuration,
// and the marketplaces that the connectors know.
func Recipients(c Config, specs []connectors.Spec) egress.Register {
	all := slices.Clone(egress.Register(c.Recipients))
	for _, spec := range specs {
		if len(spec.Hosts) > 0 {
			all = append(all, egress.Recipient{
				Name: spec.Name, Role: egress.Marketplace, Hosts: spec.Hosts, Country: spec.Country, OutsideEU: spec.Transfer != "", Reason: spec.Transfer,
				Purpose: "where the orders come from; independent controller", Connector: spec.Code,
			})
		}
	}
	return all
}

// Register is the register of personal data and the record of processing.
func Register(c Config, specs []connectors.Spec) (*register.Document, error) {
	policy, wrong := orderveil.NewPolicy(c.Policy)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return register.New(
		register.Operator{Name: c.Operator.Name, Contact: c.Operator.Contact, DPO: c.Operator.DPO},
		register.Retention{AfterHandling: c.Retention.AfterHandling, Cap: orderveil.DefaultRetention.Cap, WhileOpen: c.Retention.WhileOpen, KeyBackups: c.Keys.BackupDays},
		Recipients(c, specs), policy)
}

// outside is the way to marketplaces and back offices, and what connections are made with.
func outside(c Config, p Parts, refused func(host string)) connectors.Kit {
	register := Recipients(c, p.Connectors)
	way := egress.Options{Register: register, Loopback: p.Loopback, Refused: refused}
	client := egress.Client(way)
	client.Transport = outgoing{client.Transport}
	return connectors.Kit{Specs: p.Connectors, HTTP: client, Clock: p.Clock, Directories: register.Directories(), Origin: c.Origin, Admits: way.Admits}
}

func (s *Server) routes() (http.Handler, error) {
	policy, wrong := orderveil.NewPolicy(s.config.Policy)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	verify := NewVerifier(s.Issuer.Key, s.parts.Clock)
	verify.policy = policy
	place, err := newPlaces(s.config.Places, s.Store, s.parts.Clock)
	if err != nil {
		return nil, err
	}
	place.refused, place.log = s.turnedAway, s.parts.Log
	documents, err := s.config.TrustedDocuments.open()
	if err != nil {
		return nil, err
	}
	declared, err := Register(s.config, s.parts.Connectors)
	if err != nil {
		return nil, err
	}
	tokens := newLimiter(attempts)
	tokens.burst = attempts
	stand := newStandings(s.Store, s.parts.Clock)
	place.standings = stand
	limits := newLimiter(s.config.RequestsPerMinute)
	api := graph.NewHandler(graph.Config{
		Store: s.Store, Log: s.parts.Log, Authenticate: verify.Viewer, Stopping: s.stopping, Allow: limits.allow,
		Introspection: s.config.Introspection, RequestID: requestID, Clock: s.parts.Clock, Admit: place.admit, Alive: place.alive, Documents: documents, Spend: newPurse(s.parts.Clock).spend, MaxCost: maxCost, RestoreRate: restoreRate, QueryTime: s.parts.QueryTime, From: placeOf, Register: declared,
	})
	mux := http.NewServeMux()
	if !s.parts.WorkersOnly {
		mux.Handle("/graphql", authenticate(verify, place.door(limits.limit(api))))
		mux.HandleFunc("GET "+graph.ExportRoute+"{token}", s.export)
		mux.Handle("GET "+graph.BulkRoute+"{id}", authenticate(verify, place.door(limits.limit(http.HandlerFunc(s.bulk)))))
		if err := s.signInRoutes(mux); err != nil {
			return nil, err
		}
		if err := console.Register(mux, s.ways()...); err != nil {
			return nil, err
		}
		mux.HandleFunc("GET /.well-known/jwks.json", s.jwks)
		mux.HandleFunc("POST /oauth/token", s.token(tokens))
		messages := newLimiter(600)
		mux.HandleFunc("POST "+hookRoute+"{connection}", s.hooks(s.receiver, messages))
		mux.Handle("GET /audit/trail", authenticate(verify, place.door(limits.limit(http.HandlerFunc(s.trail)))))
		mux.Handle("GET /audit/incident", authenticate(verify, place.door(limits.limit(http.HandlerFunc(s.incident)))))
	}
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metrics.handler())
	if s.parts.Page != nil {
		mux.Handle("GET /examples", s.parts.Page)
	}
	return identified(careful(place.located(route(mux, logged(s.parts.Log, s.metrics, s.traces, mux))))), nil
}

// route names the request's route before it is served, for log and metrics: a path
// that leads nowhere is anything.
func route(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, r.Pattern = mux.Handler(r); r.Pattern == "" {
			r.Pattern = "none"
		}
		next.ServeHTTP(w, r)
	})
}

// Handler returns the program's HTTP handler.
func (s *Server) Handler() http.Handler { return s.handler }

// shutdown is how long running requests and jobs get to end.
const shutdown = 30 * time.Second

// Serve answers on the listener until the context ends, then lets requests and jobs
// come to their end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: s.leaving(s.handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(s.parts.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if s.config.TLS.Certificate != "" {
			failed <- srv.ServeTLS(l, s.config.TLS.Certificate, s.config.TLS.Key)
			return
		}
		failed <- srv.Serve(l)
	}()
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serve: %w", err), s.Close(context.Background()))
	case <-ctx.Done():
	}
	s.drain(failed)
	s.parts.Log.Info("stopping: what is under way comes to its end")
	limit, cancel := context.WithTimeout(context.Background(), shutdown)
	defer cancel()
	s.stop() // subscriptions do not end by themselves
	return errors.Join(srv.Shutdown(limit), s.Close(limit))
}

// drain serves on for a while, so that balancers see that the node is about to go before it
// answers nobody any more.
func (s *Server) drain(failed <-chan error) {
	s.draining.Store(true)
	if s.config.DrainSeconds == 0 {
		return
	}
	s.parts.Log.Info("draining: /readyz says so, requests are still served", "seconds", s.config.DrainSeconds)
	select {
	case <-time.After(time.Duration(s.config.DrainSeconds) * time.Second):
	case <-failed:
	}
}

// leaving has connections closed after their answer once the node drains: one that is kept
// open could carry the next request just when the node closes it.
func (s *Server) leaving(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// Close waits for running jobs and closes the databases.
func (s *Server) Close(ctx context.Context) error {
	s.stop()
	s.beside.Wait()
	var err error
	if s.workers != nil {
		err = s.workers.Stop(ctx)
	}
	err = errors.Join(err, s.Store.SealAudits(ctx), s.Store.Close())
	last, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s.traces.Stop(last)
	return err
}

// openKeyFile opens the key file. It makes one only on demand, and where no data can
// depend on another: data without its key is unreadable.
func openKeyFile(c Config, create bool) (seal.KeyProvider, error) {
	file, err := kms.OpenFile(c.KeyFile)
	if err == nil {
		return file, nil
	}
	if !missing(err) {
		return nil, err
	}
	if c.Data != "" && hasData(c.Data) {
		return nil, fmt.Errorf("the key file %s is missing, and there is data that only it opens: put your copy of it there", c.KeyFile)
	}
	if !create {
		return nil, fmt.Errorf("the key file %s is missing: put it there, or make a new installation with \"orderveil migrate\"", c.KeyFile)
	}
	if err := makeParent(c.KeyFile); err != nil {
		return nil, err
	}
	made, err := kms.CreateFile(c.KeyFile)
	if err != nil {
		return nil, err
	}
	return made, nil
}
