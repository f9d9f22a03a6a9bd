package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/proof"
)

// ReceiptStatement is what is signed of a receipt: what was done to the customer data
// of how many orders of which account, and when. Digest is the SHA-256 of the orders'
// ids, 16 bytes each, in hexadecimal: with the list at hand it can be checked that it
// is this one.
type ReceiptStatement struct {
	Account uuid.UUID             `json:"account"`
	Receipt uuid.UUID             `json:"receipt"`
	What    orderveil.ReceiptKind `json:"what"`
	At      time.Time             `json:"at"`
	Actor   string                `json:"actor,omitempty"` // absent for the hub itself
	Orders  int                   `json:"orders"`
	Digest  string                `json:"digest"`
}

// receipt makes the row of a signed receipt for some orders.
func (s *Store) receipt(tx *account.Tx, a *openAccount, id uuid.UUID, kind orderveil.ReceiptKind, actor string, orders []uuid.UUID) (*account.ReceiptCreate, error) {
	row := &account.Receipt{ID: id, Kind: kind, At: s.config.Clock().UTC().Truncate(time.Microsecond), Actor: actor, Count: len(orders), Orders: pack(orders)}
	signature, err := proof.Signature(s.own, proof.Receipt, statementOf(a.ID, row))
	if err != nil {
		return nil, fmt.Errorf("store: sign a receipt: %w", err)
	}
	return tx.Receipt.Create().SetID(id).SetKind(kind).SetAt(row.At).SetActor(actor).
		SetCount(row.Count).SetOrders(row.Orders).SetSignature(signature), nil
}

func statementOf(id uuid.UUID, row *account.Receipt) ReceiptStatement {
	digest := sha256.Sum256(row.Orders)
	return ReceiptStatement{
		Account: id, Receipt: row.ID, What: row.Kind, At: row.At.UTC(), Actor: row.Actor,
		Orders: row.Count, Digest: hex.EncodeToString(digest[:]),
	}
}

// pack writes ids one after another.
func pack(ids []uuid.UUID) []byte {
	b := make([]byte, 0, len(ids)*16)
	for _, id := range ids {
		b = append(b, id[:]...)
	}
	return b
}

func unpack(b []byte) []uuid.UUID {
	ids := make([]uuid.UUID, 0, len(b)/16)
	for ; len(b) >= 16; b = b[16:] {
		ids = append(ids, uuid.UUID(b[:16]))
	}
	return ids
}
