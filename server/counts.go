package server

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// countEvery is how often a node counts what only whole tables tell.
const countEvery = 10 * time.Minute

// askedWithin is how often a connection is asked at the least to be counted: half an hour
// without a run then means that something is wrong.
const askedWithin = 15 * time.Minute

// count tells the metrics how many keys of past days are still there, and how many
// connections are asked: at the start, and again until the node stops. Every node counts,
// those without workers too: that no worker destroys and asks is what it is to show.
func (s *Server) count() {
	s.beside.Go(func() {
		s.countOnce()
		s.every(cmp.Or(s.parts.CountEvery, countEvery), s.countOnce)
	})
}

// countOnce leaves what it cannot count as it was.
func (s *Server) countOnce() {
	ctx, cancel := context.WithTimeout(s.stopping, time.Minute)
	defer cancel()
	past, pastErr := s.Store.PastKeys(ctx)
	if pastErr == nil {
		s.metrics.pastKeys.Set(float64(past))
	}
	asked, askedErr := s.Store.Asked(ctx, askedWithin)
	if askedErr == nil {
		s.metrics.asked.Set(float64(asked))
	}
	if err := errors.Join(pastErr, askedErr); err != nil && s.stopping.Err() == nil {
		s.parts.Log.Error("what alerts go by is not counted, it is tried again in ten minutes", "error", err)
	}
}
