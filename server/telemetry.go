package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"orderveil/egress"
	"orderveil/personal"
	"orderveil/telemetry"
)

// TelemetryConfig names the operator's OpenTelemetry collector.
type TelemetryConfig struct {
	Endpoint  string `yaml:"endpoint" env:"ORDERVEIL_TELEMETRY_ENDPOINT"`
	TokenFile string `yaml:"tokenFile" env:"ORDERVEIL_TELEMETRY_TOKEN_FILE"`
	Percent   int    `yaml:"percent" env:"ORDERVEIL_TELEMETRY_PERCENT"`
}

func (c *Config) checkTelemetry(wrong complaint) {
	if c.Telemetry.Percent < 0 || c.Telemetry.Percent > 100 {
		wrong("telemetry.percent", "0 to 100")
	}
	if c.Telemetry.Endpoint == "" {
		return
	}
	u, err := url.Parse(c.Telemetry.Endpoint)
	switch {
	case err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http":
		wrong("telemetry.endpoint", "write https://HOST:PORT")
	case here(u):
	case u.Scheme != "https":
		wrong("telemetry.endpoint", "outside this machine only with https")
	case egress.Register(c.Recipients).Find(u.Hostname()) == nil:
		wrong("telemetry.endpoint", "its host is not in the register: add it to recipients with role OPERATOR")
	}
}

// here reports whether a collector is on this machine.
func here(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// startTelemetry begins to send to the collector, when there is one.
func (s *Server) startTelemetry(ctx context.Context) (*telemetry.Tracer, error) {
	c := s.config.Telemetry
	if c.Endpoint == "" {
		return nil, nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil {
		return nil, err
	}
	var token personal.Secret
	if c.TokenFile != "" {
		if token, err = readSecret(c.TokenFile); err != nil {
			return nil, fmt.Errorf("telemetry.tokenFile: %w", err)
		}
	}
	return telemetry.Start(context.WithoutCancel(ctx), telemetry.Config{
		Endpoint: c.Endpoint, Token: token.Plain(), Share: float64(c.Percent) / 100, Metrics: s.metrics.registry, Version: version(),
		HTTP: egress.Client(egress.Options{Register: s.config.Recipients, Loopback: here(u)}),
	})
}

// version is the program's, as it was built.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok {
		return b.Main.Version
	}
	return ""
}

// outgoing tells a trace of requests to marketplaces and back offices how they ended: not
// to whom they went, which may be a merchant's own name.
type outgoing struct{ next http.RoundTripper }

// RoundTrip passes the request on, without any header of a trace.
func (o outgoing) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, span := telemetry.Within(r.Context(), "outgoing request", telemetry.Method(method(r)))
	response, err := o.next.RoundTrip(r.WithContext(ctx))
	if err == nil {
		span.Note(telemetry.Status(response.StatusCode))
	}
	span.End(err)
	return response, err
}
