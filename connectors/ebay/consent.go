package ebay

import (
	"context"
	"net/url"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

const (
	consentPage    = "https://auth.ebay.com"
	sandboxConsent = "https://auth.sandbox.ebay.com"
)

// consent is eBay's authorization code grant. The address that the merchant comes back to is not
// said in it: a RuName stands for the addresses that eBay has registered for the application.
// https://developer.ebay.com/api-docs/static/oauth-consent-request.html
type consent struct {
	login  *login
	clock  orderveil.Clock
	page   string
	ruName string
}

var _ connectors.Consent = (*consent)(nil)

func newConsent(c connectors.Config) (*consent, error) {
	if _, err := wire.Base("api", setting(c, "api")); err != nil {
		return nil, err
	}
	service, err := newLogin(c, wire.Options{})
	if err != nil {
		return nil, err
	}
	address := c.Settings["consent_page"]
	if address == "" {
		address = consentPage
		if strings.Contains(service.url, ".sandbox.") {
			address = sandboxConsent
		}
	}
	page, err := wire.Base("consent_page", address)
	if err != nil {
		return nil, err
	}
	if c.Settings["ru_name"] == "" {
		return nil, orderveil.Invalidf("give the setting ru_name, so that the merchant can authorise the connection at eBay, or the secret refresh_token")
	}
	return &consent{login: service, clock: c.Clock, page: page + "/oauth2/authorize", ruName: c.Settings["ru_name"]}, nil
}

// Page implements connectors.Consent.
func (c *consent) Page(state string) string {
	return c.page + "?" + url.Values{
		"client_id": {c.login.id.Plain()}, "redirect_uri": {c.ruName}, "response_type": {"code"}, "scope": {scope}, "state": {state},
	}.Encode()
}

// Exchange implements connectors.Consent. The day is kept with the token: 18 months later it ends.
func (c *consent) Exchange(ctx context.Context, code personal.Secret) (connectors.Agreement, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code.Plain()}, "redirect_uri": {c.ruName}}
	refresh, err := c.login.wire.ExchangeCode(ctx, c.login.call(form))
	return connectors.Agreement{Secret: personal.NewSecret(refresh), Settings: map[string]string{"refresh_token_given": c.clock().UTC().Format(time.DateOnly)}}, err
}
