package connectors

import "strings"

// Carrier is who brings a parcel: one of the names below, or any other text. Each
// marketplace's connector turns it into that marketplace's own code.
type Carrier string

// Carriers that marketplaces have codes for. The names are stored and never change.
const (
	PostNL    Carrier = "POSTNL"
	DHL       Carrier = "DHL"
	DHLParcel Carrier = "DHL_PARCEL"
	DPD       Carrier = "DPD"
	GLS       Carrier = "GLS"
	UPS       Carrier = "UPS"
	FedEx     Carrier = "FEDEX"
	Bpost     Carrier = "BPOST"
	Hermes    Carrier = "HERMES"
	Budbee    Carrier = "BUDBEE"
	Trunkrs   Carrier = "TRUNKRS"
	Dynalogic Carrier = "DYNALOGIC"
	Courier   Carrier = "COURIER" // a courier without a name
	Letter    Carrier = "LETTER"  // a letterbox parcel without tracking
)

// Carriers lists them.
func Carriers() []Carrier {
	return []Carrier{PostNL, DHL, DHLParcel, DPD, GLS, UPS, FedEx, Bpost, Hermes, Budbee, Trunkrs, Dynalogic, Courier, Letter}
}

// CarrierOf recognises a carrier however people and shops write it: "PostNL", "post nl",
// "DHL for You". Another text stays as it is.
func CarrierOf(text string) Carrier {
	folded := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, text)
	for _, c := range Carriers() {
		if folded == strings.ReplaceAll(string(c), "_", "") {
			return c
		}
	}
	if c, ok := otherNames[folded]; ok {
		return c
	}
	return Carrier(strings.TrimSpace(text))
}

// otherNames are usual ways to write a carrier, without spaces and signs.
var otherNames = map[string]Carrier{
	"TNT": PostNL, "TNTPOST": PostNL, "TNTPOSTNL": PostNL, "POSTNLPAKKET": PostNL,
	"DHLFORYOU": DHLParcel, "DHLPARCELNL": DHLParcel, "DHLPARCELBENELUX": DHLParcel, "DHLECOMMERCE": DHLParcel,
	"DHLPAKET": DHL, "DHLDE": DHL, "DEUTSCHEPOSTDHL": DHL, "DHLEXPRESS": DHL,
	"DPDNL": DPD, "DPDBE": DPD, "DPDDE": DPD, "GLSNL": GLS, "GLSDE": GLS,
	"UNITEDPARCELSERVICE": UPS, "BPOSTBE": Bpost, "BELGIANPOST": Bpost, "HERMESDE": Hermes, "EVRI": Hermes, "BRIEFPOST": Letter,
}
