package tryton

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"
)

var errForm = errors.New("tryton: not in the form that the interface has")

// number is an exact number. The interface writes it as an object with a text.
type number struct{ decimal.Decimal }

// MarshalJSON writes the number.
func (n number) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"__class__": "Decimal", "decimal": n.String()})
}

// UnmarshalJSON reads a number, or null. Not one with an exponent that is out of all
// proportion: 1E+999999 has a million digits.
func (n *number) UnmarshalJSON(b []byte) error {
	var object *struct {
		Class   string `json:"__class__"`
		Decimal string `json:"decimal"`
	}
	if err := json.Unmarshal(b, &object); err != nil {
		return errForm
	}
	if object == nil {
		return nil
	}
	if object.Class != "Decimal" || len(object.Decimal) > 40 {
		return errForm
	}
	d, err := decimal.NewFromString(object.Decimal)
	if err != nil || d.Exponent() > 20 || d.Exponent() < -40 {
		return errForm
	}
	n.Decimal = d
	return nil
}

// count is how many of something there are, which the interface writes as a number.
type count struct{ decimal.Decimal }

// UnmarshalJSON reads a number, or null, with the same bounds.
func (c *count) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) > 40 || b[0] == '"' {
		return errForm
	}
	d, err := decimal.NewFromString(string(b))
	if err != nil || d.Exponent() > 20 || d.Exponent() < -40 {
		return errForm
	}
	c.Decimal = d
	return nil
}

// moment is a date, with or without a time, in UTC. The interface writes its parts.
type moment struct {
	time.Time
	day bool // there is no time of day
}

// MarshalJSON writes a moment with its time.
func (m moment) MarshalJSON() ([]byte, error) {
	t := m.UTC()
	return json.Marshal(map[string]any{
		"__class__": "datetime", "year": t.Year(), "month": t.Month(), "day": t.Day(), "hour": t.Hour(), "minute": t.Minute(), "second": t.Second(),
		"microsecond": t.Nanosecond() / 1000,
	})
}

// UnmarshalJSON reads a moment, or null.
func (m *moment) UnmarshalJSON(b []byte) error {
	var parts *struct {
		Class                string `json:"__class__"`
		Year, Month, Day     int
		Hour, Minute, Second int
		Microsecond          int
	}
	if err := json.Unmarshal(b, &parts); err != nil {
		return errForm
	}
	if parts == nil {
		return nil
	}
	at := time.Date(parts.Year, time.Month(parts.Month), parts.Day, parts.Hour, parts.Minute, parts.Second, parts.Microsecond*1000, time.UTC)
	if parts.Class != "datetime" && parts.Class != "date" || parts.Year < 1 || parts.Year > 9999 || at.Month() != time.Month(parts.Month) {
		return errForm
	}
	m.Time, m.day = at, parts.Class == "date"
	return nil
}

// plain reports whether texts are free of control characters: no code or state has any.
func plain(texts ...string) bool {
	for _, text := range texts {
		if strings.IndexFunc(text, unicode.IsControl) >= 0 {
			return false
		}
	}
	return true
}

// ids are the ids that a method returns of what it made or found.
type ids []int64

func (all *ids) sound() bool {
	for _, id := range *all {
		if id <= 0 {
			return false
		}
	}
	return *all != nil
}

// adding is how a record is made along with the one that it belongs to.
func adding(records ...map[string]any) []any { return []any{[]any{"create", records}} }
