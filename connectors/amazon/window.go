package amazon

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"orderveil/connectors"
)

const (
	// lag is how far a search may be behind: Amazon shows changes after up to two minutes.
	lag = 3 * time.Minute
	// A first import looks at what changed in the last days, and at all orders that are to
	// be shipped as far back as customer data of open orders is kept.
	firstDays = 30
	openDays  = 90
	// pageSize is the most that one page holds.
	pageSize = 100
)

// The statuses of orders that there is something to know of. A pending order has no
// address and no prices; Amazon changes it, and so lists it, when it is to be shipped.
const (
	toShip  = "UNSHIPPED,PARTIALLY_SHIPPED"
	settled = toShip + ",SHIPPED,CANCELLED,UNFULFILLABLE"
)

// plan says which searches show everything that changed since the window began. Amazon
// takes lists as one text with commas.
func plan(w connectors.Window, marketplaces []string, now time.Time) []url.Values {
	search := func(statuses, since string, at time.Time) url.Values {
		return url.Values{
			"marketplaceIds": {strings.Join(marketplaces, ",")}, "fulfillmentStatuses": {statuses},
			since: {at.UTC().Format(time.RFC3339)}, "maxResultsPerPage": {strconv.Itoa(pageSize)},
		}
	}
	if w.Since.IsZero() {
		return []url.Values{
			search(toShip, "createdAfter", now.AddDate(0, 0, -openDays)),
			search(settled, "lastUpdatedAfter", now.AddDate(0, 0, -firstDays)),
		}
	}
	since := earlier(w.Since, now.Add(-lag)).Add(-lag)
	if oldest := now.AddDate(0, 0, -openDays); since.Before(oldest) {
		since = oldest
	}
	return []url.Values{search(settled, "lastUpdatedAfter", since)}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
