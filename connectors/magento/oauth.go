package magento

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

// credentials say who calls, in the Authorization header.
type credentials interface {
	header(method string, u *url.URL) string
}

// authorising says with every request who calls. Each attempt is signed by itself: Magento
// takes a nonce only once.
type authorising struct {
	credentials credentials
	next        http.RoundTripper
}

// RoundTrip sends a request with its Authorization.
func (a authorising) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", a.credentials.header(r.Method, r.URL))
	if a.next == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return a.next.RoundTrip(r)
}

func credentialsOf(c connectors.Config) (credentials, error) {
	if c.Secrets["access_token"].Empty() {
		return nil, orderveil.Invalidf("Magento needs the secret access_token of an integration")
	}
	switch c.Settings["auth"] {
	case "", "bearer":
		return bearer{c.Secrets["access_token"]}, nil
	case "oauth1":
		for _, name := range []string{"consumer_key", "consumer_secret", "access_token_secret"} {
			if c.Secrets[name].Empty() {
				return nil, orderveil.Invalidf("Magento with oauth1 needs the secrets consumer_key, consumer_secret, access_token and access_token_secret; %s is missing", name)
			}
		}
		return oauth{
			consumer: c.Secrets["consumer_key"], consumerSecret: c.Secrets["consumer_secret"],
			token: c.Secrets["access_token"], tokenSecret: c.Secrets["access_token_secret"], clock: c.Clock,
		}, nil
	}
	return nil, orderveil.Invalidf("setting auth is bearer or oauth1")
}

type bearer struct{ token personal.Secret }

func (b bearer) header(string, *url.URL) string { return "Bearer " + b.token.Plain() }

// oauth signs each request, RFC 5849, with HMAC-SHA256 as Magento has it since 2.4.4. A body
// of JSON is no part of what is signed.
type oauth struct {
	consumer, consumerSecret, token, tokenSecret personal.Secret
	clock                                        orderveil.Clock
}

func (o oauth) header(method string, u *url.URL) string {
	own := url.Values{
		"oauth_consumer_key": {o.consumer.Plain()}, "oauth_token": {o.token.Plain()}, "oauth_signature_method": {"HMAC-SHA256"},
		"oauth_timestamp": {strconv.FormatInt(o.clock().Unix(), 10)}, "oauth_nonce": {rand.Text()}, "oauth_version": {"1.0"},
	}
	all := u.Query()
	for name, values := range own {
		all[name] = values
	}
	mac := hmac.New(sha256.New, []byte(escape(o.consumerSecret.Plain())+"&"+escape(o.tokenSecret.Plain())))
	mac.Write([]byte(baseString(method, u, all)))
	own.Set("oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	var parts []string
	for name := range own {
		parts = append(parts, name+`="`+escape(own.Get(name))+`"`)
	}
	slices.Sort(parts)
	return "OAuth " + strings.Join(parts, ", ")
}

// baseString is what is signed, section 3.4.1.
func baseString(method string, u *url.URL, parameters url.Values) string {
	var pairs [][2]string
	for name, values := range parameters {
		for _, value := range values {
			pairs = append(pairs, [2]string{escape(name), escape(value)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		if c := strings.Compare(a[0], b[0]); c != 0 {
			return c
		}
		return strings.Compare(a[1], b[1])
	})
	var joined []string
	for _, p := range pairs {
		joined = append(joined, p[0]+"="+p[1])
	}
	place := strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Host) + u.EscapedPath()
	return strings.ToUpper(method) + "&" + escape(place) + "&" + escape(strings.Join(joined, "&"))
}

// escape percent-encodes as RFC 3986 has it, section 3.6: a space is %20 and never a plus.
func escape(text string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~", "*", "%2A").Replace(url.QueryEscape(text))
}
