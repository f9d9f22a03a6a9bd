package seal

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// A blind index is made of a text's normal form, so that the usual ways to write the
// same thing are found as one.

// NormalEmail is an e-mail address in small letters.
func NormalEmail(text string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(text)))
}

// NormalPhone is a telephone number as E.164 writes it, read as somebody in the
// country would dial it. What is no number keeps its digits.
func NormalPhone(text, country string) string {
	if n, err := phonenumbers.Parse(text, country); err == nil {
		return phonenumbers.Format(n, phonenumbers.E164)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// NormalPostcode is a postcode in capitals without spaces and dashes.
func NormalPostcode(text string) string { return letters(text) }

// NormalHouseNumber is a house number with its addition, in capitals without spaces
// and dashes.
func NormalHouseNumber(number, addition string) string { return letters(number + addition) }

func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFC.String(text))
}
