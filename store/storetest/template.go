package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"orderveil/ent/migrations"
	"orderveil/store/pgtest"
)

// templates are databases with the newest schemas and nothing in them: to copy one is many
// times as fast as to make it anew for every test.
var templates struct {
	sync.Mutex
	names map[string]string // by server and schema
}

// template is the name of the database to copy for a schema.
func template(server *pgtest.Server, admin *sql.DB, schema string) (string, error) {
	templates.Lock()
	defer templates.Unlock()
	key := server.URL.Host + " " + schema
	if name := templates.names[key]; name != "" {
		return name, nil
	}
	name := "template_" + schema + strings.ReplaceAll(uuid.NewString(), "-", "")
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	db, err := sql.Open("postgres", server.DSN(name))
	if err != nil {
		return "", err
	}
	if err := migrate(db, goose.DialectPostgres, "postgres", schema); err != nil {
		return "", fmt.Errorf("storetest: migrate the template of schema %s: %w", schema, err)
	}
	if templates.names == nil {
		templates.names = map[string]string{}
	}
	templates.names[key] = name
	return name, nil
}

// files are the same in SQLite: the content of a file by schema.
var files struct {
	sync.Mutex
	content map[string][]byte
}

// place puts a database with the newest schema and nothing in it into a directory.
func place(t testing.TB, dir, schema string) {
	t.Helper()
	files.Lock()
	defer files.Unlock()
	path := filepath.Join(dir, schema+".db")
	if files.content[schema] != nil {
		if err := os.WriteFile(path, files.content[schema], 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(db, goose.DialectSQLite3, "sqlite", schema); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if files.content == nil {
		files.content = map[string][]byte{}
	}
	files.content[schema] = text
}

// migrate brings a database to the newest version and closes it: nobody may be in one that
// is copied.
func migrate(db *sql.DB, dialect goose.Dialect, folder, schema string) (err error) {
	defer func() { err = errors.Join(err, db.Close()) }()
	dir, err := migrations.Dir(schema, folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	_, err = p.Up(context.Background())
	return err
}
