package shopify

import (
	"context"
	"errors"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Create makes the order, unless the shop has it.
func (s *Sink) Create(ctx context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	lines, err := s.lines(ctx, o)
	if err != nil {
		return connectors.Receipt{}, err
	}
	receipt, err := s.Find(ctx, reference)
	if !errors.Is(err, orderveil.ErrNotFound) {
		return receipt, err
	}
	receipt, err = s.create(ctx, s.orderOf(reference, o, lines))
	if errors.Is(err, errInvalid) {
		// Also what an order is told whose reference another attempt was faster with.
		if receipt, err = s.Find(ctx, reference); errors.Is(err, orderveil.ErrNotFound) {
			return receipt, invalidOrder()
		}
	}
	return receipt, patient(err)
}

// patient has whoever asks again after an unclear answer wait until the search knows.
func patient(err error) error {
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Outcome != connectors.Unclear || f.After >= indexed {
		return err
	}
	later := *f
	later.After = indexed
	return &later
}

func (s *Sink) create(ctx context.Context, order map[string]any) (connectors.Receipt, error) {
	var answer struct {
		OrderCreate struct {
			Order      *found      `json:"order"`
			UserErrors []userError `json:"userErrors"`
		} `json:"orderCreate"`
	}
	err := s.api.call(ctx, opCreate, map[string]any{
		"order":   order,
		"options": map[string]any{"inventoryBehaviour": s.inventory, "sendReceipt": false, "sendFulfillmentReceipt": false},
	}, &answer)
	if err != nil {
		return connectors.Receipt{}, err
	}
	if errs := answer.OrderCreate.UserErrors; len(errs) > 0 {
		return connectors.Receipt{}, createRefused(errs[0])
	}
	if answer.OrderCreate.Order == nil {
		return connectors.Receipt{}, badAnswer()
	}
	return connectors.Receipt{Number: answer.OrderCreate.Order.Name}, nil
}

// orderOf writes an order as Shopify keeps it: with the marketplace's prices and taxes, and
// paid, because the marketplace has the money.
func (s *Sink) orderOf(reference string, o *orderveil.Order, lines []line) map[string]any {
	bill := billOf(o, lines)
	placed := o.PlacedAt.UTC().Format(time.RFC3339)
	order := map[string]any{
		"currency": o.Total.Currency, "processedAt": placed, "taxesIncluded": true,
		"sourceIdentifier": reference, "tags": []string{ours, tagOf(reference)},
		"metafields":       []any{map[string]any{"namespace": namespace, "key": key, "type": "id", "value": reference}},
		"customAttributes": []any{attribute("Marketplace order", o.Number), attribute("Orderveil order", o.HubNumber)},
		"lineItems":        bill.lines,
		"transactions": []any{map[string]any{
			"kind": "SALE", "status": "SUCCESS", "gateway": s.gateway, "processedAt": placed, "amountSet": bill.money(bill.total),
		}},
	}
	if s.source != "" {
		order["sourceName"] = s.source
	}
	if bill.tax.IsPositive() && bill.total.GreaterThan(bill.tax) {
		order["taxLines"] = []any{map[string]any{
			"title": "VAT", "rate": bill.rate().String(), "priceSet": bill.money(bill.tax),
		}}
	}
	if bill.shipping.IsPositive() {
		order["shippingLines"] = []any{map[string]any{"title": "Shipping", "priceSet": bill.money(bill.shipping)}}
	}
	s.address(order, o)
	return order
}

func attribute(name, value string) map[string]any { return map[string]any{"key": name, "value": value} }
