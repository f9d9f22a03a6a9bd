package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"orderveil"
	"orderveil/jobs"
	"orderveil/store"
)

// metrics are the program's numbers. Their labels are routes, states and roles: never
// an account, an order or a person.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.HistogramVec
	statements  prometheus.Counter
	imported    prometheus.Counter
	refused     prometheus.Counter
	runs        *prometheus.CounterVec
	forwarded   *prometheus.CounterVec
	refusals    *prometheus.CounterVec
	notified    *prometheus.CounterVec
	forgotten   *prometheus.CounterVec
	alarms      prometheus.Counter
	warnings    *prometheus.CounterVec
	missed      prometheus.Counter
	reported    *prometheus.CounterVec
	egress      prometheus.Counter
	keyFailures prometheus.Counter
	pastKeys    prometheus.Gauge
	asked       prometheus.Gauge
	use         *use
	backups     *backups
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "orderveil_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "status", "role"}),
		statements:  counter("orderveil_sql_statements_total", "SQL statements sent."),
		imported:    counter("orderveil_orders_imported_total", "Orders that came in new or changed."),
		refused:     counter("orderveil_orders_refused_total", "Orders that could not be read or kept."),
		runs:        counters("orderveil_sync_runs_total", "Runs that ended.", "state"),
		forwarded:   counters("orderveil_forwards_total", "Attempts to forward an order that ended.", "state"),
		notified:    counters("orderveil_notices_total", "Attempts to tell a back office that ended.", "state"),
		forgotten:   counters("orderveil_forgotten_total", "Day keys destroyed, and orders swept, warned of and sealed to another day.", "what"),
		alarms:      counter("orderveil_canary_reads_total", "Canaries that somebody read."),
		warnings:    counters("orderveil_connection_warnings_total", "Warnings about connections that were new.", "code"),
		missed:      counter("orderveil_orders_missed_total", "Orders that a gap check found and no earlier run had brought."),
		reported:    counters("orderveil_reports_total", "Attempts to tell a marketplace what was shipped or cancelled that ended.", "state"),
		egress:      counter("orderveil_egress_refused_total", "Requests to hosts that are not in the register of recipients."),
		refusals:    counters("orderveil_signins_refused_total", "Requests without a valid token.", "reason"),
		keyFailures: counter("orderveil_key_provider_failures_total", "Calls that the key provider did not answer as it should."),
		pastKeys:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "orderveil_day_keys_past", Help: "Day keys whose day has come and that are still there, as of the last ten minutes."}),
		asked:       prometheus.NewGauge(prometheus.GaugeOpts{Name: "orderveil_connections_asked", Help: "Connections that are asked at least every quarter of an hour, as of the last ten minutes."}),
		use:         &use{},
		backups:     &backups{},
	}
	m.registry.MustRegister(m.requests, m.statements, m.imported, m.refused, m.runs, m.forwarded, m.refusals, m.notified, m.forgotten, m.alarms, m.warnings, m.missed, m.reported, m.egress, m.keyFailures, m.pastKeys, m.asked, m.use, m.backups,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	begin(m.runs, orderveil.SyncDone, orderveil.SyncFailed)
	begin(m.forwarded, orderveil.ForwardForwarded, orderveil.ForwardWaiting, orderveil.ForwardUnknown, orderveil.ForwardFailed, orderveil.ForwardHeld, orderveil.ForwardSkipped)
	begin(m.notified, orderveil.NoticeAcknowledged, orderveil.NoticeWaiting, orderveil.NoticeFailed, orderveil.NoticeUnsupported)
	begin(m.reported, orderveil.ReportDone, orderveil.ReportAccepted, orderveil.ReportWaiting, orderveil.ReportUnknown, orderveil.ReportFailed)
	begin(m.forgotten, "keys", "swept", "warned", "moved")
	return m
}

// begin has a counter begin at 0 for all that it is told apart by. One that is not there
// before something happens does not rise when it does, and nobody sees that nothing happens.
func begin[L ~string](c *prometheus.CounterVec, labels ...L) {
	for _, l := range labels {
		c.WithLabelValues(string(l))
	}
}

func counter(name, help string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

func counters(name, help, label string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
}

func (m *metrics) request(route string, status int, role string, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status), role).Observe(took.Seconds())
}

// counters are what the jobs tell.
func (m *metrics) counters() jobs.Counters {
	return jobs.Counters{
		Imported:  func(n int) { m.imported.Add(float64(n)) },
		Refused:   func(n int) { m.refused.Add(float64(n)) },
		Missed:    func(n int) { m.missed.Add(float64(n)) },
		Reported:  func(s orderveil.ReportState) { m.reported.WithLabelValues(string(s)).Inc() },
		Run:       func(s orderveil.SyncState) { m.runs.WithLabelValues(string(s)).Inc() },
		Forwarded: func(s orderveil.ForwardState) { m.forwarded.WithLabelValues(string(s)).Inc() },
		Notified:  func(s orderveil.NoticeState) { m.notified.WithLabelValues(string(s)).Inc() },
		Forgotten: func(done store.Forgotten) {
			for what, n := range map[string]int{"keys": done.Keys, "swept": done.Swept, "warned": done.Warned, "moved": done.Moved} {
				m.forgotten.WithLabelValues(what).Add(float64(n))
			}
		},
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}
