package orderveil

import (
	"encoding/base32"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Clock tells the time; tests hold it still.
type Clock func() time.Time

// IDs makes identifiers for rows that have no outside identity (UUIDv7: they sort
// by time).
type IDs func() uuid.UUID

// NewID is the IDs of a running program.
func NewID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// OrderID is the id of the order that a connection knows by this number. It is
// derived, not drawn: the id is part of what a sealed value is bound to, so an
// order that comes in again must come in under the id it was sealed for.
func OrderID(connection uuid.UUID, number string) uuid.UUID {
	return uuid.NewSHA1(connection, []byte("order\x00"+number))
}

// PartyID is the id of a party of an order.
func PartyID(order uuid.UUID, kind PartyKind) uuid.UUID {
	return uuid.NewSHA1(order, []byte("party\x00"+string(kind)))
}

// LineID is the id of an order's line.
func LineID(order uuid.UUID, marketplaceID string) uuid.UUID {
	return uuid.NewSHA1(order, []byte("line\x00"+marketplaceID))
}

// ReportID is the id of a report under a key: the same parcel of a back office, or the same
// reference of a partner's, is the same report.
func ReportID(order uuid.UUID, key string) uuid.UUID {
	return uuid.NewSHA1(order, []byte("report\x00"+key))
}

// NoticeID is the id of a notice that an order's receiver gets once.
func NoticeID(delivery uuid.UUID, kind NoticeKind) uuid.UUID {
	return uuid.NewSHA1(delivery, []byte("notice\x00"+string(kind)))
}

// ReturnID is the id of a marketplace's return.
func ReturnID(connection uuid.UUID, marketplaceID string) uuid.UUID {
	return uuid.NewSHA1(connection, []byte("return\x00"+marketplaceID))
}

// ShipmentID is the id of an order's shipment.
func ShipmentID(order uuid.UUID, marketplaceID string) uuid.UUID {
	return uuid.NewSHA1(order, []byte("shipment\x00"+marketplaceID))
}

// DeliveryID is the id of an order's forwarding to one back office. It is also the
// reference that travels with every create, so it never changes.
func DeliveryID(order, backOffice uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(order, append([]byte("delivery\x00"), backOffice[:]...))
}

// TagID is the id of an order's tag.
func TagID(order uuid.UUID, tag string) uuid.UUID {
	return uuid.NewSHA1(order, []byte("tag\x00"+tag))
}

// crockford leaves out the letters that people mistake for digits.
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// HubNumber is our number of an order, such as "OV-7H2K-M4RD-09TZ": 60 bits of its
// id in letters and digits that can be read out over a telephone.
func HubNumber(order uuid.UUID) string {
	s := crockford.EncodeToString(order[8:])[1:13]
	return "OV-" + s[:4] + "-" + s[4:8] + "-" + s[8:]
}

// NormalNumber is how an order number is compared: capitals, without the spaces,
// dashes and number signs that people add when they copy one.
func NormalNumber(number string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '-', '#', '\u00a0', '\u2010', '\u2011', '\u2013':
			return -1
		}
		return r
	}, strings.ToUpper(number))
}
