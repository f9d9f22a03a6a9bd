package simulator

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// TokenLife is how long an access token is good for.
const TokenLife = 2 * time.Hour

const scope = "https://api.ebay.com/oauth/api_scope/sell.fulfillment"

func (s *Simulator) serveToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	id, secret, _ := r.BasicAuth()
	switch {
	case r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded":
		send(w, http.StatusBadRequest, map[string]string{"error": "invalid_request", "error_description": "request is malformed"})
	case !equal(id, s.config.ClientID) || !equal(secret, s.config.ClientSecret):
		send(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "client authentication failed"})
	case r.PostFormValue("grant_type") == "authorization_code":
		s.serveExchange(w, r)
	case r.PostFormValue("grant_type") != "refresh_token":
		send(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type", "error_description": "grant type in request is not supported"})
	case !equal(r.PostFormValue("refresh_token"), s.config.RefreshToken):
		send(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "the refresh token of " + Mark + " is invalid"})
	case r.PostFormValue("scope") != scope:
		send(w, http.StatusBadRequest, map[string]string{"error": "invalid_scope", "error_description": "the scope exceeds what was granted"})
	default:
		send(w, http.StatusOK, s.token())
	}
}

func (s *Simulator) token() map[string]any {
	s.given++
	token := fmt.Sprintf("v^1.1#i^1#r^0#t^%08d", s.given)
	s.tokens[token] = s.config.Clock().Add(TokenLife)
	return map[string]any{"access_token": token, "expires_in": int(TokenLife / time.Second), "token_type": "User Access Token"}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (s *Simulator) good(header string) bool {
	token, ok := strings.CutPrefix(header, "Bearer ")
	until, known := s.tokens[token]
	return ok && known && s.config.Clock().Before(until)
}

// EndTokens ends all access tokens before their time.
func (s *Simulator) EndTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// TokensGiven is how many access tokens were asked for.
func (s *Simulator) TokensGiven() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given
}
