package server

import (
	"net/http"
	"os"
	"path/filepath"

	"orderveil"
	"orderveil/console"
)

// DemoMark is the file by which a data directory is known to be a demo's.
const DemoMark = "demo"

// demoOnly refuses to let people in for nothing anywhere but on the data of a demo.
func demoOnly(c Config) error {
	info, err := os.Stat(filepath.Join(c.Data, DemoMark))
	if c.Data == "" || c.Postgres.given() || err != nil || !info.Mode().IsRegular() {
		return orderveil.Invalidf("this is not the data of a demo, and people sign in to it: use \"orderveil serve\"")
	}
	return nil
}

// demo lets somebody in as a role without showing anything.
func (p *people) demo(w http.ResponseWriter, r *http.Request, body signInRequest) error {
	role, err := orderveil.ParseRole(body.Role)
	if err != nil {
		return err
	}
	in, err := p.Store.SignInDemo(r.Context(), body.Account, role)
	if err != nil {
		return err
	}
	return p.entered(w, r, in, "auth/demo")
}

// ways are the ways to sign in that this installation has besides the password.
func (s *Server) ways() (ways []console.Way) {
	if s.config.Origin != "" {
		ways = append(ways, console.Passkey)
	}
	if s.config.OIDC.Issuer != "" {
		ways = append(ways, console.SingleSignOn)
	}
	if s.parts.Demo {
		ways = append(ways, console.Demo)
	}
	return ways
}
