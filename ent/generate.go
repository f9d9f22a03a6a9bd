// Package ent holds the three database schemas, account, catalog and keys, and
// what is generated from them.
package ent

//go:generate go run ./gen

import _ "embed"

// Register is the register of every stored text, as the generator wrote it: for each
// column the category that is sealed in it, or why it holds no personal data.
//
//go:embed register.json
var Register []byte
