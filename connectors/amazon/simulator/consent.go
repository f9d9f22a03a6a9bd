package simulator

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"
)

// ConsentPath is where the merchant is asked, in Seller Central.
const ConsentPath = "/apps/authorize/consent"

// CodeLife is how long the code of a consent is good for.
const CodeLife = 5 * time.Minute

// Application is what a merchant authorises.
type Application struct {
	ID        string
	Redirects []string // the addresses that it may be come back to
	Draft     bool
}

// consents are the codes that were given out and not yet used.
type consents struct {
	clock func() time.Time
	mu    sync.Mutex
	codes map[string]given
	taken int
}

type given struct {
	redirect string
	until    time.Time
}

var consentPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Authorise the application (simulated Seller Central)</title>
<h1>Authorise the application</h1>
<p>The application wants to read your orders and to confirm shipments. This is a simulator of Amazon.</p>
<form method="post">{{range $name, $value := .}}<input type="hidden" name="{{$name}}" value="{{$value}}">{{end}}
<button name="answer" value="confirm">Confirm</button> <button name="answer" value="cancel">Cancel</button></form>
</html>`))

// serveConsent asks the merchant, and sends the browser back. Who cancels stays: nothing says that
// Amazon sends anybody back then.
func (s *Simulator) serveConsent(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	asked := map[string]string{}
	for _, name := range []string{"application_id", "state", "redirect_uri", "version"} {
		asked[name] = r.FormValue(name)
	}
	app := s.config.Application
	switch {
	case app.ID == "" || asked["application_id"] != app.ID:
		http.Error(w, "MD1000: there is no such application", http.StatusBadRequest)
	case app.Draft != (asked["version"] == "beta"):
		http.Error(w, "MD1000: the application is a draft, or is none", http.StatusBadRequest)
	case !slices.Contains(app.Redirects, asked["redirect_uri"]):
		http.Error(w, "MD5101: the redirect URI is not one of the application's", http.StatusBadRequest)
	case asked["state"] == "":
		http.Error(w, "MD9100: there is no state", http.StatusBadRequest)
	case r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = consentPage.Execute(w, asked)
	case r.PostFormValue("answer") != "confirm":
		_, _ = fmt.Fprintln(w, "The application was not authorised.")
	default:
		http.Redirect(w, r, asked["redirect_uri"]+"?"+url.Values{
			"state": {asked["state"]}, "selling_partner_id": {"A1" + Mark}, "mws_auth_token": {""}, "spapi_oauth_code": {s.consents.give(asked["redirect_uri"])},
		}.Encode(), http.StatusFound)
	}
}

func (c *consents) give(redirect string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.codes == nil {
		c.codes = map[string]given{}
	}
	code := rand.Text()
	c.codes[code] = given{redirect, c.clock().Add(CodeLife)}
	return code
}

// take uses a code up, and reports whether it was good.
func (c *consents) take(code, redirect string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, known := c.codes[code]
	delete(c.codes, code)
	good := known && g.redirect == redirect && c.clock().Before(g.until)
	if good {
		c.taken++
	}
	return good
}

// Exchanges is how many refresh tokens were given for a code.
func (s *Simulator) Exchanges() int {
	s.consents.mu.Lock()
	defer s.consents.mu.Unlock()
	return s.consents.taken
}
