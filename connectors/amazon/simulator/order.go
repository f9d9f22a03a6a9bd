package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The answers, with the names of Amazon's model.

type order struct {
	OrderID      string       `json:"orderId"`
	Created      stamp        `json:"createdTime"`
	LastUpdated  stamp        `json:"lastUpdatedTime"`
	Programs     []string     `json:"programs,omitempty"`
	SalesChannel salesChannel `json:"salesChannel"`
	Buyer        *buyer       `json:"buyer,omitempty"`
	Recipient    *recipient   `json:"recipient,omitempty"`
	Proceeds     *proceeds    `json:"proceeds,omitempty"`
	Fulfillment  *fulfillment `json:"fulfillment,omitempty"`
	Tax          *tax         `json:"tax,omitempty"`
	Items        []*item      `json:"orderItems"`
	Packages     []*box       `json:"packages,omitempty"`

	former []*place // where it went before a change
}

type salesChannel struct {
	Channel     string `json:"channelName"`
	Marketplace string `json:"marketplaceId"`
	Name        string `json:"marketplaceName"`
}

type buyer struct {
	Name          string `json:"buyerName,omitempty"`
	Email         string `json:"buyerEmail,omitempty"`
	Company       string `json:"buyerCompanyName,omitempty"`
	PurchaseOrder string `json:"buyerPurchaseOrderNumber,omitempty"`
}

type recipient struct {
	Address    *place      `json:"deliveryAddress,omitempty"`
	Preference *preference `json:"deliveryPreference,omitempty"`
}

type preference struct {
	DropOff     string `json:"dropOffLocation,omitempty"`
	Instruction string `json:"addressInstruction,omitempty"`
}

type place struct {
	Name    string `json:"name,omitempty"`
	Company string `json:"companyName,omitempty"`
	Line1   string `json:"addressLine1,omitempty"`
	Line2   string `json:"addressLine2,omitempty"`
	City    string `json:"city,omitempty"`
	Region  string `json:"stateOrRegion,omitempty"`
	Postal  string `json:"postalCode,omitempty"`
	Country string `json:"countryCode,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Type    string `json:"addressType,omitempty"`
}

type tax struct {
	Registrations []registration `json:"taxRegistrations"`
}

type registration struct {
	Entity string `json:"entityType"`
	Name   string `json:"legalName,omitempty"`
	Type   string `json:"taxRegistrationType,omitempty"`
	Number string `json:"taxRegistrationNumber,omitempty"`
}

type fulfillment struct {
	Status    string `json:"fulfillmentStatus"`
	By        string `json:"fulfilledBy"`
	Level     string `json:"fulfillmentServiceLevel"`
	ShipBy    span   `json:"shipByWindow"`
	DeliverBy span   `json:"deliverByWindow"`
}

type span struct {
	Earliest stamp `json:"earliestDateTime"`
	Latest   stamp `json:"latestDateTime"`
}

type proceeds struct {
	GrandTotal *money      `json:"grandTotal,omitempty"`
	Total      *money      `json:"proceedsTotal,omitempty"`
	Breakdowns []breakdown `json:"breakdowns,omitempty"`
}

type breakdown struct {
	Type     string `json:"type"`
	Subtotal money  `json:"subtotal"`
}

type item struct {
	ID           string           `json:"orderItemId"`
	Ordered      int              `json:"quantityOrdered"`
	Product      product          `json:"product"`
	Proceeds     *proceeds        `json:"proceeds,omitempty"`
	Cancellation *cancellation    `json:"cancellation,omitempty"`
	Fulfillment  *itemFulfillment `json:"fulfillment,omitempty"`
}

type product struct {
	ASIN  string `json:"asin"`
	Title string `json:"title"`
	SKU   string `json:"sellerSku"`
	Price *price `json:"price,omitempty"`
}

type price struct {
	Unit money `json:"unitPrice"`
}

type cancellation struct {
	Request   *request   `json:"cancellationRequest,omitempty"`
	Execution *execution `json:"cancellationExecution,omitempty"`
}

type request struct {
	Requester string `json:"requester"`
	Reason    string `json:"cancelReason"`
}

type execution struct {
	By     string `json:"cancelledBy"`
	Reason string `json:"cancelReason"`
}

type itemFulfillment struct {
	Fulfilled   int      `json:"quantityFulfilled"`
	Unfulfilled int      `json:"quantityUnfulfilled"`
	Packing     *packing `json:"packing,omitempty"`
}

type packing struct {
	Gift gift `json:"giftOption"`
}

type gift struct {
	Message string `json:"giftMessage"`
	Level   string `json:"giftWrapLevel"`
}

type box struct {
	ID       string      `json:"packageReferenceId"`
	Created  stamp       `json:"createdTime"`
	Shipped  stamp       `json:"shipTime"`
	Status   boxStatus   `json:"packageStatus"`
	Carrier  string      `json:"carrier"`
	Tracking string      `json:"trackingNumber"`
	Items    []packaged  `json:"packageItems"`
	sent     *parcelBody // what was confirmed
}

type boxStatus struct {
	Status string `json:"status"`
}

type packaged struct {
	ID       string `json:"orderItemId"`
	Quantity int    `json:"quantity"`
}

type money struct {
	Amount   cents  `json:"amount"`
	Currency string `json:"currencyCode"`
}

// cents is an amount; Amazon writes amounts as texts.
type cents int64

// MarshalJSON writes the amount as a text with two decimals.
func (c cents) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `"%d.%02d"`, c/100, c%100), nil
}

// stamp is a time to the second.
type stamp struct{ time.Time }

// MarshalJSON writes the time as Amazon does.
func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(strconv.Quote(s.UTC().Format(time.RFC3339))), nil
}

// datasets are the values of includedData.
var datasets = []string{"BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"}

// included reads the parameter; false when Amazon would not take it.
func (s *Simulator) included(text string) (func(dataset string) bool, bool) {
	var asked []string
	if text != "" {
		asked = strings.Split(text, ",")
	}
	for _, one := range asked {
		if !slices.Contains(datasets, one) {
			return nil, false
		}
	}
	return func(dataset string) bool {
		return slices.Contains(asked, dataset) && !slices.Contains(s.config.Withheld, dataset)
	}, true
}

// shown is an order with the data that was asked for and may be given. Orders that Amazon
// ships, cancelled ones and pending ones show no customer; pending ones no amounts either.
func (o *order) shown(with func(string) bool) *order {
	c := *o
	status := o.Fulfillment.Status
	hidden := o.Fulfillment.By == "AMAZON" || status == "CANCELLED" || o.pending()
	c.Items = make([]*item, len(o.Items))
	for n, i := range o.Items {
		one := *i
		if !with("CANCELLATION") {
			one.Cancellation = nil
		}
		if !with("PROCEEDS") || o.pending() {
			one.Proceeds = nil
		}
		if o.pending() {
			one.Product.Price = nil
		}
		if f := *one.Fulfillment; !with("BUYER") || hidden {
			f.Packing = nil
			one.Fulfillment = &f
		}
		if !with("FULFILLMENT") {
			one.Fulfillment = nil
		}
		c.Items[n] = &one
	}
	if !with("BUYER") || hidden {
		c.Buyer = nil
	}
	if !with("RECIPIENT") || hidden {
		c.Recipient = nil
	}
	if !with("TAX") || hidden {
		c.Tax = nil
	}
	if !with("PROCEEDS") || o.pending() {
		c.Proceeds = nil
	}
	if !with("FULFILLMENT") {
		c.Fulfillment = nil
	}
	if !with("PACKAGES") || o.Fulfillment.By == "AMAZON" {
		c.Packages = nil
	}
	return &c
}

func (o *order) pending() bool { return strings.HasPrefix(o.Fulfillment.Status, "PENDING") }

func (s *Simulator) serveOrder(w http.ResponseWriter, r *http.Request, number string) {
	query := r.URL.Query()
	with, ok := s.included(query.Get("includedData"))
	query.Del("includedData")
	if !ok || len(query) > 0 || !orderNumber.MatchString(number) {
		refuse(w, http.StatusBadRequest, "InvalidInput", "Invalid Input", "")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.byNumber[number]
	if o == nil {
		refuse(w, http.StatusNotFound, "NotFound", "The order is not known to "+Mark+".", "")
		return
	}
	send(w, http.StatusOK, map[string]any{"order": o.shown(with)})
}
