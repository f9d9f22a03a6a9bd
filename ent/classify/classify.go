// Package classify is how a schema says of every text it stores whether it is
// personal data. The generator stops at a field that does not say.
package classify

import "orderveil/personal"

// Annotation is attached to every field that can hold text or bytes.
type Annotation struct {
	// Category of a sealed field; empty for the others.
	Category string `json:"category,omitempty"`
	// Plain says, in a few words, why a field holds no personal data of a customer.
	Plain string `json:"plain,omitempty"`
}

// Name identifies the annotation in ent's schema.
func (Annotation) Name() string { return "Classify" }

// Sealed marks a field that holds a category's sealed record.
func Sealed(c personal.Category) Annotation { return Annotation{Category: c.String()} }

// Plain marks a field that holds no personal data, and says why.
func Plain(why string) Annotation { return Annotation{Plain: why} }
