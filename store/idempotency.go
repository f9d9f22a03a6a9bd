package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"time"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/idempotency"
)

// The times of idempotency keys.
const (
	idempotencyKept  = 24 * time.Hour
	idempotencyLease = time.Minute // longer than any mutation takes
)

// Once is a mutation that came under a key of its sender's.
type Once struct {
	store *Store
	id    string
}

// Begin claims a key for a request. What was answered before is returned instead, to be
// answered again. A key that came with another request, or whose first request is not
// answered yet, is an ErrInvalid that says so.
func (s *Store) Begin(ctx context.Context, v orderveil.Viewer, key string, request []byte) (once *Once, before []byte, err error) {
	now := s.config.Clock()
	hash := s.own.Keyed("idempotency key", []byte(string(v.Role)+"\x00"+v.Account.String()+"\x00"+v.Subject+"\x00"+key))
	id, fingerprint := base64.RawURLEncoding.EncodeToString(hash), s.own.Keyed("idempotent request", request)
	if _, err := s.catalog.Idempotency.Delete().Where(idempotency.ID(id), idempotency.CreatedAtLTE(now.Add(-idempotencyKept))).Exec(ctx); err != nil {
		return nil, nil, err
	}
	err = s.catalog.Idempotency.Create().SetID(id).SetRequest(fingerprint).SetCreatedAt(now).SetLeaseUntil(now.Add(idempotencyLease)).Exec(ctx)
	if err == nil {
		return &Once{s, id}, nil, nil
	}
	if !catalog.IsConstraintError(err) {
		return nil, nil, err
	}
	row, err := s.catalog.Idempotency.Get(ctx, id)
	switch {
	case err != nil:
		return nil, nil, notFound(err)
	case !bytes.Equal(row.Request, fingerprint):
		return nil, nil, orderveil.Invalidf("this Idempotency-Key came with another request: take a new key for each")
	case row.Answer == nil && now.Before(row.LeaseUntil):
		return nil, nil, orderveil.Invalidf("the first request with this Idempotency-Key is still at work: send it again in a moment")
	case row.Answer == nil:
		return nil, nil, orderveil.Invalidf("the first request with this Idempotency-Key was cut off, and may have had its effect: look, and take a new key")
	}
	return nil, row.Answer, nil
}

// Answered keeps the answer for the next time.
func (o *Once) Answered(ctx context.Context, answer []byte) error {
	return o.store.catalog.Idempotency.UpdateOneID(o.id).SetAnswer(answer).Exec(ctx)
}

// Undone gives the key free: nothing has happened under it.
func (o *Once) Undone(ctx context.Context) error {
	return o.store.catalog.Idempotency.DeleteOneID(o.id).Exec(ctx)
}

// PruneIdempotency forgets the keys that are over.
func (s *Store) PruneIdempotency(ctx context.Context) error {
	_, err := s.catalog.Idempotency.Delete().Where(idempotency.CreatedAtLTE(s.config.Clock().Add(-idempotencyKept))).Exec(ctx)
	return err
}
