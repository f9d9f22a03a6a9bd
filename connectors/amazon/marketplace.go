package amazon

import (
	"slices"
	"strings"

	"orderveil"
)

// marketplace is one of Amazon's shops.
type marketplace struct {
	country, id, currency string
}

// marketplaces are Amazon's shops, by its list of marketplace ids. The currency is for
// cancelled orders, of which Amazon gives no amounts.
var marketplaces = []marketplace{
	{"NL", "A1805IZSGTT6HS", "EUR"}, {"BE", "AMEN7PMS3EDWL", "EUR"}, {"DE", "A1PA6795UKMFR9", "EUR"}, {"FR", "A13V1IB3VIYZZH", "EUR"},
	{"IT", "APJ6JRA9NG5V4", "EUR"}, {"ES", "A1RKKUPIHCS9HS", "EUR"}, {"IE", "A28R8C7NBKEWEA", "EUR"}, {"SE", "A2NODRKZP88ZB9", "SEK"},
	{"PL", "A1C3SOZRARQ6R3", "PLN"}, {"GB", "A1F83G8C2ARO7P", "GBP"}, {"TR", "A33AVAJ2PDY3EV", "TRY"}, {"ZA", "AE08WJ6YKNBMC", "ZAR"},
	{"EG", "ARBP9OOSHTCHU", "EGP"}, {"SA", "A17E79C6D8DWNP", "SAR"}, {"AE", "A2VIGQ35RCS4UG", "AED"}, {"IN", "A21TJRUUN4KGV", "INR"},
	{"US", "ATVPDKIKX0DER", "USD"}, {"CA", "A2EUQ1WTGCTBG2", "CAD"}, {"MX", "A1AM78C64UM0Y8", "MXN"}, {"BR", "A2Q3Y263D00KWC", "BRL"},
	{"JP", "A1VC38T7YXB528", "JPY"}, {"AU", "A39IBJ37TRP1C6", "AUD"}, {"SG", "A19VAU5U5O7RUS", "SGD"},
}

// mostMarketplaces is how many one search takes.
const mostMarketplaces = 50

// marketplaceIDs reads the setting of that name. An id that is not in the list is taken as
// it is: Amazon opens shops.
func marketplaceIDs(text string) ([]string, error) {
	var ids []string
	for word := range strings.FieldsFuncSeq(strings.ToUpper(text), func(r rune) bool { return r == ',' || r == ' ' }) {
		if word == "UK" {
			word = "GB"
		}
		at := slices.IndexFunc(marketplaces, func(m marketplace) bool { return m.country == word })
		switch {
		case at >= 0:
			ids = append(ids, marketplaces[at].id)
		case len(word) > 8 && usable(word):
			ids = append(ids, word)
		default:
			return nil, orderveil.Invalidf("setting marketplaces lists countries, such as NL,BE,DE, or Amazon's ids of marketplaces")
		}
	}
	if len(ids) == 0 || len(ids) > mostMarketplaces {
		return nil, orderveil.Invalidf("setting marketplaces lists 1 to %d countries, such as NL,BE,DE", mostMarketplaces)
	}
	return ids, nil
}

// currencyOf is what a marketplace sells in; empty when it is not in the list.
func currencyOf(id string) string {
	for _, m := range marketplaces {
		if m.id == id {
			return m.currency
		}
	}
	return ""
}

// usable reports whether a text can be an order number or an id. It goes into a path and
// into messages.
func usable(text string) bool {
	if text == "" || len(text) > orderveil.MaxNumber {
		return false
	}
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '-', c == '_':
		default:
			return false
		}
	}
	return true
}
