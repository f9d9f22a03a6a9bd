package bol

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

// The answers of bol, as far as they are used. Fields that are not named here are
// never decoded: what bol adds one day is not kept by accident.

type reducedOrders struct {
	Orders []reducedOrder `json:"orders"`
}

type reducedOrder struct {
	OrderID    string        `json:"orderId"`
	Placed     *time.Time    `json:"orderPlacedDateTime"`
	OrderItems []reducedItem `json:"orderItems"`
}

type reducedItem struct {
	OrderItemID         string     `json:"orderItemId"`
	EAN                 string     `json:"ean"`
	FulfilmentMethod    string     `json:"fulfilmentMethod"`
	FulfilmentStatus    string     `json:"fulfilmentStatus"`
	Quantity            int32      `json:"quantity"`
	QuantityShipped     int32      `json:"quantityShipped"`
	QuantityCancelled   int32      `json:"quantityCancelled"`
	CancellationRequest bool       `json:"cancellationRequest"`
	LatestChanged       *time.Time `json:"latestChangedDateTime"`
}

type fullOrder struct {
	OrderID         string     `json:"orderId"`
	Placed          *time.Time `json:"orderPlacedDateTime"`
	ShipmentDetails *details   `json:"shipmentDetails"`
	BillingDetails  *details   `json:"billingDetails"`
	OrderItems      []item     `json:"orderItems"`
}

// details are a party's, with the fields of both kinds of party.
type details struct {
	PickupPointName      string `json:"pickupPointName"`
	Salutation           string `json:"salutation"`
	FirstName            string `json:"firstName"`
	Surname              string `json:"surname"`
	StreetName           string `json:"streetName"`
	HouseNumber          string `json:"houseNumber"`
	HouseNumberExtension string `json:"houseNumberExtension"`
	ExtraAddressInfo     string `json:"extraAddressInformation"`
	ZipCode              string `json:"zipCode"`
	City                 string `json:"city"`
	CountryCode          string `json:"countryCode"`
	Email                string `json:"email"`
	Company              string `json:"company"`
	DeliveryPhoneNumber  string `json:"deliveryPhoneNumber"`
	VATNumber            string `json:"vatNumber"`
	ChamberOfCommerce    string `json:"kvkNumber"`
	CustomerReference    string `json:"orderReference"`
}

type item struct {
	OrderItemID         string      `json:"orderItemId"`
	CancellationRequest bool        `json:"cancellationRequest"`
	Fulfilment          *fulfilment `json:"fulfilment"`
	Offer               struct {
		Reference string `json:"reference"`
	} `json:"offer"`
	Product struct {
		EAN   string `json:"ean"`
		Title string `json:"title"`
	} `json:"product"`
	Quantity          int32      `json:"quantity"`
	QuantityShipped   int32      `json:"quantityShipped"`
	QuantityCancelled int32      `json:"quantityCancelled"`
	UnitPrice         *amount    `json:"unitPrice"`
	TotalPrice        *amount    `json:"totalPrice"`
	Discounts         []discount `json:"discounts"`
	LatestChanged     *time.Time `json:"latestChangedDateTime"`
}

type discount struct {
	Amount *amount `json:"amount"`
}

type fulfilment struct {
	Method             string `json:"method"`
	LatestDeliveryDate *date  `json:"latestDeliveryDate"`
	ExactDeliveryDate  *date  `json:"exactDeliveryDate"`
	TimeFrameType      string `json:"timeFrameType"` // the delivery that the customer chose: REGULAR, EVENING, …
}

func (i *item) left() int32 { return i.Quantity - i.QuantityShipped - i.QuantityCancelled }

func (i *item) byBol() bool { return i.Fulfilment != nil && i.Fulfilment.Method == "FBB" }

// amount is a JSON number of bounded length without exponent. It is never a float,
// and "1e999999999" is no amount: adding to it would fill the memory with zeros.
type amount struct{ decimal.Decimal }

var errAmount = errors.New("bol: not an amount")

// UnmarshalJSON reads an amount; null leaves it as it is.
func (a *amount) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if len(text) > 20 {
		return errAmount
	}
	for _, c := range text {
		if (c < '0' || c > '9') && c != '-' && c != '.' {
			return errAmount
		}
	}
	d, err := decimal.NewFromString(string(text))
	if err != nil {
		return errAmount
	}
	a.Decimal = d
	return nil
}

// date is a day without a time; an empty text is no day.
type date struct{ day time.Time }

// UnmarshalText reads a date.
func (d *date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		return nil
	}
	d.day, err = time.Parse(time.DateOnly, string(text))
	return err
}
