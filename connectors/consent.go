package connectors

import (
	"context"
	"fmt"

	"orderveil"
	"orderveil/personal"
)

// Consent is how a merchant lets the hub in at the other side's own page: the authorization code
// of OAuth 2.0, RFC 6749 section 4.1.
type Consent interface {
	// Page is the address at which the merchant is asked. From there the browser comes back to
	// ReturnPath with the state and, if the merchant agreed, a code.
	Page(state string) string
	// Exchange turns a code into what the merchant agreed to. A code is good once and for some
	// minutes, so it is not repeated. Failures are a *Failure, of the codes below where one fits.
	Exchange(ctx context.Context, code personal.Secret) (Agreement, error)
}

// ReturnPath is where the console waits for the merchant to come back. It is registered at the
// other side and never changes.
const ReturnPath = "/authorised"

// Agreement is what a merchant's consent brought.
type Agreement struct {
	Secret   personal.Secret   // the credential of the name Spec.Agreed
	Settings map[string]string // to be set with it, such as the day
}

// The codes of what may be wrong with a consent: stored, never change.
const (
	CodeNotAuthorised   = "NOT_AUTHORISED"        // nobody has agreed yet
	CodeConsentRefused  = "CONSENT_REFUSED"       // the merchant said no
	CodeConsentExpired  = "CONSENT_CODE_REFUSED"  // the code is too old, or was used
	CodeConsentRedirect = "CONSENT_ADDRESS_WRONG" // the address that it comes back to is another one
	CodeConsentClient   = "CONSENT_CLIENT_WRONG"  // the application is not known by its credentials
	CodeConsentCut      = "CONSENT_INTERRUPTED"   // nobody knows whether the code was taken
	CodeConsentScope    = "CONSENT_SCOPE_REFUSED" // the application may not ask for that
)

// Waits reports whether a connection with those secrets waits for the merchant's consent.
func (s Spec) Waits(secrets map[string]personal.Secret) bool {
	return s.NewConsent != nil && secrets[s.Agreed].Empty()
}

// NotAuthorised says that the merchant has not agreed yet.
func NotAuthorised(s Spec) *Failure {
	return &Failure{
		Code: CodeNotAuthorised, Cause: fmt.Sprintf("The merchant has not yet authorised this connection at %s: nothing is asked and nothing sent.", s.Name),
		Owner: orderveil.OwnerMerchant, NextStep: fmt.Sprintf("Authorise it at %s with the button on the connection's page, or enter the %s.", s.Name, s.Agreed), Outcome: Refused,
	}
}

// ConsentRefused says that the merchant did not agree.
func ConsentRefused(s Spec) *Failure {
	return &Failure{
		Code: CodeConsentRefused, Cause: fmt.Sprintf("The merchant did not agree at %s.", s.Name), Owner: orderveil.OwnerMerchant,
		NextStep: fmt.Sprintf("Authorise the connection again, and agree at %s.", s.Name), Outcome: Refused,
	}
}

// ConsentExpired says that a code is not taken.
func ConsentExpired(name string) *Failure {
	return &Failure{
		Code: CodeConsentExpired, Cause: fmt.Sprintf("%s no longer takes the code that came with the merchant: it is too old, was used, or was given to another application.", name),
		Owner: orderveil.OwnerMerchant, NextStep: "Authorise the connection again: a code is good once, and for five minutes.", Outcome: Refused,
	}
}

// ConsentCut says that a code may have been taken without anybody having heard so. It is good once, so it is not
// sent again.
func ConsentCut(name string, f *Failure) *Failure {
	return &Failure{
		Code: CodeConsentCut, Cause: fmt.Sprintf("%s did not confirm the merchant's authorisation. %s", name, f.Cause), Owner: orderveil.OwnerMerchant,
		NextStep: "Authorise the connection again in a few minutes.", Outcome: Refused,
	}
}

// ConsentAddressWrong says that the application has another address to come back to.
func ConsentAddressWrong(name string) *Failure {
	return &Failure{
		Code: CodeConsentRedirect, Cause: fmt.Sprintf("The address to which the merchant comes back is not the one that the application has at %s.", name), Owner: orderveil.OwnerMerchant, Outcome: Refused,
		NextStep: fmt.Sprintf("Register the address of this console, ending in %s, with the application at %s, check the connection's settings, and authorise it again.", ReturnPath, name),
	}
}

// ConsentClientWrong says that the application is not known.
func ConsentClientWrong(name string) *Failure {
	return &Failure{
		Code: CodeConsentClient, Cause: fmt.Sprintf("%s does not know the application by its credentials in this connection.", name), Owner: orderveil.OwnerMerchant, Outcome: Refused,
		NextStep: fmt.Sprintf("Look the application's credentials up at %s, enter them in the connection, and authorise it again.", name),
	}
}

// ConsentScopeRefused says that the application may not ask for orders.
func ConsentScopeRefused(name string) *Failure {
	return &Failure{
		Code: CodeConsentScope, Cause: fmt.Sprintf("%s does not let the application ask for orders.", name), Owner: orderveil.OwnerMerchant, Outcome: Refused,
		NextStep: fmt.Sprintf("Ask %s to allow the application the orders of merchants, and authorise the connection again.", name),
	}
}
