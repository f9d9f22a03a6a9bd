package diagnose

import (
	"testing"

	"orderveil"
	"orderveil/personal"
)

func TestFormsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what string
		got  orderveil.Check
		want orderveil.Check
	}{
		{"a Dutch postcode", postcode("NL", "1015 cj"), orderveil.CheckFits},
		{"a Dutch postcode with 0", postcode("NL", "0015 CJ"), orderveil.CheckUnfit},
		{"a German postcode in the Netherlands", postcode("NL", "10115"), orderveil.CheckUnfit},
		{"a Belgian postcode", postcode("BE", "1000"), orderveil.CheckFits},
		{"a British postcode", postcode("GB", "SW1A 1AA"), orderveil.CheckFits},
		{"an Irish postcode", postcode("IE", "D02 AF30"), orderveil.CheckFits},
		{"a Polish postcode", postcode("PL", "00-950"), orderveil.CheckFits},
		{"a country without a rule", postcode("XX", "123"), orderveil.CheckNoRule},
		{"no postcode", postcode("NL", " "), orderveil.CheckEmpty},
		{"a number", houseNumber("22", ""), orderveil.CheckFits},
		{"a number with an addition", houseNumber("22-3HS", ""), orderveil.CheckFits},
		{"no number", houseNumber("", "Straat"), orderveil.CheckUnfit},
		{"a number in the line", houseNumber("", "Straat 22"), orderveil.CheckFits},
		{"words as number", houseNumber("onbekend", ""), orderveil.CheckUnfit},
		{"nothing", houseNumber("", ""), orderveil.CheckEmpty},
		{"a relay", email("a1b2@verkopen.bol.com"), orderveil.CheckRelay},
		{"another relay", email("x@marketplace.amazon.de"), orderveil.CheckRelay},
		{"freemail", email("x@GMAIL.com"), orderveil.CheckFreemail},
		{"a domain of one's own", email("x@example.org"), orderveil.CheckFits},
		{"no domain", email("x@"), orderveil.CheckUnfit},
		{"a name as well", email("X <x@example.org>"), orderveil.CheckUnfit},
		{"a relay's name in front", email("x@verkopen.bol.com.example.org"), orderveil.CheckFits},
		{"a phone number", phone("+31 (0)6 123-456 78"), orderveil.CheckFits},
		{"a short one", phone("112"), orderveil.CheckUnfit},
		{"letters", phone("06 bel me"), orderveil.CheckUnfit},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
}

func TestWhatACarrierNeedsIsMissed(t *testing.T) {
	t.Parallel()
	p := &orderveil.Party{Country: "NL", Name: personal.NewRecord(personal.Name).With(personal.LastName, "x"),
		Address: personal.NewRecord(personal.Address).With(personal.Street, "x").With(personal.City, " ")}
	s := Of(p)
	if len(s.Present) != 2 || len(s.Missing) != 3 || s.Missing[0] != personal.HouseNumber || s.Missing[1] != personal.Postcode || s.Missing[2] != personal.City {
		t.Errorf("Of() = %+v", s)
	}
}
