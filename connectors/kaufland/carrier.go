package kaufland

import (
	"context"
	"slices"
	"strings"

	"orderveil/connectors"
)

// otherCarrier is Kaufland's code for a carrier that it does not list.
const otherCarrier = "Other"

// carrier is Kaufland's code of a carrier, from its own list.
func (s *Source) carrier(ctx context.Context, c connectors.Carrier) (string, error) {
	codes, err := s.carriers.get(s.clock(), func() ([]string, error) {
		answer, err := s.get(ctx, "/carriers", nil)
		if err != nil {
			return nil, err
		}
		var said struct {
			Data struct {
				Carriers []struct {
					Name string `json:"name"`
				} `json:"carriers"`
			} `json:"data"`
		}
		if err := read(answer, "list of carriers", &said); err != nil {
			return nil, err
		}
		if len(said.Data.Carriers) == 0 {
			return nil, badAnswer("Kaufland's list of carriers is empty")
		}
		var codes []string
		for _, one := range said.Data.Carriers {
			codes = append(codes, one.Name)
		}
		return codes, nil
	})
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(codes, func(code string) bool { return strings.EqualFold(code, string(c)) })
	if i < 0 && c != "" {
		i = slices.IndexFunc(codes, func(code string) bool { return connectors.CarrierOf(code) == c })
	}
	if i < 0 {
		return otherCarrier, nil
	}
	return codes[i], nil
}
