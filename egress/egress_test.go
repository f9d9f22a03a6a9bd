package egress_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"orderveil/connectors"
	"orderveil/egress"
)

func shop(hosts ...string) egress.Register {
	return egress.Register{{Name: "Shop", Role: egress.BackOffice, Hosts: hosts, Country: "NL", Purpose: "orders"}}
}

func TestHostsAreMatchedHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	g := shop("shop.example.com", "*.merchant.nl", "xn--bcher-kva.example", "192.0.2.7", "2001:db8::1")
	for host, want := range map[string]bool{
		"shop.example.com": true, "SHOP.Example.COM": true, "shop.example.com.": true, "bücher.example": true,
		"a.merchant.nl": true, "a.b.merchant.nl": true, "192.0.2.7": true, "[2001:db8::1]": true, "2001:0db8:0::1": true,
		"example.com": false, "evilshop.example.com": false, "shop.example.com.evil.net": false, "merchant.nl": false,
		"evilmerchant.nl": false, "": false, ".": false, "192.0.2.8": false, "shop.example.com:443": false, "*.merchant.nl": false,
	} {
		if got := g.Find(host) != nil; got != want {
			t.Errorf("Find(%q) = %v, want %v", host, got, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, host := range []string{"shop.example.com", "a.merchant.nl", "xn--", "\x00", "[::1]"} {
		f.Add(host)
	}
	g := shop("shop.example.com", "*.merchant.nl")
	f.Fuzz(func(t *testing.T, host string) {
		if g.Find(host) != nil && !strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), "shop.example.com") && net.ParseIP(host) == nil {
			// Whatever else is found lies below the wildcard, in ASCII or a form of it.
			if !strings.Contains(strings.ToLower(host), "m") && len(host) < len("a.merchant.nl") {
				t.Errorf("Find(%q) finds a recipient", host)
			}
		}
	})
}

func refused(t *testing.T, err error) *connectors.Failure {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != "HOST_NOT_REGISTERED" || f.Outcome != connectors.Refused {
		t.Errorf("the request ended with %v", err)
	}
	return f
}

func TestNobodyElseIsReached(t *testing.T) {
	t.Parallel()
	var reached, counted atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://elsewhere.example/", http.StatusTemporaryRedirect)
		}
	}))
	t.Cleanup(srv.Close)
	count := func(string) { counted.Add(1) }
	get := func(c *http.Client, url string) error {
		resp, err := c.Get(url)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	}
	strict := egress.Client(egress.Options{Register: shop("shop.example.com"), Refused: count})
	for _, url := range []string{srv.URL, "http://elsewhere.example/", "https://user:pw@elsewhere.example/", "http://169.254.169.254/latest/meta-data", "http://[::1]:80/", "http://[::ffff:127.0.0.1]/"} {
		refused(t, get(strict, url))
	}
	if reached.Load() != 0 || counted.Load() != 6 {
		t.Errorf("%d requests arrived, %d refusals were counted", reached.Load(), counted.Load())
	}
	own := egress.Client(egress.Options{Loopback: true, Register: shop("shop.example.com")})
	if err := get(own, srv.URL); err != nil {
		t.Errorf("loopback where it is allowed: %v", err)
	}
	refused(t, get(own, srv.URL+"/away"))
}

// A registered name that leads into the operator's network, by accident or by rebinding,
// is refused at the address.
func TestARegisteredNameDoesNotLeadInside(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	t.Cleanup(srv.Close)
	_, port, err := net.SplitHostPort(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "127.1.2.3", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "fd00::1", "fe80::1", "::1", "64:ff9b::7f00:1", "::ffff:10.0.0.1"} {
		g := shop(host)
		c := egress.Client(egress.Options{Register: g})
		_, err := c.Get("http://" + net.JoinHostPort(host, port) + "/")
		refused(t, err)
	}
}

func TestARegisteredPrivateHostIsReached(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(srv.Close)
	g := shop("127.0.0.1")
	g[0].Private = true
	resp, err := egress.Client(egress.Options{Register: g}).Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}

func TestRecipientsAreChecked(t *testing.T) {
	t.Parallel()
	good := shop("shop.example.com")[0]
	if errs := good.Check(); len(errs) != 0 {
		t.Errorf("Check() = %v", errs)
	}
	for name, change := range map[string]func(*egress.Recipient){
		"no name": func(r *egress.Recipient) { r.Name = " " }, "no purpose": func(r *egress.Recipient) { r.Purpose = "" },
		"no role": func(r *egress.Recipient) { r.Role = "FRIEND" }, "no host": func(r *egress.Recipient) { r.Hosts = nil },
		"any host": func(r *egress.Recipient) { r.Hosts = []string{"*"} }, "a whole domain": func(r *egress.Recipient) { r.Hosts = []string{"*.com"} },
		"an address": func(r *egress.Recipient) { r.Hosts = []string{"https://shop.example.com"} }, "a port": func(r *egress.Recipient) { r.Hosts = []string{"shop.example.com:443"} },
		"no country": func(r *egress.Recipient) { r.Country = "" }, "outside": func(r *egress.Recipient) { r.Country = "US" },
		"outside without a reason": func(r *egress.Recipient) { r.Country, r.OutsideEU = "US", true },
		"no agreement":             func(r *egress.Recipient) { r.Role = egress.SubProcessor }, "no date": func(r *egress.Recipient) { r.Agreement = "soon" },
	} {
		r := good
		change(&r)
		if len(r.Check()) == 0 {
			t.Errorf("%s: Check() finds nothing", name)
		}
	}
	files := good
	files.Hosts, files.Directory = nil, "/srv/orderveil"
	if errs := files.Check(); len(errs) != 0 {
		t.Errorf("Check() of a recipient of files = %v", errs)
	}
	if got := (egress.Register{good, files}).Directories(); !slices.Equal(got, []string{"/srv/orderveil"}) {
		t.Errorf("Directories() = %v", got)
	}
	for _, path := range []string{"/", "srv", "/srv/", "/srv/../etc", "./srv"} {
		files.Directory = path
		if len(files.Check()) == 0 {
			t.Errorf("directory %q: Check() finds nothing", path)
		}
	}
	away := good
	away.Country, away.OutsideEU, away.Reason = "CH", true, "adequacy decision"
	if errs := away.Check(); len(errs) != 0 {
		t.Errorf("Check() = %v", errs)
	}
}
