package scalar

import (
	"github.com/99designs/gqlgen/graphql"

	"orderveil"
	"orderveil/personal"
)

// MarshalSecret writes no secret: they only come in.
func MarshalSecret(personal.Secret) graphql.Marshaler { return graphql.Null }

// UnmarshalSecret reads a credential, which is never shown again.
func UnmarshalSecret(v any) (personal.Secret, error) {
	text, ok := v.(string)
	if !ok {
		return personal.Secret{}, orderveil.Invalidf("a Secret is a string")
	}
	return personal.NewSecret(text), nil
}
