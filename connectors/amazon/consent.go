package amazon

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

// consent is the website authorisation of a public application: the merchant agrees in Seller
// Central, and Login with Amazon takes the code, which comes back as spapi_oauth_code.
// https://developer-docs.amazon.com/sp-api/docs/website-authorization-workflow
type consent struct {
	login    *login
	clock    orderveil.Clock
	page     string
	id       string
	redirect string
	draft    bool
}

var _ connectors.Consent = (*consent)(nil)

func newConsent(c connectors.Config) (*consent, error) {
	source, service, err := unauthorised(c, wire.Options{})
	if err != nil {
		return nil, err
	}
	page, err := wire.Base("seller_central", setting(c, "seller_central", "https://"+source.central(setting(c, "region", "eu"))))
	if err != nil {
		return nil, err
	}
	if c.Settings["application_id"] == "" {
		return nil, orderveil.Invalidf("give the setting application_id, so that the merchant can authorise the connection in Seller Central, or the secret refresh_token")
	}
	if c.Origin == "" {
		return nil, orderveil.Invalidf("the merchant cannot come back from Amazon, because the installation does not say its own address: ask whoever runs it to set origin in the configuration, or give the secret refresh_token")
	}
	return &consent{
		login: service, clock: c.Clock, page: page + "/apps/authorize/consent", id: c.Settings["application_id"],
		redirect: strings.TrimRight(c.Origin, "/") + connectors.ReturnPath, draft: c.Settings["application"] == "draft",
	}, nil
}

// central is the host of the Seller Central of the first marketplace, or of the region for one
// that is not in the list.
func (s *Source) central(region string) string {
	for _, m := range marketplaces {
		if m.id == s.marketplaces[0] {
			return m.central
		}
	}
	return map[string]string{"eu": "sellercentral-europe.amazon.com", "na": "sellercentral.amazon.com", "fe": "sellercentral.amazon.co.jp"}[region]
}

// Page implements connectors.Consent. Amazon shows an application that is not published only
// where the address says so.
func (c *consent) Page(state string) string {
	query := url.Values{"application_id": {c.id}, "state": {state}, "redirect_uri": {c.redirect}}
	if c.draft {
		query.Set("version", "beta")
	}
	return c.page + "?" + query.Encode()
}

// Exchange implements connectors.Consent. The day is kept with the token: a year later it ends.
func (c *consent) Exchange(ctx context.Context, code personal.Secret) (connectors.Agreement, error) {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code.Plain()}, "redirect_uri": {c.redirect}}
	refresh, err := c.login.wire.ExchangeCode(ctx, c.login.call(form))
	return connectors.Agreement{Secret: personal.NewSecret(refresh), Settings: map[string]string{"authorised": c.clock().UTC().Format(time.DateOnly)}}, err
}
