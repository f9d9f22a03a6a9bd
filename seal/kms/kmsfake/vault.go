package kmsfake

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// Vault is the transit engine's encrypt and decrypt, as
// developer.hashicorp.com/vault/api-docs/secret/transit describes them.
type Vault struct {
	keys
	Token string
}

// ServeHTTP answers one call.
func (v *Vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault, spoiled := v.spoil(w, r)
	if spoiled {
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/transit/"), "/")
	if r.Method != http.MethodPut && r.Method != http.MethodPost || len(parts) != 2 {
		answer(w, http.StatusNotFound, map[string]any{"errors": []string{}})
		return
	}
	if r.Header.Get("X-Vault-Token") != v.Token || r.Header.Get("X-Vault-Request") != "true" {
		answer(w, http.StatusForbidden, map[string]any{"errors": []string{"permission denied"}})
		return
	}
	var body struct {
		Plaintext  *string `json:"plaintext"`
		Ciphertext *string `json:"ciphertext"`
		Associated []byte  `json:"associated_data"`
	}
	if !read(r, &body) {
		answer(w, http.StatusBadRequest, map[string]any{"errors": []string{"failed to parse JSON input"}})
		return
	}
	switch {
	case parts[0] == "encrypt" && body.Plaintext != nil:
		plain, err := base64.StdEncoding.DecodeString(*body.Plaintext)
		if err != nil {
			v.refuse(w)
			return
		}
		text := "vault:v1:" + base64.StdEncoding.EncodeToString(v.encrypt(parts[1], plain, body.Associated))
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"ciphertext": text, "key_version": 1}})
	case parts[0] == "decrypt" && body.Ciphertext != nil:
		text, ours := strings.CutPrefix(*body.Ciphertext, "vault:v1:")
		sealed, err := base64.StdEncoding.Strict().DecodeString(text)
		plain, ok := v.decrypt(parts[1], sealed, body.Associated, fault)
		if !ours || err != nil || !ok {
			v.refuse(w)
			return
		}
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plain)}})
	default:
		v.refuse(w)
	}
}

func (v *Vault) refuse(w http.ResponseWriter) {
	answer(w, http.StatusBadRequest, map[string]any{"errors": []string{"invalid ciphertext: could not decrypt"}})
}
