package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/server"
	"orderveil/store"
)

// asking is how long another host gets to answer.
const asking = 5 * time.Second

// certificates looks how long those are good that the configuration names, and those that
// we are shown.
func (d *doctor) certificates(ctx context.Context) {
	const vault = "ask whoever runs Vault for the next one, and put it there"
	d.certificate("the server's certificate", d.config.TLS.Certificate, "renew it and restart")
	d.certificate("the authority for Vault", d.config.Keys.Vault.CAFile, vault)
	for i, old := range d.config.Keys.Old {
		d.certificate(fmt.Sprintf("the authority for the Vault of keys.old[%d]", i), old.Vault.CAFile, vault)
	}
	seen := map[string]bool{}
	for _, a := range d.config.Postgres.Addresses() {
		u, err := url.Parse(a.Value)
		if a.Value == "" || err != nil {
			continue
		}
		for parameter, what := range map[string]string{"sslrootcert": "the authority for the database", "sslcert": "our certificate for the database"} {
			if file := u.Query().Get(parameter); file != "" && file != "system" && !seen[file] {
				seen[file] = true
				d.certificate(what+" ("+a.Name+")", file, "ask whoever runs the database for the next one, and put it there")
			}
		}
		if d.online && !seen[u.Host] {
			seen[u.Host] = true
			d.presented(ctx, a)
		}
	}
	if d.online && d.config.TLS.Certificate == "" && d.config.BehindProxy && d.config.Origin != "" {
		d.proxy(ctx)
	}
}

// presented looks at the certificate that a database server shows.
func (d *doctor) presented(ctx context.Context, a server.Setting) {
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	cert, err := store.Presented(limited, a.Value)
	switch {
	case err != nil:
		d.say("certificates", warn, "see whether the database server runs, and whether this machine may connect", "the server of %s shows no certificate", a.Name)
	case cert != nil:
		d.life("the database server's certificate ("+a.Name+")", cert, "renew it at the server, and have that read it: SELECT pg_reload_conf()")
	}
}

func (d *doctor) certificate(what, file, next string) {
	if file == "" {
		return
	}
	cert, err := firstToEnd(file)
	if err != nil {
		d.say("certificates", bad, "put a certificate in PEM there", "%s cannot be read: %v", what, safe(err))
		return
	}
	d.life(what, cert, next)
}

func (d *doctor) life(what string, cert *x509.Certificate, next string) {
	left := int(cert.NotAfter.Sub(d.now).Hours() / 24)
	s := ok
	switch {
	case cert.NotAfter.Before(d.now):
		d.say("certificates", bad, next, "%s has ended on %s", what, cert.NotAfter.UTC().Format(time.DateOnly))
		return
	case left < 7:
		s = bad
	case left < 30:
		s = warn
	}
	d.say("certificates", s, next, "%s is good for %d more days", what, left)
}

// firstToEnd is the certificate of a file that ends first.
func firstToEnd(file string) (first *x509.Certificate, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		if first == nil || cert.NotAfter.Before(first.NotAfter) {
			first = cert
		}
	}
	if first == nil {
		return nil, errNoCertificate
	}
	return first, nil
}

// proxy looks at the certificate that browsers are shown.
func (d *doctor) proxy(ctx context.Context) {
	u, err := url.Parse(d.config.Origin)
	if err != nil || u.Scheme != "https" {
		return
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	// It is judged here, and nothing is sent to whoever shows it.
	conn, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(limited, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		d.say("certificates", warn, "see whether the proxy runs, and whether this machine may connect", "the origin cannot be reached by TLS from here")
		return
	}
	defer conn.Close()
	shown := conn.(*tls.Conn).ConnectionState().PeerCertificates
	d.life("the proxy's certificate", shown[0], "renew it at the proxy")
	if shown[0].NotAfter.Before(d.now) {
		return
	}
	between := x509.NewCertPool()
	for _, cert := range shown[1:] {
		between.AddCert(cert)
	}
	_, err = shown[0].Verify(x509.VerifyOptions{DNSName: u.Hostname(), Intermediates: between, Roots: d.roots, CurrentTime: d.now})
	switch {
	case errors.As(err, new(x509.HostnameError)):
		d.say("certificates", bad, "have one issued for the name that origin says", "the proxy's certificate is not for the origin's name")
	case err != nil:
		d.say("certificates", warn, "see whether browsers know its authority, and whether the proxy sends all certificates between", "this machine does not accept the proxy's certificate")
	}
}

// recipients looks whether the hosts to which data may go have addresses, and where those
// lead. Marketplaces that connectors know are not asked for: not everybody uses all.
func (d *doctor) recipients(ctx context.Context) {
	const check = "egress"
	register := server.Recipients(d.config, all.Connectors())
	d.say(check, ok, "", "data may go to %d recipients and nobody else", len(register))
	if !d.online {
		return
	}
	for _, r := range d.config.Recipients {
		for _, host := range r.Hosts {
			if !strings.HasPrefix(host, "*.") {
				d.recipient(ctx, r, host)
			}
		}
	}
}

func (d *doctor) recipient(ctx context.Context, r egress.Recipient, host string) {
	const check = "egress"
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	found, err := d.resolver.LookupNetIP(limited, "ip", host)
	var name *net.DNSError
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		d.say(check, bad, "correct the host in recipients, or its name server", "%s of the recipient %q has no address", host, r.Name)
		return
	case err != nil:
		d.say(check, warn, "see whether this machine may ask a name server", "nobody tells the address of %s", host)
		return
	}
	inside := slices.ContainsFunc(found, func(ip netip.Addr) bool { return !egress.Public(ip) })
	switch {
	case inside && !r.Private:
		d.say(check, bad, "set private: true if it is yours; else find out who changed the name", "%s of the recipient %q leads into a private network: nothing is sent there", host, r.Name)
	case !inside && r.Private:
		d.say(check, warn, "set private: false if it moved", "%s of the recipient %q is registered as private and is not", host, r.Name)
	default:
		d.say(check, ok, "", "%s has an address", host)
	}
}

// clock compares ours with that of a recipient who tells the time. Days end by the clock,
// and with them keys.
func (d *doctor) clock(ctx context.Context) {
	if !d.online {
		return
	}
	for _, r := range server.Recipients(d.config, all.Connectors()) {
		for _, host := range r.Hosts {
			if strings.HasPrefix(host, "*.") {
				continue
			}
			if ahead, told := d.ask(ctx, host); told {
				d.ahead("clock", host, ahead)
				return
			}
		}
	}
	d.say("clock", warn, "see timedatectl", "no recipient told the time")
}

func (d *doctor) ask(ctx context.Context, host string) (time.Duration, bool) {
	limited, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodHead, "https://"+host+"/", nil)
	if err != nil {
		return 0, false
	}
	sent := time.Now()
	resp, err := d.client.Do(r)
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	there, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return 0, false
	}
	// The header has whole seconds, cut off.
	return there.Add(500 * time.Millisecond).Sub(sent.Add(time.Since(sent) / 2)), true
}

func (d *doctor) ahead(check, whose string, by time.Duration) {
	const next = "let both machines follow the same time servers (timedatectl set-ntp true)"
	by = by.Round(time.Second)
	switch off := by.Abs(); {
	case off >= time.Minute:
		d.say(check, bad, next, "the clock of %s is %s ahead of ours", whose, by)
	case off >= 3*time.Second:
		d.say(check, warn, next, "the clock of %s is %s ahead of ours", whose, by)
	default:
		d.say(check, ok, "", "the clock of %s and ours agree", whose)
	}
}
