package seal

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// A blind index is made of a text's normal form, so that the usual ways to write the
// same thing are found as one.

// NormalEmail is an e-mail address in small letters without spaces.
func NormalEmail(text string) string {
	return norm.NFC.String(strings.ToLower(strings.Map(unspaced, norm.NFC.String(text))))
}

func unspaced(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

// NormalPhone is a telephone number as E.164 writes it, read as somebody in the
// country would dial it. What is no number keeps its digits.
func NormalPhone(text, country string) string {
	if n, err := phonenumbers.Parse(text, strings.ToUpper(country)); err == nil {
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
func NormalPostcode(text string) string {
	return norm.NFC.String(strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, norm.NFC.String(text))))
}

// NormalHouseNumber is a house number with its addition, in capitals without spaces
// and dashes, however the two are divided: "12 b" is "12" with "b". Only between two
// digits a dash is kept, since 12-1 is not 121.
func NormalHouseNumber(number, addition string) string {
	var b strings.Builder
	var last rune
	apart := false
	for _, r := range norm.NFC.String(number + " " + addition) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			apart = true
			continue
		}
		if apart && unicode.IsDigit(last) && unicode.IsDigit(r) {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		last, apart = r, false
	}
	return norm.NFC.String(strings.ToUpper(b.String()))
}
