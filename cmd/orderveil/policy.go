package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"orderveil"
	"orderveil/personal"
)

type policyCommand struct {
	configured
	Changes bool `help:"Only what differs from the default."`
}

// Run prints who may see and do what, and marks what the configuration changes.
func (c *policyCommand) Run(context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	p, wrong := orderveil.NewPolicy(config.Policy)
	if len(wrong) > 0 {
		return wrong[0]
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "ROLE\tWHAT\tDECISION\tDEFAULT")
	for _, role := range orderveil.Roles() {
		for _, category := range personal.Categories() {
			c.line(w, role, category.String(), p.Decision(role, category).String(), (*orderveil.Policy)(nil).Decision(role, category).String())
		}
		for _, permission := range orderveil.Permissions() {
			c.line(w, role, string(permission), yes(p.Allows(role, permission)), yes((*orderveil.Policy)(nil).Allows(role, permission)))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Println("\nA partner's categories follow from its scopes. Staff is shown customers by a grant alone.")
	return nil
}

func (c *policyCommand) line(w *tabwriter.Writer, role orderveil.Role, what, decision, byDefault string) {
	mark := ""
	if decision != byDefault {
		mark = "was " + byDefault
	}
	if mark != "" || !c.Changes {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", role, what, decision, mark)
	}
}

func yes(allowed bool) string {
	if allowed {
		return "ALLOW"
	}
	return "DENY"
}
