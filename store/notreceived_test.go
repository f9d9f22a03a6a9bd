package store_test

import (
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/personal"
	"orderveil/store/storetest"
)

// An order of which the marketplace shows no customer is not sent to nobody: it waits until
// the connection has the right.
func TestAnOrderWhoseCustomerIsKeptBackWaits(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, office := f.Account(t, 1)
		kept, whole := f.Order(1), f.Order(2)
		kept.ShipTo, kept.NotReceived = nil, personal.SetOf(personal.Name, personal.Address)
		done, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{kept, whole})
		if err != nil || done.Kept != 1 || len(done.Refused) != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
		if p := done.Refused[0].Problem; p.Code != "NOT_RECEIVED" || !strings.Contains(p.Cause, "NAME, ADDRESS") || p.Owner != orderveil.OwnerMerchant || p.NextStep == "" {
			t.Errorf("the problem is %+v", p)
		}
		if err := f.Refuse(t.Context(), account.ID, bol.ID, done.Refused); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(2 * time.Minute)
		if again, err := f.RefusedDue(t.Context(), account.ID, bol.ID, 10); err != nil || len(again) != 1 || again[0] != kept.Number {
			t.Fatalf("RefusedDue() = %v, %v", again, err)
		}
		given := f.Order(1)
		if done, err = f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{given}); err != nil || done.Kept != 1 {
			t.Fatalf("with the right: %+v, %v", done, err)
		}
		for range 2 {
			claim, err := f.ClaimDelivery(t.Context(), account.ID, office.ID)
			if err != nil || claim.Content.ShipTo == nil || claim.Content.ShipTo.Name.Plain(personal.LastName) == "" {
				t.Errorf("an order is sent to nobody (%v)", err)
			}
		}
	})
}

// A right that is lost afterwards costs an order nothing that it has.
func TestAStoredOrderKeepsItsCustomerAndLearnsTheRest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, bol, office := f.Account(t, 1)
		o := f.Order(1)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
			t.Fatal(err)
		}
		later := f.Order(1)
		later.Revision, later.ChangedAt = "later", later.ChangedAt.Add(time.Minute)
		later.Lines[0].QuantityShipped = 1
		later.ShipTo, later.BillTo, later.NotReceived = &orderveil.Party{Country: "NL"}, nil, personal.SetOf(personal.Name)
		done, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{later})
		if err != nil || done.Kept != 1 || len(done.Refused) != 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		claim, err := f.ClaimDelivery(t.Context(), account.ID, office.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := claim.Content; got.ShipTo.Name.Plain(personal.LastName) == "" || got.Lines[0].QuantityShipped != 1 {
			t.Errorf("the customer is gone, or the shipment was not heard of: %d shipped", got.Lines[0].QuantityShipped)
		}
	})
}
