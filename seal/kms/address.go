package kms

import (
	"net"
	"net/url"
)

// Confidential reports whether nobody on the way reads what goes to an address: https,
// or this machine.
func Confidential(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}
