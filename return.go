package orderveil

import "time"

// Return is one line of an order that a customer sends back. What the customer wrote is
// not part of it.
type Return struct {
	MarketplaceID string // the marketplace's id of the return
	Order         string // the marketplace's order number
	Line          string // the marketplace's id of the line; may be empty
	SKU           string // may be empty
	EAN           string // may be empty
	Quantity      int
	Reason        string // the marketplace's code, never free text
	RegisteredAt  time.Time
	HandledAt     time.Time // zero while the merchant has something to do
	Result        string    // the marketplace's code of how it was handled; may be empty
}
