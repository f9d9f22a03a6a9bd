package store

import (
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/personal"
)

// OrderView is an order as one viewer sees it. Its methods need no context: what
// they show was read, and is opened when asked for. It is safe for concurrent use.
type OrderView struct {
	row     *account.Order
	page    *page
	returns []*account.OrderReturn
}

// page is what the orders of one answer share.
type page struct {
	store   *Store
	account orderveil.Account
	lens    *lens
	ids     []uuid.UUID
	events  *pageEvents
}

// IsNode marks the types that the API can find by id.
func (*OrderView) IsNode() {}

// viewer is who sees this order: with a grant for it, if there is one.
func (o *OrderView) viewer() orderveil.Viewer { return o.page.lens.as(o.row.ID) }

func (o *OrderView) global(kind byte, row uuid.UUID) string {
	return globalID{kind: kind, account: o.page.account.ID, row: row}.String()
}

// ID is the order's global id.
func (o *OrderView) ID() string { return o.global(kindOrder, o.row.ID) }

// Number is the marketplace's order number.
func (o *OrderView) Number() string { return o.row.Number }

// HubNumber is our number.
func (o *OrderView) HubNumber() string { return o.row.HubNumber }

// BackOfficeNumber is the order's number in the first back office that has it.
func (o *OrderView) BackOfficeNumber() *string {
	for _, d := range o.row.Edges.Deliveries {
		if d.Number != "" {
			return &d.Number
		}
	}
	return nil
}

// Account is the order's account.
func (o *OrderView) Account() *AccountView { return &AccountView{o.page.account} }

// Connection is where the order came from.
func (o *OrderView) Connection() *ConnectionView {
	return &ConnectionView{store: o.page.store, account: o.page.account.ID, row: o.row.Edges.Connection}
}

// Status is how far the order has come.
func (o *OrderView) Status() orderveil.OrderStatus { return o.row.Status }

// Fulfilment says who ships.
func (o *OrderView) Fulfilment() orderveil.Fulfilment { return o.row.Fulfilment }

// ShippingMethod is the marketplace's code of how the order is to be sent.
func (o *OrderView) ShippingMethod() *string { return nonEmpty(o.row.ShippingMethod) }

// Tags are the words that rules gave the order, in the order of the alphabet.
func (o *OrderView) Tags() []string {
	tags := make([]string, len(o.row.Edges.Tags))
	for i, row := range o.row.Edges.Tags {
		tags[i] = row.Tag
	}
	return tags
}

// PlacedAt is when the customer ordered.
func (o *OrderView) PlacedAt() time.Time { return o.row.PlacedAt.UTC() }

// HandledAt is when nothing was left to ship, nil before.
func (o *OrderView) HandledAt() *time.Time { return utc(o.row.HandledAt) }

// Total is what the customer paid, VAT included.
func (o *OrderView) Total() *orderveil.Money {
	return &orderveil.Money{Amount: o.row.Total, Currency: o.row.Currency}
}

// Tax is the VAT in the total, nil when the marketplace does not give it.
func (o *OrderView) Tax() *orderveil.Money {
	if !o.row.Tax.Valid {
		return nil
	}
	return &orderveil.Money{Amount: o.row.Tax.Decimal, Currency: o.row.Currency}
}

// Lines are the order's products.
func (o *OrderView) Lines() []*LineView {
	lines := make([]*LineView, len(o.row.Edges.Lines))
	for i, row := range o.row.Edges.Lines {
		lines[i] = &LineView{order: o, row: row}
	}
	return lines
}

// BillTo is who pays.
func (o *OrderView) BillTo() *PartyView { return o.party(orderveil.BillTo) }

// ShipTo is who receives.
func (o *OrderView) ShipTo() *PartyView { return o.party(orderveil.ShipTo) }

// party shows a party. Of one that is forgotten the country is left.
func (o *OrderView) party(kind orderveil.PartyKind) *PartyView {
	for _, row := range o.row.Edges.Parties {
		if row.Kind == kind {
			return &PartyView{order: o, row: row}
		}
	}
	country := map[orderveil.PartyKind]string{orderveil.BillTo: o.row.BillToCountry, orderveil.ShipTo: o.row.ShipToCountry}[kind]
	if country == "" {
		return nil
	}
	return &PartyView{order: o, row: &account.Party{Kind: kind, Country: country}}
}

// Shipments are the parcels that left.
func (o *OrderView) Shipments() []*ShipmentView {
	parcels := make([]*ShipmentView, len(o.row.Edges.Shipments))
	for i, row := range o.row.Edges.Shipments {
		parcels[i] = &ShipmentView{order: o, row: row}
	}
	return parcels
}

// forgotten reports whether nobody can read the customer data any more.
func (o *OrderView) forgotten() bool {
	return o.row.ForgottenAt != nil || o.row.ForgetOn <= o.page.lens.today
}

// LineView is an order line.
type LineView struct {
	order *OrderView
	row   *account.OrderLine
}

// ID is the line's global id.
func (l *LineView) ID() string { return l.order.global(kindLine, l.row.ID) }

// SKU is the merchant's reference of the product.
func (l *LineView) SKU() *string { return nonEmpty(l.row.Sku) }

// EAN is the product's bar code.
func (l *LineView) EAN() *string { return nonEmpty(l.row.Ean) }

// Title is the product's name.
func (l *LineView) Title() string { return l.row.Title }

// Quantity is how many were ordered.
func (l *LineView) Quantity() int { return l.row.Quantity }

// QuantityShipped is how many left.
func (l *LineView) QuantityShipped() int { return l.row.QuantityShipped }

// QuantityCancelled is how many will not be sent.
func (l *LineView) QuantityCancelled() int { return l.row.QuantityCancelled }

// UnitPrice is the price of one, VAT included.
func (l *LineView) UnitPrice() *orderveil.Money {
	return &orderveil.Money{Amount: l.row.UnitPrice, Currency: l.order.row.Currency}
}

// Total is the price of all, after discounts, VAT included.
func (l *LineView) Total() *orderveil.Money {
	return &orderveil.Money{Amount: l.row.Total, Currency: l.order.row.Currency}
}

// CancellationRequested reports whether the customer wants out.
func (l *LineView) CancellationRequested() bool { return l.row.CancellationRequested }

// ShipmentView is a parcel as one viewer sees it.
type ShipmentView struct {
	order *OrderView
	row   *account.Shipment
}

// ID is the shipment's global id.
func (s *ShipmentView) ID() string { return s.order.global(kindShipment, s.row.ID) }

// Carrier is who carries the parcel.
func (s *ShipmentView) Carrier() string { return s.row.Carrier }

// TrackingCode is the carrier's code: whoever has it finds the address.
func (s *ShipmentView) TrackingCode() (*string, error) { return s.text(personal.TrackingCode) }

// TrackingURL is the carrier's page about the parcel.
func (s *ShipmentView) TrackingURL() (*string, error) { return s.text(personal.TrackingURL) }

func (s *ShipmentView) text(f personal.Field) (*string, error) {
	d := s.Decision(f.Category())
	r, err := s.order.page.lens.open(d, s.order.row.ID, trackingPlace(s.row.ID), personal.Delivery, s.row.Tracking)
	if err != nil {
		return nil, err
	}
	return shown(d, r.Plain(f)), nil
}

// Decision says how the viewer gets a category of this shipment.
func (s *ShipmentView) Decision(c personal.Category) orderveil.Decision {
	return s.order.page.lens.decide(s.order.row.ID, orderveil.ShipTo, c)
}

// ShippedAt is when the parcel left.
func (s *ShipmentView) ShippedAt() time.Time { return s.row.ShippedAt.UTC() }

// ReportedToMarketplaceAt is when the marketplace confirmed that it knows.
func (s *ShipmentView) ReportedToMarketplaceAt() *time.Time { return utc(s.row.ReportedAt) }

// AccountView is an account.
type AccountView struct{ orderveil.Account }

// IsNode marks the types that the API can find by id.
func (*AccountView) IsNode() {}

// ID is the account's global id.
func (a *AccountView) ID() string {
	return globalID{kind: kindAccount, account: a.Account.ID}.String()
}

// Number is the account's number.
func (a *AccountView) Number() int { return a.Account.Number }

func nonEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
