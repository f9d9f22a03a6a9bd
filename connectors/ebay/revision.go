package ebay

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
)

// revision folds what list and details both show of an order to a short text. The order of
// the lines means nothing. Requests to cancel are not among it: the list leaves them out,
// and shows the state that they bring.
func (h *head) revision() string {
	lines := slices.Clone(h.LineItems)
	slices.SortFunc(lines, func(a, b lineItem) int { return cmp.Compare(a.ID, b.ID) })
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %d %q %q %q\n", h.OrderID, h.Modified.UnixMilli(), h.Fulfillment, h.Payment, h.CancelStatus.State)
	for _, l := range lines {
		fmt.Fprintf(sum, "%q %d %q\n", l.ID, l.Quantity, l.Fulfillment)
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:15])
}

// unpaid reports whether the customer has yet to pay.
func (h *head) unpaid() bool { return h.Payment.is("PENDING", "FAILED") }

// cancelled reports whether what has not left will not be sent any more. An order of which
// all was paid back is one of those, however eBay calls its state.
func (h *head) cancelled() bool {
	return h.CancelStatus.State.is("CANCELED", "CANCELLED") || h.Payment.is("FULLY_REFUNDED")
}

// cancelling reports whether a cancellation was asked for that nobody has decided on.
func (h *head) cancelling() bool {
	return h.CancelStatus.State.is("IN_PROGRESS") ||
		slices.ContainsFunc(h.CancelStatus.Requests, func(r cancelRequest) bool { return r.State.is("REQUESTED") })
}
