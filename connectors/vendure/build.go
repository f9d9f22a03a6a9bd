package vendure

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"orderveil"
	"orderveil/connectors"
)

// build brings a draft to its end, from wherever an earlier attempt left it: every
// step may be done again.
func (s *Sink) build(ctx context.Context, o order, wanted []line, reference string, from *orderveil.Order) (order, error) {
	var err error
	if o.State == "Draft" || o.State == "Created" {
		if o, err = s.fill(ctx, o, wanted); err != nil {
			return o, err
		}
		if err := s.address(ctx, o.ID, from); err != nil {
			return o, err
		}
		if err := s.ship(ctx, o.ID); err != nil {
			return o, err
		}
		if o, err = s.arrange(ctx, o.ID); err != nil {
			return o, err
		}
	}
	if !same(o, wanted, s.price) {
		return o, different()
	}
	if s.price != "" && o.SubTotalWithTax != sum(wanted) {
		return o, dearer()
	}
	return s.pay(ctx, o.ID, reference, from)
}

// fill makes the draft's lines the wanted ones.
func (s *Sink) fill(ctx context.Context, o order, wanted []line) (order, error) {
	if same(o, wanted, s.price) {
		return o, nil
	}
	var err error
	for _, l := range o.Lines { // of an attempt that was cut off
		if o, err = s.step(ctx, "removeDraftOrderLine", "empty a draft",
			`mutation($o: ID!, $l: ID!) { removeDraftOrderLine(orderId: $o, orderLineId: $l) { `+s.fields()+` } }`,
			map[string]any{"o": o.ID, "l": l.ID}); err != nil {
			return o, err
		}
	}
	for _, l := range wanted {
		input := map[string]any{"productVariantId": l.variant, "quantity": l.quantity}
		if s.price != "" {
			input["customFields"] = map[string]any{s.price: l.cents}
		}
		if o, err = s.step(ctx, "addItemToDraftOrder", "add a line",
			`mutation($o: ID!, $i: AddItemToDraftOrderInput!) { addItemToDraftOrder(orderId: $o, input: $i) { `+s.fields()+` } }`,
			map[string]any{"o": o.ID, "i": input}); err != nil {
			return o, err
		}
	}
	return o, nil
}

// same compares an order's lines with the wanted ones, whatever their order.
func same(o order, wanted []line, price string) bool {
	left := map[string]int{}
	for _, l := range wanted {
		left[lineKey(l.variant, l.cents, price)] += l.quantity
	}
	for _, l := range o.Lines {
		cents, _ := l.CustomFields[price].(float64)
		left[lineKey(l.ProductVariant.ID, int64(math.Round(cents)), price)] -= l.Quantity
	}
	for _, n := range left {
		if n != 0 {
			return false
		}
	}
	return true
}

func lineKey(variant string, cents int64, price string) string {
	if price == "" {
		return variant
	}
	return fmt.Sprint(variant, " ", cents)
}

// sum is what the customer paid the marketplace.
func sum(wanted []line) (cents int64) {
	for _, l := range wanted {
		cents += l.cents * int64(l.quantity)
	}
	return cents
}

// ship sets the shipping method.
func (s *Sink) ship(ctx context.Context, id string) error {
	method, err := s.method(ctx, "eligibleShippingMethodsForDraftOrder",
		`query($o: ID!) { eligibleShippingMethodsForDraftOrder(orderId: $o) { id code } }`, map[string]any{"o": id}, s.shipping)
	if err != nil {
		return err
	}
	_, err = s.step(ctx, "setDraftOrderShippingMethod", "set the shipping method",
		`mutation($o: ID!, $m: ID!) { setDraftOrderShippingMethod(orderId: $o, shippingMethodId: $m) { `+s.fields()+` } }`,
		map[string]any{"o": id, "m": method.ID})
	return err
}

func (s *Sink) arrange(ctx context.Context, id string) (order, error) {
	return s.step(ctx, "transitionOrderToState", "take the order",
		`mutation($o: ID!) { transitionOrderToState(id: $o, state: "ArrangingPayment") { `+s.fields()+` } }`, map[string]any{"o": id})
}

// pay records that the marketplace has been paid. It makes the order whole.
func (s *Sink) pay(ctx context.Context, id, reference string, from *orderveil.Order) (order, error) {
	method := s.payment
	if method == "" {
		m, err := s.method(ctx, "paymentMethods", `query { paymentMethods(options: {take: 1, filter: {enabled: {eq: true}}}) { items { id code } } }`, nil, "")
		if err != nil {
			return order{}, err
		}
		method = m.Code
	}
	return s.step(ctx, "addManualPaymentToOrder", "record the payment",
		`mutation($i: ManualPaymentInput!) { addManualPaymentToOrder(input: $i) { `+s.fields()+` } }`,
		map[string]any{"i": map[string]any{"orderId": id, "method": method, "transactionId": from.Number, "metadata": map[string]string{"reference": reference}}})
}

type method struct{ ID, Code string }

// method returns the method with a code, or the first one there is.
func (s *Sink) method(ctx context.Context, name, document string, variables map[string]any, code string) (method, error) {
	data, err := s.api.call(ctx, true, document, variables)
	if err != nil {
		return method{}, err
	}
	var all []method
	if err := json.Unmarshal(data[name], &all); err != nil {
		var list struct{ Items []method }
		if err := json.Unmarshal(data[name], &list); err != nil {
			return method{}, badAnswer()
		}
		all = list.Items
	}
	for _, m := range all {
		if code == "" || m.Code == code {
			return m, nil
		}
	}
	return method{}, &connectors.Failure{
		Code: "NO_METHOD", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Vendure shop has no shipping or payment method for orders of a marketplace.",
		NextStep: "Make one in the shop that fits every order, and name it in the connection's settings if there are several.",
	}
}
