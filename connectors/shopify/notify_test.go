package shopify_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

func notice(kind orderveil.NoticeKind, references ...string) connectors.Notice {
	n := connectors.Notice{ID: uuid.New(), Kind: kind}
	for _, r := range references {
		n.Orders = append(n.Orders, connectors.NoticeOrder{Reference: r, HubNumber: "OV-1"})
	}
	return n
}

func TestAForgottenCustomerIsForgottenInTheShop(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	_, reference := w.forwarded(t, s)
	n := notice(orderveil.NoticePseudonymised, reference, "orderveil:gone")
	for range 2 {
		if err := s.Notify(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	got := w.shop.Orders()[0]
	for field, text := range got.Shipping {
		if text != "" && field != "countryCode" {
			t.Errorf("%s of the address is still there", field)
		}
	}
	if got.Email != "" || got.Phone != "" {
		t.Error("e-mail address or telephone number are still there")
	}
	if strings.Count(got.Note, n.ID.String()) != 1 {
		t.Errorf("note %q", got.Note)
	}
	if erased := w.shop.Erased(); len(erased) != 1 || !strings.Contains(got.Note, "has been asked to erase") {
		t.Errorf("%d customers erased", len(erased))
	}
}

func TestAMerchantsOwnCustomerIsNotErased(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	_, first := w.forwarded(t, s)
	w.pass(24 * time.Hour)
	w.forwarded(t, s) // the same e-mail address again
	if err := s.Notify(t.Context(), notice(orderveil.NoticeErased, first)); err != nil {
		t.Fatal(err)
	}
	if len(w.shop.Erased()) != 0 || !strings.Contains(w.shop.Orders()[0].Note, "billing address may still be here") {
		t.Error("a customer with other orders was erased, or staff was not told what is left")
	}
}

func TestAWarningLeavesTheCustomerAlone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := w.sink(t, nil)
	_, reference := w.forwarded(t, s)
	if err := s.Notify(t.Context(), notice(orderveil.NoticeDue, reference)); err != nil {
		t.Fatal(err)
	}
	if got := w.shop.Orders()[0]; got.Email == "" || got.Shipping["city"] != "Amsterdam" || got.Note == "" {
		t.Error("the customer is gone, or nothing was noted")
	}
	if err := s.Notify(t.Context(), notice(orderveil.NoticeClosed)); !errors.Is(err, connectors.ErrCannotBeTold) {
		t.Errorf("Notify() of a closed account = %v", err)
	}
}

func TestAnUpdateThatShopifyRefusesIsNotDone(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{"Too many attempts. Please try again later.": "RATE_LIMITED", "Kanarie is invalid": "NOT_FORGOTTEN"} {
		w := start(t, nil)
		s := w.sink(t, nil)
		_, reference := w.forwarded(t, s)
		w.answer("Forget", `{"data":{"orderUpdate":{"userErrors":[{"field":["email"],"message":"`+message+`"}]}}}`)
		err := s.Notify(t.Context(), notice(orderveil.NoticePseudonymised, reference))
		if f := failure(t, err); f.Code != want || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("Notify() = %v, want %s", err, want)
		}
	}
}
