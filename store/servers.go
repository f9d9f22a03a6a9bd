package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"orderveil"
)

// placement is where an account's database is.
type placement struct {
	server   string
	database string
}

// servers are the accounts' servers by name.
type servers map[string]*accountsServer

// All lists the servers of accounts, the default one among them.
func (p PostgreSQL) All() (all []AccountsServer) {
	if p.Accounts != "" {
		all = append(all, AccountsServer{DatabaseServer: orderveil.DatabaseServer{Name: orderveil.DefaultServer}, Address: p.Accounts, Pooler: p.Pooler})
	}
	all = append(all, p.Servers...)
	for i := range all {
		all[i].Connections = cmp.Or(all[i].Connections, p.Connections, DefaultConnections)
	}
	return all
}

func newServers(where PostgreSQL) (servers, error) {
	all := servers{}
	for _, one := range where.All() {
		if all[one.Name] != nil {
			return nil, errors.Join(orderveil.Invalidf("two servers of accounts are named %s (postgres.accounts is the one named %s)", one.Name, orderveil.DefaultServer), all.close())
		}
		s, err := newAccountsServer(one)
		if err != nil {
			return nil, errors.Join(err, all.close())
		}
		all[one.Name] = s
	}
	if len(all) == 0 {
		return nil, orderveil.Invalidf("say where accounts' databases are: postgres.accounts, or postgres.servers")
	}
	return all, nil
}

// prepare readies all servers. One that does not answer does not keep the accounts of the
// others waiting; it is tried again when an account is to be made on it.
func (all servers) prepare(ctx context.Context, log *slog.Logger) error {
	var mu sync.Mutex
	var errs []error
	var preparing sync.WaitGroup
	for _, s := range all {
		preparing.Go(func() {
			if err := s.prepare(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	preparing.Wait()
	if len(errs) == len(all) {
		return errors.Join(errs...)
	}
	for _, err := range errs {
		log.Error("a server of accounts is not ready: its accounts wait", "error", err)
	}
	return nil
}

// on does something on the server of a place.
func (all servers) on(at placement, do func(*accountsServer) error) error {
	s := all[at.server]
	if s == nil {
		return fmt.Errorf("store: an account is on the server %s, which this node's configuration does not name (postgres.servers): %w", at.server, orderveil.ErrInvalid)
	}
	return do(s)
}

// sorted lists the servers by name.
func (all servers) sorted() (list []*accountsServer) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, all[name])
	}
	return list
}

func (all servers) close() error {
	var errs []error
	for _, s := range all {
		errs = append(errs, s.admin.Close())
	}
	return errors.Join(errs...)
}
