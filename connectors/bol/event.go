package bol

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

var _ connectors.Listener = (*Source)(nil)

// signatureKeys are the keys by which bol signs, asked for again when an unknown one is
// named, but not all the time: anybody can name one.
type signatureKeys struct {
	mu    sync.Mutex
	keys  map[string]*rsa.PublicKey
	asked time.Time
}

const keysEvery = time.Minute

// eventAge is how old a message may be, and how far ahead of us its clock.
const eventAge = 15 * time.Minute

// Told reads an event: {"retailerId", "timestamp", "event": {"resource", "type",
// "resourceId"}}, signed over the body as it came by RSA with SHA-256 (PKCS #1 v1.5), with
// the key's id in the Signature header.
func (s *Source) Told(ctx context.Context, m connectors.Message) ([]string, error) {
	id, signature, ok := signatureOf(m.Header.Get("Signature"))
	if !ok {
		return nil, connectors.ErrForged
	}
	key, err := s.signatureKey(ctx, id)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(m.Body)
	if key == nil || rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) != nil {
		return nil, connectors.ErrForged
	}
	var said struct {
		Timestamp *time.Time `json:"timestamp"`
		Event     struct {
			Resource string `json:"resource"`
			ID       any    `json:"resourceId"`
		} `json:"event"`
	}
	if wire.Decode(m.Body, &said) != nil || said.Timestamp == nil {
		return nil, connectors.ErrForged
	}
	if age := s.clock().Sub(*said.Timestamp); age > eventAge || age < -eventAge {
		return nil, connectors.ErrForged
	}
	number, _ := said.Event.ID.(string)
	if n, ok := said.Event.ID.(json.Number); ok {
		number = n.String()
	}
	if said.Event.Resource != "ORDER" || !usable(number) {
		return nil, nil
	}
	return []string{number}, nil
}

// signatureOf reads a header such as: keyId=0, algorithm="rsa-sha256", signature=….
func signatureOf(header string) (id string, signature []byte, ok bool) {
	for _, part := range strings.Split(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.TrimSpace(name) {
		case "keyId":
			id = value
		case "algorithm":
			if value != "rsa-sha256" {
				return "", nil, false
			}
		case "signature":
			var err error
			if signature, err = base64.StdEncoding.DecodeString(value); err != nil {
				return "", nil, false
			}
		}
	}
	return id, signature, id != "" && len(signature) > 0
}

func (s *Source) signatureKey(ctx context.Context, id string) (*rsa.PublicKey, error) {
	k := &s.signatures
	k.mu.Lock()
	defer k.mu.Unlock()
	if key := k.keys[id]; key != nil {
		return key, nil
	}
	if now := s.clock(); now.Sub(k.asked) < keysEvery {
		return nil, nil
	}
	answer, err := s.get(ctx, "GET /retailer/subscriptions/signature-keys", "/subscriptions/signature-keys")
	if err != nil {
		return nil, err
	}
	var said struct {
		Keys []struct {
			ID     string `json:"id"`
			Public string `json:"publicKey"`
		} `json:"signatureKeys"`
	}
	if answer.Status != http.StatusOK || wire.Decode(answer.Body, &said) != nil {
		return nil, badAnswer("bol.com's list of signature keys is malformed")
	}
	k.asked, k.keys = s.clock(), map[string]*rsa.PublicKey{}
	for _, one := range said.Keys {
		if key := publicKey(one.Public); key != nil {
			k.keys[one.ID] = key
		}
	}
	return k.keys[id], nil
}

// publicKey reads a key: base64 of DER, or PEM.
func publicKey(text string) *rsa.PublicKey {
	der, err := base64.StdEncoding.DecodeString(text)
	if block, _ := pem.Decode([]byte(text)); block != nil {
		der, err = block.Bytes, nil
	}
	if err != nil {
		return nil
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok || key.N.BitLen() < 2048 {
		return nil
	}
	return key
}

type subscription struct {
	ID        string   `json:"id,omitempty"`
	Resources []string `json:"resources"`
	URL       string   `json:"url"`
	Type      string   `json:"subscriptionType"`
	Enabled   *bool    `json:"enabled,omitempty"`
}

// Subscribe has bol send events about orders to an address, and switches a subscription
// on again that bol switched off after deliveries that failed.
func (s *Source) Subscribe(ctx context.Context, address string) error {
	answer, err := s.get(ctx, "GET /retailer/subscriptions", "/subscriptions")
	if err != nil {
		return err
	}
	var said struct {
		Subscriptions []subscription `json:"subscriptions"`
	}
	if answer.Status != http.StatusOK || wire.Decode(answer.Body, &said) != nil {
		return badAnswer("bol.com's list of subscriptions is malformed")
	}
	wanted := subscription{Resources: []string{"ORDER"}, URL: address, Type: "WEBHOOK"}
	for _, one := range said.Subscriptions {
		if one.URL != address || !slices.Contains(one.Resources, "ORDER") || !usable(one.ID) {
			continue
		}
		if one.Enabled == nil || *one.Enabled {
			return nil
		}
		on := true
		wanted.Enabled = &on
		return s.subscribe(ctx, http.MethodPut, "/subscriptions/"+one.ID, wanted)
	}
	return s.subscribe(ctx, http.MethodPost, "/subscriptions", wanted)
}

func (s *Source) subscribe(ctx context.Context, method, path string, wanted subscription) error {
	body, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	answer, err := s.call(ctx, wire.Call{Method: method, URL: s.base + path, Route: method + " /retailer/subscriptions", Body: bytes.Clone(body)})
	if err != nil {
		return err
	}
	if answer.Status != http.StatusAccepted {
		return &connectors.Failure{
			Code: "SUBSCRIPTION_REFUSED", Cause: "bol.com does not send events to this installation's address.", Owner: orderveil.OwnerOperator,
			NextStep: "Check that the address is reached from outside over https. Orders come by asking meanwhile.", Outcome: connectors.Refused,
		}
	}
	return nil
}
