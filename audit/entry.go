// Package audit is the audit trail as it leaves the installation: what an entry says, how
// entries become a Merkle tree (RFC 6962, as in golang.org/x/mod/sumdb/tlog), and how
// anybody checks a trail offline. Personal data never is in it.
package audit

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
)

// Entry is one leaf of the tree: its JSON is what is hashed. Fields are never renamed,
// removed or reordered; new ones come last and are left out when empty.
type Entry struct {
	Sequence  int64               `json:"sequence"` // its place in the tree, from 0
	ID        uuid.UUID           `json:"id"`
	At        time.Time           `json:"at"` // UTC, in microseconds
	Kind      orderveil.AuditKind `json:"kind"`
	Subject   string              `json:"subject"` // who, as the token's issuer names them
	Role      orderveil.Role      `json:"role"`
	Right     string              `json:"right,omitempty"` // by which right: role, scopes, or a grant
	Via       string              `json:"via"`             // by which question
	RequestID string              `json:"requestId,omitempty"`
	Orders    []Shown             `json:"orders,omitempty"`
	Object    string              `json:"object,omitempty"`  // the global id of what was changed
	Outcome   string              `json:"outcome,omitempty"` // OK or the code of an error
}

// Shown is what was shown of one order.
type Shown struct {
	Order      uuid.UUID `json:"order"`
	Categories []string  `json:"categories"`
}

// Hash is the entry's leaf of the tree.
func (e Entry) Hash() (tlog.Hash, error) {
	text, err := json.Marshal(e)
	return tlog.RecordHash(text), err
}

// Head is the statement that is signed: how the tree looked at a moment.
type Head struct {
	Account uuid.UUID `json:"account"`
	Size    int64     `json:"size"` // entries
	Root    tlog.Hash `json:"root"` // base64
	At      time.Time `json:"at"`
}

// Keep is how long entries are kept. What is older may be missing from the beginning of a
// trail, as far as a head of that age covers it.
const Keep = 400 * 24 * time.Hour
