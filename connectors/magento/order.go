package magento

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strconv"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
)

// order is what we read of an order in the shop. It holds nothing of the customer.
type order struct {
	ID        int         `json:"entity_id"`
	Number    string      `json:"increment_id"`
	Reference string      `json:"ext_order_id"`
	State     string      `json:"state"`
	Total     json.Number `json:"grand_total"`
	UpdatedAt string      `json:"updated_at"`
	Items     []item      `json:"items"`
	Payment   struct {
		Wanted json.Number `json:"amount_ordered"` // the total that we sent
	} `json:"payment"`
}

type item struct {
	ID        int         `json:"item_id"`
	SKU       string      `json:"sku"`
	Ordered   json.Number `json:"qty_ordered"`
	Shipped   json.Number `json:"qty_shipped"`
	Cancelled json.Number `json:"qty_canceled"`
}

// orderFields name what is read of an order.
const orderFields = "entity_id,increment_id,ext_order_id,state,grand_total,updated_at,payment[amount_ordered],items[item_id,sku,qty_ordered,qty_shipped,qty_canceled]"

// numberOf is an order's number in the shop: short enough to be read out, long enough that no
// two references share one.
func numberOf(reference string) string {
	sum := sha256.Sum256([]byte(reference))
	return "OV-" + base32.StdEncoding.EncodeToString(sum[:10])
}

// find reads the order of a reference, or ErrNotFound.
func (s *Sink) find(ctx context.Context, reference string) (order, error) {
	query := search([]filter{{"increment_id", "eq", numberOf(reference)}})
	query.Set("searchCriteria[pageSize]", "10")
	orders, _, err := list[order](ctx, s.api, "/V1/orders", query, orderFields)
	if err != nil {
		return order{}, err
	}
	for _, o := range orders {
		if o.Number == numberOf(reference) && o.Reference == reference && o.ID > 0 {
			return o, nil
		}
	}
	return order{}, orderveil.ErrNotFound
}

// Find returns the receipt of an order that the shop has as it was sent. One that came out
// with another total is not: Create compares it and cancels it.
func (s *Sink) Find(ctx context.Context, reference string) (connectors.Receipt, error) {
	o, err := s.find(ctx, reference)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if !equal(o.Total, o.Payment.Wanted) {
		return connectors.Receipt{}, orderveil.ErrNotFound
	}
	return connectors.Receipt{Number: o.Number}, nil
}

// shipped and cancelled are how many pieces of an order have left, and will not.
func (o *order) shipped() (n int) {
	for _, i := range o.Items {
		n += pieces(i.Shipped)
	}
	return n
}

func (o *order) cancelled() (n int) {
	for _, i := range o.Items {
		n += pieces(i.Cancelled)
	}
	return n
}

// pieces reads a quantity, which Magento keeps as a decimal number.
func pieces(n json.Number) int {
	d, err := decimal.NewFromString(string(n))
	if err != nil || d.Exponent() > 6 || d.LessThan(decimal.Zero) || d.GreaterThan(decimal.NewFromInt(orderveil.MaxQuantity)) {
		return 0
	}
	return int(d.IntPart())
}

func path(id int, rest string) string { return "/V1/orders/" + strconv.Itoa(id) + rest }

// equal compares two amounts.
func equal(a, b json.Number) bool {
	x, err := decimal.NewFromString(string(a))
	y, bad := decimal.NewFromString(string(b))
	return err == nil && bad == nil && x.Equal(y)
}
