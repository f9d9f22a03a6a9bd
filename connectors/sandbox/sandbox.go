// Package sandbox invents orders for accounts that are sandboxes. It has the marketplaces'
// simulators play in memory and reads them with the real connectors, so that the orders are
// such as come from real shops. Nothing of it leaves the process.
package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	amazonsim "orderveil/connectors/amazon/simulator"
	"orderveil/connectors/bol"
	bolsim "orderveil/connectors/bol/simulator"
	"orderveil/personal"
)

// Shop is a marketplace with the orders that were invented for it.
type Shop struct {
	Spec   connectors.Spec
	Orders []orderveil.Order
}

// Each is how many orders are invented at once, of all marketplaces together.
const Each = 125

// amazonOrders is how many of them are Amazon's at most: its connector reads no more without
// waiting, as Amazon asks.
const amazonOrders = 18

// Orders invents orders as they stand at a moment. The same series at the same moment has
// the same orders; two series have no order number in common.
func Orders(ctx context.Context, series uint64, at time.Time) ([]Shop, error) {
	clock := func() time.Time { return at }
	secret := personal.NewSecret(key)
	shops := []Shop{{Spec: bol.Spec}, {Spec: amazon.Spec}}
	configs := []connectors.Config{{
		Secrets: map[string]personal.Secret{"client_id": secret, "client_secret": secret},
		HTTP:    inside(bolsim.New(bolsim.Config{Seed: series, Orders: Each, Clock: clock, ClientID: key, ClientSecret: key})),
	}, {
		Settings: map[string]string{"marketplaces": "NL,BE,DE,FR", "secret_created": at.UTC().Format(time.DateOnly)},
		Secrets:  map[string]personal.Secret{"client_id": secret, "client_secret": secret, "refresh_token": secret},
		HTTP:     inside(amazonsim.New(amazonsim.Config{Seed: series, Orders: amazonOrders, Clock: clock, ClientID: key, ClientSecret: key, RefreshToken: key})),
	}}
	for i, config := range configs {
		config.Clock = clock
		source, err := shops[i].Spec.NewSource(config)
		if err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		if shops[i].Orders, err = read(ctx, source); err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
	}
	shops[0].Orders = shops[0].Orders[:Each-len(shops[1].Orders)]
	return shops, nil
}

// key is the credential of the simulators, which exist for one reading only.
const key = "sandbox"

// read reads all that a marketplace shows.
func read(ctx context.Context, source connectors.Source) (orders []orderveil.Order, err error) {
	seen := map[string]bool{}
	err = source.List(ctx, connectors.Window{}, func(page []connectors.Summary) error {
		for _, s := range page {
			if seen[s.Number] {
				continue
			}
			seen[s.Number] = true
			o, err := source.Order(ctx, s.Number)
			if err != nil {
				return err
			}
			orders = append(orders, o)
		}
		return nil
	})
	return orders, err
}

// inside is a client whose calls all go to one handler, whatever their address.
func inside(h http.Handler) *http.Client { return &http.Client{Transport: loop{h}} }
