package files

import (
	"os"

	"orderveil/connectors"
)

// Disk is where bytes go, for tests.
type Disk func(f *os.File, body []byte) error

func (d Disk) write(f *os.File, body []byte) error { return d(f, body) }

// NewOn is New with another disk.
func NewOn(c connectors.Config, d Disk) (*Sink, error) {
	s, err := New(c)
	if err == nil {
		s.disk = d
	}
	return s, err
}

// Read is what Parcels does with a file's content.
func Read(kind string, body []byte) ([]connectors.Parcel, error) { return readers[kind](body) }

// Safe and Unsafe are how a text stands in a cell.
var (
	Safe   = safe
	Unsafe = unsafe
)
