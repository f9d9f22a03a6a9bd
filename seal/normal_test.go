package seal_test

import (
	"testing"

	"pgregory.net/rapid"

	"orderveil/seal"
)

func TestUsualWaysToWriteAreOne(t *testing.T) {
	t.Parallel()
	postcode := func(text, _ string) string { return seal.NormalPostcode(text) }
	email := func(text, _ string) string { return seal.NormalEmail(text) }
	for _, c := range []struct {
		normal            func(string, string) string
		text, with, wants string
	}{
		{email, " Some.One@Example.TEST ", "", "some.one@example.test"},
		{email, "some one@example.test", "", "someone@example.test"},
		{email, "jose\u0301@example.test", "", "jos\u00e9@example.test"},
		{email, "", "", ""},
		{seal.NormalPhone, "06 - 12 34 56 78", "NL", "+31612345678"},
		{seal.NormalPhone, "+31 (0)6 12345678", "NL", "+31612345678"},
		{seal.NormalPhone, "0031612345678", "nl", "+31612345678"},
		{seal.NormalPhone, "0470 12 34 56", "BE", "+32470123456"},
		{seal.NormalPhone, "+49 30 123456", "", "+4930123456"},
		{seal.NormalPhone, "0612345678", "", "0612345678"},
		{seal.NormalPhone, "call 06-1", "XX", "061"},
		{seal.NormalPhone, "none", "NL", ""},
		{postcode, "1234 ab", "", "1234AB"},
		{postcode, "1234-AB", "", "1234AB"},
		{postcode, "", "", ""},
		{seal.NormalHouseNumber, "12", "b", "12B"},
		{seal.NormalHouseNumber, "12 B", "", "12B"},
		{seal.NormalHouseNumber, "12-b", "", "12B"},
		{seal.NormalHouseNumber, "12", "", "12"},
		{seal.NormalHouseNumber, "12", "bis 3", "12BIS3"},
		{seal.NormalHouseNumber, "12-1", "", "12-1"},
		{seal.NormalHouseNumber, "12", "1", "12-1"},
		{seal.NormalHouseNumber, "12 / 1", "", "12-1"},
		{seal.NormalHouseNumber, "", "", ""},
	} {
		if got := c.normal(c.text, c.with); got != c.wants {
			t.Errorf("normal form of %q, %q = %q, want %q", c.text, c.with, got, c.wants)
		}
	}
}

func TestHouseNumber12With1IsNot121(t *testing.T) {
	t.Parallel()
	if seal.NormalHouseNumber("12", "1") == seal.NormalHouseNumber("121", "") {
		t.Error("12-1 and 121 have one normal form")
	}
}

func TestNormalFormOfANormalFormIsItself(t *testing.T) {
	t.Parallel()
	for name, normal := range map[string]func(string) string{
		"email":    seal.NormalEmail,
		"postcode": seal.NormalPostcode,
		"house":    func(s string) string { return seal.NormalHouseNumber(s, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				once := normal(rapid.String().Draw(t, "text"))
				if twice := normal(once); twice != once {
					t.Fatalf("normal form of %q = %q, want itself", once, twice)
				}
			})
		})
	}
}

func TestNormalPhoneIsReadTheSameInEveryCountry(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		once := seal.NormalPhone(rapid.StringMatching(`0[1-9]{2}[0-9]{7}`).Draw(t, "number"), "NL")
		for _, country := range []string{"NL", "BE", "DE", ""} {
			if twice := seal.NormalPhone(once, country); twice != once {
				t.Fatalf("normal form of %q in %q = %q, want itself", once, country, twice)
			}
		}
	})
}
