package server

import (
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"orderveil"
	"orderveil/store"
)

// backups tells how old the last backup is in which nothing is missing, so that somebody
// hears of it when there are no more. It looks where the configuration says that backups
// are; where it says nothing there is nothing to tell.
type backups struct {
	config atomic.Pointer[BackupsConfig]
	clock  orderveil.Clock

	looking sync.Mutex
	last    atomic.Pointer[time.Time]
}

// patience is how long the places of backups may take to be read: one is best on another
// machine, and a mount of one that is away says nothing.
const patience = time.Second

var (
	backupAgeDesc   = prometheus.NewDesc("orderveil_backup_age_seconds", "Since the last backup of the databases and the key store that lacks nothing was begun; infinite when there is none.", nil, nil)
	backupLimitDesc = prometheus.NewDesc("orderveil_backup_age_limit_seconds", "How old the last backup may be: backups.maxAge.", nil, nil)
)

func (b *backups) of(c BackupsConfig, clock orderveil.Clock) {
	if c.Directory != "" {
		b.clock = clock
		b.config.Store(&c)
	}
}

// Describe lists the metrics.
func (b *backups) Describe(to chan<- *prometheus.Desc) {
	to <- backupAgeDesc
	to <- backupLimitDesc
}

// Collect tells them.
func (b *backups) Collect(to chan<- prometheus.Metric) {
	c := b.config.Load()
	if c == nil {
		return
	}
	age := math.Inf(1)
	if last := b.look(c); last != nil {
		age = b.clock().Sub(*last).Seconds()
	}
	to <- prometheus.MustNewConstMetric(backupAgeDesc, prometheus.GaugeValue, age)
	to <- prometheus.MustNewConstMetric(backupLimitDesc, prometheus.GaugeValue, (time.Duration(c.MaxAge) * time.Minute).Seconds())
}

// look reads both places, or returns what was there before when they keep silent.
func (b *backups) look(c *BackupsConfig) *time.Time {
	if b.looking.TryLock() { // else the last look has not come to its end
		looked := make(chan struct{})
		go func() {
			defer b.looking.Unlock()
			defer close(looked)
			b.last.Store(lastOfBoth(c))
		}()
		select {
		case <-looked:
		case <-time.After(patience):
		}
	}
	return b.last.Load()
}

// lastOfBoth is the older one of the two places' newest backups, or nil.
func lastOfBoth(c *BackupsConfig) *time.Time {
	data, err := store.LastWhole(c.Directory)
	keys, err2 := store.LastWhole(c.Keys)
	switch {
	case errors.Join(err, err2) != nil:
		return nil
	case keys.Before(data):
		return &keys
	}
	return &data
}
