package store_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// What is withheld is not opened: an e-mail address and a telephone number that no key opens
// any more keep nothing from being forwarded without them, and everything with them.
func TestWhatAConnectionWithholdsIsNotOpenedForIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, office := f.Account(t, 1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{f.Order(1), f.Order(2)}); err != nil {
			t.Fatal(err)
		}
		if _, err := raw(t, f).Exec(`UPDATE parties SET email = name, phone = name`); err != nil {
			t.Fatal(err)
		}
		if claim, err := f.ClaimDelivery(t.Context(), account.ID, office.ID); !errors.Is(err, seal.ErrSealBroken) || claim.ID == uuid.Nil {
			t.Fatalf("with the e-mail address: %v", err)
		}
		view := withhold(t, f, account, office, personal.Email, personal.Phone)
		if got := view.Withhold(); !slices.Equal(got, []personal.Category{personal.Email, personal.Phone}) || view.WithholdWarning() != nil {
			t.Fatalf("Withhold() = %v, warning %v", got, view.WithholdWarning())
		}
		claim, err := f.ClaimDelivery(t.Context(), account.ID, office.ID)
		if err != nil {
			t.Fatalf("without the e-mail address: %v", err)
		}
		for _, p := range []*orderveil.Party{claim.Content.BillTo, claim.Content.ShipTo} {
			if p.Email.Plain(personal.EmailAddress) != "" || p.Phone.Plain(personal.PhoneNumber) != "" {
				t.Error("what is withheld is there")
			}
			if p.Country != "NL" || p.Name.Plain(personal.LastName) == "" || p.Address.Plain(personal.City) == "" || p.Pickup.Plain(personal.PickupPoint) == "" {
				t.Error("something else is missing")
			}
		}
		if err := f.FinishDelivery(t.Context(), claim, store.Outcome{State: orderveil.ForwardForwarded, Number: "R-1"}); err != nil {
			t.Fatal(err)
		}
	})
}

// withhold sets what an office is not given.
func withhold(t *testing.T, f *storetest.Fixture, account orderveil.Account, office orderveil.Connection, categories ...personal.Category) *store.ConnectionView {
	t.Helper()
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	view, err := f.SetWithheld(t.Context(), merchant, connectionID(t, f, account, office.Label), categories)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// connectionID is the global id of the connection with a label.
func connectionID(t *testing.T, f *storetest.Fixture, account orderveil.Account, label string) string {
	t.Helper()
	views, err := f.ViewConnections(t.Context(), storetest.Viewer(orderveil.RoleMerchant, account.ID))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		if v.Label() == label {
			return v.ID()
		}
	}
	t.Fatal("there is no such connection")
	return ""
}

func TestWithholdingNamesAndAddressesIsWarnedOf(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, _, office := f.Account(t, 1)
	for _, c := range personal.Categories() {
		view := withhold(t, f, account, office, c)
		if warned := view.WithholdWarning() != nil; warned != (c == personal.Name || c == personal.Address) {
			t.Errorf("%s: warned %v", c, warned)
		}
	}
	if view := withhold(t, f, account, office); len(view.Withhold()) != 0 {
		t.Errorf("Withhold() = %v, want none", view.Withhold())
	}
}

func TestWithholdingIsForTheMerchantAndItsBackOffices(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	account, bol, office := f.Account(t, 1)
	mine, email := connectionID(t, f, account, office.Label), []personal.Category{personal.Email}
	if _, err := f.SetWithheld(t.Context(), storetest.Viewer(orderveil.RoleFulfilment, account.ID), mine, email); !errors.Is(err, orderveil.ErrForbidden) {
		t.Errorf("as fulfilment: %v", err)
	}
	other, _, _ := f.Account(t, 2)
	if _, err := f.SetWithheld(t.Context(), storetest.Viewer(orderveil.RoleMerchant, other.ID), mine, email); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("as another merchant: %v", err)
	}
	merchant := storetest.Viewer(orderveil.RoleMerchant, account.ID)
	if _, err := f.SetWithheld(t.Context(), merchant, connectionID(t, f, account, bol.Label), email); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("of a marketplace: %v", err)
	}
	if _, err := f.Connect(t.Context(), account.ID, store.NewConnection{Kind: orderveil.Marketplace, Code: "bol", Withhold: personal.SetOf(email...), Every: 1e9}); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("Connect() of a marketplace: %v", err)
	}
	made, err := f.Connect(t.Context(), account.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "webhook", Label: "Second", Withhold: personal.SetOf(email...)})
	if err != nil || !made.Withhold.Has(personal.Email) {
		t.Errorf("Connect() = %+v, %v", made.Withhold, err)
	}
	all, err := f.Connections(t.Context(), account.ID)
	if err != nil || !all[len(all)-1].Withhold.Has(personal.Email) {
		t.Errorf("Connections() = %v, %v", all, err)
	}
}
