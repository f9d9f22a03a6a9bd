package simulator

import (
	"fmt"
	"time"
)

// The answers, with the field names of eBay's OpenAPI document.

type order struct {
	OrderID      string        `json:"orderId"`
	LegacyID     string        `json:"legacyOrderId"`
	Created      stamp         `json:"creationDate"`
	Modified     stamp         `json:"lastModifiedDate"`
	Fulfillment  string        `json:"orderFulfillmentStatus"`
	Payment      string        `json:"orderPaymentStatus"`
	SellerID     string        `json:"sellerId"`
	Buyer        buyer         `json:"buyer"`
	Notes        string        `json:"buyerCheckoutNotes,omitempty"`
	CancelStatus cancelStatus  `json:"cancelStatus"`
	Pricing      pricing       `json:"pricingSummary"`
	Instructions []instruction `json:"fulfillmentStartInstructions"`
	Hrefs        []string      `json:"fulfillmentHrefs"`
	LineItems    []*lineItem   `json:"lineItems"`
	Program      *program      `json:"program,omitempty"`

	fulfillments []fulfillment
	shipped      map[string]int
}

type buyer struct {
	Username     string         `json:"username"`
	Tax          *taxIdentifier `json:"taxIdentifier,omitempty"`
	Registration *contact       `json:"buyerRegistrationAddress,omitempty"`
}

type taxIdentifier struct {
	ID      string `json:"taxpayerId"`
	Type    string `json:"taxIdentifierType"`
	Country string `json:"issuingCountry"`
}

type contact struct {
	FullName string  `json:"fullName"`
	Company  string  `json:"companyName,omitempty"`
	Address  address `json:"contactAddress"`
	Phone    phone   `json:"primaryPhone"`
	Email    string  `json:"email"`
}

type phone struct {
	Number string `json:"phoneNumber"`
}

type address struct {
	Line1    string `json:"addressLine1"`
	Line2    string `json:"addressLine2,omitempty"`
	City     string `json:"city"`
	Region   string `json:"stateOrProvince,omitempty"`
	Postcode string `json:"postalCode"`
	Country  string `json:"countryCode"`
}

type cancelStatus struct {
	State     string          `json:"cancelState"`
	Cancelled *stamp          `json:"cancelledDate,omitempty"`
	Requests  []cancelRequest `json:"cancelRequests"`
}

type cancelRequest struct {
	ID        string `json:"cancelRequestId"`
	Initiator string `json:"cancelInitiator"`
	Reason    string `json:"cancelReason"`
	Requested stamp  `json:"cancelRequestedDate"`
	State     string `json:"cancelRequestState"`
}

type pricing struct {
	Subtotal amount  `json:"priceSubtotal"`
	Delivery amount  `json:"deliveryCost"`
	Tax      *amount `json:"tax,omitempty"`
	Total    amount  `json:"total"`
}

type instruction struct {
	Type     string        `json:"fulfillmentInstructionsType"`
	Shipping *shippingStep `json:"shippingStep,omitempty"`
	Pickup   *pickupStep   `json:"pickupStep,omitempty"`
	EBay     bool          `json:"ebaySupportedFulfillment,omitempty"`
}

type shippingStep struct {
	Carrier   string   `json:"shippingCarrierCode"`
	Service   string   `json:"shippingServiceCode"`
	To        *contact `json:"shipTo,omitempty"`
	Reference string   `json:"shipToReferenceId,omitempty"`
}

type pickupStep struct {
	Location string `json:"merchantLocationKey"`
}

type lineItem struct {
	ID          string       `json:"lineItemId"`
	LegacyID    string       `json:"legacyItemId"`
	SKU         string       `json:"sku,omitempty"`
	Title       string       `json:"title"`
	Quantity    int          `json:"quantity"`
	Format      string       `json:"soldFormat"`
	Fulfillment string       `json:"lineItemFulfillmentStatus"`
	Cost        amount       `json:"lineItemCost"`
	Discounted  *amount      `json:"discountedLineItemCost,omitempty"`
	Total       amount       `json:"total"`
	Delivery    deliveryCost `json:"deliveryCost"`
	Dates       dates        `json:"lineItemFulfillmentInstructions"`
	Taxes       []struct{}   `json:"taxes"`
	Refunds     []struct{}   `json:"refunds"`
}

type deliveryCost struct {
	Shipping amount `json:"shippingCost"`
}

type dates struct {
	Earliest stamp `json:"minEstimatedDeliveryDate"`
	Latest   stamp `json:"maxEstimatedDeliveryDate"`
	ShipBy   stamp `json:"shipByDate"`
}

type program struct {
	Fulfillment struct {
		By string `json:"fulfilledBy"`
	} `json:"fulfillmentProgram"`
}

type fulfillment struct {
	ID       string      `json:"fulfillmentId"`
	Lines    []reference `json:"lineItems"`
	Tracking string      `json:"shipmentTrackingNumber,omitempty"`
	Carrier  string      `json:"shippingCarrierCode,omitempty"`
	Shipped  stamp       `json:"shippedDate"`
}

type reference struct {
	ID       string `json:"lineItemId"`
	Quantity int    `json:"quantity"`
}

// amount is money with its value as a text, as eBay writes it.
type amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

func euros(cents int64) amount { return amount{fmt.Sprintf("%d.%02d", cents/100, cents%100), "EUR"} }

// stamp is a time to the millisecond.
type stamp struct{ time.Time }

const timeFormat = "2006-01-02T15:04:05.000Z"

// MarshalJSON writes the time as eBay does.
func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(`"` + s.UTC().Format(timeFormat) + `"`), nil
}
