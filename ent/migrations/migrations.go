// Package migrations holds the versioned migrations of the three schemas, one
// folder per schema and dialect, written by "go run ./ent/diff NAME".
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed account catalog keys
var files embed.FS

// Dir returns the migrations of a schema ("account", "catalog" or "keys") in a
// dialect ("postgres" or "sqlite").
func Dir(schema, dialect string) (fs.FS, error) { return fs.Sub(files, schema+"/"+dialect) }
