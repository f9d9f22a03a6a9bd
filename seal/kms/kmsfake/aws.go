package kmsfake

import (
	"net/http"
	"strings"
)

// AWS is the Encrypt and Decrypt of AWS KMS: JSON 1.1 with an operation in
// X-Amz-Target, signed with signature version 4, as docs.aws.amazon.com/kms describes it.
// It checks that a signature is there and names region and service, not the signature.
type AWS struct {
	keys
	Region string
}

// ServeHTTP answers one call.
func (a *AWS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault, spoiled := a.spoil(w, r)
	if spoiled {
		return
	}
	signed := r.Header.Get("Authorization")
	if !strings.HasPrefix(signed, "AWS4-HMAC-SHA256 Credential=") || !strings.Contains(signed, "/"+a.Region+"/kms/aws4_request") ||
		!strings.Contains(signed, "x-amz-target") || r.Header.Get("X-Amz-Date") == "" {
		a.refuse(w, "MissingAuthenticationTokenException")
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != "/" || r.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
		a.refuse(w, "UnknownOperationException")
		return
	}
	var body struct {
		KeyID      string `json:"KeyId"`
		Plaintext  []byte
		Ciphertext []byte            `json:"CiphertextBlob"`
		Context    map[string]string `json:"EncryptionContext"`
	}
	if !read(r, &body) || body.KeyID == "" {
		a.refuse(w, "ValidationException")
		return
	}
	var associated []byte
	for name, value := range body.Context {
		associated = append(associated, name+"\x00"+value+"\x00"...)
	}
	const algorithm = "SYMMETRIC_DEFAULT"
	switch r.Header.Get("X-Amz-Target") {
	case "TrentService.Encrypt":
		if len(body.Plaintext) == 0 || len(body.Plaintext) > 8192 {
			a.refuse(w, "ValidationException")
			return
		}
		answer(w, http.StatusOK, map[string]any{"CiphertextBlob": a.encrypt(body.KeyID, body.Plaintext, associated), "KeyId": body.KeyID, "EncryptionAlgorithm": algorithm})
	case "TrentService.Decrypt":
		plain, ok := a.decrypt(body.KeyID, body.Ciphertext, associated, fault)
		if !ok {
			a.refuse(w, "InvalidCiphertextException")
			return
		}
		answer(w, http.StatusOK, map[string]any{"Plaintext": plain, "KeyId": body.KeyID, "EncryptionAlgorithm": algorithm})
	default:
		a.refuse(w, "UnknownOperationException")
	}
}

func (a *AWS) refuse(w http.ResponseWriter, kind string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	answer(w, http.StatusBadRequest, map[string]any{"__type": kind})
}
