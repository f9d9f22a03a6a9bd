package store_test

import (
	"testing"
	"time"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// forwarded has every due delivery of the account arrive.
func forwarded(t *testing.T, f *storetest.Fixture, account orderveil.Account, office orderveil.Connection) {
	t.Helper()
	claim, err := f.ClaimDelivery(t.Context(), account.ID, office.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.FinishDelivery(t.Context(), claim, store.Outcome{State: orderveil.ForwardForwarded, Number: "R-1"}); err != nil {
		t.Fatal(err)
	}
}

// results are a diagnosis' comparisons of one party.
func results(t *testing.T, f *storetest.Fixture, v orderveil.Viewer, number string) (*store.Diagnosis, map[personal.Category]orderveil.Comparison) {
	t.Helper()
	d, err := find(t, f, v, number).Diagnosis(t.Context())
	if err != nil || d == nil {
		t.Fatalf("Diagnosis() = %v, %v", d, err)
	}
	all := map[personal.Category]orderveil.Comparison{}
	for _, to := range d.Compare {
		for _, c := range to.Categories {
			if c.Party == orderveil.ShipTo {
				all[c.Category] = c.Result
			}
		}
	}
	return d, all
}

// Support learns what is wrong with an order's address, and whether the back office has
// the same, without seeing any of it.
func TestSupportDiagnosesWithoutSeeing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, office := f.Account(t, 1)
		support := staff(orderveil.RoleSupport, "support-1")
		o := f.Order(1)
		o.ShipTo.Note = personal.NewRecord(personal.Note)
		o.ShipTo.Address = o.ShipTo.Address.With(personal.Postcode, "10155")
		bring := func() {
			t.Helper()
			f.Clock.Advance(time.Minute)
			o.Revision, o.ChangedAt = o.Revision+"x", f.Clock.Now()
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
				t.Fatal(err)
			}
		}
		bring()
		d, before := results(t, f, support, o.Number)
		if d.ShipTo.Postcode != orderveil.CheckUnfit || d.BillTo.Postcode != orderveil.CheckFits || d.ShipTo.Email != orderveil.CheckRelay || d.ShipTo.HouseNumber != orderveil.CheckFits {
			t.Errorf("the form is %+v", d.ShipTo)
		}
		if len(before) != 0 {
			t.Errorf("before it is forwarded: %v", before)
		}
		forwarded(t, f, account, office)
		_, same := results(t, f, support, o.Number)
		o.ShipTo.Address = o.ShipTo.Address.With(personal.City, "  kanariestad ").With(personal.Postcode, "1015 CJ")
		o.ShipTo.Note = o.ShipTo.Note.With(personal.AddressNote, "bel")
		o.ShipTo.Phone = personal.NewRecord(personal.Phone)
		bring()
		_, other := results(t, f, support, o.Number)
		for c, want := range map[personal.Category][2]orderveil.Comparison{
			personal.Name: {orderveil.CompareSame, orderveil.CompareSame}, personal.Address: {orderveil.CompareSame, orderveil.CompareDifferent},
			personal.Note: {orderveil.CompareEmpty, orderveil.CompareMissing}, personal.Phone: {orderveil.CompareSame, orderveil.CompareDifferent},
		} {
			if same[c] != want[0] || other[c] != want[1] {
				t.Errorf("%s is %s and then %s, want %v", c, same[c], other[c], want)
			}
		}
		f.Clock.Advance(100 * day)
		if d, err := find(t, f, support, o.Number).Diagnosis(t.Context()); d != nil || err != nil {
			t.Errorf("of a forgotten order: %v, %v", d, err)
		}
	})
}
