package simulator

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Mark is in the last name and the e-mail address of every customer, in lower case
// in the latter: leak tests look for it, and nobody takes these people for real.
const Mark = "Proefveil"

// region is where a customer lives, with the words of that place.
type region struct {
	country, language string
	first             []string // women's and men's names in turn
	last              []string
	streets           []string
	cities            []city
	box               []string // how a flat is written
}

type city struct {
	name string
	zip  int // the first of its postcodes
	span int
}

var netherlands = &region{
	country: "NL", language: "nl",
	first: words("Sanne Daan Lotte Bram Fleur Thijs Marieke Jeroen Anouk Ruben Femke Stijn Ilse Koen Noor Sem Wies Gijs Hanneke Pieter Tess Joost Yara Sjoerd Fatima Mohammed Meryem Yusuf Roos Tim"),
	last:  list("de Vries|Jansen|van den Berg|Bakker|van Dijk|Visser|Smit|Meijer|de Boer|Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|de Graaf|van der Meer|van 't Hof|Kaya|El Idrissi|Schouten|Hoekstra|Koster|Willems"),
	streets: list("Kerkstraat|Dorpstraat|Keizersgracht|Prinsengracht|Molenweg|Stationsstraat|Beatrixlaan|Burgemeester de Vlugtlaan|Lange Nieuwstraat|Oude Delft|" +
		"'s-Gravelandseweg|Jan van Galenstraat|Eerste Oosterparkstraat|Laan van Meerdervoort|Zuiderzeelaan|Lindenhof|Plein 1944|Korte Vijverberg|Veerkade|Westersingel|Admiraal de Ruijterweg|Nieuwe Binnenweg"),
	cities: []city{
		{"AMSTERDAM", 1011, 98}, {"UTRECHT", 3511, 70}, {"ROTTERDAM", 3011, 80}, {"'S-GRAVENHAGE", 2511, 80}, {"EINDHOVEN", 5611, 45},
		{"GRONINGEN", 9711, 30}, {"ZWOLLE", 8011, 20}, {"MAASTRICHT", 6211, 18}, {"LEEUWARDEN", 8911, 25}, {"CAPELLE AAN DEN IJSSEL", 2901, 8},
		{"'S-HERTOGENBOSCH", 5211, 30}, {"ALPHEN AAN DEN RIJN", 2401, 8}, {"MIDDELBURG", 4331, 9}, {"HENGELO OV", 7551, 9},
	},
}

var flanders = &region{
	country: "BE", language: "nl-BE",
	first:   words("Lies Jef Katrien Wout Griet Pieter-Jan An Stef Hilde Bart Elke Joris Nele Sander Veerle Dirk"),
	last:    list("Peeters|Janssens|Maes|Jacobs|Mertens|Willems|Claes|Goossens|Wouters|De Smet|Van den Broeck|Vermeulen|D'hondt|De Backer|Verhaegen|Van Damme"),
	streets: list("Kerkstraat|Grote Markt|Veldstraat|Bruggestraat|Nieuwstraat|Sint-Jansvliet|Mechelsesteenweg|Korenlei|Naamsestraat|Turnhoutsebaan|Diestsevest|Gentse Steenweg"),
	cities:  []city{{"ANTWERPEN", 2000, 60}, {"GENT", 9000, 50}, {"BRUGGE", 8000, 10}, {"LEUVEN", 3000, 18}, {"MECHELEN", 2800, 12}, {"HASSELT", 3500, 12}, {"AALST", 9300, 10}},
	box:     words("bus Bus bus"),
}

var wallonia = &region{
	country: "BE", language: "fr-BE",
	first:   words("Élodie Benoît Chloé Maxime Amélie Grégoire Zoé François Hélène Thibault Inès Jérôme"),
	last:    list("Dubois|Lambert|Dupont|Martin|Simon|Laurent|Leclercq|Lefèbvre|Renard|Noël|Van der Elst|D'Alessandro"),
	streets: list("Rue de l'Église|Avenue Louise|Chaussée de Charleroi|Rue du Marché aux Herbes|Boulevard d'Avroy|Place Saint-Lambert|Rue Haute|Avenue de la Toison d'Or|Quai de la Dérivation"),
	cities:  []city{{"BRUXELLES", 1000, 90}, {"LIÈGE", 4000, 32}, {"NAMUR", 5000, 20}, {"MONS", 7000, 34}, {"CHARLEROI", 6000, 40}},
	box:     words("boîte bte bte."),
}

func words(text string) []string { return strings.Fields(text) }
func list(text string) []string  { return strings.Split(text, "|") }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true in so many percent of all cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// customers makes the parties of an order: to whom it goes, and who pays.
func customers(r *rand.Rand, series int) (ship, bill *details) {
	where := netherlands
	if chance(r, 30) {
		where = pick(r, []*region{flanders, flanders, wallonia})
	}
	ship = where.person(r, series)
	where.address(r, ship)
	copied := *ship
	bill = &copied
	bill.Language, bill.DeliveryPhoneNumber, bill.ExtraAddressInfo = "", "", ""
	switch n := r.IntN(100); {
	case n < 12:
		where.company(r, ship, bill)
	case n < 22:
		where.pickup(r, ship)
	case n < 32: // a present: somebody else gets it
		gift := where.person(r, series)
		where.address(r, gift)
		gift.Email = ship.Email
		*ship = *gift
	}
	if chance(r, 8) {
		bill.OrderReference = pick(r, list("Inkoop|Cadeau mama|PO|Kostenplaats|Réf. interne")) + fmt.Sprintf(" %05d", r.IntN(100000))
	}
	return ship, bill
}

func (g *region) person(r *rand.Rand, series int) *details {
	n := r.IntN(len(g.first))
	d := &details{
		Salutation: []string{"FEMALE", "MALE"}[n%2], FirstName: g.first[n], Surname: pick(r, g.last) + "-" + Mark,
		CountryCode: g.country, Language: g.language,
		Email: fmt.Sprintf("%s.%05d.%s@verkopen.bol.com", strings.ToLower(Mark), series, code(r)),
	}
	if chance(r, 10) {
		d.Salutation = "UNKNOWN"
	}
	if chance(r, 10) {
		d.DeliveryPhoneNumber = g.phone(r)
	}
	return d
}

func (g *region) phone(r *rand.Rand) string {
	if g.country == "BE" {
		return fmt.Sprintf("04%02d%06d", 70+r.IntN(30), r.IntN(1000000))
	}
	return fmt.Sprintf("06%08d", 10000000+r.IntN(89999999))
}

// code is the random part of bol's relay addresses.
func code(r *rand.Rand) string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789"
	b := make([]byte, 12)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

// address writes an address in one of the ways in which people do.
func (g *region) address(r *rand.Rand, d *details) {
	town := pick(r, g.cities)
	d.StreetName, d.City = pick(r, g.streets), town.name
	d.ZipCode = fmt.Sprintf("%04d", town.zip+r.IntN(town.span))
	if g.country == "NL" {
		const letters = "ABCDEFGHJKLMNPRSTUVWXZ"
		d.ZipCode += string(letters[r.IntN(len(letters))]) + string(letters[r.IntN(len(letters))])
	}
	d.HouseNumber, d.HouseNumberExtension = g.houseNumber(r)
	if chance(r, 12) {
		d.ExtraAddressInfo = pick(r, list("Achterom, blauwe deur|Bel werkt niet, graag kloppen|Afgeven bij de buren van|3e verdieping, lift links|Portail vert, code|Digicode à l'entrée")) +
			fmt.Sprintf(" %d", 1+r.IntN(400))
	}
}

func (g *region) houseNumber(r *rand.Rand) (number, extension string) {
	n := 1 + r.IntN(280)
	number = fmt.Sprint(n)
	if g.country == "BE" {
		box := fmt.Sprintf("%s %d", pick(r, g.box), 1+r.IntN(40))
		switch c := r.IntN(100); {
		case c < 30:
			return number, box
		case c < 45:
			return number + " " + box, ""
		case c < 50:
			return number, pick(r, words("A B C"))
		}
		return number, ""
	}
	switch c := r.IntN(100); {
	case c < 18:
		return number, pick(r, words("A B C D a bis II HS"))
	case c < 28:
		return number + pick(r, words("HS A B bis I-HG")), ""
	case c < 36:
		return fmt.Sprintf("%d-%d", n, 1+r.IntN(9)), ""
	case c < 44:
		return number, fmt.Sprint(1 + r.IntN(60))
	}
	return number, ""
}

// company makes a business order of it.
func (g *region) company(r *rand.Rand, ship, bill *details) {
	owner, _, _ := strings.Cut(bill.Surname, "-"+Mark)
	bill.Company = owner + " " + Mark + " " + pick(r, words("B.V. Techniek Bouw Advies V.O.F."))
	ship.Company = bill.Company
	if g.country == "BE" {
		bill.KVKNumber = fmt.Sprintf("0%09d", 400000000+r.IntN(500000000))
		bill.VATNumber = "BE" + bill.KVKNumber
		return
	}
	bill.KVKNumber = fmt.Sprintf("%08d", 10000000+r.IntN(80000000))
	bill.VATNumber = fmt.Sprintf("NL%09dB%02d", 100000000+r.IntN(800000000), 1+r.IntN(9))
}

// pickup has the order brought to a shop: its address, the customer's name.
func (g *region) pickup(r *rand.Rand, ship *details) {
	ship.PickupPointName = pick(r, list("Albert Heijn|bol afhaalpunt Primera|Relay|Point Poste")) + ": " + ship.City
	ship.HouseNumber, ship.HouseNumberExtension, ship.ExtraAddressInfo = fmt.Sprint(1+r.IntN(90)), "", ""
}
