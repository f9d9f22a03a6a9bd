package store

import (
	"encoding/json"
	"time"

	"orderveil"
	"orderveil/personal"
)

// jsonExport writes a JSON object per order, with the names of the API.
type jsonExport struct {
	to     *json.Encoder
	shown  personal.Set
	fields []personal.Field
}

type (
	bulkOrder struct {
		Number           string                `json:"number"`
		HubNumber        string                `json:"hubNumber"`
		BackOfficeNumber string                `json:"backOfficeNumber,omitempty"`
		Status           orderveil.OrderStatus `json:"status"`
		Fulfilment       orderveil.Fulfilment  `json:"fulfilment"`
		PlacedAt         time.Time             `json:"placedAt"`
		HandledAt        *time.Time            `json:"handledAt,omitempty"`
		Currency         string                `json:"currency"`
		Total            string                `json:"total"`
		Tax              string                `json:"tax,omitempty"`
		Lines            []bulkLine            `json:"lines"`
		Shipments        []bulkShipment        `json:"shipments"`
		BillTo           map[string]string     `json:"billTo,omitempty"`
		ShipTo           map[string]string     `json:"shipTo,omitempty"`
	}
	bulkLine struct {
		SKU               string `json:"sku,omitempty"`
		EAN               string `json:"ean,omitempty"`
		Title             string `json:"title"`
		Quantity          int    `json:"quantity"`
		QuantityShipped   int    `json:"quantityShipped"`
		QuantityCancelled int    `json:"quantityCancelled"`
		UnitPrice         string `json:"unitPrice"`
		Total             string `json:"total"`
	}
	bulkShipment struct {
		Carrier      string    `json:"carrier"`
		ShippedAt    time.Time `json:"shippedAt"`
		TrackingCode string    `json:"trackingCode,omitempty"`
		TrackingURL  string    `json:"trackingUrl,omitempty"`
	}
)

func (j *jsonExport) order(o *OrderView) error {
	told := bulkOrder{
		Number: o.Number(), HubNumber: o.HubNumber(), BackOfficeNumber: text(o.BackOfficeNumber()), Status: o.Status(), Fulfilment: o.Fulfilment(),
		PlacedAt: o.PlacedAt(), HandledAt: o.HandledAt(), Currency: o.row.Currency, Total: orderveil.DecimalText(o.row.Total),
		Lines: []bulkLine{}, Shipments: []bulkShipment{},
	}
	if o.row.Tax.Valid {
		told.Tax = orderveil.DecimalText(o.row.Tax.Decimal)
	}
	for _, l := range o.Lines() {
		told.Lines = append(told.Lines, bulkLine{
			SKU: text(l.SKU()), EAN: text(l.EAN()), Title: l.Title(), Quantity: l.Quantity(), QuantityShipped: l.QuantityShipped(),
			QuantityCancelled: l.QuantityCancelled(), UnitPrice: orderveil.DecimalText(l.row.UnitPrice), Total: orderveil.DecimalText(l.row.Total),
		})
	}
	for _, s := range o.Shipments() {
		parcel, err := j.shipment(s)
		if err != nil {
			return err
		}
		told.Shipments = append(told.Shipments, parcel)
	}
	var err error
	if told.BillTo, err = j.party(o.BillTo(), o.row.BillToCountry); err != nil {
		return err
	}
	if told.ShipTo, err = j.party(o.ShipTo(), o.row.ShipToCountry); err != nil {
		return err
	}
	return j.to.Encode(told)
}

func (j *jsonExport) shipment(s *ShipmentView) (bulkShipment, error) {
	parcel := bulkShipment{Carrier: s.Carrier(), ShippedAt: s.ShippedAt()}
	if !j.shown.Has(personal.Delivery) {
		return parcel, nil
	}
	code, err := s.TrackingCode()
	if err != nil {
		return parcel, err
	}
	url, err := s.TrackingURL()
	parcel.TrackingCode, parcel.TrackingURL = text(code), text(url)
	return parcel, err
}

func (j *jsonExport) party(p *PartyView, country string) (map[string]string, error) {
	found, err := p.some(j.fields)
	if country != "" {
		found["country"] = country
	}
	return found, err
}

func (j *jsonExport) close() error { return nil }
