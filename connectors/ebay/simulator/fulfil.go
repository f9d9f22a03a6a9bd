package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

func (s *Simulator) serveFulfillments(w http.ResponseWriter, number string) {
	o := s.order(number)
	if o == nil {
		refuse(w, http.StatusBadRequest, 32100, "API_FULFILLMENT", "Invalid order ID: "+number)
		return
	}
	list := o.fulfillments
	if list == nil {
		list = []fulfillment{}
	}
	send(w, http.StatusOK, map[string]any{"fulfillments": list, "total": len(list)})
}

// request is what a parcel is reported with.
type request struct {
	LineItems []struct {
		ID       string `json:"lineItemId"`
		Quantity *int   `json:"quantity"`
	} `json:"lineItems"`
	Shipped  *string `json:"shippedDate"`
	Carrier  string  `json:"shippingCarrierCode"`
	Tracking string  `json:"trackingNumber"`
}

var alphanumeric = regexp.MustCompile(`^[0-9A-Za-z]+$`)

func (s *Simulator) serveFulfil(w http.ResponseWriter, r *http.Request, number string) {
	var body request
	text, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err != nil || r.Header.Get("Content-Type") != "application/json" || d.Decode(&body) != nil {
		refuse(w, http.StatusBadRequest, 32600, "API_FULFILLMENT", "Invalid input data")
		return
	}
	o := s.order(number)
	if o == nil {
		refuse(w, http.StatusBadRequest, 32100, "API_FULFILLMENT", "Invalid Order Id: "+number)
		return
	}
	f, id := o.check(&body, s.config.Clock())
	if id != 0 {
		refuse(w, http.StatusBadRequest, id, "API_FULFILLMENT", "Invalid input data: "+string(text))
		return
	}
	if f.Tracking != "" && slices.ContainsFunc(o.fulfillments, func(g fulfillment) bool { return g.Tracking == f.Tracking && slices.Equal(g.Lines, f.Lines) }) {
		refuse(w, http.StatusConflict, 32600, "API_FULFILLMENT", "Conflict")
		return
	}
	o.keep(f, s.config.Clock())
	w.Header().Set("Location", "https://api.ebay.com"+OrderPath+"/"+number+"/shipping_fulfillment/"+f.ID)
	send(w, http.StatusCreated, struct{}{})
}

// check turns a request into a parcel, or returns the id of eBay's error.
func (o *order) check(r *request, now time.Time) (f fulfillment, id int) {
	f = fulfillment{Tracking: r.Tracking, Carrier: r.Carrier, Shipped: stamp{now.UTC().Truncate(time.Millisecond)}}
	if len(r.LineItems) == 0 || o.CancelStatus.State == "CANCELED" || o.Instructions[0].Type == "FULFILLED_BY_EBAY" {
		return f, 32600
	}
	for _, l := range r.LineItems {
		at := slices.IndexFunc(o.LineItems, func(i *lineItem) bool { return i.ID == l.ID })
		switch {
		case at < 0:
			return f, 32200
		case slices.ContainsFunc(f.Lines, func(g reference) bool { return g.ID == l.ID }):
			return f, 32210
		case l.Quantity == nil || *l.Quantity < 1 || *l.Quantity > o.LineItems[at].Quantity-o.shipped[l.ID]:
			return f, 32600
		}
		f.Lines = append(f.Lines, reference{l.ID, *l.Quantity})
	}
	if (r.Tracking == "") != (r.Carrier == "") || r.Tracking != "" && !alphanumeric.MatchString(r.Tracking) {
		return f, 32300
	}
	if r.Shipped != nil {
		at, err := time.Parse(timeFormat, *r.Shipped)
		if err != nil || at.After(now) {
			return f, 32500
		}
		f.Shipped = stamp{at}
	}
	f.ID = o.freeID(r.Tracking)
	return f, 0
}
