package ebay

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// The answers of eBay, as far as they are used. Fields that are not named here are never
// decoded: what eBay adds one day is not kept by accident, and what a list shows of
// customers is passed over.

type page struct {
	Orders []head `json:"orders"`
	Total  *int   `json:"total"`
}

// head is what of an order is no personal data: list and details show the same.
type head struct {
	OrderID      string     `json:"orderId"`
	Created      moment     `json:"creationDate"`
	Modified     moment     `json:"lastModifiedDate"`
	Fulfillment  code       `json:"orderFulfillmentStatus"`
	Payment      code       `json:"orderPaymentStatus"`
	CancelStatus cancelling `json:"cancelStatus"`
	LineItems    []lineItem `json:"lineItems"`
	Program      struct {
		Fulfillment struct {
			By code `json:"fulfilledBy"`
		} `json:"fulfillmentProgram"`
	} `json:"program"`
	Pricing struct {
		Total *amount `json:"total"`
		Tax   *amount `json:"tax"`
	} `json:"pricingSummary"`
	Hrefs []json.RawMessage `json:"fulfillmentHrefs"`
}

type cancelling struct {
	State    code            `json:"cancelState"`
	Requests []cancelRequest `json:"cancelRequests"` // of details only
}

type cancelRequest struct {
	State code `json:"cancelRequestState"`
}

type lineItem struct {
	ID          string  `json:"lineItemId"`
	SKU         string  `json:"sku"`
	Title       string  `json:"title"`
	Quantity    int32   `json:"quantity"`
	Fulfillment code    `json:"lineItemFulfillmentStatus"`
	Cost        *amount `json:"lineItemCost"`
	Discounted  *amount `json:"discountedLineItemCost"`
	Dates       struct {
		LatestDelivery moment `json:"maxEstimatedDeliveryDate"`
	} `json:"lineItemFulfillmentInstructions"`
}

type fullOrder struct {
	head
	Buyer struct {
		Registration *contact `json:"buyerRegistrationAddress"`
		Tax          struct {
			ID string `json:"taxpayerId"`
		} `json:"taxIdentifier"`
	} `json:"buyer"`
	Notes        string        `json:"buyerCheckoutNotes"`
	Instructions []instruction `json:"fulfillmentStartInstructions"`
}

type instruction struct {
	Type     code `json:"fulfillmentInstructionsType"`
	Shipping struct {
		To        *contact `json:"shipTo"`
		Reference string   `json:"shipToReferenceId"`
	} `json:"shippingStep"`
	Pickup struct {
		Location string `json:"merchantLocationKey"`
	} `json:"pickupStep"`
}

type contact struct {
	FullName string `json:"fullName"`
	Company  string `json:"companyName"`
	Email    string `json:"email"`
	Phone    struct {
		Number string `json:"phoneNumber"`
	} `json:"primaryPhone"`
	Address struct {
		Line1    string `json:"addressLine1"`
		Line2    string `json:"addressLine2"`
		City     string `json:"city"`
		County   string `json:"county"`
		Region   string `json:"stateOrProvince"`
		Postcode string `json:"postalCode"`
		Country  string `json:"countryCode"`
	} `json:"contactAddress"`
}

type fulfillments struct {
	Fulfillments []fulfillment `json:"fulfillments"`
}

type fulfillment struct {
	Lines    []fulfilledLine `json:"lineItems"`
	Tracking string          `json:"shipmentTrackingNumber"`
	Carrier  string          `json:"shippingCarrierCode"`
	Shipped  moment          `json:"shippedDate"`
}

type fulfilledLine struct {
	ID       string `json:"lineItemId"`
	Quantity *int32 `json:"quantity"`
}

// code is a value of one of eBay's enumerations. The document describes them in prose only:
// it is compared without regard to case, and an unknown one never makes an order unreadable.
type code string

func (c code) is(names ...string) bool {
	for _, name := range names {
		if strings.EqualFold(strings.TrimSpace(string(c)), name) {
			return true
		}
	}
	return false
}

// amount is money with its value as a text of bounded length without exponent. It is never
// a float, and "1e999999999" is no amount: adding to it would fill the memory with zeros.
type amount struct {
	Value    decimal.Decimal
	Currency string
}

var errAmount = errors.New("ebay: not an amount")

// UnmarshalJSON reads an amount; null leaves it as it is.
func (a *amount) UnmarshalJSON(text []byte) error {
	var said *struct {
		Value    json.Number `json:"value"` // takes a text as well, if it is a number's
		Currency string      `json:"currency"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return errAmount
	}
	if said == nil {
		return nil
	}
	value := string(said.Value)
	if value == "" || len(value) > 20 || strings.Trim(value, "0123456789.-") != "" || !currency(said.Currency) {
		return errAmount
	}
	d, err := decimal.NewFromString(value)
	if err != nil {
		return errAmount
	}
	a.Value, a.Currency = d, said.Currency
	return nil
}

func currency(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// moment is a time; an empty text is none.
type moment struct{ time.Time }

// UnmarshalText reads a time.
func (m *moment) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		return nil
	}
	m.Time, err = time.Parse(time.RFC3339, string(text))
	m.Time = m.Time.UTC()
	return err
}

// timeFormat is how eBay writes times, and wants them.
const timeFormat = "2006-01-02T15:04:05.000Z"
