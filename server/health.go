package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
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

const noAnswer = "no answer"

func (s *Server) health(ctx context.Context) health {
	h := health{Databases: causeOK, Keys: causeOK}
	limited, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	databases := s.Store.Health(limited)
	for _, d := range []struct {
		name, bad, next string
		err             error
	}{
		{"catalog", causeFailed, "see whether the catalog's database runs, and whether this node may connect: orderveil doctor", databases.Catalog},
		{"key store", causeFailed, "see whether the key store's database runs, and whether this node may connect: orderveil doctor", databases.Keys},
		{"accounts", causeDegraded, "see whether the accounts' database server runs: open accounts may go on, others do not open", databases.Accounts},
	} {
		c := cause{Name: d.name, State: causeOK}
		if d.err != nil {
			s.parts.Log.Error("a database does not answer", "database", d.name, "error", d.err)
			c = cause{d.name, d.bad, noAnswer, d.next}
			h.Databases = noAnswer
		}
		h.Causes = append(h.Causes, c)
	}
	short, cancelKeys := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancelKeys()
	keys := cause{Name: "key service", State: causeOK}
	if err := s.Store.PingKeys(short); err != nil {
		s.parts.Log.Warn("the key service does not answer", "error", err)
		keys = cause{keys.Name, causeDegraded, noAnswer, "see whether the key service runs and lets this node in: customer data is readable from memory for five minutes, then not"}
		h.Keys = noAnswer
	}
	return health{h.Databases, h.Keys, append(h.Causes, keys, s.stoppingCause())}
}

// stoppingCause tells a balancer to send nobody to a node that is about to go.
func (s *Server) stoppingCause() cause {
	if s.draining.Load() || s.stopping.Err() != nil {
		return cause{"program", causeFailed, "stopping", "wait for the next one"}
	}
	return cause{Name: "program", State: causeOK}
}
