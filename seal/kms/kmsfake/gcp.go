package kmsfake

import (
	"encoding/base64"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"
)

// GCP is the encrypt and decrypt of Google Cloud KMS over REST, with its checksums, as
// cloud.google.com/kms/docs/reference/rest describes them.
type GCP struct {
	keys
	BadChecksum bool // answers with checksums that do not fit
}

type gcpBody struct {
	Plaintext     string `json:"plaintext"`
	PlaintextCRC  string `json:"plaintextCrc32c"`
	Ciphertext    string `json:"ciphertext"`
	CiphertextCRC string `json:"ciphertextCrc32c"`
	Associated    string `json:"additionalAuthenticatedData"`
	AssociatedCRC string `json:"additionalAuthenticatedDataCrc32c"`
}

// ServeHTTP answers one call.
func (g *GCP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault, spoiled := g.spoil(w, r)
	if spoiled {
		return
	}
	name, verb, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), ":")
	var body gcpBody
	if r.Method != http.MethodPost || !strings.HasPrefix(name, "projects/") || !read(r, &body) {
		g.refuse(w)
		return
	}
	associated, ok := checked(body.Associated, body.AssociatedCRC)
	if !ok {
		g.refuse(w)
		return
	}
	switch verb {
	case "encrypt":
		plain, ok := checked(body.Plaintext, body.PlaintextCRC)
		if !ok {
			g.refuse(w)
			return
		}
		sealed := g.encrypt(name, plain, associated)
		answer(w, http.StatusOK, map[string]any{
			"name": name + "/cryptoKeyVersions/1", "ciphertext": base64.StdEncoding.EncodeToString(sealed), "ciphertextCrc32c": g.sum(sealed),
			"verifiedPlaintextCrc32c": true, "verifiedAdditionalAuthenticatedDataCrc32c": true,
		})
	case "decrypt":
		sealed, whole := checked(body.Ciphertext, body.CiphertextCRC)
		plain, ok := g.decrypt(name, sealed, associated, fault)
		if !whole || !ok {
			g.refuse(w)
			return
		}
		answer(w, http.StatusOK, map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plain), "plaintextCrc32c": g.sum(plain), "usedPrimary": true})
	default:
		g.refuse(w)
	}
}

// checked decodes what came with its checksum.
func checked(text, sum string) ([]byte, bool) {
	b, err := base64.URLEncoding.DecodeString(text)
	return b, err == nil && sum == checksum(b)
}

func checksum(b []byte) string {
	return strconv.FormatInt(int64(crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))), 10)
}

func (g *GCP) sum(b []byte) string {
	if g.BadChecksum {
		return "1"
	}
	return checksum(b)
}

func (g *GCP) refuse(w http.ResponseWriter) {
	answer(w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": 400, "message": "Decryption failed", "status": "INVALID_ARGUMENT"}})
}
