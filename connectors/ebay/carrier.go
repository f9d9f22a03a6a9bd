package ebay

import (
	"strings"

	"orderveil/connectors"
)

// carriers are eBay's codes (ShippingCarrierCodeType of its Trading API, which the
// Fulfillment API refers to).
var carriers = map[connectors.Carrier]string{
	connectors.PostNL: "PostNL", connectors.DHL: "DHL", connectors.DHLParcel: "DHL", connectors.DPD: "DPD", connectors.GLS: "GLS",
	connectors.UPS: "UPS", connectors.FedEx: "FedEx", connectors.Bpost: "BPost", connectors.Hermes: "Hermes",
}

// others are codes that stand for no carrier of connectors.Carriers.
var others = []string{
	"DHLEXPRESS", "DeutschePost", "TNT", "USPS", "RoyalMail", "Parcelforce", "Yodel", "Colissimo", "Chronopost", "MondialRelay", "Correos",
	"Seur", "PosteItaliane", "SDA", "SwissPost", "OsterreichischePostAG", "PocztaPolska",
}

// carrierCode is eBay's code of a carrier. A code of eBay's own stays as it is.
func carrierCode(c connectors.Carrier) string {
	if known, ok := carriers[c]; ok {
		return known
	}
	for _, other := range others {
		if strings.EqualFold(string(c), other) {
			return other
		}
	}
	return "Other"
}

// carrierName is a carrier by our name.
func carrierName(text string) string { return string(connectors.CarrierOf(text)) }
