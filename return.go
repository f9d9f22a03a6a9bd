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

// Check reports what makes a return unfit to be kept, without repeating any of it.
func (r *Return) Check() error {
	for _, text := range []string{r.MarketplaceID, r.Order, r.Line, r.SKU, r.EAN, r.Reason, r.Result} {
		if len(text) > 200 || !plainText(text) {
			return Invalidf("a text of the return is too long or holds control characters")
		}
	}
	if r.MarketplaceID == "" || r.Order == "" || len(r.Order) > MaxNumber || r.Quantity < 1 || r.Quantity > MaxQuantity || r.RegisteredAt.IsZero() {
		return Invalidf("the return has no id, order, quantity or date")
	}
	return nil
}
