package store_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// No text is a cursor but those that were given out, to the viewer that they were given to;
// and no text brings more than an error.
func FuzzCursor(f *testing.F) {
	fx := storetest.SQLite(f)
	account, bol, _ := fx.Account(f, 1)
	if _, err := fx.Import(f.Context(), account.ID, bol.ID, []orderveil.Order{fx.Order(1), fx.Order(2)}); err != nil {
		f.Fatal(err)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	one := 1
	page, err := fx.Orders(f.Context(), merchant, store.Filter{}, store.Paging{First: &one}, store.Load{})
	if err != nil {
		f.Fatal(err)
	}
	good, err := page.Nodes[0].Cursor()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, good[:len(good)-1], good + "A", "", "AAAA", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		_, err := fx.Orders(t.Context(), merchant, store.Filter{}, store.Paging{First: &one, After: &cursor}, store.Load{})
		if cursor != good && !errors.Is(err, orderveil.ErrInvalid) || cursor == good && err != nil {
			t.Errorf("Orders() = %v", err)
		}
		other := storetest.Viewer(orderveil.RoleFinance, account.ID)
		if _, err := fx.Orders(t.Context(), other, store.Filter{}, store.Paging{First: &one, After: &cursor}, store.Load{}); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("for another viewer Orders() = %v", err)
		}
	})
}

// No text is an id of anything but of what it was given out for.
func FuzzGlobalID(f *testing.F) {
	fx := storetest.SQLite(f)
	account, bol, _ := fx.Account(f, 1)
	if _, err := fx.Import(f.Context(), account.ID, bol.ID, []orderveil.Order{fx.Order(1)}); err != nil {
		f.Fatal(err)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	found, err := fx.OrdersByNumber(f.Context(), merchant, fx.Order(1).Number, store.Load{})
	if err != nil || len(found) != 1 {
		f.Fatal(err)
	}
	good := found[0].ID()
	for _, seed := range []string{good, "", good + "=", "O", "AAAA", uuid.NewString()} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		_, err := fx.ForwardAgain(t.Context(), merchant, id, "because of a test")
		if id == good && err != nil || id != good && !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("ForwardAgain() = %v", err)
		}
		if _, err := fx.AuditProof(t.Context(), merchant, id); err == nil {
			t.Error("an order's id is an entry's")
		}
	})
}
