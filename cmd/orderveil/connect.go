package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
)

type connectCommand struct {
	configured
	Number int               `arg:"" help:"The account's number."`
	Code   string            `arg:"" help:"The connector, such as bol or vendure."`
	Label  string            `help:"The merchant's own word for the connection."`
	Set    map[string]string `help:"A setting, such as url=https://…" placeholder:"NAME=VALUE"`
	Secret map[string]string `help:"A file that holds a credential, such as client_secret=FILE." placeholder:"NAME=FILE"`
	Every  time.Duration     `help:"How often a marketplace is asked for orders: five minutes, or the shortest period that it allows. Likewise a back office for what it sent." placeholder:"5m"`

	Withhold []string `help:"What a back office is not given of customers, such as EMAIL,PHONE." placeholder:"CATEGORY"`
}

// Run links an account to a marketplace or a back office.
func (c *connectCommand) Run(ctx context.Context) error {
	spec, err := c.spec()
	if err != nil {
		return err
	}
	register, err := c.registered()
	if err != nil {
		return err
	}
	n := store.NewConnection{Kind: spec.Kind, Code: spec.Code, Label: c.Label, Settings: c.Set, Secrets: map[string]personal.Secret{}}
	if n.Withhold, err = c.withheld(); err != nil {
		return err
	}
	if n.Label == "" {
		n.Label = spec.Name
	}
	if n.Every, err = c.every(spec); err != nil {
		return err
	}
	if n.Secrets, err = c.secrets(spec); err != nil {
		return err
	}
	for _, name := range connectors.Needed(spec.Settings) {
		if c.Set[name] == "" {
			return fmt.Errorf("setting %s is missing: give it with --set %s=VALUE", name, name)
		}
	}
	if err := c.check(spec, &n, register); err != nil {
		return err
	}
	return c.withStore(ctx, false, func(s *store.Store) error {
		account, err := s.Account(ctx, c.Number)
		if err != nil {
			return fmt.Errorf("account %d: %w", c.Number, err)
		}
		made, err := s.Connect(ctx, account.ID, n)
		if err == nil && store.WithholdWarning(n.Withhold) != "" {
			fmt.Println(store.WithholdWarning(n.Withhold))
		}
		if err == nil {
			fmt.Printf("Account %d is connected with %s. The connection's id is %s.\n", c.Number, spec.Name, made.ID)
		}
		return err
	})
}

// usually is how often a marketplace is asked when nobody says.
const usually = 5 * time.Minute

// every is how often the connection asks; zero for a back office.
func (c *connectCommand) every(spec connectors.Spec) (time.Duration, error) {
	switch {
	case spec.Kind != orderveil.Marketplace:
		return 0, nil
	case c.Every == 0:
		return max(usually, spec.Every), nil
	case c.Every < spec.Every:
		return 0, fmt.Errorf("--every: %s lets programs list orders every %v at most", spec.Name, spec.Every)
	}
	return c.Every, nil
}

// secrets reads the credentials that the connector needs, and those that were given beside.
func (c *connectCommand) secrets(spec connectors.Spec) (map[string]personal.Secret, error) {
	names, options := connectors.Needed(spec.Secrets), connectors.Options(spec.Secrets)
	for _, name := range slices.Sorted(maps.Keys(c.Secret)) {
		switch {
		case slices.Contains(options, name):
			names = append(names, name)
		case !slices.Contains(names, name):
			return nil, fmt.Errorf("--secret %s: %s has no such credential: there are %s", name, spec.Name, strings.Join(append(names, options...), ", "))
		}
	}
	secrets := map[string]personal.Secret{}
	for _, name := range names {
		text, err := os.ReadFile(c.Secret[name])
		if err != nil {
			return nil, fmt.Errorf("credential %s: name its file with --secret %s=FILE: %w", name, name, err)
		}
		secrets[name] = personal.NewSecret(strings.TrimSpace(string(text)))
	}
	return secrets, nil
}

// Help lists what each connector is told; what in brackets may be left out.
func (c *connectCommand) Help() string {
	b := &strings.Builder{}
	b.WriteString("The connectors, with their settings and credentials. What stands in brackets may be left out.\n")
	for _, spec := range all.Connectors() {
		fmt.Fprintf(b, "\n  %s\n", spec.Code)
		explain(b, "--set", spec.Settings)
		explain(b, "--secret", spec.Secrets)
	}
	return b.String()
}

// explain says what each of the inputs is.
func explain(b *strings.Builder, flag string, inputs []connectors.Input) {
	for _, in := range inputs {
		name, example := in.Name, in.Example
		if in.Optional {
			name = "[" + name + "]"
		}
		if in.Choices != nil {
			example = strings.Join(in.Choices, ", ")
		}
		if example != "" {
			example = " (" + example + ")"
		}
		fmt.Fprintf(b, "      %s %s: %s%s\n", flag, name, in.Means, example)
	}
}

// withheld are the categories of --withhold.
func (c *connectCommand) withheld() (withhold personal.Set, err error) {
	for _, name := range c.Withhold {
		category, err := personal.ParseCategory(strings.ToUpper(strings.TrimSpace(name)))
		if err != nil {
			return 0, fmt.Errorf("--withhold: no such category: there are %v", personal.Categories())
		}
		withhold |= personal.SetOf(category)
	}
	return withhold, nil
}

func (c *connectCommand) spec() (connectors.Spec, error) {
	codes := []string{}
	for _, spec := range all.Connectors() {
		if spec.Code == c.Code {
			return spec, nil
		}
		codes = append(codes, spec.Code)
	}
	return connectors.Spec{}, fmt.Errorf("no such connector: there are %s", strings.Join(codes, ", "))
}

// registered refuses a connection to a host that the program would not talk to.
func (c *connectCommand) registered() (egress.Register, error) {
	config, err := c.load()
	if err != nil {
		return nil, err
	}
	register := server.Recipients(config, all.Connectors())
	for name, value := range c.Set {
		u, err := url.Parse(value)
		if err != nil || u.Scheme == "" || u.Hostname() == "" {
			continue // no address
		}
		if register.Find(u.Hostname()) == nil {
			return nil, fmt.Errorf("setting %s: %w", name, egress.Refusal())
		}
	}
	return register, nil
}
