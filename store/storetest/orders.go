package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
	"orderveil/store"
)

// Mark stands in every personal text that Order makes up, for tests that look for
// leaks.
const Mark = "Kanarie"

// Account opens an account with a marketplace and a back office.
func (f *Fixture) Account(t testing.TB, number int) (account orderveil.Account, marketplace, backOffice orderveil.Connection) {
	t.Helper()
	account, err := f.OpenAccount(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	marketplace, err = f.Connect(t.Context(), account.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Minute,
		Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret(Mark + " secret")},
	})
	if err != nil {
		t.Fatal(err)
	}
	backOffice, err = f.Connect(t.Context(), account.ID, store.NewConnection{
		Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop",
		Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return account, marketplace, backOffice
}

// Order makes up an open order with both parties and two lines.
func (f *Fixture) Order(number int) orderveil.Order {
	now := f.Clock.Now()
	return orderveil.Order{
		Number: fmt.Sprintf("C%09d", number), Revision: "1",
		ChangedAt: now.Add(-time.Minute), PlacedAt: now.Add(-time.Hour - time.Duration(number)*time.Minute),
		Fulfilment: orderveil.ByMerchant,
		Total:      orderveil.Money{Amount: decimal.RequireFromString("48.44"), Currency: "EUR"},
		Lines: []orderveil.OrderLine{
			line(1, 2, "12.99"), line(2, 1, "22.46"),
		},
		BillTo: party(number, "Factuur"), ShipTo: party(number, "Bezorging"),
		Shipments: []orderveil.Shipment{{
			MarketplaceID: "Z1", Carrier: "PostNL", ShippedAt: now,
			Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, Mark+"3S"),
		}},
	}
}

func line(n, quantity int, price string) orderveil.OrderLine {
	unit := decimal.RequireFromString(price)
	return orderveil.OrderLine{
		MarketplaceID: fmt.Sprintf("20121%d", n), SKU: fmt.Sprintf("SKU-%d", n), EAN: "8712626055143", Title: fmt.Sprintf("Theepot %d", n),
		Quantity: quantity, UnitPrice: unit, Total: unit.Mul(decimal.NewFromInt(int64(quantity))),
	}
}

func party(number int, part string) *orderveil.Party {
	return &orderveil.Party{
		Country: "NL",
		Name:    personal.NewRecord(personal.Name).With(personal.FirstName, Mark+"voornaam").With(personal.LastName, fmt.Sprintf("%sachternaam%d%s", Mark, number, part)),
		Address: personal.NewRecord(personal.Address).With(personal.Street, Mark+"straat").With(personal.HouseNumber, "22").
			With(personal.HouseNumberAddition, "3HS").With(personal.Postcode, "1015 CJ").With(personal.City, Mark+"stad").With(personal.StreetOriginal, Mark+"straat 22 3HS"),
		Email:  personal.NewRecord(personal.Email).With(personal.EmailAddress, fmt.Sprintf("%s%d@verkopen.bol.com", Mark, number)),
		Phone:  personal.NewRecord(personal.Phone).With(personal.PhoneNumber, fmt.Sprintf("06 123%05d", number%100000)),
		TaxID:  personal.NewRecord(personal.TaxID).With(personal.VATNumber, "NL"+Mark+"B01"),
		Pickup: personal.NewRecord(personal.Delivery).With(personal.PickupPoint, Mark+" afhaalpunt"),
		Note:   personal.NewRecord(personal.Note).With(personal.AddressNote, Mark+" achterom"),
	}
}

// Viewer is a viewer of an account in a role; of staff, of no account.
func Viewer(role orderveil.Role, account uuid.UUID, scopes ...orderveil.Scope) orderveil.Viewer {
	v := orderveil.Viewer{Subject: "test-" + string(role), Role: role, Scopes: scopes}
	if !role.Staff() {
		v.Account = account
	}
	return v
}
