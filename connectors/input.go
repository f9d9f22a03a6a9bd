package connectors

import (
	"maps"
	"slices"
	"strings"

	"orderveil"
	"orderveil/personal"
)

// Input is a setting or a secret that a connector is told.
type Input struct {
	Name    string // stored, never changes: "client_id"
	Means   string // for people: what it is, where they find it, and what holds without it
	Example string // what one looks like; of a secret its form alone
	// Optional says that it may be left out.
	Optional bool
	// Choices are the only values that it may have, the one that holds without it first; none
	// for a text of any kind.
	Choices []string
}

// Needed are the names of those that may not be left out.
func Needed(inputs []Input) []string { return names(inputs, false) }

// Options are the names of those that may be left out.
func Options(inputs []Input) []string { return names(inputs, true) }

func names(inputs []Input, optional bool) (found []string) {
	for _, in := range inputs {
		if in.Optional == optional {
			found = append(found, in.Name)
		}
	}
	return found
}

// most that a setting or a secret is long, in bytes: credentials of Amazon's have 800.
const longestInput = 4096

// Complete returns an ErrInvalid when one of the settings and secrets is missing, unknown, or
// nothing that the connector could be told. Whether they are right only the other side knows. What
// a merchant's consent brings may be missing.
func (s Spec) Complete(settings map[string]string, secrets map[string]personal.Secret) error {
	plain := make(map[string]string, len(secrets))
	for name, secret := range secrets {
		plain[name] = secret.Plain()
	}
	if err := check("setting", s.Name, s.Settings, settings); err != nil {
		return err
	}
	inputs := slices.Clone(s.Secrets)
	for i := range inputs {
		inputs[i].Optional = inputs[i].Optional || s.NewConsent != nil && inputs[i].Name == s.Agreed
	}
	return check("secret", s.Name, inputs, plain)
}

func check(kind, connector string, inputs []Input, given map[string]string) error {
	for _, in := range inputs {
		text := given[in.Name]
		switch {
		case text == "" && !in.Optional:
			return orderveil.Invalidf("%s needs the %s %s", connector, kind, in.Name)
		case len(text) > longestInput || strings.ContainsFunc(text, control):
			return orderveil.Invalidf("%s %s has characters that cannot be in it, or too many", kind, in.Name)
		case text != "" && in.Choices != nil && !slices.Contains(in.Choices, text):
			return orderveil.Invalidf("%s %s is one of: %s", kind, in.Name, strings.Join(in.Choices, ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(inputs, func(in Input) bool { return in.Name == name }) {
			return orderveil.Invalidf("%s has no such %s: there are %s", connector, kind, strings.Join(append(Needed(inputs), Options(inputs)...), ", "))
		}
	}
	return nil
}

func control(r rune) bool { return r < ' ' || r == 0x7f }
