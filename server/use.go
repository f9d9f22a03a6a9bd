package server

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"orderveil/store"
)

// use tells how much of what is bounded is used: connections to servers of accounts, over
// all of them, and accounts that are open. Without a store it tells nothing.
type use struct{ of atomic.Pointer[store.Store] }

var (
	connectionsDesc = prometheus.NewDesc("orderveil_account_connections", "Connections to servers of accounts: those that are open, and how many there may be at the most.", []string{"state"}, nil)
	waitsDesc       = prometheus.NewDesc("orderveil_account_connection_waits_total", "Times that somebody had to wait for a connection to a server of accounts.", nil, nil)
	openDesc        = prometheus.NewDesc("orderveil_accounts_open", "Accounts whose databases are open.", nil, nil)
)

// Describe lists the metrics.
func (u *use) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsDesc, waitsDesc, openDesc} {
		to <- d
	}
}

// Collect tells them.
func (u *use) Collect(to chan<- prometheus.Metric) {
	s := u.of.Load()
	if s == nil {
		return
	}
	now := s.Use()
	to <- prometheus.MustNewConstMetric(openDesc, prometheus.GaugeValue, float64(now.Accounts))
	if now.Most == 0 {
		return
	}
	to <- prometheus.MustNewConstMetric(connectionsDesc, prometheus.GaugeValue, float64(now.Connections), "open")
	to <- prometheus.MustNewConstMetric(connectionsDesc, prometheus.GaugeValue, float64(now.Most), "most")
	to <- prometheus.MustNewConstMetric(waitsDesc, prometheus.CounterValue, float64(now.Waits))
}
