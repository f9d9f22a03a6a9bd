package orderveil

import "github.com/shopspring/decimal"

// Money is an exact amount in one currency (ISO 4217), VAT included unless the
// field that holds it says otherwise.
type Money struct {
	Amount   decimal.Decimal
	Currency string
}

// DecimalText writes an exact number with at least two decimals: "12.90".
func DecimalText(d decimal.Decimal) string { return d.StringFixed(max(2, -d.Exponent())) }
