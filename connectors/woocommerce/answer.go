package woocommerce

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
)

var errForm = errors.New("woocommerce: not in the form that the API has")

// amount is a decimal as the API writes it: a text such as "12.90".
type amount struct{ decimal.Decimal }

// UnmarshalJSON reads a short text of digits. Without an exponent, as the API never writes
// one: 1e999999 has a million digits.
func (a *amount) UnmarshalJSON(b []byte) error {
	text := strings.Trim(string(b), `"`)
	if text == "null" || text == "" {
		return nil
	}
	if len(text) > 32 || strings.Trim(text, "-0123456789.") != "" {
		return errForm
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return errForm
	}
	a.Decimal = d
	return nil
}

// gmt is a moment as the API writes it: without a zone, and null where there is none.
type gmt struct{ time.Time }

// UnmarshalJSON reads a moment.
func (g *gmt) UnmarshalJSON(b []byte) error {
	var text *string
	if err := json.Unmarshal(b, &text); err != nil {
		return errForm
	}
	if text == nil || *text == "" {
		return nil
	}
	at, err := moment(*text)
	if err != nil {
		return errForm
	}
	g.Time = at
	return nil
}

// moment reads a date and time of UTC in the forms that occur.
func moment(text string) (at time.Time, err error) {
	for _, form := range []string{"2006-01-02T15:04:05", time.RFC3339, time.DateTime} {
		if at, err = time.Parse(form, text); err == nil {
			return at.UTC(), nil
		}
	}
	return at, err
}

// metaItem is a piece of an order that some part of the shop keeps there, in any form.
type metaItem struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// metaText returns a text or number under a key, or "".
func metaText(all []metaItem, key string) string {
	for _, m := range all {
		if m.Key != key {
			continue
		}
		var text loose
		if json.Unmarshal(m.Value, &text) == nil && text != "" {
			return string(text)
		}
	}
	return ""
}

// loose is a text that some plug-ins write as a number, and leave out as false or null.
type loose string

// UnmarshalJSON reads a text or a number; all else is empty.
func (l *loose) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err == nil {
		*l = loose(strings.TrimSpace(text))
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(b, &number); err == nil && len(number) <= 32 {
		*l = loose(number)
	}
	return nil
}

// plain reports whether texts are free of control characters, which the API never writes.
func plain(texts ...string) bool {
	for _, text := range texts {
		if strings.IndexFunc(text, unicode.IsControl) >= 0 {
			return false
		}
	}
	return true
}
