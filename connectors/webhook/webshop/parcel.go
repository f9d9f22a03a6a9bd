package webshop

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil/connectors"
	"orderveil/connectors/webhook"
)

// Send has the shop send a part of an order, and returns the signed message that says so;
// no lines means all that is left. It reports false for an order that the shop does not
// have, or of which that is not left.
func (s *Shop) Send(number string, lines []webhook.ReportLine, carrier, tracking string) (connectors.Message, bool) {
	return s.tell(number, webhook.OrderShipped, lines, carrier, tracking)
}

// Cancel has the shop cancel what is left of an order, and returns the message.
func (s *Shop) Cancel(number string) (connectors.Message, bool) {
	return s.tell(number, webhook.OrderCancelled, nil, "", "")
}

// Messages returns all messages that the shop has sent, the first one first.
func (s *Shop) Messages() []connectors.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]connectors.Message(nil), s.messages...)
}

func (s *Shop) tell(number, kind string, lines []webhook.ReportLine, carrier, tracking string) (connectors.Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.orders {
		if k.Number != number {
			continue
		}
		gone, ok := k.take(lines)
		if !ok {
			return connectors.Message{}, false
		}
		k.Left = k.Left || kind == webhook.OrderShipped
		s.parcels++
		m := s.Sign(fmt.Sprintf("msg_shop_%d", s.parcels), webhook.Report{Type: kind, Timestamp: s.clock().UTC(), Data: webhook.ReportData{
			Reference: k.Event.Data.Reference, ID: fmt.Sprintf("P-%d", s.parcels), Lines: gone, Carrier: carrier, Tracking: tracking,
		}})
		s.messages = append(s.messages, m)
		return m, true
	}
	return connectors.Message{}, false
}

// take takes pieces out of what is left of an order, and returns which. Of an order of which
// the shop got the numbers only it knows no lines.
func (k *Kept) take(lines []webhook.ReportLine) ([]webhook.ReportLine, bool) {
	if k.Gone {
		return nil, false
	}
	if k.Event.Data.Order == nil {
		k.Gone = len(lines) == 0
		return lines, true
	}
	left := map[string]int{}
	for _, l := range k.Event.Data.Order.Lines {
		left[l.SKU] += l.Quantity
	}
	for sku, sent := range k.sent {
		left[sku] -= sent
	}
	if lines == nil {
		for _, l := range k.Event.Data.Order.Lines {
			if left[l.SKU] > 0 {
				lines = append(lines, webhook.ReportLine{SKU: l.SKU, Quantity: left[l.SKU]})
				left[l.SKU] = 0
			}
		}
		k.Gone = true
		return lines, len(lines) > 0
	}
	for _, l := range lines {
		if left[l.SKU] < l.Quantity {
			return nil, false
		}
		left[l.SKU] -= l.Quantity
	}
	if k.sent == nil {
		k.sent = map[string]int{}
	}
	for _, l := range lines {
		k.sent[l.SKU] += l.Quantity
	}
	return lines, true
}

// Sign returns any message as the shop signs it.
func (s *Shop) Sign(id string, body any) connectors.Message {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	now := s.clock()
	signature, err := s.verifier.Sign(id, now, text)
	if err != nil {
		panic(err)
	}
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set(standardwebhooks.HeaderWebhookID, id)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return connectors.Message{Header: h, Body: text}
}

// withdraw answers whether the shop will send an order.
func (s *Shop) withdraw(w http.ResponseWriter, reference string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.orders {
		switch {
		case k.Event.Data.Reference != reference:
			continue
		case k.Left:
			answer(w, http.StatusConflict, map[string]string{"code": "LEFT"})
		default:
			k.Gone, k.Withdrawn = true, true
			answer(w, http.StatusOK, map[string]bool{"withdrawn": true})
		}
		return
	}
	answer(w, http.StatusNotFound, map[string]string{"code": "UNKNOWN_ORDER"})
}
