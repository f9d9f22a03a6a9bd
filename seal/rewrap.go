package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// Rewrapped is how far a rewrapping has come.
type Rewrapped struct {
	Seen    int // keys that were looked at
	Wrapped int // of them wrapped anew
	Failed  int // of them left as they are, because they do not unwrap
}

const (
	rewrapPage    = 500
	rewrapAtATime = 8 // calls to the provider, which is in use besides
)

// Rewrap wraps the keys of the installation and of all accounts with the provider's own
// key, where another key did that the provider can unwrap. It may be stopped anywhere
// and called again: what is wrapped already is only looked at. progress is told after
// every page. A key that does not unwrap is counted, and the others go on; a provider
// that does not answer ends it.
func (k *Keyring) Rewrap(ctx context.Context, progress func(Rewrapped)) (Rewrapped, error) {
	w := &rewrapping{ring: k}
	if err := w.installation(ctx); err != nil {
		return w.done, err
	}
	for after := uuid.Nil; ; {
		page, err := k.store.StoredKeys(ctx, after, rewrapPage)
		if err != nil {
			return w.done, fmt.Errorf("seal: read account keys: %w", err)
		}
		if len(page) == 0 {
			break
		}
		if err := w.accounts(ctx, page); err != nil {
			return w.done, err
		}
		after = page[len(page)-1].Account
		progress(w.done)
	}
	if w.failed != nil {
		return w.done, fmt.Errorf("seal: %d keys were left as they are: %w", w.done.Failed, w.failed)
	}
	return w.done, nil
}

// rewrapping is one call of Rewrap.
type rewrapping struct {
	ring *Keyring

	mu     sync.Mutex
	done   Rewrapped
	failed error // of one of the keys that failed
}

func (w *rewrapping) installation(ctx context.Context) error {
	keys, err := w.ring.store.InstallationKeys(ctx)
	if err != nil {
		return fmt.Errorf("seal: read the installation's keys: %w", err)
	}
	for name, wrapped := range keys {
		fresh, changed, err := w.ring.rewrap(ctx, wrapped, owner("installation", []byte(name)))
		if changed {
			changed, err = w.ring.store.ReplaceInstallationKey(ctx, name, wrapped, fresh)
		}
		if err := w.count(changed, err); err != nil {
			return err
		}
	}
	return nil
}

func (w *rewrapping) accounts(ctx context.Context, page []StoredKey) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rewrapAtATime)
	for _, key := range page {
		group.Go(func() error { return w.account(ctx, key) })
	}
	return group.Wait()
}

// account wraps one account's key anew. One that was replaced meanwhile is looked at by
// the next call.
func (w *rewrapping) account(ctx context.Context, key StoredKey) error {
	fresh, changed, err := w.ring.rewrap(ctx, key.Wrapped, owner("account", key.Account[:]))
	if changed {
		by := key
		by.Wrapped = fresh
		changed, err = w.ring.store.ReplaceAccountKey(ctx, key.Wrapped, by)
	}
	return w.count(changed, err)
}

func (w *rewrapping) count(changed bool, err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done.Seen++
	switch {
	case errors.Is(err, ErrWrongKey), errors.Is(err, ErrSealBroken):
		w.done.Failed++
		w.failed = err
		return nil
	case err != nil:
		return fmt.Errorf("seal: wrap a key anew: %w", err)
	case changed:
		w.done.Wrapped++
	}
	return nil
}

func (k *Keyring) rewrap(ctx context.Context, wrapped, owner []byte) (fresh []byte, changed bool, err error) {
	if k.wrappedBy(wrapped) == k.provider.ID() {
		return nil, false, nil
	}
	h, err := k.unwrapWith(ctx, wrapped, owner)
	if err != nil {
		return nil, false, err
	}
	fresh, err = k.wrapWith(ctx, h, owner)
	return fresh, err == nil, err
}

// wrappedBy names the provider's key that wrapped a keyset, "" when nobody knows it.
func (k *Keyring) wrappedBy(wrapped []byte) string {
	if n, ok := k.provider.(Namer); ok {
		return n.WrappedBy(inside(wrapped))
	}
	if bytes.HasPrefix(inside(wrapped), []byte(k.provider.ID())) {
		return k.provider.ID()
	}
	return ""
}
