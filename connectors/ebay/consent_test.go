package ebay_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/ebay"
	"orderveil/connectors/ebay/simulator"
	"orderveil/personal"
)

// asking is eBay as a merchant meets it who has yet to consent.
type asking struct {
	*testing.T
	sim    *simulator.Simulator
	config connectors.Config
	now    time.Time
	client *http.Client // that stays where it is sent
}

func askMerchant(t *testing.T) *asking {
	t.Helper()
	a := &asking{T: t, now: time.Date(2026, 3, 17, 14, 30, 0, 0, time.UTC)}
	clock := func() time.Time { return a.now }
	a.sim = simulator.New(simulator.Config{
		Clock: clock, ClientID: "id", ClientSecret: "secret", RefreshToken: "refresh",
		RuName: simulator.RuName{Name: "Ru-Name", Accepted: "https://hub.example.com/authorised", Declined: "https://hub.example.com/authorised?error=access_denied"},
	})
	server := httptest.NewServer(a.sim)
	t.Cleanup(server.Close)
	a.client = server.Client()
	a.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a.config = configAt(server.URL)
	a.config.HTTP, a.config.Clock = server.Client(), clock
	a.config.Settings["ru_name"], a.config.Settings["consent_page"] = "Ru-Name", server.URL
	delete(a.config.Secrets, "refresh_token")
	return a
}

func (a *asking) consent() connectors.Consent {
	a.Helper()
	c, err := ebay.Spec.NewConsent(a.config)
	if err != nil {
		a.Fatal(err)
	}
	return c
}

// answer opens the page, answers as a merchant does, and returns what came back.
func (a *asking) answer(page, answer string) url.Values {
	a.Helper()
	shown, err := a.client.Get(page)
	if err != nil || shown.StatusCode != http.StatusOK {
		a.Fatalf("the page: %v, %v", shown, err)
	}
	_ = shown.Body.Close()
	u, _ := url.Parse(page)
	form := u.Query()
	form.Set("answer", answer)
	u.RawQuery = ""
	sent, err := a.client.PostForm(u.String(), form)
	if err != nil || sent.StatusCode != http.StatusFound {
		a.Fatalf("the answer: %v, %v", sent, err)
	}
	_ = sent.Body.Close()
	back, _ := sent.Location()
	return back.Query()
}

func failsWith(t *testing.T, err error, code string) {
	t.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) || f.Code != code || f.Outcome != connectors.Refused || f.Owner != orderveil.OwnerMerchant || f.NextStep == "" {
		t.Errorf("%v, want %s", err, code)
	}
}

func TestACodeOfAMerchantWhoConsentedBringsTheRefreshTokenOnce(t *testing.T) {
	t.Parallel()
	a := askMerchant(t)
	c := a.consent()
	back := a.answer(c.Page("some-state"), "agree")
	if back.Get("state") != "some-state" || back.Get("code") == "" {
		t.Fatalf("what came back lacks the state or a code")
	}
	code := personal.NewSecret(back.Get("code"))
	agreed, err := c.Exchange(t.Context(), code)
	if err != nil || agreed.Secret.Plain() != "refresh" || agreed.Settings["refresh_token_given"] != "2026-03-17" {
		t.Fatalf("Exchange() = %v, %v", agreed.Settings, err)
	}
	a.config.Secrets["refresh_token"] = agreed.Secret
	source, err := ebay.NewSource(a.config)
	if err := errors.Join(err, source.List(t.Context(), connectors.Window{Since: a.now}, func([]connectors.Summary) error { return nil })); err != nil {
		t.Errorf("with that token: %v", err)
	}
	_, err = c.Exchange(t.Context(), code)
	failsWith(t, err, connectors.CodeConsentExpired)
	if n := a.sim.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

func TestWhatStandsInTheWayOfAConsentIsToldApart(t *testing.T) {
	t.Parallel()
	for code, spoil := range map[string]func(*asking){
		connectors.CodeConsentExpired:  func(a *asking) { a.now = a.now.Add(simulator.CodeLife) },
		connectors.CodeConsentRedirect: func(a *asking) { a.config.Settings["ru_name"] = "Another" },
		connectors.CodeConsentClient:   func(a *asking) { a.config.Secrets["client_secret"] = personal.NewSecret("another") },
	} {
		a := askMerchant(t)
		back := a.answer(a.consent().Page("s"), "agree")
		spoil(a)
		_, err := a.consent().Exchange(t.Context(), personal.NewSecret(back.Get("code")))
		failsWith(t, err, code)
	}
}

func TestAMerchantWhoDoesNotConsentComesBackWithoutACode(t *testing.T) {
	t.Parallel()
	a := askMerchant(t)
	if back := a.answer(a.consent().Page("s"), "decline"); back.Get("code") != "" || back.Get("error") != "access_denied" {
		t.Errorf("came back with %v", back)
	}
}

func TestTheConsentPageIsEBaysUnlessASettingSaysOtherwise(t *testing.T) {
	t.Parallel()
	a := askMerchant(t)
	delete(a.config.Settings, "consent_page")
	for login, want := range map[string]string{"": "https://auth.ebay.com/oauth2/authorize?", "https://api.sandbox.ebay.com": "https://auth.sandbox.ebay.com/oauth2/authorize?"} {
		a.config.Settings["login"] = login
		if page := a.consent().Page("s"); page[:len(want)] != want {
			t.Errorf("the page is %s", page)
		}
	}
	delete(a.config.Settings, "ru_name")
	if _, err := ebay.Spec.NewConsent(a.config); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("without a RuName: %v", err)
	}
}
