package amazon_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/amazon/simulator"
	"orderveil/personal"
)

const (
	hub    = "https://hub.example.com"
	hubApp = "amzn1.sp.solution.kanarie"
)

// unauthorised is a world whose merchant has yet to authorise the application.
func unauthorised(t *testing.T, change ...option) *world {
	t.Helper()
	w := open(t, append([]option{orders(0), func(s *simulator.Config, c *connectors.Config) {
		s.Application = simulator.Application{ID: hubApp, Redirects: []string{hub + connectors.ReturnPath}}
		c.Settings["application_id"], c.Origin = hubApp, hub
	}}, change...)...)
	delete(w.config.Secrets, "refresh_token")
	w.config.Settings["seller_central"] = w.server.URL
	return w
}

func (w *world) consent() connectors.Consent {
	w.Helper()
	c, err := amazon.Spec.NewConsent(w.config)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// confirm answers the page as a merchant does, and returns what came back, nil when nobody did.
func (w *world) confirm(page, answer string) url.Values {
	w.Helper()
	client := *w.server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	shown, err := client.Get(page)
	if err != nil || shown.StatusCode != http.StatusOK {
		w.Fatalf("the page: %v, %v", shown, err)
	}
	_ = shown.Body.Close()
	u, _ := url.Parse(page)
	form := u.Query()
	form.Set("answer", answer)
	u.RawQuery = ""
	sent, err := client.PostForm(u.String(), form)
	if err != nil {
		w.Fatal(err)
	}
	_ = sent.Body.Close()
	back, err := sent.Location()
	if err != nil {
		return nil
	}
	if !strings.HasPrefix(back.String(), hub+connectors.ReturnPath+"?") {
		w.Fatalf("back to another address than the hub's")
	}
	return back.Query()
}

func TestAMerchantAuthorisesTheApplicationInSellerCentral(t *testing.T) {
	w := unauthorised(t)
	c := w.consent()
	back := w.confirm(c.Page("some-state"), "confirm")
	if back.Get("state") != "some-state" || back.Get("selling_partner_id") == "" {
		t.Fatal("what came back lacks the state or the merchant")
	}
	code := personal.NewSecret(back.Get("spapi_oauth_code"))
	agreed, err := c.Exchange(t.Context(), code)
	if err != nil || agreed.Secret.Plain() != "Atzr|token" || agreed.Settings["authorised"] != "2026-03-17" {
		t.Fatalf("Exchange() = %v, %v", agreed.Settings, err)
	}
	w.config.Secrets["refresh_token"] = agreed.Secret
	w.source = w.again()
	w.mustList(w.clock.Now())
	_, err = c.Exchange(t.Context(), code)
	mustFail(t, err, connectors.CodeConsentExpired)
	if n := w.sim.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

func TestWhatStandsInTheWayOfAnAuthorisationIsToldApart(t *testing.T) {
	w := unauthorised(t)
	code := func() personal.Secret {
		return personal.NewSecret(w.confirm(w.consent().Page("s"), "confirm").Get("spapi_oauth_code"))
	}
	late := code()
	w.clock.Advance(simulator.CodeLife)
	_, err := w.consent().Exchange(t.Context(), late)
	mustFail(t, err, connectors.CodeConsentExpired)
	given := code()
	w.config.Secrets["client_secret"] = personal.NewSecret("another")
	_, err = w.consent().Exchange(t.Context(), given)
	mustFail(t, err, connectors.CodeConsentClient)
	w.config.Secrets["client_secret"] = personal.NewSecret("secret")
	w.failing(simulator.TokenPath, 1, http.StatusBadRequest, `{"error":"invalid_grant","error_description":"The redirect_uri of Kanarie does not match"}`)
	_, err = w.consent().Exchange(t.Context(), given)
	mustFail(t, err, connectors.CodeConsentRedirect)
	w.failing(simulator.TokenPath, 1, http.StatusOK, `{"access_token":"Atza|x","expires_in":3600}`)
	_, err = w.consent().Exchange(t.Context(), given)
	mustFail(t, err, connectors.CodeConsentCut)
	w.failing(simulator.TokenPath, 9, http.StatusBadGateway, `{}`)
	_, err = w.consent().Exchange(t.Context(), given)
	mustFail(t, err, connectors.CodeConsentCut)
	if n := len(w.called(simulator.TokenPath)); n != 5 {
		t.Errorf("%d calls: a code is sent once", n)
	}
	if w.confirm(w.consent().Page("s"), "cancel") != nil {
		t.Error("who cancels came back")
	}
}

func TestADraftIsAuthorisedAsOne(t *testing.T) {
	w := unauthorised(t, func(s *simulator.Config, c *connectors.Config) {
		s.Application.Draft, c.Settings["application"] = true, "draft"
	})
	if w.confirm(w.consent().Page("s"), "confirm").Get("spapi_oauth_code") == "" {
		t.Error("no code")
	}
}

func TestTheConsentIsAskedInTheSellerCentralOfTheFirstMarketplace(t *testing.T) {
	t.Parallel()
	c := configOf(&simulated)
	delete(c.Secrets, "refresh_token")
	c.Settings["application_id"], c.Origin, c.HTTP, c.Clock = hubApp, hub+"/", http.DefaultClient, time.Now
	for marketplaces, host := range map[string]string{"NL,DE": "sellercentral.amazon.nl", "DE,NL": "sellercentral-europe.amazon.com", "A000000000": "sellercentral-europe.amazon.com"} {
		c.Settings["marketplaces"] = marketplaces
		consent, err := amazon.Spec.NewConsent(c)
		if err != nil {
			t.Fatal(err)
		}
		page, err := url.Parse(consent.Page("s"))
		if err != nil || page.Host != host || page.Path != "/apps/authorize/consent" || page.Query().Get("redirect_uri") != hub+"/authorised" || page.Query().Has("version") {
			t.Errorf("%s: %v, %v", marketplaces, page, err)
		}
	}
	for _, missing := range []func(){func() { c.Origin = "" }, func() { delete(c.Settings, "application_id") }} {
		missing()
		if _, err := amazon.Spec.NewConsent(c); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("error %v", err)
		}
	}
}
