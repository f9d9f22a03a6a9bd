package server

import (
	"context"
	"time"
)

// keysEvery is how often keys of past days are counted, which reads the key store's whole
// index of days.
const keysEvery = 10 * time.Minute

// countPastKeys tells the metrics how many keys of past days are still there. Every node
// counts, those without workers too: that no worker destroys keys is what it is to show.
func (s *Server) countPastKeys() {
	every := s.parts.KeysEvery
	if every == 0 {
		every = keysEvery
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(s.stopping, time.Minute)
		n, err := s.Store.PastKeys(ctx)
		cancel()
		if err == nil {
			s.metrics.pastKeys.Set(float64(n))
		} else if s.stopping.Err() == nil {
			s.parts.Log.Error("the keys of past days are not counted, it is tried again in ten minutes", "error", err)
		}
		select {
		case <-s.stopping.Done():
			return
		case <-tick.C:
		}
	}
}
