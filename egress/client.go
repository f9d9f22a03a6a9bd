package egress

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"orderveil"
	"orderveil/connectors"
)

// Options of a Client.
type Options struct {
	Register Register
	// Loopback allows this machine itself: the demo's simulators run there. A real
	// installation must not be led to its own ports by a merchant's setting.
	Loopback bool
	// Refused is told the host of every request that was refused; nil is fine.
	Refused  func(host string)
	Resolver *net.Resolver // nil is the system's
}

// Client returns an HTTP client that goes to registered hosts only, also when it is
// redirected. The address that is dialled is looked at too: a registered name that leads
// into a private network is refused, unless the register says that it may. Proxies from
// the environment are not used: whom they lead to nobody could tell.
func Client(o Options) *http.Client {
	g := &guard{Options: o}
	g.next = &http.Transport{
		DialContext: g.dial, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 45 * time.Second,
		MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second, ForceAttemptHTTP2: true,
	}
	return &http.Client{Timeout: 60 * time.Second, Transport: g}
}

type guard struct {
	Options
	next *http.Transport
}

// RoundTrip refuses before a name is looked up or a connection made.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if host := r.URL.Hostname(); !g.Admits(host) {
		if g.Refused != nil {
			g.Refused(host)
		}
		return nil, notRegistered("The host that the connection's settings name is not in the register of recipients.")
	}
	return g.next.RoundTrip(r)
}

// Admits reports whether requests may go to a host, as far as its name tells.
func (o Options) Admits(host string) bool {
	return o.Loopback && loopback(host) || o.Register.Find(host) != nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	private := g.Loopback && loopback(host)
	if r := g.Register.Find(host); r != nil {
		private = private || r.Private
	}
	d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second, Resolver: g.Resolver}
	d.Control = func(_, address string, _ syscall.RawConn) error {
		if to, err := netip.ParseAddrPort(address); err != nil || !private && !public(to.Addr()) {
			if g.Refused != nil {
				g.Refused(host)
			}
			return notRegistered("The host leads to an address of a private network, where the register does not let it lead.")
		}
		return nil
	}
	return d.DialContext(ctx, network, address)
}

// inside are address ranges that belong to nobody on the public internet and that netip
// has no name for: carriers' NAT, benchmarks, documentation, and addresses in IPv6 that
// stand for IPv4 ones.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address is one of the internet at large, as a recipient's must
// be that is not registered as private.
func Public(ip netip.Addr) bool { return public(ip) }

func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range inside {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// notRegistered is a failure as a person can act on it. It had no effect.
func notRegistered(cause string) error {
	return fmt.Errorf("egress: %w", &connectors.Failure{
		Code: "HOST_NOT_REGISTERED", Cause: cause, Owner: orderveil.OwnerOperator, Outcome: connectors.Refused,
		NextStep: "Add the host to recipients in the configuration, with its country; with private: true when it is in your own network.",
	})
}
