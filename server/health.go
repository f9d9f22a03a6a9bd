package server

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"orderveil/store"
)

// cause says how one thing that the node needs is, and what to do when it is not well.
// It says nothing of addresses, accounts or errors: those stand in the log.
type cause struct {
	Name  string `json:"name"`
	State string `json:"state"` // ok, failed or degraded; never changes
	Cause string `json:"cause,omitempty"`
	Next  string `json:"next,omitempty"`
}

// The states of a cause. They are read by programs and never change.
const (
	causeOK       = "ok"
	causeFailed   = "failed"   // the node is out of service
	causeDegraded = "degraded" // it serves, less something
)

// health is what /readyz answers. The first two are in one word what causes tells in full.
type health struct {
	Databases string  `json:"databases"`
	Keys      string  `json:"keys"`
	Causes    []cause `json:"causes"`
}

// ready answers 200 when the databases do. A key service that does not answer is told and
// leaves the node in service: all that is not customer data goes on, and another node would
// get no answer either. So does an accounts' server on which accounts cannot be opened: which
// accounts are elsewhere is no question for a balancer.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	status, answer := http.StatusOK, s.health(r.Context())
	for _, c := range answer.Causes {
		if c.State == causeFailed {
			status = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *Server) health(ctx context.Context) health {
	ctx = context.WithoutCancel(ctx) // somebody who hangs up is no database that keeps still
	var pinged []store.Pinged
	var keys error
	var asking sync.WaitGroup
	asking.Go(func() { pinged = s.Store.Health(ctx) })
	asking.Go(func() {
		short, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		keys = s.Store.PingKeys(short)
	})
	asking.Wait()
	h := health{Databases: causeOK, Keys: causeOK}
	for _, d := range []struct{ name, bad, effect string }{
		{"catalog", causeFailed, ""}, {"key store", causeFailed, ""},
		{"accounts", causeDegraded, "; the log names the server. Open accounts may go on, others of it do not open"},
	} {
		c := s.databaseCause(pinged, d.name, d.bad, d.effect)
		if c.State != causeOK && h.Databases == causeOK {
			h.Databases = c.Cause
		}
		h.Causes = append(h.Causes, c)
	}
	service := cause{Name: "key service", State: causeOK}
	if keys != nil {
		s.parts.Log.Warn("the key service does not answer", "error", keys)
		h.Keys = string(store.TroubleSilence)
		service = cause{service.Name, causeDegraded, h.Keys, "see whether the key service runs and lets this node in: customer data is readable from memory for five minutes, then not"}
	}
	h.Causes = append(h.Causes, service, s.stoppingCause())
	return h
}

// databaseCause is how the databases of one name answered. Which of several servers it is
// stands in the log alone: how the operator has divided his accounts is nobody's business who
// may ask for health.
func (s *Server) databaseCause(pinged []store.Pinged, name, bad, effect string) cause {
	c := cause{Name: name, State: causeOK}
	for _, p := range pinged {
		if p.Database != name || p.Trouble == "" {
			continue
		}
		s.parts.Log.Error("a database cannot be used", "database", name, "server", p.Server, "cause", p.Trouble, "error", p.Err)
		if c.State == causeOK {
			c = cause{name, bad, string(p.Trouble), p.Trouble.Next() + effect}
		}
	}
	return c
}

// stoppingCause tells a balancer to send nobody to a node that is about to go.
func (s *Server) stoppingCause() cause {
	if s.draining.Load() || s.stopping.Err() != nil {
		return cause{"program", causeFailed, "stopping", "wait for the next one"}
	}
	return cause{Name: "program", State: causeOK}
}
