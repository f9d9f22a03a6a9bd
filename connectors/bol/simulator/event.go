package simulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// signingKey is the key by which events are signed: one for all simulators, made when the
// first needs it, since making one takes long.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

const signingKeyID = "0"

type subscribed struct {
	ID        string   `json:"id"`
	Resources []string `json:"resources"`
	URL       string   `json:"url"`
	Type      string   `json:"subscriptionType"`
	Enabled   bool     `json:"enabled"`
}

// Event returns the message that says that an order has changed, as it is sent to a
// subscription's address: its body and its headers.
func (s *Simulator) Event(number string) ([]byte, http.Header) {
	body, err := json.Marshal(map[string]any{
		"retailerId": 1234567, "timestamp": stamp{s.config.Clock()}, "event": map[string]any{"resource": "ORDER", "type": "CHANGED", "resourceId": number},
	})
	if err != nil {
		panic(err)
	}
	digest := sha256.Sum256(body)
	signature, err := rsa.SignPKCS1v15(rand.Reader, signingKey(), crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return body, http.Header{
		"Content-Type": {"application/json"},
		"Signature":    {fmt.Sprintf(`keyId=%s, algorithm="rsa-sha256", signature=%s`, signingKeyID, base64.StdEncoding.EncodeToString(signature))},
	}
}

// Subscribed lists the addresses to which events go.
func (s *Simulator) Subscribed() (addresses []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, one := range s.subscriptions {
		if one.Enabled {
			addresses = append(addresses, one.URL)
		}
	}
	return addresses
}

// Unsubscribe switches all subscriptions off, as bol does after deliveries that failed.
func (s *Simulator) Unsubscribe() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.subscriptions {
		one.Enabled = false
	}
}

func (s *Simulator) serveSubscriptions(w http.ResponseWriter, r *http.Request, path string) {
	if path == "/subscriptions/signature-keys" && r.Method == http.MethodGet {
		der, err := x509.MarshalPKIXPublicKey(&signingKey().PublicKey)
		if err != nil {
			panic(err)
		}
		sendJSON(w, http.StatusOK, map[string]any{"signatureKeys": []map[string]string{
			{"id": signingKeyID, "type": "RSA", "publicKey": base64.StdEncoding.EncodeToString(der)},
		}})
		return
	}
	if r.Method == http.MethodGet {
		s.mu.RLock()
		all := append([]*subscribed{}, s.subscriptions...)
		s.mu.RUnlock()
		sendJSON(w, http.StatusOK, map[string]any{"subscriptions": all})
		return
	}
	var body struct {
		Resources []string `json:"resources"`
		URL       string   `json:"url"`
		Type      string   `json:"subscriptionType"`
		Enabled   *bool    `json:"enabled"`
	}
	if !decode(w, r, &body) {
		return
	}
	if !strings.HasPrefix(body.URL, "https://") || body.Type != "WEBHOOK" || len(body.Resources) == 0 {
		problem(w, http.StatusBadRequest, "Bad Request", "The subscription is refused.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := strings.TrimPrefix(path, "/subscriptions/")
	n := slices.IndexFunc(s.subscriptions, func(one *subscribed) bool { return one.ID == id })
	switch {
	case r.Method == http.MethodPost && path == "/subscriptions":
		s.subscriptions = append(s.subscriptions, &subscribed{fmt.Sprint(1000 + len(s.subscriptions)), body.Resources, body.URL, body.Type, true})
		s.take("CREATE_SUBSCRIPTION", func() bool { return true }).answer(w, http.StatusAccepted)
	case r.Method == http.MethodPut && n >= 0:
		if body.Enabled != nil {
			s.subscriptions[n].Enabled = *body.Enabled
		}
		s.take("UPDATE_SUBSCRIPTION", func() bool { return true }).answer(w, http.StatusAccepted)
	default:
		problem(w, http.StatusBadRequest, "Bad Request", "The subscription is not known.")
	}
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	send(w, status, MediaType, body)
}
