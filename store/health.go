package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"entgo.io/ent/dialect"

	"orderveil"
	"orderveil/ent/migrations"
)

// SchemaState says how a database's schema is, beside the program's.
type SchemaState struct {
	Database string // "catalog", "keys", or an account's
	Has      int64
	Wants    int64
}

// Schemas looks how old the databases are, and changes nothing. Of an installation that
// is not there yet it returns ErrNotFound.
func Schemas(ctx context.Context, c Config) (all []SchemaState, err error) {
	from, d, err := copierOf(c)
	if err != nil {
		return nil, err
	}
	for _, schema := range []string{catalogName, keysName} {
		state, err := schemaOf(ctx, from, d, schema, schema)
		if err != nil {
			return all, err
		}
		all = append(all, state)
	}
	names, err := from.accounts(ctx)
	if err != nil {
		return all, err
	}
	for _, name := range names {
		state, err := schemaOf(ctx, from, d, name, "account")
		if err != nil {
			return all, err
		}
		all = append(all, state)
	}
	return all, nil
}

func schemaOf(ctx context.Context, from copier, d, name, schema string) (SchemaState, error) {
	state := SchemaState{Database: name}
	folder := map[string]string{dialect.Postgres: "postgres", dialect.SQLite: "sqlite"}[d]
	files, err := migrations.Dir(schema, folder)
	if err != nil {
		return state, err
	}
	if state.Wants, err = newestVersion(files); err != nil {
		return state, err
	}
	db, err := from.open(ctx, name)
	if err != nil {
		return state, err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&state.Has)
	if err != nil {
		return state, fmt.Errorf("store: read the version of the database %s: %w", name, err)
	}
	return state, nil
}

// Server is what a database server says of itself.
type Server struct {
	Database string
	Ahead    time.Duration // its clock before ours
	Most     int           // connections that it takes from us
	Free     int           // connections that it has room for
	Ours     int           // connections that one node may come to, over all databases there

	Archives     bool      // its write-ahead log
	ArchiveFails bool      // and did so the last time
	Archived     time.Time // zero when it never did
}

// Servers asks the PostgreSQL servers for their clocks and connections; with SQLite there
// are none.
func (s *Store) Servers(ctx context.Context) (all []Server, err error) {
	p, ok := s.databases.(*postgres)
	if !ok {
		return nil, nil
	}
	asked := []askedServer{{"catalog", p.where.Catalog, catalogConns, s.catalogDB}, {"keys", p.where.Keys, keysConns, s.keysDB}}
	for _, of := range p.servers.sorted() {
		name := "accounts"
		if of.Name != orderveil.DefaultServer {
			name += " on " + of.Name
		}
		conns := adminConns + of.Connections
		if of.Pooler != "" { // the bound is to that; how many the pooler has is in its own configuration
			conns = adminConns
		}
		asked = append(asked, askedServer{name, of.Address, conns, of.admin})
	}
	var errs []error
	for _, of := range asked {
		server, err := s.ask(ctx, of)
		if err != nil {
			errs = append(errs, fmt.Errorf("store: ask the server of the %s: %w", of.name, err))
			continue
		}
		for _, other := range asked {
			if hostOf(other.address) == hostOf(of.address) {
				server.Ours += other.most
			}
		}
		all = append(all, server)
	}
	return all, errors.Join(errs...)
}

// askedServer is a server, with what one node may have of connections to this database.
type askedServer struct {
	name    string
	address string
	most    int
	db      *sql.DB
}

func hostOf(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	return u.Host
}

func (s *Store) ask(ctx context.Context, of askedServer) (Server, error) {
	server, sent := Server{Database: of.name}, s.config.Clock()
	var there time.Time
	var archived sql.NullTime
	open := 0
	// Some are kept for superusers, and since PostgreSQL 16 some for those who have the privilege.
	err := of.db.QueryRowContext(ctx, `SELECT clock_timestamp(),
		current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - coalesce(current_setting('reserved_connections', true)::int, 0),
		(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
		current_setting('archive_mode') <> 'off', coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false), last_archived_time
		FROM pg_stat_archiver`).Scan(&there, &server.Most, &open, &server.Archives, &server.ArchiveFails, &archived)
	server.ArchiveFails = server.ArchiveFails && server.Archives
	server.Archived = archived.Time
	server.Free = server.Most - open
	half := s.config.Clock().Sub(sent) / 2
	server.Ahead = there.Sub(sent.Add(half))
	return server, err
}
