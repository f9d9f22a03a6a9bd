package simulator

import (
	"fmt"
	"net/http"
	"time"
)

// life of a token that was asked for with the client credentials grant.
const life = 24*time.Hour - time.Second

func (s *Simulator) token(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("grant_type") != "client_credentials" || r.PostFormValue("client_id") != s.config.ClientID ||
		r.PostFormValue("client_secret") != s.config.ClientSecret {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_client", "error_description": "The client credentials are invalid"})
		return
	}
	s.made++
	token := fmt.Sprintf("shpat_%032x", s.made)
	s.tokens[token] = s.config.Clock().Add(life)
	answer(w, http.StatusOK, map[string]any{"access_token": token, "scope": "read_products,write_orders", "expires_in": int(life / time.Second)})
}

func (s *Simulator) known(token string) bool {
	until, ok := s.tokens[token]
	return ok && s.config.Clock().Before(until)
}

// Revoke has the shop forget all tokens that it gave out.
func (s *Simulator) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}
