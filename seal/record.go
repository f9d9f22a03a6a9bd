package seal

import (
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"orderveil/personal"
)

// A record is written in protobuf's wire format: its fields that are set, each as a
// string under its number in the register, in ascending order.

func encode(r personal.Record) []byte {
	b := make([]byte, 0, 128)
	for _, f := range fields[r.Category()] {
		if text := r.Plain(f); text != "" {
			b = protowire.AppendTag(b, protowire.Number(f.Number()), protowire.BytesType)
			b = protowire.AppendString(b, text)
		}
	}
	return b
}

// decode reads what encode writes and nothing else. The texts share one string.
func decode(c personal.Category, b []byte) (personal.Record, error) {
	all, r, last := string(b), personal.NewRecord(c), protowire.Number(0)
	for at := 0; at < len(b); {
		number, kind, n := protowire.ConsumeTag(b[at:])
		if n < 0 || kind != protowire.BytesType || number <= last || protowire.SizeTag(number) != n {
			return personal.Record{}, ErrSealBroken
		}
		at += n
		text, n := protowire.ConsumeBytes(b[at:])
		if n < 0 || len(text) == 0 || protowire.SizeBytes(len(text)) != n {
			return personal.Record{}, ErrSealBroken
		}
		f, known := numbered(c, int(number))
		at += n
		if !known || !utf8.Valid(text) {
			return personal.Record{}, ErrSealBroken
		}
		r, last = r.With(f, all[at-len(text):at]), number
	}
	if last == 0 {
		return personal.Record{}, ErrSealBroken
	}
	return r, nil
}

// fields are the register's fields by category, in the order of their numbers.
var fields = func() (by [personal.Note + 1][]personal.Field) {
	for _, f := range personal.Fields() {
		by[f.Category()] = append(by[f.Category()], f)
	}
	return by
}()

func numbered(c personal.Category, number int) (personal.Field, bool) {
	if int(c) >= len(fields) {
		return 0, false
	}
	for _, f := range fields[c] {
		if f.Number() == number {
			return f, true
		}
	}
	return 0, false
}
