// Package graph is the GraphQL API: resolvers that are one call on the store, the
// two directives, the limits and the transports.
package graph

import (
	"context"
	"net/netip"

	"orderveil/register"
	"orderveil/store"
)

//go:generate go -C .. run ./graph/generate

// Resolver answers from the store.
type Resolver struct {
	Store    *store.Store
	whole    bool // rows are read whole, whatever is asked: the reference of the tests
	misses   *misses
	register *register.View
	request  func(context.Context) string     // names the request
	from     func(context.Context) netip.Addr // where a request comes from
}
