package simulator

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// TokenLife is how long an access token is good for.
const TokenLife = time.Hour

// tokens are the access tokens that were given out.
type tokens struct {
	clock func() time.Time
	mu    sync.Mutex
	until map[string]time.Time
	given int
}

func (s *Simulator) serveToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	wrong := func(status int, code, text string) {
		send(w, status, map[string]string{"error": code, "error_description": text})
	}
	switch {
	case r.Method != http.MethodPost || r.ParseForm() != nil:
		wrong(http.StatusBadRequest, "invalid_request", "The request is malformed for "+Mark)
	case r.PostFormValue("grant_type") != "refresh_token" && r.PostFormValue("grant_type") != "authorization_code":
		wrong(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported")
	case !equal(r.PostFormValue("client_id"), s.config.ClientID) || !equal(r.PostFormValue("client_secret"), s.config.ClientSecret):
		wrong(http.StatusUnauthorized, "invalid_client", "Client authentication failed")
	case r.PostFormValue("grant_type") == "authorization_code" && !s.consents.take(r.PostFormValue("code"), r.PostFormValue("redirect_uri")):
		wrong(http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : code for "+Mark)
	case r.PostFormValue("grant_type") == "refresh_token" && !equal(r.PostFormValue("refresh_token"), s.config.RefreshToken):
		wrong(http.StatusBadRequest, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
	default:
		w.Header().Set("Cache-Control", "no-store")
		send(w, http.StatusOK, map[string]any{
			"access_token": s.tokens.give(), "token_type": "bearer", "expires_in": int(TokenLife / time.Second), "refresh_token": s.config.RefreshToken,
		})
	}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (t *tokens) give() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.given++
	token := fmt.Sprintf("Atza|simulated-%08d", t.given)
	if t.until == nil {
		t.until = map[string]time.Time{}
	}
	t.until[token] = t.clock().Add(TokenLife)
	return token
}

func (t *tokens) good(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	until, known := t.until[token]
	return known && t.clock().Before(until)
}

// ExpireTokens ends all access tokens before their time.
func (s *Simulator) ExpireTokens() {
	s.tokens.mu.Lock()
	defer s.tokens.mu.Unlock()
	clear(s.tokens.until)
}
