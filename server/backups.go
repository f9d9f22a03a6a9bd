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
	seen    atomic.Pointer[sight]
}

// sight is what a look into the places of backups finds.
type sight struct {
	away bool       // neither is there: they are on volumes that this node has not
	last *time.Time // the older one of their newest backups, unless one of them has none
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
	seen := b.look(c)
	if seen.away {
		return
	}
	age := math.Inf(1)
	if seen.last != nil {
		age = b.clock().Sub(*seen.last).Seconds()
	}
	to <- prometheus.MustNewConstMetric(backupAgeDesc, prometheus.GaugeValue, age)
	to <- prometheus.MustNewConstMetric(backupLimitDesc, prometheus.GaugeValue, (time.Duration(c.MaxAge) * time.Minute).Seconds())
}

// look reads both places, or returns what was there before when they keep silent.
func (b *backups) look(c *BackupsConfig) sight {
	if b.looking.TryLock() { // else the last look has not come to its end
		looked := make(chan struct{})
		go func() {
			defer b.looking.Unlock()
			defer close(looked)
			b.seen.Store(sightOf(c))
		}()
		select {
		case <-looked:
		case <-time.After(patience):
		}
	}
	if seen := b.seen.Load(); seen != nil {
		return *seen
	}
	return sight{}
}

func sightOf(c *BackupsConfig) *sight {
	data, err := store.LastWhole(c.Directory)
	keys, err2 := store.LastWhole(c.Keys)
	switch {
	case missing(err) && missing(err2):
		return &sight{away: true}
	case errors.Join(err, err2) != nil:
		return &sight{}
	case keys.Before(data):
		return &sight{last: &keys}
	}
	return &sight{last: &data}
}
