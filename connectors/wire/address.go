package wire

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"orderveil"
)

// Base returns a remote system's address from a setting, without a slash at its
// end. It must be https, so that nobody reads along; this machine itself is the
// exception.
func Base(setting, text string) (string, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return "", orderveil.Invalidf("setting %s is an address such as https://api.example.com", setting)
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return "", orderveil.Invalidf("setting %s must begin with https://", setting)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

var errElsewhere = errors.New("wire: redirected")

// sameHost follows few redirects, and only such as carry a read to the same place:
// credentials and personal data go nowhere else.
func sameHost(req *http.Request, via []*http.Request) error {
	from := via[0]
	if len(via) > 3 || from.Method != http.MethodGet || req.URL.Scheme != from.URL.Scheme || req.URL.Host != from.URL.Host {
		return errElsewhere
	}
	return nil
}
