package amazon

import "orderveil/connectors"

// carriers are Amazon's codes.
var carriers = map[connectors.Carrier]string{
	connectors.DHL: "DHL", connectors.DPD: "DPD", connectors.GLS: "GLS", connectors.UPS: "UPS", connectors.FedEx: "FedEx",
	connectors.Hermes: "Hermes Logistik Gruppe",
}

// carrierNames are for people, where Amazon's list of codes is not the same everywhere.
var carrierNames = map[connectors.Carrier]string{
	connectors.PostNL: "PostNL", connectors.DHLParcel: "DHL Parcel", connectors.Bpost: "bpost", connectors.Budbee: "Budbee",
	connectors.Trunkrs: "Trunkrs", connectors.Dynalogic: "Dynalogic", connectors.Courier: "Courier", connectors.Letter: "Letter post",
}

// otherCarrier is the code of a carrier that goes by its name.
const otherCarrier = "Other"

// carrierOf is a carrier's code and name. Amazon wants a name with the code "Other".
func carrierOf(c connectors.Carrier) (code, name string) {
	if code, ok := carriers[c]; ok {
		return code, ""
	}
	if name, ok := carrierNames[c]; ok {
		return otherCarrier, name
	}
	if c == "" {
		return otherCarrier, "Unknown"
	}
	return otherCarrier, string(c)
}
