package shopify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Pushed reads a webhook about an order or its fulfillments. The order itself is asked for:
// what the message says of the customer is not looked at.
func (s *Sink) Pushed(m connectors.Message) (time.Time, error) {
	if !s.signed(m) {
		return time.Time{}, connectors.ErrForged
	}
	switch topic, _, _ := strings.Cut(m.Header.Get("X-Shopify-Topic"), "/"); topic {
	case "orders", "fulfillments":
	default:
		return time.Time{}, nil
	}
	now := s.clock()
	// A message that was tried for hours speaks of then; none speaks of the future.
	if at, ok := moment(m.Header.Get("X-Shopify-Triggered-At")); ok && at.Before(now) {
		return at, nil
	}
	return now, nil
}

// signed reports whether the body was signed with the app's secret. Shopify signs the bytes
// of the body, so that nothing may be read before.
func (s *Sink) signed(m connectors.Message) bool {
	given, err := base64.StdEncoding.DecodeString(m.Header.Get("X-Shopify-Hmac-Sha256"))
	if err != nil {
		return false
	}
	ok := false
	for _, secret := range s.secrets {
		mac := hmac.New(sha256.New, []byte(secret.Plain()))
		mac.Write(m.Body)
		ok = hmac.Equal(given, mac.Sum(nil)) || ok
	}
	return ok
}

// AskedPrivacy reads the three messages that every app has to take: customers/data_request,
// customers/redact and shop/redact. Shopify names orders by its own ids; the shop is asked
// which of them are ours.
func (s *Sink) AskedPrivacy(ctx context.Context, m connectors.Message) (connectors.PrivacyRequest, error) {
	if !s.signed(m) {
		return connectors.PrivacyRequest{}, connectors.ErrForged
	}
	// The customer's own id, address and telephone number stand beside these and are not read.
	var body struct {
		Requested []json.Number `json:"orders_requested"`
		Redact    []json.Number `json:"orders_to_redact"`
	}
	r := connectors.PrivacyRequest{ID: m.Header.Get("X-Shopify-Webhook-Id")}
	switch m.Header.Get("X-Shopify-Topic") {
	case "customers/data_request":
		r.Kind = connectors.PrivacyAccess
	case "customers/redact":
		r.Kind = connectors.PrivacyErase
	case "shop/redact": // two days after the app was removed: the shop answers nothing any more
		r.Kind = connectors.PrivacyClosed
		return r, nil
	default:
		return connectors.PrivacyRequest{}, nil
	}
	if err := wire.Decode(m.Body, &body); err != nil {
		return connectors.PrivacyRequest{}, badAnswer()
	}
	for _, id := range append(body.Requested, body.Redact...) {
		reference, err := s.referenceOf(ctx, "gid://shopify/Order/"+id.String())
		if err != nil {
			return connectors.PrivacyRequest{}, err
		}
		if reference != "" {
			r.Orders = append(r.Orders, reference)
		}
	}
	if len(r.Orders) == 0 {
		return connectors.PrivacyRequest{}, nil
	}
	return r, nil
}

// referenceOf is the reference of an order of ours, and empty for any other.
func (s *Sink) referenceOf(ctx context.Context, id string) (string, error) {
	var answer struct {
		Order *found `json:"order"`
	}
	if err := s.api.call(ctx, opReference, map[string]any{"id": id}, &answer); err != nil || answer.Order == nil {
		return "", err
	}
	if o := answer.Order; slices.Contains(o.Tags, ours) {
		return o.SourceIdentifier, nil
	}
	return "", nil
}
