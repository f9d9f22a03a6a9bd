package seal

import (
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"orderveil/personal"
)

// A record is written in protobuf's wire format: its fields that are set, each as a
// string under its number in the register, in ascending order.

// encode reports false for a text that decode would refuse.
func encode(r personal.Record) ([]byte, bool) {
	b := make([]byte, 0, 128)
	for number, f := range fields[r.Category()] {
		text := r.Plain(f)
		if text == "" {
			continue
		}
		if !utf8.ValidString(text) {
			return nil, false
		}
		b = protowire.AppendTag(b, protowire.Number(number), protowire.BytesType)
		b = protowire.AppendString(b, text)
	}
	return b, true
}

// decode reads what encode writes and nothing else. The texts share one string.
func decode(c personal.Category, b []byte) (personal.Record, error) {
	if len(b) == 0 {
		return personal.Record{}, ErrSealBroken
	}
	all, texts, last := string(b), new([personal.MaxNumber + 1]string), protowire.Number(0)
	for at := 0; at < len(b); {
		number, kind, n := protowire.ConsumeTag(b[at:])
		if n < 0 || kind != protowire.BytesType || number <= last || protowire.SizeTag(number) != n {
			return personal.Record{}, ErrSealBroken
		}
		at += n
		size, n := protowire.ConsumeVarint(b[at:])
		if n < 0 || protowire.SizeVarint(size) != n || size == 0 || size > uint64(len(b)-at-n) {
			return personal.Record{}, ErrSealBroken
		}
		at += n
		text := all[at : at+int(size)]
		if _, known := numbered(c, number); !known || !utf8.ValidString(text) {
			return personal.Record{}, ErrSealBroken
		}
		texts[number], last, at = text, number, at+len(text)
	}
	return personal.Filled(c, texts), nil
}

// fields are the register's fields by category and number; the zero Field is none.
var fields = func() (by [personal.Note + 1][]personal.Field) {
	for _, f := range personal.Fields() {
		of := &by[f.Category()]
		for len(*of) <= f.Number() {
			*of = append(*of, 0)
		}
		(*of)[f.Number()] = f
	}
	return by
}()

func numbered(c personal.Category, number protowire.Number) (personal.Field, bool) {
	if int(c) >= len(fields) || int(number) >= len(fields[c]) {
		return 0, false
	}
	f := fields[c][number]
	return f, f != 0
}
