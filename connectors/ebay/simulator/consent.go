package simulator

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"
)

// ConsentPath is where the merchant is asked, on a host of its own at eBay's.
const ConsentPath = "/oauth2/authorize"

// CodeLife is how long the code of a consent is good for.
const CodeLife = 299 * time.Second

// RuName is an application's entry for where merchants come back to.
type RuName struct{ Name, Accepted, Declined string }

// agreed is a code that was given out.
type agreed struct {
	until time.Time
	used  bool
}

var consentPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Grant application access (simulated eBay)</title>
<h1>Grant application access</h1>
<p>The application wants to read your orders and to report shipments. This is a simulator of eBay.</p>
<form method="post">{{range $name, $value := .}}<input type="hidden" name="{{$name}}" value="{{$value}}">{{end}}
<button name="answer" value="agree">Agree and continue</button> <button name="answer" value="decline">Not now</button></form>
</html>`))

// serveConsent asks the merchant, and sends the browser back. What the application got wrong is
// said on the page itself: nobody is sent to an address that is not its own.
func (s *Simulator) serveConsent(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	asked := map[string]string{}
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "scope", "state"} {
		asked[name] = r.FormValue(name)
	}
	ru := s.config.RuName
	switch {
	case !equal(asked["client_id"], s.config.ClientID):
		http.Error(w, "unauthorized_client: the client is unknown", http.StatusBadRequest)
	case ru.Name == "" || asked["redirect_uri"] != ru.Name:
		http.Error(w, "invalid_request: the RuName is not the application's", http.StatusBadRequest)
	case asked["response_type"] != "code":
		http.Error(w, "unsupported_response_type", http.StatusBadRequest)
	case asked["scope"] != scope:
		http.Error(w, "invalid_scope", http.StatusBadRequest)
	case asked["state"] == "":
		http.Error(w, "invalid_request: no state", http.StatusBadRequest)
	case r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = consentPage.Execute(w, asked)
	case r.PostFormValue("answer") != "agree":
		back(w, r, ru.Declined, url.Values{"state": {asked["state"]}})
	default:
		state := asked["state"]
		if s.forged {
			state = rand.Text()
		}
		back(w, r, ru.Accepted, url.Values{"state": {state}, "code": {s.agree()}, "expires_in": {fmt.Sprint(int(CodeLife / time.Second))}})
	}
}

func back(w http.ResponseWriter, r *http.Request, address string, query url.Values) {
	u, err := url.Parse(address)
	if err != nil {
		http.Error(w, "the RuName leads nowhere", http.StatusInternalServerError)
		return
	}
	for name, values := range u.Query() {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	http.Redirect(w, r, u.String(), http.StatusFound)
}

func (s *Simulator) agree() string {
	code := "v^1.1#i^1#f^0#r^1#t^" + rand.Text()
	s.codes[code] = &agreed{until: s.config.Clock().Add(CodeLife)}
	return code
}

// serveExchange gives the refresh token for a code, once.
func (s *Simulator) serveExchange(w http.ResponseWriter, r *http.Request) {
	code := s.codes[r.PostFormValue("code")]
	switch {
	case r.PostFormValue("redirect_uri") != s.config.RuName.Name:
		send(w, http.StatusBadRequest, map[string]string{"error": "invalid_request", "error_description": "redirect_uri of " + Mark + " does not match"})
	case code == nil || code.used || !s.config.Clock().Before(code.until):
		send(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "the code of " + Mark + " is invalid or was issued to another client"})
	default:
		code.used = true
		answer := s.token()
		answer["refresh_token"], answer["refresh_token_expires_in"] = s.config.RefreshToken, int(18*30*24*time.Hour/time.Second)
		send(w, http.StatusOK, answer)
	}
}

// ForgeStates has merchants come back with a state that nobody gave.
func (s *Simulator) ForgeStates() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forged = true
}

// Exchanges is how many refresh tokens were given for a code.
func (s *Simulator) Exchanges() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, code := range s.codes {
		if code.used {
			n++
		}
	}
	return n
}
