package magento

import (
	"net/http"
	"strconv"
	"strings"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
)

// refusedStatus is an answer other than 200 that is clear. Messages are not read: they may
// hold what was sent.
func refusedStatus(a wire.Answer) error {
	f := &connectors.Failure{Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused}
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		// Magento says the same of a token that it does not know and of one that may not.
		f.Code, f.Outcome = "CREDENTIALS_REFUSED", connectors.Auth
		f.Cause = "The Magento shop does not take the integration's token, or does not let it do what the connection needs."
		f.NextStep = "Activate the integration with Sales, Catalog Products and Store configuration. As a bearer token the shop must allow it (enable_integration_as_bearer); otherwise set auth to oauth1."
	case a.Status == http.StatusNotFound:
		f.Code, f.Cause = "WRONG_ADDRESS", "There is no Magento REST API, or no store view of this code, at the shop's address."
		f.NextStep = "Correct the connection's url and store."
	case a.Status == http.StatusBadRequest:
		f.Code, f.Cause = "INVALID_ORDER", "The Magento shop finds a value of the order invalid."
		f.NextStep = "Look at the order's addresses and at the connection's status, payment_method and shipping_method; then forward the order again."
	default:
		f.Code, f.Owner = "REFUSED", orderveil.OwnerBackOffice
		f.Cause = "The Magento shop refuses the request with status " + strconv.Itoa(a.Status) + "."
		f.NextStep = "Look at the shop's log at this moment, then forward the order again."
	}
	return f
}

func badAnswer() error {
	return &connectors.Failure{
		Code: "BAD_ANSWER", Owner: orderveil.OwnerBackOffice, Outcome: connectors.Unclear,
		Cause: "The shop's answer is not what Magento's REST API answers.", NextStep: "Check the connection's url: it is the shop's address, without /rest.",
	}
}

func unknownSKU(lines []string) error {
	return &connectors.Failure{
		Code: "UNKNOWN_SKU", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The Magento shop sells no simple product with this SKU: " + strings.Join(lines, ", ") + ".",
		NextStep: "Add the product to the shop under this SKU, or correct the SKU at the marketplace; then forward the order again.",
	}
}

func wrongCurrency() error {
	return &connectors.Failure{
		Code: "WRONG_CURRENCY", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The order is in another currency than the Magento shop keeps its books in.",
		NextStep: "Forward orders of this marketplace to a shop in their currency.",
	}
}

func different() error {
	return &connectors.Failure{
		Code: "ORDER_DIFFERS", Owner: orderveil.OwnerMerchant, Outcome: connectors.Refused,
		Cause:    "The order in the Magento shop has other products or another total than the marketplace's, and was cancelled there.",
		NextStep: "An extension of the shop changes orders. Let it leave these alone, delete the cancelled order, then forward it again.",
	}
}
