package kaufland

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Sign returns the signature of a request: HMAC-SHA-256 over method, whole address, body and
// time in seconds since 1970, one to a line, in hexadecimal. A line cannot be moved into
// another: none but the body may hold a line break, and the time after it is digits.
func Sign(secret, method, address, body, seconds string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join([]string{method, address, body, seconds}, "\n")))
	return hex.EncodeToString(mac.Sum(nil))
}
