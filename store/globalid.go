package store

import (
	"encoding/base64"

	"github.com/google/uuid"

	"orderveil"
)

// The kinds of thing that have a global id. The letters are part of ids that
// clients keep, and never change.
const (
	kindAccount    = 'A'
	kindOrder      = 'O'
	kindLine       = 'L'
	kindShipment   = 'S'
	kindConnection = 'C'
	kindRun        = 'R'
	kindEvent      = 'E'
	kindHold       = 'H'
	kindReceipt    = 'Q'
	kindNotice     = 'N'
	kindAlarm      = 'M'
	kindAudit      = 'U'
	kindGrant      = 'G'
	kindClient     = 'P'
	kindUser       = 'W'
	kindExport     = 'X'
	kindSession    = 'Y'
	kindPasskey    = 'K'
	kindReport     = 'B'
	kindRule       = 'J'
	kindReturn     = 'T'
	kindDelivery   = 'D'
	kindView       = 'V'
)

// globalID names one row of one account: what the API calls an ID.
type globalID struct {
	kind    byte
	account uuid.UUID
	row     uuid.UUID
}

// String returns the id as the API shows it.
func (g globalID) String() string {
	var b [33]byte
	b[0] = g.kind
	copy(b[1:17], g.account[:])
	copy(b[17:], g.row[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// parseGlobal reads an id of the given kind. Whatever else it is, it is not there.
func parseGlobal(text string, kind byte) (globalID, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != 33 || b[0] != kind {
		return globalID{}, orderveil.ErrNotFound
	}
	return globalID{kind: b[0], account: uuid.UUID(b[1:17]), row: uuid.UUID(b[17:])}, nil
}

// kindOf returns the kind an id claims to be of.
func kindOf(text string) byte {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != 33 {
		return 0
	}
	return b[0]
}

// IsGlobalID reports whether a text has the form of a global id, whatever it names.
func IsGlobalID(text string) bool { return kindOf(text) != 0 }
