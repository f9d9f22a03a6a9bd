// Package ent holds the three database schemas, account, catalog and keys, and
// what is generated from them.
package ent

//go:generate go run ./gen
