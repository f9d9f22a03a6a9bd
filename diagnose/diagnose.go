// Package diagnose looks at a customer's details and says what is wrong with their form,
// in words that hold nothing of them: so that support can help without seeing anybody.
package diagnose

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"orderveil"
	"orderveil/personal"
)

// Shape is what can be said of a party's form.
type Shape struct {
	Present     []personal.Field // the fields that have a text
	HouseNumber orderveil.Check
	Postcode    orderveil.Check
	Email       orderveil.Check
	Phone       orderveil.Check
	Missing     []personal.Field // without which no carrier delivers
}

// needed are the fields without which no carrier delivers; one of each group will do.
var needed = [][]personal.Field{
	{personal.LastName, personal.Company}, {personal.Street, personal.StreetOriginal, personal.PickupPoint},
	{personal.HouseNumber, personal.StreetOriginal, personal.PickupPoint}, {personal.Postcode}, {personal.City},
}

// Of looks at a party.
func Of(p *orderveil.Party) Shape {
	s := Shape{
		Present: []personal.Field{}, Missing: []personal.Field{},
		HouseNumber: houseNumber(p.Address.Plain(personal.HouseNumber), p.Address.Plain(personal.StreetOriginal)),
		Postcode:    postcode(p.Country, p.Address.Plain(personal.Postcode)),
		Email:       email(p.Email.Plain(personal.EmailAddress)),
		Phone:       phone(p.Phone.Plain(personal.PhoneNumber)),
	}
	present := map[personal.Field]bool{}
	for _, f := range personal.Fields() {
		for _, r := range []personal.Record{p.Name, p.Address, p.Email, p.Phone, p.TaxID, p.Pickup, p.Note} {
			if r.Category() == f.Category() && strings.TrimSpace(r.Plain(f)) != "" {
				s.Present, present[f] = append(s.Present, f), true
			}
		}
	}
	for _, group := range needed {
		some := false
		for _, f := range group {
			some = some || present[f]
		}
		if !some {
			s.Missing = append(s.Missing, group[0])
		}
	}
	return s
}

var (
	number       = regexp.MustCompile(`^[0-9]{1,5}([ /-]?[0-9A-Za-z]{1,6})?$`)
	numberInLine = regexp.MustCompile(`[0-9]`)
)

// houseNumber accepts a number with a short addition, or a street line that has one in it.
func houseNumber(text, line string) orderveil.Check {
	switch text = strings.TrimSpace(text); {
	case text != "" && number.MatchString(text):
		return orderveil.CheckFits
	case text != "":
		return orderveil.CheckUnfit
	case strings.TrimSpace(line) == "":
		return orderveil.CheckEmpty
	case numberInLine.MatchString(line):
		return orderveil.CheckFits
	}
	return orderveil.CheckUnfit
}

// postcodes are the forms by country, as the Universal Postal Union describes them, spaces
// left out.
var postcodes = map[string]*regexp.Regexp{}

func init() {
	for form, countries := range map[string]string{
		`[1-9][0-9]{3}[A-Z]{2}`: "NL", `[0-9]{4}`: "BE LU AT DK CH NO HU BG SI CY", `[0-9]{5}`: "DE FR ES IT FI EE HR MC SM VA",
		`[0-9]{2}-?[0-9]{3}`: "PL", `[0-9]{4}-?[0-9]{3}`: "PT", `(SE-?)?[0-9]{5}`: "SE", `[0-9]{5} ?`: "CZ SK GR", `[0-9]{6}`: "RO",
		`(LV-?)?[0-9]{4}`: "LV", `(LT-?)?[0-9]{5}`: "LT", `[A-Z]{3}[0-9]{4}`: "MT",
		`[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}`: "GB", `[A-Z][0-9]{2}[0-9A-Z]{4}|D6W[0-9A-Z]{4}`: "IE",
	} {
		for _, country := range strings.Fields(countries) {
			postcodes[country] = regexp.MustCompile(`^(` + form + `)$`)
		}
	}
}

func postcode(country, text string) orderveil.Check {
	text = strings.ToUpper(strings.Join(strings.Fields(text), ""))
	form := postcodes[country]
	switch {
	case text == "":
		return orderveil.CheckEmpty
	case form == nil:
		return orderveil.CheckNoRule
	case form.MatchString(text):
		return orderveil.CheckFits
	}
	return orderveil.CheckUnfit
}

// relays are the domains by which marketplaces stand between seller and customer.
var relays = []string{"verkopen.bol.com", "marketplace.amazon.", "members.ebay.", "notification.mirakl.net", "kaufland-marktplatz.de"}

var freemail = map[string]bool{}

func init() {
	for _, domain := range strings.Fields(`gmail.com googlemail.com hotmail.com hotmail.nl hotmail.be hotmail.fr outlook.com outlook.de outlook.fr live.nl live.com live.be
		msn.com icloud.com me.com mac.com yahoo.com yahoo.de yahoo.fr gmx.de gmx.net gmx.at web.de t-online.de freenet.de proton.me protonmail.com aol.com
		ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl casema.nl chello.nl upcmail.nl telfort.nl hetnet.nl quicknet.nl solcon.nl
		telenet.be skynet.be proximus.be orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it`) {
		freemail[domain] = true
	}
}

func email(text string) orderveil.Check {
	if text = strings.TrimSpace(text); text == "" {
		return orderveil.CheckEmpty
	}
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text {
		return orderveil.CheckUnfit
	}
	domain := strings.ToLower(text[strings.LastIndexByte(text, '@')+1:])
	for _, relay := range relays {
		if domain == relay || strings.HasSuffix(relay, ".") && strings.HasPrefix(domain, relay) || strings.HasSuffix(domain, "."+relay) {
			return orderveil.CheckRelay
		}
	}
	switch {
	case !strings.Contains(domain, "."):
		return orderveil.CheckUnfit
	case freemail[domain]:
		return orderveil.CheckFreemail
	}
	return orderveil.CheckFits
}

// phone accepts 8 to 15 digits (E.164) with what people write between them.
func phone(text string) orderveil.Check {
	digits := 0
	for i, r := range strings.TrimSpace(text) {
		switch {
		case unicode.IsDigit(r):
			digits++
		case strings.ContainsRune(" -()/.", r), r == '+' && i == 0:
		default:
			return orderveil.CheckUnfit
		}
	}
	switch {
	case strings.TrimSpace(text) == "":
		return orderveil.CheckEmpty
	case digits < 8 || digits > 15:
		return orderveil.CheckUnfit
	}
	return orderveil.CheckFits
}
