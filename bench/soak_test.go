package main

import (
	"testing"

	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
)

// What is delivered once more by the same webhook is no second order, however late it comes.
func TestTheSoakCountsOrdersThatAreThereTwice(t *testing.T) {
	t.Parallel()
	got := func(number string) webshop.Kept {
		return webshop.Kept{Event: webhook.Event{Data: webhook.Data{Number: number}}}
	}
	var l ledger
	l.add(0, map[string]webshop.Kept{"first": got("A"), "second": got("B")})
	l.add(1, map[string]webshop.Kept{"third": got("A")})
	l.add(0, map[string]webshop.Kept{"first": got("A")})
	if len(l.deliveries) != 3 || l.doubled != 0 {
		t.Errorf("%d orders, %d of them twice; want 3, none", len(l.deliveries), l.doubled)
	}
	l.add(0, map[string]webshop.Kept{"fourth": got("B")})
	if len(l.deliveries) != 3 || l.doubled != 1 {
		t.Errorf("%d orders, %d of them twice; want 3, one", len(l.deliveries), l.doubled)
	}
}
