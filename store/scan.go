package store

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
)

// Where values of a row go. A null leaves what is there.

type textTo struct{ to *string }

func (t textTo) Scan(v any) error {
	switch v := v.(type) {
	case nil:
	case string:
		*t.to = v
	case []byte:
		*t.to = string(v)
	default:
		return unexpected("text", v)
	}
	return nil
}

type idTo struct{ to *uuid.UUID }

func (i idTo) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
	case string:
		*i.to, err = uuid.Parse(v)
	case []byte:
		if len(v) == len(i.to) {
			copy(i.to[:], v)
			return nil
		}
		*i.to, err = uuid.ParseBytes(v)
	default:
		return unexpected("id", v)
	}
	return err
}

type maybeIDTo struct{ to **uuid.UUID }

func (i maybeIDTo) Scan(v any) error {
	if v == nil {
		return nil
	}
	*i.to = new(uuid.UUID)
	return idTo{*i.to}.Scan(v)
}

type wholeTo struct{ to *int }

func (n wholeTo) Scan(v any) error {
	switch v := v.(type) {
	case nil:
	case int64:
		*n.to = int(v)
	default:
		return unexpected("whole number", v)
	}
	return nil
}

type dayTo struct{ to *orderveil.Date }

func (d dayTo) Scan(v any) error {
	switch v := v.(type) {
	case nil:
	case int64:
		*d.to = orderveil.Date(v)
	default:
		return unexpected("day", v)
	}
	return nil
}

type maybeDayTo struct{ to **orderveil.Date }

func (d maybeDayTo) Scan(v any) error {
	if v == nil {
		return nil
	}
	*d.to = new(orderveil.Date)
	return dayTo{*d.to}.Scan(v)
}

type maybeTimeTo struct{ to **time.Time }

func (t maybeTimeTo) Scan(v any) error {
	if v == nil {
		return nil
	}
	*t.to = new(time.Time)
	return timeTo{*t.to}.Scan(v)
}

type timeTo struct{ to *time.Time }

func (t timeTo) Scan(v any) error {
	switch v := v.(type) {
	case nil:
	case time.Time:
		*t.to = v
	case []byte:
		if len(v) != 8 {
			return unexpected("time", v)
		}
		*t.to = time.UnixMicro(int64(binary.BigEndian.Uint64(v)) + postgresEpoch).UTC()
	default:
		return unexpected("time", v)
	}
	return nil
}

// postgresEpoch is the start of 2000, from which PostgreSQL counts microseconds.
const postgresEpoch = 946_684_800_000_000

// bare is the function by which PostgreSQL gives a value's bytes as they lie in its rows, if it
// is asked for them: of a time or an id lib/pq makes a text, only for it to be read again.
func bare(to any) (function string) {
	switch to.(type) {
	case timeTo, maybeTimeTo:
		return "timestamptz_send"
	case idTo, maybeIDTo:
		return "uuid_send"
	}
	return ""
}

type flagTo struct{ to *bool }

func (f flagTo) Scan(v any) error {
	switch v := v.(type) {
	case nil:
	case bool:
		*f.to = v
	case int64: // SQLite's
		*f.to = v != 0
	default:
		return unexpected("yes or no", v)
	}
	return nil
}

type amountTo struct{ to *decimal.Decimal }

func (a amountTo) Scan(v any) error {
	if v == nil {
		return nil
	}
	return a.to.Scan(v)
}

// unexpected tells the kind of a value, which may be personal.
func unexpected(what string, v any) error {
	return fmt.Errorf("store: the database has a %T where a %s is", v, what)
}
