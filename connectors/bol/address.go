package bol

import "strings"

// SplitHouseNumber takes a house number apart that arrived in one piece: "3HS" is
// 3 and "HS", "22-2" is 22 and "2", "12 bus 4" is 12 and "bus 4". A text that does
// not begin with a digit stays whole. Only the sign between the two is left out;
// it is still in the original street line.
func SplitHouseNumber(text string) (number, addition string) {
	text = strings.TrimSpace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if end <= 0 {
		return text, ""
	}
	number, addition = text[:end], strings.TrimSpace(strings.TrimLeft(text[end:], separators))
	if addition == "" {
		return text, "" // "12-" is kept as it is
	}
	return number, addition
}

// separators stand between a house number and its addition, and mean nothing.
const separators = " \t-/,."

// streetLine is the street as the marketplace gave it, on one line.
func streetLine(parts ...string) string {
	var given []string
	for _, p := range parts {
		if p != "" {
			given = append(given, p)
		}
	}
	return strings.Join(given, " ")
}
