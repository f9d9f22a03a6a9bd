package simulator

// Customer is all that is personal in one order, for tests that look for it where it
// must not be.
type Customer struct {
	Number string
	// Texts is every personal text, short ones such as a house number too.
	Texts []string
	// Markers are the texts that are nowhere by chance: they name this customer, or
	// carry the Mark.
	Markers []string
}

// Customers lists the customers of all orders.
func (s *Simulator) Customers() []Customer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Customer, len(s.orders))
	for n, o := range s.orders {
		all[n] = o.customer()
	}
	return all
}

// Markers returns the texts of one order that are nowhere by chance.
func (s *Simulator) Markers(number string) []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if o := s.byNumber[number]; o != nil {
		return o.customer().Markers
	}
	return nil
}

func (o *order) customer() Customer {
	c := Customer{Number: o.OrderID}
	seen := map[string]bool{"": true}
	add := func(to *[]string, texts ...string) {
		for _, t := range texts {
			if !seen[t] {
				seen[t] = true
				*to = append(*to, t)
			}
		}
	}
	parties := append([]*details{o.ShipmentDetails, o.BillingDetails}, o.former...)
	for _, d := range parties {
		add(&c.Markers, d.Surname, d.Email, d.Company, d.DeliveryPhoneNumber, d.VATNumber, d.KVKNumber, d.OrderReference, d.ExtraAddressInfo,
			line(d.StreetName, d.HouseNumber, d.HouseNumberExtension))
	}
	for _, d := range parties {
		add(&c.Texts, d.FirstName, d.StreetName, d.HouseNumber, d.HouseNumberExtension, d.ZipCode, d.City, d.PickupPointName)
	}
	c.Texts = append(c.Texts, c.Markers...)
	return c
}

func line(street, number, extension string) string {
	if extension != "" {
		number += " " + extension
	}
	return street + " " + number
}
