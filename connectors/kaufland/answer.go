package kaufland

import "time"

// The answers of Kaufland, as far as they are used. Fields that are not named here are never
// decoded: what Kaufland adds one day is not kept by accident.

type pagination struct {
	Total *int `json:"total"`
}

type listedOrder struct {
	ID      string     `json:"id_order"`
	Units   int        `json:"order_units_count"`
	Updated *time.Time `json:"ts_units_updated_iso"`
}

// details are an order without anything personal.
type details struct {
	ID          string     `json:"id_order"`
	Created     *time.Time `json:"ts_created_iso"`
	Fulfillment string     `json:"fulfillment_type"`
	Units       []unit     `json:"order_units"`
}

// fullOrder are an order's details with its customer.
type fullOrder struct {
	details
	Billing  *address `json:"billing_address"`
	Shipping *address `json:"shipping_address"`
	Buyer    *struct {
		Email string `json:"email"`
	} `json:"buyer"`
	Delivery *struct {
		Pickup *struct {
			ID         string `json:"pickup_location_id"`
			Provider   string `json:"provider"`
			PostNumber string `json:"dhl_post_number"`
		} `json:"pickup_location"`
	} `json:"delivery"`
}

type address struct {
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	Company     string `json:"company_name"`
	Street      string `json:"street"`
	HouseNumber string `json:"house_number"`
	Postcode    string `json:"postcode"`
	More        string `json:"additional_field"`
	City        string `json:"city"`
	Phone       string `json:"phone"`
	Country     string `json:"country"`
}

// unit is one piece. Its amounts are whole cents, tax included.
type unit struct {
	ID       int64      `json:"id_order_unit"`
	Status   string     `json:"status"`
	Updated  *time.Time `json:"ts_updated_iso"`
	Offer    string     `json:"id_offer"`
	Price    *int32     `json:"price"`
	Shipping int32      `json:"shipping_rate"`
	Currency string     `json:"currency"`
	Expires  *time.Time `json:"delivery_time_expires_iso"`
	Received *time.Time `json:"order_received_timestamp_iso"`
	Product  *struct {
		ID    int64    `json:"id_product"`
		Title string   `json:"title"`
		EANs  []string `json:"eans"`
	} `json:"product"`
	Tickets []ticket `json:"tickets"`
}

// ticket is a customer's question. What it says is never decoded.
type ticket struct {
	ID      string     `json:"id_ticket"`
	Status  string     `json:"status"`
	Topic   string     `json:"topic"`
	Updated *time.Time `json:"ts_updated_iso"`
	Units   []int64    `json:"ids_order_units"`
}

// topicCancel is the topic by which a customer asks to cancel.
const topicCancel = "order_cancel"

// open reports whether a piece is the merchant's to send.
func (u *unit) open() bool { return u.Status == "open" || u.Status == "need_to_be_sent" }

func (u *unit) cancelled() bool { return u.Status == "cancelled" }

// sent reports whether a piece left. What comes later, such as returned, comes after that.
func (u *unit) sent() bool {
	switch u.Status {
	case "sent", "received", "sent_and_autopaid", "returned", "returned_paid":
		return true
	}
	return false
}

// wanted reports whether the customer asks to cancel the piece, and nobody has answered.
func (u *unit) wanted() bool {
	for _, t := range u.Tickets {
		if t.Topic == topicCancel && t.Status == "opened" && u.open() {
			return true
		}
	}
	return false
}
