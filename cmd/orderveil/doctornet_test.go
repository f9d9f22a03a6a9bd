package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"orderveil/egress"
	"orderveil/server"
	"orderveil/store/pgtest"
)

// online is a doctor who may ask others: a test's own.
func online(c server.Config) *doctor {
	nobody := func(context.Context, string, string) (net.Conn, error) { return nil, net.ErrClosed }
	return &doctor{
		config: c, now: time.Now(), online: true,
		client: &http.Client{Transport: &http.Transport{DialContext: nobody}}, resolver: &net.Resolver{PreferGo: true, Dial: nobody},
	}
}

// want holds that the doctor says one thing, and with a next step unless it is well.
func (d *doctor) want(t *testing.T, check string, s state, what string) {
	t.Helper()
	if !says(d.findings, check, s, what) {
		t.Errorf("the doctor does not say of %s that it is %s: %q; but %+v", check, s, what, d.findings)
	}
	for _, f := range d.findings {
		if f.State != ok && f.Next == "" {
			t.Errorf("%s: %q has no next step", f.Check, f.What)
		}
	}
}

// shows is a server that shows a certificate.
func shows(t *testing.T, certificate, key []byte, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(handler)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestTheDoctorLooksAtTheCertificateThatBrowsersAreShown(t *testing.T) {
	t.Parallel()
	known, unknown := pgtest.NewAuthority(t), pgtest.NewAuthority(t)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(known.PEM)
	here, there := net.IPv4(127, 0, 0, 1), net.IPv4(127, 0, 0, 2)
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		by    *pgtest.Authority
		at    net.IP
		life  time.Duration
		state state
		what  string
	}{
		"good":              {known, here, 100*day + time.Hour, ok, "the proxy's certificate is good for 100 more days"},
		"ends this month":   {known, here, 20*day + time.Hour, warn, "good for 20 more days"},
		"ends this week":    {known, here, 3*day + time.Hour, bad, "good for 3 more days"},
		"ended":             {known, here, -day, bad, "the proxy's certificate has ended on "},
		"another's":         {known, there, 100 * day, bad, "not for the origin's name"},
		"unknown authority": {unknown, here, 100 * day, warn, "this machine does not accept the proxy's certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificate, key := c.by.Issue(t, "hub.internal", c.at, c.life)
			s := shows(t, certificate, key, nil)
			d := online(server.Config{BehindProxy: true, Origin: s.URL})
			d.roots = roots
			d.certificates(t.Context())
			d.want(t, "certificates", c.state, c.what)
			if healthy := len(d.findings) == 1 && d.findings[0].State == ok; healthy != (c.state == ok) {
				t.Errorf("found %+v", d.findings)
			}
		})
	}
	d := online(server.Config{BehindProxy: true, Origin: "https://" + freeAddress(t)})
	d.certificates(t.Context())
	d.want(t, "certificates", warn, "the origin cannot be reached by TLS")
}

func TestTheDoctorComparesClocks(t *testing.T) {
	t.Parallel()
	authority := pgtest.NewAuthority(t)
	certificate, key := authority.Issue(t, "clock.internal", net.IPv4(127, 0, 0, 1), time.Hour)
	recipients := []egress.Recipient{{Name: "A shop", Hosts: []string{"*.shop.example", "shop.example"}}}
	for ahead, want := range map[time.Duration]struct {
		state state
		what  string
	}{
		0:                {ok, "the clock of shop.example and ours agree"},
		10 * time.Second: {warn, "is 10s ahead of ours"},
		2 * time.Hour:    {bad, "is 2h0m0s ahead of ours"},
		-2 * time.Hour:   {bad, "is -2h0m0s ahead of ours"},
	} {
		s := shows(t, certificate, key, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		})
		d := online(server.Config{Recipients: recipients})
		d.client = &http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if address != "shop.example:443" {
					t.Errorf("%s is asked for the time", address)
				}
				return (&net.Dialer{}).DialContext(ctx, network, s.Listener.Addr().String())
			},
		}}
		d.clock(t.Context())
		d.want(t, "clock", want.state, want.what)
	}
	d := online(server.Config{Recipients: recipients})
	d.clock(t.Context())
	d.want(t, "clock", warn, "no recipient told the time")
}

// names is a resolver that knows these names and says of all others that there are none.
func names(known map[string]string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for answerName(theirs, known) == nil {
			}
		}()
		return ours, nil
	}}
}

// answerName answers one question as a name server does over TCP.
func answerName(c net.Conn, known map[string]string) error {
	var size uint16
	if err := binary.Read(c, binary.BigEndian, &size); err != nil {
		return err
	}
	packed := make([]byte, size)
	if _, err := io.ReadFull(c, packed); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(packed); err != nil {
		return err
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	address, found := known[strings.TrimSuffix(m.Questions[0].Name.String(), ".")]
	switch {
	case !found:
		m.RCode = dnsmessage.RCodeNameError
	case m.Questions[0].Type == dnsmessage.TypeA:
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()},
		}}
	}
	packed, err := m.Pack()
	if err != nil {
		return err
	}
	return binary.Write(c, binary.BigEndian, append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...))
}

func TestTheDoctorLooksWhereRecipientsLead(t *testing.T) {
	t.Parallel()
	d := online(server.Config{Recipients: []egress.Recipient{
		{Name: "A shop", Hosts: []string{"shop.example", "gone.example", "*.wild.example"}},
		{Name: "Ours", Hosts: []string{"hub.example", "moved.example"}, Private: true},
		{Name: "Turned", Hosts: []string{"turned.example"}},
	}})
	d.resolver = names(map[string]string{"shop.example": "9.9.9.9", "hub.example": "10.0.0.7", "moved.example": "9.9.9.9", "turned.example": "10.0.0.7"})
	d.recipients(t.Context())
	d.want(t, "egress", ok, "shop.example has an address")
	d.want(t, "egress", ok, "hub.example has an address")
	d.want(t, "egress", bad, `gone.example of the recipient "A shop" has no address`)
	d.want(t, "egress", bad, `turned.example of the recipient "Turned" leads into a private network`)
	d.want(t, "egress", warn, `moved.example of the recipient "Ours" is registered as private and is not`)
	if len(d.findings) != 6 { // with the number of recipients
		t.Errorf("found %+v", d.findings)
	}
	d = online(server.Config{Recipients: []egress.Recipient{{Name: "A shop", Hosts: []string{"shop.example"}}}})
	d.recipients(t.Context())
	d.want(t, "egress", warn, "nobody tells the address of shop.example")
}

// Of every database's address, a pooler's and a further server's too, the files are looked at
// and what the server shows.
func TestTheDoctorLooksAtTheCertificatesOfDatabases(t *testing.T) {
	t.Parallel()
	s := pgtest.Alone(t)
	authority := pgtest.NewAuthority(t)
	query := s.Encrypt(t, authority, 3*24*time.Hour+time.Hour)
	ended, _ := authority.Issue(t, "orderveil_admin", nil, -time.Hour)
	file := filepath.Join(t.TempDir(), "ended.pem")
	if err := os.WriteFile(file, ended, 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(address, query string) string { return "postgres://hub@" + address + "/postgres?" + query }
	d := online(server.Config{Postgres: server.PostgresConfig{
		Catalog: at(s.URL.Host, query), Keys: at(s.URL.Host, query), Accounts: at(s.URL.Host, "sslmode=disable"),
		Servers: []server.ServerConfig{{Name: "annex", Accounts: at(freeAddress(t), query), Pooler: at(freeAddress(t), "sslcert="+file)}},
	}})
	d.certificates(t.Context())
	d.want(t, "certificates", bad, "the database server's certificate (postgres.catalog) is good for 3 more days")
	d.want(t, "certificates", warn, "the server of postgres.servers[0].accounts shows no certificate")
	d.want(t, "certificates", warn, "the server of postgres.servers[0].pooler shows no certificate")
	d.want(t, "certificates", bad, "our certificate for the database (postgres.servers[0].pooler) has ended on ")
	d.want(t, "certificates", ok, "the authority for the database (postgres.catalog)")
	if len(d.findings) != 5 {
		t.Errorf("found %+v", d.findings)
	}
	d = online(d.config)
	d.online = false
	d.certificates(t.Context())
	if len(d.findings) != 2 {
		t.Errorf("offline it asked others: %+v", d.findings)
	}
}
