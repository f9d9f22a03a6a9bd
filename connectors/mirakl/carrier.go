package mirakl

import (
	"context"
	"strings"
	"sync"
	"time"

	"orderveil/connectors"
)

// carriers are those that an operator has registered. Mirakl asks to read them once a day.
type carriers struct {
	mu    sync.Mutex
	read  time.Time
	known []carrier
}

type carrier struct {
	Code     string `json:"code"`
	Label    string `json:"label"`
	Standard string `json:"standard_code"`
}

const carriersEvery = 24 * time.Hour

// tracking is who brings a parcel, by the operator's code where there is one and otherwise by
// name, and its number.
type tracking struct {
	CarrierCode string `json:"carrier_code,omitempty"`
	CarrierName string `json:"carrier_name,omitempty"`
	Number      string `json:"tracking_number,omitempty"`
}

// unnamed stands for a carrier that nobody named: Mirakl takes no number without one.
const unnamed = "Other"

// tracking says who brings a parcel; nil when neither carrier nor number is known.
func (s *Source) tracking(ctx context.Context, c connectors.Carrier, number string) (*tracking, error) {
	if c == "" && number == "" {
		return nil, nil
	}
	if c == "" {
		return &tracking{CarrierName: unnamed, Number: number}, nil
	}
	known, err := s.registered(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if k.is(c) {
			return &tracking{CarrierCode: k.Code, Number: number}, nil
		}
	}
	return &tracking{CarrierName: string(c), Number: number}, nil
}

// is reports whether an operator's carrier is the one that is meant: by code, or by how its
// label is usually written.
func (k *carrier) is(c connectors.Carrier) bool {
	for _, text := range []string{k.Code, k.Standard, k.Label} {
		if text != "" && (strings.EqualFold(text, string(c)) || connectors.CarrierOf(text) == c) {
			return true
		}
	}
	return false
}

func (s *Source) registered(ctx context.Context) ([]carrier, error) {
	c := &s.carriers
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.clock()
	if !c.read.IsZero() && now.Sub(c.read) < carriersEvery {
		return c.known, nil
	}
	answer, err := s.get(ctx, "/shipping/carriers", nil)
	if err != nil {
		return nil, err
	}
	var said struct {
		Carriers []carrier `json:"carriers"`
	}
	if err := read(answer, "list of carriers", &said); err != nil {
		return nil, err
	}
	c.known, c.read = said.Carriers, now
	return c.known, nil
}
