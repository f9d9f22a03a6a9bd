package store

// Use is how much of what is bounded is used right now.
type Use struct {
	Accounts    int   // that are open
	Connections int   // to servers of accounts, over all accounts and servers
	Most        int   // of these; zero with SQLite
	Made        int64 // connections that were made, ever
	Waits       int64 // times that somebody waited for one, ever
}

// Use tells how much is used.
func (s *Store) Use() Use {
	u := Use{Accounts: s.accounts.count()}
	p, ok := s.databases.(*postgres)
	if !ok {
		return u
	}
	for _, server := range p.servers {
		u.Connections += int(server.bound.open.Load())
		u.Most += server.bound.most
		u.Made += server.bound.made.Load()
		u.Waits += server.bound.waits()
	}
	return u
}

func (r *registry) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}
