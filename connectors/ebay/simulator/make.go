package simulator

import (
	"fmt"
	"time"
)

// Kind is what is special about an order.
type Kind int

// The kinds.
const (
	Usual     Kind = iota
	Unpaid         // the customer has yet to pay
	ByEBay         // eBay sends it
	Abroad         // through eBay's international shipping
	Collected      // from a shop of the merchant's
	Taxed          // in Italy, with a tax number and with tax
)

// Place places an order with so many lines, three of each, and returns its number.
func (s *Simulator) Place(lines int, kind Kind) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	now := s.config.Clock()
	o := &order{
		OrderID: fmt.Sprintf("%02d-%05d-%05d", s.made/100000%100, s.made%100000, (s.made*7919)%100000), LegacyID: fmt.Sprintf("%012d-0", s.made),
		Created: stamp{now}, Modified: stamp{now}, Fulfillment: "NOT_STARTED", Payment: "PAID", SellerID: "seller",
		Buyer: buyer{Username: Mark + "-name", Registration: s.customer("DE", "")}, Notes: Mark + ": please ring twice",
		CancelStatus: cancelStatus{State: "NONE_REQUESTED", Requests: []cancelRequest{}}, Hrefs: []string{}, shipped: map[string]int{},
		Instructions: []instruction{{Type: "SHIP_TO", Shipping: &shippingStep{Carrier: "DHL", Service: "DE_DHLPaket", To: s.customer("AT", "Top 3")}}},
	}
	var sum int64
	for n := range lines {
		p := s.config.Products[n%len(s.config.Products)]
		sum += 3 * p.Cents
		o.LineItems = append(o.LineItems, &lineItem{
			ID: fmt.Sprintf("%08d%02d", s.made, n), LegacyID: fmt.Sprintf("1100%08d", n), SKU: p.SKU, Title: p.Title, Quantity: 3, Format: "FIXED_PRICE",
			Fulfillment: "NOT_STARTED", Cost: euros(3 * p.Cents), Total: euros(3 * p.Cents), Delivery: deliveryCost{euros(0)},
			Dates: dates{stamp{now.AddDate(0, 0, 2)}, stamp{now.AddDate(0, 0, 4)}, stamp{now.AddDate(0, 0, 1)}}, Taxes: []struct{}{}, Refunds: []struct{}{},
		})
	}
	o.Pricing = pricing{Subtotal: euros(sum), Delivery: euros(490), Total: euros(sum + 490)}
	s.mark(o, kind)
	s.orders = append(s.orders, o)
	return o.OrderID
}

func (s *Simulator) mark(o *order, kind Kind) {
	first := &o.Instructions[0]
	switch kind {
	case Unpaid:
		o.Payment = "PENDING"
	case ByEBay:
		first.Type, first.Shipping.To = "FULFILLED_BY_EBAY", nil
		o.Program = &program{}
		o.Program.Fulfillment.By = "EBAY"
	case Abroad:
		first.EBay, first.Shipping.Reference = true, "1234567890123456"
	case Collected:
		first.Type, first.Shipping, first.Pickup = "PREPARE_FOR_PICKUP", nil, &pickupStep{Mark + "-store-1"}
	case Taxed:
		tax := euros(199)
		o.Buyer.Tax, o.Pricing.Tax = &taxIdentifier{Mark + "RSSMRA80A01H501U", "CODICE_FISCALE", "IT"}, &tax
	}
}

func (s *Simulator) customer(country, line2 string) *contact {
	return &contact{
		FullName: fmt.Sprintf("%s Musterfrau %d", Mark, s.made), Company: Mark + " GmbH", Email: fmt.Sprintf("%s.%d@members.ebay.example", Mark, s.made),
		Phone:   phone{fmt.Sprintf("+49 30 %07d", s.made)},
		Address: address{Line1: fmt.Sprintf("%s Allee %d", Mark, s.made), Line2: line2, City: Mark + "burg", Region: Mark + "land", Postcode: fmt.Sprintf("%05d", 10000+s.made), Country: country},
	}
}

// touch notes a change. Two changes within a millisecond would look like one.
func (o *order) touch(now time.Time) {
	at := now.UTC().Truncate(time.Millisecond)
	if !at.After(o.Modified.Time) {
		at = o.Modified.Add(time.Millisecond)
	}
	o.Modified = stamp{at}
}
