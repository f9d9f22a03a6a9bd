package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// parcelBody is a ConfirmShipmentRequest's package.
type parcelBody struct {
	Reference   string     `json:"packageReferenceId"`
	CarrierCode string     `json:"carrierCode"`
	CarrierName string     `json:"carrierName"`
	Method      string     `json:"shippingMethod"`
	Tracking    *string    `json:"trackingNumber"`
	ShipDate    string     `json:"shipDate"`
	Supply      string     `json:"shipFromSupplySourceId"`
	Items       []packaged `json:"orderItems"`
}

// Confirmed is a package that Amazon was told of.
type Confirmed struct {
	Order, Reference, CarrierCode, CarrierName, Tracking string
	Lines                                                map[string]int
	ShippedAt                                            time.Time
}

var (
	positive    = regexp.MustCompile(`^[1-9][0-9]{0,9}$`)
	orderNumber = regexp.MustCompile(`^[0-9]{3}-[0-9]{7}-[0-9]{7}$`)
)

func (s *Simulator) serveConfirmation(w http.ResponseWriter, r *http.Request, number string) {
	var body struct {
		Marketplace string     `json:"marketplaceId"`
		Package     parcelBody `json:"packageDetail"`
		COD         string     `json:"codCollectionMethod"`
	}
	d := json.NewDecoder(io.LimitReader(r.Body, 1<<20))
	d.DisallowUnknownFields()
	if d.Decode(&body) != nil {
		refuse(w, http.StatusBadRequest, "InvalidInput", "The request has the wrong form.", "")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.byNumber[number]
	switch {
	case o == nil:
		refuse(w, http.StatusNotFound, "NotFound", "The order is not known to "+Mark+".", "")
	case body.Marketplace != o.SalesChannel.Marketplace:
		refuse(w, http.StatusBadRequest, "InvalidInput", "The marketplace is another one.", "")
	default:
		if wrong := s.confirm(o, &body.Package); wrong != "" {
			refuse(w, http.StatusBadRequest, "InvalidInput", wrong, "The request is refused for "+Mark+".")
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// confirm enters a package, in the place of one of the same number. The caller holds the
// lock.
func (s *Simulator) confirm(o *order, p *parcelBody) string {
	shipped, err := time.Parse(time.RFC3339, p.ShipDate)
	switch {
	case o.Fulfillment.By != "MERCHANT" || o.pending() || o.Fulfillment.Status == "CANCELLED":
		return "The order is not to be shipped by the merchant."
	case !positive.MatchString(p.Reference):
		return "PackageReferenceId: is invalid, must be a positive numeric value."
	case p.CarrierCode == "" || p.CarrierCode == "Other" && p.CarrierName == "" || p.Tracking == nil:
		return "The carrier or the tracking number is missing."
	case err != nil || shipped.After(s.config.Clock()) || shipped.Before(o.Created.Time):
		return "The ship date is none, in the future or before the order."
	}
	at := slices.IndexFunc(o.Packages, func(b *box) bool { return b.ID == p.Reference })
	before := map[string]int{}
	if at >= 0 {
		for _, i := range o.Packages[at].Items {
			before[i.ID] += i.Quantity
		}
	}
	items := map[string]int{}
	for _, i := range p.Items {
		items[i.ID] += i.Quantity
		one := o.item(i.ID)
		if one == nil || i.Quantity < 1 || items[i.ID] > one.Fulfillment.Unfulfilled+before[i.ID] {
			return "An item is not in the order, or not so often."
		}
	}
	if len(p.Items) == 0 {
		return "No items."
	}
	for id, quantity := range before {
		items[id] -= quantity
	}
	b := o.pack(p.Reference, shipped, s.config.Clock(), items)
	b.Carrier, b.Tracking, b.Items, b.sent = p.CarrierCode, *p.Tracking, p.Items, p
	if p.CarrierName != "" {
		b.Carrier = p.CarrierName
	}
	if at >= 0 {
		o.Packages[at] = b
	} else {
		o.Packages = append(o.Packages, b)
	}
	s.notify(o, "OrderStatusChange")
	return ""
}

// pack moves quantities of items from what is to be shipped to what has left.
func (o *order) pack(id string, shipped, now time.Time, items map[string]int) *box {
	for id, quantity := range items {
		f := o.item(id).Fulfillment
		f.Fulfilled += quantity
		f.Unfulfilled -= quantity
	}
	o.stand()
	o.touch(now)
	return &box{ID: id, Created: stamp{now}, Shipped: stamp{shipped}, Status: boxStatus{"IN_TRANSIT"}}
}

// stand sets the status that the quantities say.
func (o *order) stand() {
	fulfilled, left := 0, 0
	for _, i := range o.Items {
		fulfilled += i.Fulfillment.Fulfilled
		left += i.Fulfillment.Unfulfilled
	}
	switch {
	case left > 0 && fulfilled > 0:
		o.Fulfillment.Status = "PARTIALLY_SHIPPED"
	case left > 0:
		o.Fulfillment.Status = "UNSHIPPED"
	case fulfilled > 0:
		o.Fulfillment.Status = "SHIPPED"
	default:
		o.Fulfillment.Status = "CANCELLED"
	}
}

func (o *order) item(id string) *item {
	for _, i := range o.Items {
		if i.ID == id {
			return i
		}
	}
	return nil
}

// Confirmed lists the packages that were confirmed, as they stand.
func (s *Simulator) Confirmed() (all []Confirmed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		for _, b := range o.Packages {
			if b.sent == nil {
				continue
			}
			c := Confirmed{
				Order: o.OrderID, Reference: b.ID, CarrierCode: b.sent.CarrierCode, CarrierName: b.sent.CarrierName, Tracking: b.Tracking,
				Lines: map[string]int{}, ShippedAt: b.Shipped.Time,
			}
			for _, i := range b.Items {
				c.Lines[i.ID] += i.Quantity
			}
			all = append(all, c)
		}
	}
	return all
}
