package simulator

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Mark begins every personal text that can be told from others: leak tests look for it, and
// nobody takes these people for real.
const Mark = "Kanarie"

// region is where a customer lives, with the words of that place.
type region struct {
	country, id, shop, currency  string
	first, last, streets, cities []string
	postcode                     func(*rand.Rand) string
}

func words(with, text string) []string { return strings.Split(text, with) }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true in so many percent of all cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

var regions = []*region{
	{"NL", "A1805IZSGTT6HS", "Amazon.nl", "EUR", words(" ", "Sanne Daan Lotte Bram Fleur Thijs"), words("|", "de Vries|van den Berg|van 't Hof|El Idrissi|Bakker"),
		words("|", "Keizersgracht|Laan van Meerdervoort|Plein 1944|'s-Gravelandseweg"), words("|", "Amsterdam|Utrecht|'s-Hertogenbosch"),
		func(r *rand.Rand) string {
			return fmt.Sprintf("%04d %c%c", 1011+r.IntN(8000), 'A'+r.IntN(3), 'B'+r.IntN(3))
		}},
	{"BE", "AMEN7PMS3EDWL", "Amazon.com.be", "EUR", words(" ", "Lies Jef Élodie Benoît"), words("|", "Peeters|D'hondt|Lefèbvre|Van den Broeck"),
		words("|", "Rue de l'Église|Korenlei|Chaussée de Charleroi"), words("|", "Gent|Liège|Bruxelles"),
		func(r *rand.Rand) string { return fmt.Sprintf("%04d", 1000+r.IntN(8990)) }},
	{"DE", "A1PA6795UKMFR9", "Amazon.de", "EUR", words(" ", "Jürgen Anneliese Sören Käthe"), words("|", "Müller|Groß|von der Heide|Schröder"),
		words("|", "Große Straße|Am Markt|Königsallee"), words("|", "München|Köln|Weißenfels"),
		func(r *rand.Rand) string { return fmt.Sprintf("%05d", 1067+r.IntN(90000)) }},
	{"FR", "A13V1IB3VIYZZH", "Amazon.fr", "EUR", words(" ", "Chloé Gaël Inès Rémi"), words("|", "Dubois|Noël|D'Arc|Le Goff"),
		words("|", "Rue de Rivoli|Quai d'Orsay|Place de l'Étoile"), words("|", "Paris|Saint-Étienne|Nîmes"),
		func(r *rand.Rand) string { return fmt.Sprintf("%05d", 10000+r.IntN(80000)) }},
	{"SE", "A2NODRKZP88ZB9", "Amazon.se", "SEK", words(" ", "Åsa Björn Märta"), words("|", "Ström|Åkesson"), words("|", "Storgatan|Ängsvägen"), words("|", "Malmö|Örebro"),
		func(r *rand.Rand) string { return fmt.Sprintf("%03d %02d", 111+r.IntN(800), 10+r.IntN(80)) }},
}

func regionOf(marketplace string) *region {
	for _, g := range regions {
		if g.id == marketplace {
			return g
		}
	}
	return regions[0]
}

// customer makes who pays and who receives.
func (g *region) customer(r *rand.Rand, series int) (*buyer, *recipient, *tax) {
	b := &buyer{Name: g.name(r), Email: fmt.Sprintf("%s%06d%04d@marketplace.amazon.%s", strings.ToLower(Mark), series, r.IntN(10000), strings.ToLower(g.country))}
	a := &place{Name: b.Name, Type: "RESIDENTIAL"}
	g.address(r, a)
	to := &recipient{Address: a}
	var t *tax
	switch n := r.IntN(100); {
	case n < 15: // a business
		b.Company = Mark + " " + pick(r, g.last) + " Advies"
		b.PurchaseOrder = fmt.Sprintf("%s-PO-%05d", Mark, r.IntN(100000))
		a.Company, a.Type = b.Company, "COMMERCIAL"
		t = &tax{[]registration{
			{Entity: "MERCHANT", Name: "Proefwinkel"},
			{Entity: "BUYER", Name: b.Company, Type: "VAT", Number: fmt.Sprintf("%s%09d", g.country, r.IntN(1_000_000_000))},
		}}
	case n < 25: // a pick-up point
		a.Company, a.Type = Mark+" Punt "+pick(r, g.cities), "PICKUP_POINT"
	case n < 35: // a present: somebody else gets it
		a.Name = g.name(r)
	}
	if chance(r, 20) {
		to.Preference = &preference{Instruction: fmt.Sprintf("%s: achterom, blauwe deur %d", Mark, r.IntN(400)), DropOff: "FRONT_DOOR"}
	}
	return b, to, t
}

func (g *region) name(r *rand.Rand) string {
	return Mark + "-" + pick(r, g.first) + " " + pick(r, g.last) + fmt.Sprintf("-%s%04d", Mark, r.IntN(10000))
}

// address writes an address in one of the ways in which people do.
func (g *region) address(r *rand.Rand, a *place) {
	a.Line1, a.Line2 = fmt.Sprintf("%s %s %d", Mark, pick(r, g.streets), 1+r.IntN(280)), ""
	switch n := r.IntN(100); {
	case n < 15:
		a.Line1 += pick(r, words("|", "HS|-2| bus 4| bis| A|/3"))
	case n < 30:
		a.Line1, a.Line2 = Mark+" p/a receptie", a.Line1
	}
	a.City, a.Postal, a.Country = pick(r, g.cities), g.postcode(r), g.country
	if chance(r, 40) {
		a.Phone = fmt.Sprintf("+31 6 %08d", 10_000_000+r.IntN(89_999_999))
	}
}

// Customer is all that is personal in one order, for tests that look for it where it must
// not be.
type Customer struct {
	Number string
	Status string
	By     string // who ships: MERCHANT or AMAZON
	// Texts is every personal text that Amazon gives of an order to be shipped, and Markers
	// those that are nowhere by chance.
	Texts, Markers []string
}

// Customers lists the customers of all orders.
func (s *Simulator) Customers() []Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Customer, len(s.orders))
	for n, o := range s.orders {
		all[n] = o.customer()
	}
	return all
}

func (o *order) customer() Customer {
	c := Customer{Number: o.OrderID, Status: o.Fulfillment.Status, By: o.Fulfillment.By}
	add := func(to *[]string, texts ...string) {
		for _, t := range texts {
			if t != "" {
				*to = append(*to, t)
			}
		}
	}
	add(&c.Markers, o.Buyer.Email, o.Buyer.Company, o.Buyer.PurchaseOrder)
	add(&c.Markers, strings.Fields(o.Buyer.Name)...)
	for _, a := range append([]*place{o.Recipient.Address}, o.former...) {
		add(&c.Markers, a.Line1, a.Line2, a.Company, a.Phone)
		add(&c.Markers, strings.Fields(a.Name)...)
	}
	if p := o.Recipient.Preference; p != nil {
		add(&c.Markers, p.Instruction)
	}
	for _, i := range o.Items {
		if i.Fulfillment.Packing != nil {
			add(&c.Markers, i.Fulfillment.Packing.Gift.Message)
		}
	}
	if o.Tax != nil {
		add(&c.Markers, o.Tax.Registrations[1].Number)
	}
	add(&c.Texts, o.Recipient.Address.City, o.Recipient.Address.Postal)
	c.Texts = append(c.Texts, c.Markers...)
	c.Markers = marked(c.Markers)
	return c
}

// marked are the texts that carry the mark.
func marked(texts []string) (some []string) {
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), strings.ToLower(Mark)) {
			some = append(some, t)
		}
	}
	return some
}
