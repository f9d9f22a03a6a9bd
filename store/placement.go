package store

import (
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"orderveil"
	"orderveil/ent/catalog"
	entaccount "orderveil/ent/catalog/account"
)

func placementOf(row *catalog.Account) placement {
	return placement{server: row.Server, database: row.Database}
}

// Placement says where an account is.
type Placement struct {
	orderveil.Account
	Server string
	Region string
	// MovingTo is the server to which it is being moved; empty when it stays.
	MovingTo string
	// Left is a server on which a database is left of a move that was cut off at its very
	// end: the same move again drops it.
	Left string
}

// Placements lists the open accounts by number, and where they are.
func (s *Store) Placements(ctx context.Context) ([]Placement, error) {
	rows, err := s.catalog.Account.Query().Where(entaccount.State(accountActive)).Order(entaccount.ByNumber()).All(ctx)
	if err != nil {
		return nil, err
	}
	regions := map[string]string{}
	for _, server := range s.databaseServers() {
		regions[server.Name] = server.Region
	}
	all := make([]Placement, len(rows))
	for i, row := range rows {
		all[i] = Placement{Account: orderveil.Account{ID: row.ID, Number: row.Number, Sandbox: row.Sandbox}, Server: row.Server, Region: regions[row.Server]}
		if all[i].Left = left(row); moving(row) {
			all[i].MovingTo = row.MoveTo
		}
	}
	return all, nil
}

// DatabaseServer is a server with how many accounts it holds.
type DatabaseServer struct {
	orderveil.DatabaseServer
	Accounts int
}

// DatabaseServers lists the servers of accounts with their fillings, in the order of the
// configuration. SQLite's one directory is a server of its own.
func (s *Store) DatabaseServers(ctx context.Context) ([]DatabaseServer, error) {
	holds, err := holdings(ctx, s.catalog)
	if err != nil {
		return nil, err
	}
	var all []DatabaseServer
	for _, server := range s.databaseServers() {
		all = append(all, DatabaseServer{DatabaseServer: server, Accounts: holds[server.Name]})
	}
	return all, nil
}

// DatabaseServerView is a server as the operator sees it.
type DatabaseServerView struct{ of DatabaseServer }

// Servers lists the servers of accounts' databases.
func (i *Installation) Servers(ctx context.Context) ([]*DatabaseServerView, error) {
	servers, err := i.store.DatabaseServers(ctx)
	all := make([]*DatabaseServerView, len(servers))
	for n, server := range servers {
		all[n] = &DatabaseServerView{server}
	}
	return all, err
}

// Name is its name.
func (d *DatabaseServerView) Name() string { return d.of.Name }

// Region is where it is, or empty.
func (d *DatabaseServerView) Region() string { return d.of.Region }

// Weight is its share beside the others' weights.
func (d *DatabaseServerView) Weight() int { return max(d.of.Weight, 1) }

// Capacity is how many accounts it holds at most, or nil.
func (d *DatabaseServerView) Capacity() *int {
	if d.of.Capacity == 0 {
		return nil
	}
	return &d.of.Capacity
}

// Closed reports whether it takes new accounts only by name.
func (d *DatabaseServerView) Closed() bool { return d.of.Closed }

// Accounts is how many it holds.
func (d *DatabaseServerView) Accounts() int { return d.of.Accounts }

func (s *Store) databaseServers() (all []orderveil.DatabaseServer) {
	if s.config.PostgreSQL == nil {
		return []orderveil.DatabaseServer{{Name: orderveil.DefaultServer}}
	}
	for _, server := range s.config.PostgreSQL.All() {
		all = append(all, server.DatabaseServer)
	}
	return all
}

// holdings counts the accounts of each server. One that moves takes room on both.
func holdings(ctx context.Context, c *catalog.Client) (map[string]int, error) {
	holds := map[string]int{}
	for _, column := range []string{entaccount.FieldServer, entaccount.FieldMoveTo, entaccount.FieldMoveFrom} {
		var counted []struct {
			Server   string `json:"server"`
			MoveTo   string `json:"move_to"`
			MoveFrom string `json:"move_from"`
			Count    int    `json:"count"`
		}
		q := c.Account.Query().Where(entaccount.StateNEQ(accountClosed))
		switch column {
		case entaccount.FieldMoveTo: // and is not there yet
			q.Where(entaccount.MoveToNEQ(""), func(s *entsql.Selector) {
				s.Where(entsql.ColumnsNEQ(s.C(entaccount.FieldMoveTo), s.C(entaccount.FieldServer)))
			})
		case entaccount.FieldMoveFrom: // and is there, but its old database is not dropped
			q.Where(entaccount.MoveFromNEQ(""), func(s *entsql.Selector) {
				s.Where(entsql.ColumnsNEQ(s.C(entaccount.FieldMoveFrom), s.C(entaccount.FieldServer)))
			})
		}
		if err := q.GroupBy(column).Aggregate(catalog.Count()).Scan(ctx, &counted); err != nil {
			return nil, err
		}
		for _, n := range counted {
			holds[n.Server+n.MoveTo+n.MoveFrom] += n.Count // of which one is set
		}
	}
	return holds, nil
}

// placing chooses a server and writes the choice down in the same transaction. One node does
// so at a time: two that looked at once would both find the last room.
func (s *Store) placing(ctx context.Context, w orderveil.Wish, write func(c *catalog.Client, server string) error) error {
	tx, err := s.catalogDB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	if err := s.alone(ctx, tx); err != nil {
		return err
	}
	c := catalog.NewClient(catalog.Driver(entsql.NewDriver(s.databases.dialect(), entsql.Conn{ExecQuerier: tx})))
	holds, err := holdings(ctx, c)
	if err != nil {
		return err
	}
	server, err := orderveil.Place(s.databaseServers(), holds, w)
	if err != nil {
		return err
	}
	if err := write(c, server); err != nil {
		return err
	}
	return tx.Commit()
}

// alone keeps others from placing until the transaction ends. SQLite's transactions are
// alone from their beginning.
func (s *Store) alone(ctx context.Context, tx *sql.Tx) error {
	if s.databases.dialect() != dialect.Postgres {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('orderveil placement'))`)
	return err
}
