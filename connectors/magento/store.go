package magento

import (
	"context"
	"strings"
)

// store is the store view that orders go to.
type store struct {
	ID       int    `json:"id"`
	Code     string `json:"code"`
	Currency string `json:"base_currency_code"` // of its books
	Locale   string `json:"locale"`             // nl_NL
}

// theStore asks for the store view, once.
func (s *Sink) theStore(ctx context.Context) (store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known != nil {
		return *s.known, nil
	}
	var all []store
	if err := s.api.get(ctx, "/V1/store/storeConfigs", nil, "id,code,base_currency_code,locale", &all); err != nil {
		return store{}, err
	}
	for _, candidate := range all {
		if candidate.Code == s.store && len(candidate.Currency) == 3 {
			s.known = &candidate
			return candidate, nil
		}
	}
	return store{}, badAnswer()
}

// country is the shop's own: it stands where an order does not say to which one it goes.
func (s store) country() string {
	if _, country, _ := strings.Cut(s.Locale, "_"); len(country) == 2 {
		return country
	}
	return "NL"
}
