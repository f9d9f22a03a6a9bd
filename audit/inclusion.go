package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"orderveil"
	"orderveil/proof"
)

// InclusionFormat names the layout of an Inclusion.
const InclusionFormat = "orderveil/audit-proof/1"

// Inclusion proves that one entry stands in a trail.
type Inclusion struct {
	Format string           `json:"format"`
	Entry  Entry            `json:"entry"`
	Hashes tlog.RecordProof `json:"hashes"`
	Head   json.RawMessage  `json:"head"` // a signed document of a Head
}

// VerifyInclusion checks such a proof. With a key nothing but that key's signature will do.
func VerifyInclusion(document []byte, key ed25519.PublicKey) (Entry, Head, error) {
	var i Inclusion
	var h Head
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(&i); err != nil || i.Format != InclusionFormat {
		return i.Entry, h, orderveil.Invalidf("this is no proof of an audit entry: give the document as it was downloaded")
	}
	signed, err := proof.Verify(i.Head, key)
	if err != nil {
		return i.Entry, h, broken(orderveil.AuditForged, 0, 0, "the head: %v", err)
	}
	if err := json.Unmarshal(signed.Statement, &h); err != nil || signed.Kind != proof.Head {
		return i.Entry, h, broken(orderveil.AuditForged, 0, 0, "the head is of something else")
	}
	leaf, err := i.Entry.Hash()
	if err != nil {
		return i.Entry, h, err
	}
	if err := tlog.CheckRecord(i.Hashes, h.Size, h.Root, i.Entry.Sequence, leaf); err != nil {
		return i.Entry, h, broken(orderveil.AuditChanged, i.Entry.Sequence, i.Entry.Sequence, "the entry is not the one over which the head was signed")
	}
	return i.Entry, h, nil
}
