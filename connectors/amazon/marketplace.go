package amazon

import (
	"slices"
	"strings"

	"orderveil"
)

// marketplace is one of Amazon's shops, with the host of its Seller Central.
type marketplace struct {
	country, id, currency, central string
}

// marketplaces are Amazon's shops, by its lists of marketplace ids and of Seller Central URLs. The currency is for
// cancelled orders, of which Amazon gives no amounts.
var marketplaces = []marketplace{
	{"NL", "A1805IZSGTT6HS", "EUR", "sellercentral.amazon.nl"},
	{"BE", "AMEN7PMS3EDWL", "EUR", "sellercentral.amazon.com.be"},
	{"DE", "A1PA6795UKMFR9", "EUR", "sellercentral-europe.amazon.com"},
	{"FR", "A13V1IB3VIYZZH", "EUR", "sellercentral-europe.amazon.com"},
	{"IT", "APJ6JRA9NG5V4", "EUR", "sellercentral-europe.amazon.com"},
	{"ES", "A1RKKUPIHCS9HS", "EUR", "sellercentral-europe.amazon.com"},
	{"IE", "A28R8C7NBKEWEA", "EUR", "sellercentral.amazon.ie"},
	{"SE", "A2NODRKZP88ZB9", "SEK", "sellercentral.amazon.se"},
	{"PL", "A1C3SOZRARQ6R3", "PLN", "sellercentral.amazon.pl"},
	{"GB", "A1F83G8C2ARO7P", "GBP", "sellercentral-europe.amazon.com"},
	{"TR", "A33AVAJ2PDY3EV", "TRY", "sellercentral.amazon.com.tr"},
	{"ZA", "AE08WJ6YKNBMC", "ZAR", "sellercentral.amazon.co.za"},
	{"EG", "ARBP9OOSHTCHU", "EGP", "sellercentral.amazon.eg"},
	{"SA", "A17E79C6D8DWNP", "SAR", "sellercentral.amazon.sa"},
	{"AE", "A2VIGQ35RCS4UG", "AED", "sellercentral.amazon.ae"},
	{"IN", "A21TJRUUN4KGV", "INR", "sellercentral.amazon.in"},
	{"US", "ATVPDKIKX0DER", "USD", "sellercentral.amazon.com"},
	{"CA", "A2EUQ1WTGCTBG2", "CAD", "sellercentral.amazon.ca"},
	{"MX", "A1AM78C64UM0Y8", "MXN", "sellercentral.amazon.com.mx"},
	{"BR", "A2Q3Y263D00KWC", "BRL", "sellercentral.amazon.com.br"},
	{"JP", "A1VC38T7YXB528", "JPY", "sellercentral.amazon.co.jp"},
	{"AU", "A39IBJ37TRP1C6", "AUD", "sellercentral.amazon.com.au"},
	{"SG", "A19VAU5U5O7RUS", "SGD", "sellercentral.amazon.sg"},
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
