package store

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"orderveil"
)

// Node is the order itself: an order is its own edge.
func (o *OrderView) Node() *OrderView { return o }

// Cursor marks an order's place in the list, for its viewer only.
func (o *OrderView) Cursor() (string, error) {
	b := make([]byte, 24)
	binary.BigEndian.PutUint64(b, uint64(o.row.PlacedAt.UnixMicro()))
	copy(b[8:], o.row.ID[:])
	v := o.page.lens.viewer
	sealed, err := o.page.store.own.SealCursor(cursorContext(v), b)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

func (s *Store) openCursor(v orderveil.Viewer, cursor string) (place, error) {
	bad := orderveil.Invalidf("this is no cursor of yours: take one from an earlier page")
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return place{}, bad
	}
	b, err := s.own.OpenCursor(cursorContext(v), sealed)
	if err != nil || len(b) != 24 {
		return place{}, bad
	}
	return place{at: time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC(), id: uuid.UUID(b[8:])}, nil
}

func cursorContext(v orderveil.Viewer) []byte {
	return append(append(v.Account[:], v.Role...), v.Subject...)
}
