package server

import (
	"encoding/base64"
	"net/http"
	"slices"
)

// jwks publishes the keys by which tokens are checked (RFC 7517; Ed25519 as in RFC 8037).
func (s *Server) jwks(w http.ResponseWriter, _ *http.Request) {
	type key struct {
		Type      string `json:"kty"`
		Curve     string `json:"crv"`
		X         string `json:"x"`
		ID        string `json:"kid"`
		Use       string `json:"use"`
		Algorithm string `json:"alg"`
	}
	keys := []key{}
	for id, public := range s.Issuer.Keys() {
		keys = append(keys, key{"OKP", "Ed25519", base64.RawURLEncoding.EncodeToString(public), id, "sig", "EdDSA"})
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	w.Header().Set("Cache-Control", "public, max-age=300")
	answerJSON(w, http.StatusOK, map[string]any{"keys": keys})
}
