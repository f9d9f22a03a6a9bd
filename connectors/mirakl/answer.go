package mirakl

import (
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

// The answers of Mirakl, as far as they are used. Fields that are not named here are never
// decoded: what an operator adds one day is not kept by accident.

// listedOrders is OR11 without anything personal, for listing.
type listedOrders struct {
	Orders []listedOrder `json:"orders"`
	Total  *int          `json:"total_count"`
}

type listedOrder struct {
	ID      string       `json:"order_id"`
	State   string       `json:"order_state"`
	Updated *time.Time   `json:"last_updated_date"`
	Lines   []listedLine `json:"order_lines"`
}

type listedLine struct {
	ID       string `json:"order_line_id"`
	State    string `json:"order_line_state"`
	Quantity int    `json:"quantity"`
}

type fullOrders struct {
	Orders []fullOrder `json:"orders"`
	Total  *int        `json:"total_count"`
}

type fullOrder struct {
	ID         string     `json:"order_id"`
	State      string     `json:"order_state"`
	Created    *time.Time `json:"created_date"`
	Updated    *time.Time `json:"last_updated_date"`
	Currency   string     `json:"currency_iso_code"`
	TaxMode    string     `json:"order_tax_mode"`
	TotalPrice *amount    `json:"total_price"`
	OrderTaxes []struct {
		Total *amount `json:"total_amount"`
	} `json:"order_taxes"`
	Delivery *struct {
		Latest *time.Time `json:"latest"`
	} `json:"delivery_date"`
	Deadline    *time.Time `json:"shipping_deadline"`
	Fulfillment *struct {
		Center struct {
			Code string `json:"code"`
		} `json:"center"`
	} `json:"fulfillment"`
	Email    string   `json:"customer_notification_email"`
	PickupID string   `json:"shipping_pudo_id"`
	Customer customer `json:"customer"`
	Lines    []line   `json:"order_lines"`
}

type customer struct {
	Civility     string   `json:"civility"`
	FirstName    string   `json:"firstname"`
	LastName     string   `json:"lastname"`
	Shipping     *address `json:"shipping_address"`
	Billing      *address `json:"billing_address"`
	Organization *struct {
		Name   string `json:"name"`
		Number string `json:"identification_number"`
		TaxID  string `json:"tax_identification_number"`
	} `json:"organization"`
}

type address struct {
	Civility  string `json:"civility"`
	FirstName string `json:"firstname"`
	LastName  string `json:"lastname"`
	Company   string `json:"company"`
	Company2  string `json:"company_2"`
	Street1   string `json:"street_1"`
	Street2   string `json:"street_2"`
	ZipCode   string `json:"zip_code"`
	City      string `json:"city"`
	State     string `json:"state"`
	Country   string `json:"country_iso_code"`
	Phone     string `json:"phone"`
	Phone2    string `json:"phone_secondary"`
	Note      string `json:"additional_info"`
}

type line struct {
	ID            string         `json:"order_line_id"`
	State         string         `json:"order_line_state"`
	OfferSKU      string         `json:"offer_sku"`
	ProductSKU    string         `json:"product_sku"`
	Title         string         `json:"product_title"`
	Quantity      int            `json:"quantity"`
	UnitPrice     *amount        `json:"price_unit"`
	Price         *amount        `json:"price"`
	ShippingPrice *amount        `json:"shipping_price"`
	Taxes         []tax          `json:"taxes"`
	ShippingTaxes []tax          `json:"shipping_taxes"`
	Shipped       *time.Time     `json:"shipped_date"`
	Received      *time.Time     `json:"received_date"`
	Cancelations  []cancellation `json:"cancelations"`
}

type tax struct {
	Code   string  `json:"code"`
	Amount *amount `json:"amount"`
}

type cancellation struct {
	Quantity int        `json:"quantity"`
	Created  *time.Time `json:"created_date"`
}

// amount is a JSON number of bounded length without exponent. It is never a float, and
// "1e999999999" is no amount: adding to it would fill the memory with zeros.
type amount struct{ decimal.Decimal }

var errAmount = errors.New("mirakl: not an amount")

// UnmarshalJSON reads an amount; null leaves it as it is.
func (a *amount) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if len(text) > 24 {
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

// MarshalJSON writes a JSON number, which is what Mirakl takes.
func (a amount) MarshalJSON() ([]byte, error) {
	return []byte(a.StringFixed(max(2, -a.Exponent()))), nil
}

// of is the amount, or nothing.
func (a *amount) of() decimal.Decimal {
	if a == nil {
		return decimal.Zero
	}
	return a.Decimal
}

func sum(taxes []tax) (total decimal.Decimal) {
	for _, t := range taxes {
		total = total.Add(t.Amount.of())
	}
	return total
}
