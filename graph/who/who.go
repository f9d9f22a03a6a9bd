// Package who carries the viewer through a request's context.
package who

import (
	"context"
	"time"

	"orderveil"
)

type key struct{}

type identity struct {
	viewer orderveil.Viewer
	expiry time.Time
}

// With returns a context that carries a viewer and the end of its token.
func With(ctx context.Context, v orderveil.Viewer, expiry time.Time) context.Context {
	return context.WithValue(ctx, key{}, identity{viewer: v, expiry: expiry})
}

// Viewer returns the context's viewer; without one the zero Viewer, who may nothing.
func Viewer(ctx context.Context) orderveil.Viewer {
	id, _ := ctx.Value(key{}).(identity)
	return id.viewer
}

// Expiry returns the end of the viewer's token; without a viewer the zero time.
func Expiry(ctx context.Context) time.Time {
	id, _ := ctx.Value(key{}).(identity)
	return id.expiry
}
