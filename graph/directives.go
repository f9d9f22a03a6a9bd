package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"orderveil"
	"orderveil/graph/plan"
	"orderveil/graph/who"
	"orderveil/personal"
)

// requires refuses a field before anything is read for it.
func requires(ctx context.Context, _ any, next graphql.Resolver, permission orderveil.Permission) (any, error) {
	if !who.Viewer(ctx).Can(permission) {
		return nil, orderveil.ErrForbidden
	}
	return next(ctx)
}

// guard withholds a personal field that the policy withholds. The view below does so
// too, without being asked: either is enough.
func guard(ctx context.Context, obj any, next graphql.Resolver, category personal.Category) (any, error) {
	if plan.Withheld(obj, category) {
		return nil, nil
	}
	return next(ctx)
}
