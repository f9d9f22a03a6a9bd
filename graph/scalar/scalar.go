// Package scalar writes and reads the API's scalars and enums. An input that does
// not fit is refused without being repeated.
package scalar

import (
	"fmt"
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/personal"
)

// MarshalTime writes a moment as RFC 3339 in UTC.
func MarshalTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(AppendTime(make([]byte, 0, 40), t)) })
}

// AppendTime appends a moment as MarshalTime writes it.
func AppendTime(b []byte, t time.Time) []byte {
	return t.UTC().AppendFormat(b, `"`+time.RFC3339Nano+`"`)
}

// UnmarshalTime reads a moment in RFC 3339.
func UnmarshalTime(v any) (time.Time, error) {
	text, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, orderveil.Invalidf("a Time is written like 2026-01-31T12:00:00Z")
	}
	return t.UTC(), nil
}

// MarshalDate writes a day as 2006-01-02.
func MarshalDate(d orderveil.Date) graphql.Marshaler { return graphql.MarshalString(d.String()) }

// UnmarshalDate reads a day.
func UnmarshalDate(v any) (orderveil.Date, error) {
	text, _ := v.(string)
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, orderveil.Invalidf("a Date is written like 2026-01-31")
	}
	return orderveil.DateOf(t), nil
}

// MarshalDecimal writes an exact number as a string with at least two decimals.
func MarshalDecimal(d decimal.Decimal) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(AppendDecimal(nil, d)) })
}

// AppendDecimal appends an exact number as MarshalDecimal writes it.
func AppendDecimal(b []byte, d decimal.Decimal) []byte {
	return append(append(append(b, '"'), orderveil.DecimalText(d)...), '"') // digits, a sign and a point need no escape
}

// UnmarshalDecimal reads an exact number from a string.
func UnmarshalDecimal(v any) (decimal.Decimal, error) {
	text, _ := v.(string)
	d, err := decimal.NewFromString(text)
	if err != nil {
		return d, orderveil.Invalidf("a Decimal is a string like \"12.90\"")
	}
	return d, nil
}

// MarshalCategory writes a data category.
func MarshalCategory(c personal.Category) graphql.Marshaler { return graphql.MarshalString(c.String()) }

// UnmarshalCategory reads a data category.
func UnmarshalCategory(v any) (personal.Category, error) {
	text, _ := v.(string)
	return personal.ParseCategory(text)
}

// enum writes and reads a type whose values are the API's names.
type enum[T ~string] struct{ values []T }

func (e enum[T]) unmarshal(v any) (T, error) {
	text, _ := v.(string)
	for _, known := range e.values {
		if text == string(known) {
			return known, nil
		}
	}
	return "", fmt.Errorf("no such value: %w", orderveil.ErrInvalid)
}

func marshal[T ~string](v T) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, `"`+string(v)+`"`) })
}
