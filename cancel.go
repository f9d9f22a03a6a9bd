package orderveil

// CancelReason says why a merchant does not deliver. The names are stored and never change.
type CancelReason string

// The reasons.
const (
	CancelOutOfStock      CancelReason = "OUT_OF_STOCK"
	CancelCustomerRequest CancelReason = "CUSTOMER_REQUEST"
	CancelPriceError      CancelReason = "PRICE_ERROR"
	CancelDamaged         CancelReason = "DAMAGED"
	CancelTooLate         CancelReason = "TOO_LATE"
	CancelOrderedTwice    CancelReason = "ORDERED_TWICE"
	CancelOther           CancelReason = "OTHER"
)

// CancelReasons lists them.
func CancelReasons() []CancelReason {
	return []CancelReason{
		CancelOutOfStock, CancelCustomerRequest, CancelPriceError, CancelDamaged, CancelTooLate, CancelOrderedTwice, CancelOther,
	}
}
