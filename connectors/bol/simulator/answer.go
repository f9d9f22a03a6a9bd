package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// The answers, with the field names of bol's OpenAPI document.

type order struct {
	OrderID         string   `json:"orderId"`
	PickupPoint     bool     `json:"pickupPoint"`
	Placed          stamp    `json:"orderPlacedDateTime"`
	ShipmentDetails *details `json:"shipmentDetails"`
	BillingDetails  *details `json:"billingDetails,omitempty"`
	OrderItems      []*item  `json:"orderItems"`

	former []*details // what the customer was called and lived like before a change
	hidden bool       // from lists; see Hide
}

type details struct {
	PickupPointName      string `json:"pickupPointName,omitempty"`
	Salutation           string `json:"salutation"`
	FirstName            string `json:"firstName"`
	Surname              string `json:"surname"`
	StreetName           string `json:"streetName"`
	HouseNumber          string `json:"houseNumber"`
	HouseNumberExtension string `json:"houseNumberExtension,omitempty"`
	ExtraAddressInfo     string `json:"extraAddressInformation,omitempty"`
	ZipCode              string `json:"zipCode"`
	City                 string `json:"city"`
	CountryCode          string `json:"countryCode"`
	Email                string `json:"email"`
	Company              string `json:"company,omitempty"`
	DeliveryPhoneNumber  string `json:"deliveryPhoneNumber,omitempty"`
	Language             string `json:"language,omitempty"`
	VATNumber            string `json:"vatNumber,omitempty"`
	KVKNumber            string `json:"kvkNumber,omitempty"`
	OrderReference       string `json:"orderReference,omitempty"`
}

type item struct {
	OrderItemID         string     `json:"orderItemId"`
	CancellationRequest bool       `json:"cancellationRequest"`
	Fulfilment          fulfilment `json:"fulfilment"`
	Offer               offer      `json:"offer"`
	Product             product    `json:"product"`
	Quantity            int        `json:"quantity"`
	QuantityShipped     int        `json:"quantityShipped"`
	QuantityCancelled   int        `json:"quantityCancelled"`
	UnitPrice           cents      `json:"unitPrice"`
	TotalPrice          cents      `json:"totalPrice"`
	Discounts           []discount `json:"discounts"`
	Commission          cents      `json:"commission"`
	LatestChanged       stamp      `json:"latestChangedDateTime"`

	changed *change // of its order
}

type fulfilment struct {
	Method             string `json:"method"`
	DistributionParty  string `json:"distributionParty"`
	LatestDeliveryDate string `json:"latestDeliveryDate,omitempty"`
	ExactDeliveryDate  string `json:"exactDeliveryDate,omitempty"`
	ExpiryDate         string `json:"expiryDate,omitempty"`
	TimeFrameType      string `json:"timeFrameType"`
}

type offer struct {
	OfferID   string `json:"offerId"`
	Reference string `json:"reference,omitempty"`
}

type product struct {
	EAN   string `json:"ean"`
	Title string `json:"title"`
}

type discount struct {
	Title  string `json:"title"`
	Amount cents  `json:"amount"`
}

func (i *item) left() int { return i.Quantity - i.QuantityShipped - i.QuantityCancelled }

type reducedOrder struct {
	OrderID    string        `json:"orderId"`
	Placed     stamp         `json:"orderPlacedDateTime"`
	OrderItems []reducedItem `json:"orderItems"`
}

type reducedItem struct {
	OrderItemID         string `json:"orderItemId"`
	EAN                 string `json:"ean"`
	FulfilmentMethod    string `json:"fulfilmentMethod"`
	FulfilmentStatus    string `json:"fulfilmentStatus"`
	Quantity            int    `json:"quantity"`
	QuantityShipped     int    `json:"quantityShipped"`
	QuantityCancelled   int    `json:"quantityCancelled"`
	CancellationRequest bool   `json:"cancellationRequest"`
	LatestChanged       stamp  `json:"latestChangedDateTime"`
}

func (o *order) reduced() reducedOrder {
	r := reducedOrder{OrderID: o.OrderID, Placed: o.Placed, OrderItems: make([]reducedItem, len(o.OrderItems))}
	for n, i := range o.OrderItems {
		status := "OPEN"
		if i.left() == 0 {
			status = "HANDLED"
		}
		r.OrderItems[n] = reducedItem{
			OrderItemID: i.OrderItemID, EAN: i.Product.EAN, FulfilmentMethod: i.Fulfilment.Method, FulfilmentStatus: status,
			Quantity: i.Quantity, QuantityShipped: i.QuantityShipped, QuantityCancelled: i.QuantityCancelled,
			CancellationRequest: i.CancellationRequest, LatestChanged: i.LatestChanged,
		}
	}
	return r
}

// cents is an amount of euros.
type cents int64

// MarshalJSON writes the amount as a number with two decimals.
func (c cents) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "%d.%02d", c/100, c%100), nil
}

// stamp is a time to the second, in Dutch winter time.
type stamp struct{ time.Time }

var dutch = time.FixedZone("CET", 3600)

// MarshalJSON writes the time as bol does.
func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(strconv.Quote(s.In(dutch).Format(time.RFC3339))), nil
}

type violation struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

// problem answers with an error in bol's form.
func problem(w http.ResponseWriter, status int, title, detail string, violations ...violation) {
	if violations == nil {
		violations = []violation{}
	}
	body, _ := json.Marshal(map[string]any{
		"type": "https://api.bol.com/problems", "title": title, "status": status, "detail": detail, "violations": violations,
	})
	send(w, status, "application/problem+json", body)
}
