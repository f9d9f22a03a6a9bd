package woocommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// overlap is how long before a webhook's change is asked for: the shop's clock gives whole
// seconds, and other changes may be written at the same time.
const overlap = time.Minute

// Pushed reads a webhook. The signature is over the body as it came. The delivery's id is
// not looked at: WooCommerce gives the same one twice within a second. The first message
// to an address is an unsigned hello, a form with the webhook's number, and says nothing.
func (s *Sink) Pushed(m connectors.Message) (time.Time, error) {
	if hello(m.Body) {
		return time.Time{}, nil
	}
	sent, err := base64.StdEncoding.DecodeString(m.Header.Get("X-WC-Webhook-Signature"))
	mac := hmac.New(sha256.New, s.secret)
	mac.Write(m.Body)
	if err != nil || !hmac.Equal(sent, mac.Sum(nil)) {
		return time.Time{}, connectors.ErrForged
	}
	if resource, _, _ := strings.Cut(m.Header.Get("X-WC-Webhook-Topic"), "."); resource != "order" {
		return time.Time{}, nil
	}
	var o struct {
		CreatedVia string `json:"created_via"`
		Modified   gmt    `json:"date_modified_gmt"`
	}
	// An order that was deleted has no more than its number here.
	if wire.Decode(m.Body, &o) != nil || !strings.HasPrefix(o.CreatedVia, "orderveil:") || o.Modified.IsZero() {
		return time.Time{}, nil
	}
	return o.Modified.Add(-overlap), nil
}

// hello reports whether a body is a webhook's first message. Nothing follows from it, so
// that it does no harm that anybody can send it.
func hello(body []byte) bool {
	if len(body) > 64 {
		return false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form) != 1 {
		return false
	}
	_, err = strconv.ParseUint(form.Get("webhook_id"), 10, 64)
	return err == nil
}
