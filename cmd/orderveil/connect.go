package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
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
	Every  time.Duration     `help:"How often a marketplace is asked for orders." default:"5m"`

	Withhold []string `help:"What a back office is not given of customers, such as EMAIL,PHONE." placeholder:"CATEGORY"`
}

// Run links an account to a marketplace or a back office.
func (c *connectCommand) Run(ctx context.Context) error {
	spec, err := c.spec()
	if err != nil {
		return err
	}
	if err := c.registered(); err != nil {
		return err
	}
	n := store.NewConnection{Kind: spec.Kind, Code: spec.Code, Label: c.Label, Settings: c.Set, Secrets: map[string]personal.Secret{}}
	if n.Withhold, err = c.withheld(); err != nil {
		return err
	}
	if n.Label == "" {
		n.Label = spec.Name
	}
	if spec.Kind == orderveil.Marketplace {
		n.Every = c.Every
	}
	for _, name := range spec.Secrets {
		text, err := os.ReadFile(c.Secret[name])
		if err != nil {
			return fmt.Errorf("credential %s: name its file with --secret %s=FILE: %w", name, name, err)
		}
		n.Secrets[name] = personal.NewSecret(strings.TrimSpace(string(text)))
	}
	for _, name := range spec.Settings {
		if c.Set[name] == "" {
			return fmt.Errorf("setting %s is missing: give it with --set %s=VALUE", name, name)
		}
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
func (c *connectCommand) registered() error {
	config, err := c.load()
	if err != nil {
		return err
	}
	register := server.Recipients(config, all.Connectors())
	for name, value := range c.Set {
		u, err := url.Parse(value)
		if err != nil || u.Scheme == "" || u.Hostname() == "" {
			continue // no address
		}
		if register.Find(u.Hostname()) == nil {
			return fmt.Errorf("setting %s: %w", name, egress.Refusal())
		}
	}
	return nil
}
