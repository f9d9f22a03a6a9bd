package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account/order"
	"orderveil/personal"
	"orderveil/seal"
)

// What a back office was given is remembered as fingerprints: per party and category 8
// bytes that only a key of the account and day can make. They tell whether the marketplace
// says the same today, and nothing else; when the day's key is destroyed, not even that.

const (
	fingerprintSize   = 8
	fingerprintColumn = "fingerprint"
)

// partyKinds are in the order of their fingerprints.
var partyKinds = orderveil.PartyKinds()

// fingerprintsOf are those of what was forwarded, by order, each after the day under whose
// key they were made. Without a key there are none: that keeps no order from being forwarded.
func (s *Store) fingerprintsOf(ctx context.Context, a *openAccount, done []Finished) map[uuid.UUID][]byte {
	sent := map[uuid.UUID]*orderveil.Order{}
	for i := range done {
		if done[i].Outcome.State == orderveil.ForwardForwarded {
			sent[done[i].Claim.Order] = &done[i].Claim.Content
		}
	}
	if len(sent) == 0 {
		return nil
	}
	rows, err := a.db.Order.Query().Where(among(order.FieldID, slices.Collect(maps.Keys(sent)))).
		Select(order.FieldID, order.FieldForgetOn, order.FieldForgottenAt).All(ctx)
	if err != nil {
		return nil
	}
	prints := make(map[uuid.UUID][]byte, len(rows))
	for _, row := range rows {
		if s.forgotten(row) {
			continue
		}
		o := sent[row.ID]
		if p, err := a.fingerprints(ctx, row.ID, row.ForgetOn, o.BillTo, o.ShipTo); err == nil {
			prints[row.ID] = p
		}
	}
	return prints
}

func (a *openAccount) fingerprints(ctx context.Context, id uuid.UUID, day orderveil.Date, parties ...*orderveil.Party) ([]byte, error) {
	sealer, err := a.keys.Sealer(ctx, []orderveil.Date{day})
	if err != nil {
		return nil, err
	}
	prints := binary.BigEndian.AppendUint32(nil, uint32(day))
	for i, p := range parties {
		for _, c := range personal.Categories() {
			print, err := fingerprint(sealer, id, day, partyKinds[i], p, c)
			if err != nil {
				return nil, err
			}
			prints = append(prints, print...)
		}
	}
	return prints, nil
}

// fingerprint is one category's; zeros where there is nothing.
func fingerprint(sealer *seal.Sealer, id uuid.UUID, day orderveil.Date, kind orderveil.PartyKind, p *orderveil.Party, c personal.Category) ([]byte, error) {
	text := ""
	if p != nil {
		text = normalOf(recordOf(p, c))
	}
	if text == "" {
		return make([]byte, fingerprintSize), nil
	}
	hash, err := sealer.Index(fingerprintColumn, day, id.String()+" "+string(kind)+" "+c.String()+"\n"+text)
	if err != nil {
		return nil, err
	}
	return hash[:fingerprintSize], nil
}

// normalOf is a record's text, whatever was done to its spaces and case on the way.
func normalOf(r personal.Record) string {
	var b strings.Builder
	for _, f := range personal.Fields() {
		if f.Category() != r.Category() {
			continue
		}
		if text := strings.ToLower(strings.Join(strings.Fields(r.Plain(f)), " ")); text != "" {
			b.WriteString(strconv.Itoa(f.Number()) + "=" + text + "\n")
		}
	}
	return b.String()
}

func recordOf(p *orderveil.Party, c personal.Category) personal.Record {
	switch c {
	case personal.Name:
		return p.Name
	case personal.Address:
		return p.Address
	case personal.Email:
		return p.Email
	case personal.Phone:
		return p.Phone
	case personal.TaxID:
		return p.TaxID
	case personal.Delivery:
		return p.Pickup
	default:
		return p.Note
	}
}

// compared says how fingerprints that were kept relate to those of today.
func compared(kept, now []byte) orderveil.Comparison {
	empty := make([]byte, fingerprintSize)
	switch {
	case bytes.Equal(kept, empty) && bytes.Equal(now, empty):
		return orderveil.CompareEmpty
	case bytes.Equal(kept, empty):
		return orderveil.CompareMissing
	case bytes.Equal(kept, now):
		return orderveil.CompareSame
	}
	return orderveil.CompareDifferent
}
