// Package examples holds the programs that partners begin with, each in a file of its own
// that needs nothing else. The console shows them at /developers, and the server's tests run
// them.
package examples
