package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// TokenLife is how long an access token is good for.
const TokenLife = 299 * time.Second

// tokens are the access tokens that were given out.
type tokens struct {
	clock func() time.Time
	mu    sync.Mutex
	until map[string]time.Time
	given int
}

func (s *Simulator) serveToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	id, secret, _ := r.BasicAuth()
	switch {
	case r.Method != http.MethodPost:
		refuse(w, http.StatusMethodNotAllowed, "invalid_request", "Use POST")
	case !equal(id, s.config.ClientID) || !equal(secret, s.config.ClientSecret):
		refuse(w, http.StatusUnauthorized, "invalid_client", "Bad client credentials")
	case r.FormValue("grant_type") != "client_credentials":
		refuse(w, http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type")
	default:
		body, _ := json.Marshal(map[string]any{
			"access_token": s.tokens.give(secret), "token_type": "Bearer",
			"expires_in": int(TokenLife / time.Second), "scope": "RETAILER",
		})
		w.Header().Set("Cache-Control", "no-store")
		send(w, http.StatusOK, "application/json", body)
	}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func refuse(w http.ResponseWriter, status int, code, description string) {
	body, _ := json.Marshal(map[string]string{"error": code, "error_description": description})
	send(w, status, "application/json", body)
}

// give makes a token that looks like bol's, three parts with dots between them, and
// means as little to its bearer.
func (t *tokens) give(key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	for token, until := range t.until {
		if !now.Before(until) {
			delete(t.until, token)
		}
	}
	t.given++
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "%d %d", t.given, now.UnixNano())
	part := base64.RawURLEncoding.EncodeToString
	token := part([]byte(`{"typ":"simulated"}`)) + "." + part(fmt.Appendf(nil, "%08d", t.given)) + "." + part(mac.Sum(nil))
	if t.until == nil {
		t.until = map[string]time.Time{}
	}
	t.until[token] = now.Add(TokenLife)
	return token
}

func (t *tokens) good(authorization string) bool {
	token, ok := strings.CutPrefix(authorization, "Bearer ")
	t.mu.Lock()
	defer t.mu.Unlock()
	until, known := t.until[token]
	return ok && known && t.clock().Before(until)
}

// ExpireTokens ends all access tokens before their time.
func (s *Simulator) ExpireTokens() {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	clear(s.tokens.until)
}
