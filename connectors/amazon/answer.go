package amazon

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

// The answers of the Orders API v2026-01-01, as far as they are used. Fields that are not
// named here are never decoded: what Amazon adds one day is not kept by accident, and
// neither is what a buyer writes as the reason of a cancellation.

type searchAnswer struct {
	Orders     []listedOrder `json:"orders"`
	Pagination struct {
		NextToken string `json:"nextToken"`
	} `json:"pagination"`
}

// listedOrder is what a search shows that asks for no further data: nothing personal.
type listedOrder struct {
	OrderID     string       `json:"orderId"`
	LastUpdated *time.Time   `json:"lastUpdatedTime"`
	Items       []listedItem `json:"orderItems"`
}

type listedItem struct {
	ID      string `json:"orderItemId"`
	Ordered int32  `json:"quantityOrdered"`
}

type orderAnswer struct {
	Order *fullOrder `json:"order"`
}

type fullOrder struct {
	OrderID      string     `json:"orderId"`
	Created      *time.Time `json:"createdTime"`
	LastUpdated  *time.Time `json:"lastUpdatedTime"`
	SalesChannel struct {
		MarketplaceID string `json:"marketplaceId"`
	} `json:"salesChannel"`
	Buyer       *buyer       `json:"buyer"`
	Recipient   *recipient   `json:"recipient"`
	Fulfillment *fulfillment `json:"fulfillment"`
	Proceeds    proceeds     `json:"proceeds"`
	Tax         struct {
		Registrations []registration `json:"taxRegistrations"`
	} `json:"tax"`
	Items    []item `json:"orderItems"`
	Packages []box  `json:"packages"`
}

type buyer struct {
	Name          string `json:"buyerName"`
	Email         string `json:"buyerEmail"`
	Company       string `json:"buyerCompanyName"`
	PurchaseOrder string `json:"buyerPurchaseOrderNumber"`
}

type recipient struct {
	Address    *place     `json:"deliveryAddress"`
	Preference preference `json:"deliveryPreference"`
}

type preference struct {
	Instruction string `json:"addressInstruction"`
	DropOff     string `json:"dropOffLocation"`
}

type place struct {
	Name         string `json:"name"`
	Company      string `json:"companyName"`
	Line1        string `json:"addressLine1"`
	Line2        string `json:"addressLine2"`
	Line3        string `json:"addressLine3"`
	City         string `json:"city"`
	District     string `json:"districtOrCounty"`
	Municipality string `json:"municipality"`
	Region       string `json:"stateOrRegion"`
	PostalCode   string `json:"postalCode"`
	CountryCode  string `json:"countryCode"`
	Phone        string `json:"phone"`
	Type         string `json:"addressType"`
	Extended     struct {
		Street       string `json:"streetName"`
		Number       string `json:"streetNumber"`
		Complement   string `json:"complement"`
		Neighborhood string `json:"neighborhood"`
	} `json:"extendedFields"`
}

// registration is a tax number of somebody who has to do with the order.
type registration struct {
	Entity  string `json:"entityType"`
	Name    string `json:"legalName"`
	Number  string `json:"taxRegistrationNumber"`
	Address *place `json:"taxRegistrationAddress"`
}

type fulfillment struct {
	Status    string `json:"fulfillmentStatus"`
	By        string `json:"fulfilledBy"`
	DeliverBy span   `json:"deliverByWindow"`
}

type span struct {
	Latest *time.Time `json:"latestDateTime"`
}

// proceeds are an order's or an item's amounts.
type proceeds struct {
	GrandTotal *money      `json:"grandTotal"`
	Total      *money      `json:"proceedsTotal"`
	Breakdowns []breakdown `json:"breakdowns"`
}

type breakdown struct {
	Type     string `json:"type"`
	Subtotal *money `json:"subtotal"`
}

type item struct {
	ID      string `json:"orderItemId"`
	Ordered int32  `json:"quantityOrdered"`
	Product struct {
		SKU   string `json:"sellerSku"`
		Title string `json:"title"`
		Price struct {
			Unit *money `json:"unitPrice"`
		} `json:"price"`
	} `json:"product"`
	Proceeds     proceeds `json:"proceeds"`
	Cancellation struct {
		Request   *struct{} `json:"cancellationRequest"`
		Execution *struct{} `json:"cancellationExecution"`
	} `json:"cancellation"`
	Fulfillment struct {
		Fulfilled   int32  `json:"quantityFulfilled"`
		Unfulfilled *int32 `json:"quantityUnfulfilled"`
		Packing     struct {
			Gift struct {
				Message string `json:"giftMessage"`
			} `json:"giftOption"`
		} `json:"packing"`
		Shipping struct {
			Scheduled span `json:"scheduledDeliveryWindow"`
		} `json:"shipping"`
	} `json:"fulfillment"`
}

// box is a package.
type box struct {
	ID       string     `json:"packageReferenceId"`
	Created  *time.Time `json:"createdTime"`
	Shipped  *time.Time `json:"shipTime"`
	Carrier  string     `json:"carrier"`
	Tracking string     `json:"trackingNumber"`
	Items    []packed   `json:"packageItems"`
}

type packed struct {
	ID       string `json:"orderItemId"`
	Quantity int    `json:"quantity"`
}

type money struct {
	Amount   amount `json:"amount"`
	Currency string `json:"currencyCode"`
}

// amount is a decimal of bounded length without exponent, in a JSON string. It is never
// a float, and "1e999999999" is no amount: adding to it would fill the memory with zeros.
type amount struct {
	decimal.Decimal
	given bool
}

var errAmount = errors.New("amazon: not an amount")

// UnmarshalJSON reads an amount.
func (a *amount) UnmarshalJSON(text []byte) error {
	if len(text) < 3 || len(text) > 22 || text[0] != '"' || text[len(text)-1] != '"' {
		return errAmount
	}
	text = text[1 : len(text)-1]
	for _, c := range text {
		if (c < '0' || c > '9') && c != '-' && c != '.' {
			return errAmount
		}
	}
	d, err := decimal.NewFromString(string(text))
	if err != nil {
		return errAmount
	}
	a.Decimal, a.given = d, true
	return nil
}

// is reports whether there is an amount.
func (m *money) is() bool { return m != nil && m.Amount.given && m.Currency != "" }
