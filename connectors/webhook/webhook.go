// Package webhook takes orders to any system by the Standard Webhooks scheme
// (standardwebhooks.com): a POST of JSON, signed with a shared secret. What becomes of the
// orders comes back in the same way. docs/webhooks.md shows all messages and answers.
//
// Settings: "url" is the receiver's address; "payload" is "full" to send the order itself:
// without it a receiver gets numbers only, and asks the API with a token of its own. Secrets:
// "signing_secret", and "reporting_secret" if the receiver signs with another one.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// Spec lists the connector.
var Spec = connectors.Spec{
	Code: "webhook", Name: "Standard Webhooks", Kind: orderveil.BackOffice,
	Settings: []connectors.Input{
		{Name: "url", Means: "The address that takes the messages.", Example: "https://example.com/orderveil"},
		{Name: "payload", Means: "Thin messages hold numbers only, and the receiver asks the API; full ones hold the order itself.", Example: "thin", Optional: true, Choices: []string{"thin", "full"}},
	},
	Secrets: []connectors.Input{
		{Name: "signing_secret", Means: "What messages are signed with: whsec_ and base64 of at least 24 bytes.", Example: "whsec_…"},
		{Name: "reporting_secret", Means: "What the receiver signs with, when it is another one.", Example: "whsec_…", Optional: true},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink sends orders to one receiver.
type Sink struct {
	url    string
	full   bool
	signer *standardwebhooks.Webhook
	clock  orderveil.Clock
	client *wire.Client
	// verifier is for what the back office sends.
	verifier *standardwebhooks.Webhook
}

var (
	_ connectors.Sink           = (*Sink)(nil)
	_ connectors.Notifier       = (*Sink)(nil)
	_ connectors.CancelNotifier = (*Sink)(nil)
)

// New returns a sink. It refuses an address that is not https outside this machine,
// and a secret that is none.
func New(c connectors.Config) (*Sink, error) {
	url, err := wire.Base("url", c.Settings["url"])
	if err != nil {
		return nil, err
	}
	signer, err := keyed(c, "signing_secret")
	if err != nil {
		return nil, err
	}
	verifier := signer
	if !c.Secrets["reporting_secret"].Empty() {
		if verifier, err = keyed(c, "reporting_secret"); err != nil {
			return nil, err
		}
	}
	switch c.Settings["payload"] {
	case "", "thin", "full":
	default:
		return nil, orderveil.Invalidf("setting payload is thin or full")
	}
	return &Sink{
		url: url, full: c.Settings["payload"] == "full", signer: signer, verifier: verifier, clock: c.Clock,
		client: wire.New(wire.Options{Name: "The back office", Owner: orderveil.OwnerBackOffice, HTTP: c.HTTP, Clock: c.Clock}),
	}, nil
}

// keyed returns what signs with a secret, and verifies.
func keyed(c connectors.Config, name string) (*standardwebhooks.Webhook, error) {
	secret := c.Secrets[name].Plain()
	key, err := standardwebhooks.NewWebhook(secret)
	if err != nil || len(strings.TrimPrefix(secret, "whsec_")) < 32 {
		return nil, orderveil.Invalidf("secret %s is whsec_ followed by base64 of at least 24 bytes", name)
	}
	return key, nil
}

// Create sends the order. The same reference is the same webhook-id.
func (s *Sink) Create(ctx context.Context, reference string, o *orderveil.Order) (connectors.Receipt, error) {
	body, err := json.Marshal(Event{Type: "order.created", Timestamp: s.clock().UTC(), Data: dataOf(reference, o, s.full)})
	if err != nil {
		return connectors.Receipt{}, err
	}
	answer, err := s.post(ctx, messageID(reference), body)
	if err != nil {
		return connectors.Receipt{}, err
	}
	return read(answer, o)
}

// Notify tells the receiver what became of orders. The notice's id is the webhook-id.
func (s *Sink) Notify(ctx context.Context, n connectors.Notice) error {
	body, err := json.Marshal(NoticeEvent{Type: n.Kind, Timestamp: s.clock().UTC(), Data: NoticeOf(n)})
	if err != nil {
		return err
	}
	answer, err := s.post(ctx, "msg_"+n.ID.String(), body)
	if err != nil {
		return err
	}
	_, err = read(answer, nil)
	return err
}

// NotifyCancel asks the receiver not to send an order, or some of its lines.
func (s *Sink) NotifyCancel(ctx context.Context, n connectors.Notice) error { return s.Notify(ctx, n) }

// Send sends any other message to the receiver, as JSON under an id, and returns nil when
// it took it.
func (s *Sink) Send(ctx context.Context, id string, message any) error {
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	answer, err := s.post(ctx, id, body)
	if err != nil {
		return err
	}
	_, err = read(answer, nil)
	return err
}

// post sends a signed message, dated by the receiver's clock, which takes what is fresh by
// it. Before the first answer its clock is not known: a message that was refused for its
// date alone is signed again.
func (s *Sink) post(ctx context.Context, id string, body []byte) (wire.Answer, error) {
	now := s.client.Now()
	answer, err := s.postAt(ctx, now, id, body)
	if err == nil && answer.Status == http.StatusUnauthorized && s.client.Now().Sub(now).Abs() > tolerance/2 {
		return s.postAt(ctx, s.client.Now(), id, body)
	}
	return answer, err
}

// postAt signs a message and sends it. The library that signs sends nothing: its signature
// binds the id, the time and the body.
func (s *Sink) postAt(ctx context.Context, at time.Time, id string, body []byte) (wire.Answer, error) {
	signature, err := s.signer.Sign(id, at, body)
	if err != nil {
		return wire.Answer{}, err
	}
	return s.client.Do(ctx, wire.Call{
		Method: http.MethodPost, URL: s.url, Route: "POST", Body: body,
		Header: http.Header{
			"Content-Type": {"application/json"}, "Accept": {"application/json"},
			standardHeader(standardwebhooks.HeaderWebhookID):        {id},
			standardHeader(standardwebhooks.HeaderWebhookTimestamp): {strconv.FormatInt(at.Unix(), 10)},
			standardHeader(standardwebhooks.HeaderWebhookSignature): {signature},
		},
	})
}

func standardHeader(name string) string { return http.CanonicalHeaderKey(name) }

func messageID(reference string) string { return "msg_" + strings.ReplaceAll(reference, ":", "_") }

// read turns an answer into a receipt or a failure.
func read(a wire.Answer, o *orderveil.Order) (connectors.Receipt, error) {
	var said said
	err := wire.Decode(a.Body, &said)
	switch {
	case a.Status >= 300:
		return connectors.Receipt{}, refused(a, said, o)
	case len(a.Body) > 0 && err != nil && !plain(a):
		return connectors.Receipt{}, unreadable()
	case !plainNumber(said.Number):
		said.Number = "" // what it answers besides is its own business
	}
	return connectors.Receipt{Number: said.Number}, nil
}

// said is what a receiver may answer.
type said struct {
	Number string   `json:"number"`
	Code   string   `json:"code"`
	SKUs   []string `json:"skus"`
}

// plain reports whether an answer is no more than a word such as "ok", which many receivers
// answer.
func plain(a wire.Answer) bool {
	media, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	return err == nil && media == "text/plain"
}

// unreadable is a good status with an answer that no receiver gives: something on the way
// may have given it. The same message is sent again, which does no harm.
func unreadable() *connectors.Failure {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Cause: "The back office's answer is neither empty nor JSON.", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		NextStep: "It is sent again under the same webhook-id. If it stays, check the address: a page for people may answer there.",
	}
}

// unknown names those products of the order that the receiver says it lacks: only the
// order's own words are repeated.
func unknown(skus []string, o *orderveil.Order) string {
	var named []string
	for i, l := range o.Lines {
		if slices.Contains(skus, l.SKU) {
			named = append(named, fmt.Sprintf("%q (line %d)", l.SKU, i+1))
		}
	}
	if len(named) == 0 {
		return "one of the order's SKUs"
	}
	return "SKU " + strings.Join(named, ", ")
}

func refused(a wire.Answer, said said, o *orderveil.Order) *connectors.Failure {
	f := &connectors.Failure{Owner: orderveil.OwnerBackOffice, Outcome: connectors.Refused}
	switch {
	case a.Status == http.StatusUnprocessableEntity && said.Code == "UNKNOWN_SKU" && o != nil:
		f.Code, f.Owner = "UNKNOWN_SKU", orderveil.OwnerMerchant
		f.Cause = "The back office has no product with " + unknown(said.SKUs, o) + "."
		f.NextStep = "Add the product to the back office under this SKU, then forward the order again."
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		f.Code, f.Owner, f.Outcome = "REFUSED_CREDENTIALS", orderveil.OwnerMerchant, connectors.Auth
		f.Cause = "The back office does not accept the signature."
		f.NextStep = "Give both sides the same signing secret, and look at the receiver's clock."
	case a.Status == http.StatusRequestTimeout || a.Status == http.StatusConflict || a.Status == http.StatusTooEarly:
		f.Code, f.Outcome, f.After = "BUSY", connectors.Retry, 30*time.Second
		f.Cause = "The back office could not take the order just now."
		f.NextStep = "Nothing: it is tried again."
	default:
		f.Code = "REFUSED"
		f.Cause = "The back office refuses the order with status " + strconv.Itoa(a.Status) + "."
		f.NextStep = "Look at the receiver's own log for this order number, then forward the order again."
	}
	return f
}

// plainNumber reports whether a receiver's order number can be shown and searched.
func plainNumber(number string) bool {
	if len(number) > orderveil.MaxNumber {
		return false
	}
	for _, r := range number {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}
