package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// authorised checks the token, or the signature of OAuth 1.0a with HMAC-SHA256.
func (s *Simulator) authorised(r *http.Request) bool {
	header := r.Header.Get("Authorization")
	if s.config.ConsumerKey == "" {
		return s.config.Token != "" && header == "Bearer "+s.config.Token
	}
	text, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return false
	}
	given := map[string]string{}
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		given[name], _ = url.PathUnescape(strings.Trim(value, `"`))
	}
	at, err := strconv.ParseInt(given["oauth_timestamp"], 10, 64)
	if err != nil || s.config.Clock().Sub(time.Unix(at, 0)).Abs() > 10*time.Minute || given["oauth_nonce"] == "" || s.nonces[given["oauth_nonce"]] {
		return false
	}
	s.nonces[given["oauth_nonce"]] = true
	if given["oauth_consumer_key"] != s.config.ConsumerKey || given["oauth_token"] != s.config.Token || given["oauth_signature_method"] != "HMAC-SHA256" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(percent(s.config.ConsumerSecret)+"&"+percent(s.config.TokenSecret)))
	mac.Write([]byte(r.Method + "&" + percent("http://"+r.Host+r.URL.Path) + "&" + percent(signed(r, given))))
	return hmac.Equal([]byte(base64.StdEncoding.EncodeToString(mac.Sum(nil))), []byte(given["oauth_signature"]))
}

// signed are the parameters in the order in which they are signed.
func signed(r *http.Request, given map[string]string) string {
	var pairs []string
	for name, values := range r.URL.Query() {
		for _, value := range values {
			pairs = append(pairs, percent(name)+"="+percent(value))
		}
	}
	for name, value := range given {
		if name != "oauth_signature" && name != "realm" {
			pairs = append(pairs, percent(name)+"="+percent(value))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// percent encodes all but the letters, digits and four signs of RFC 3986.
func percent(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c)+256, 16)[1:]))
	}
	return b.String()
}
