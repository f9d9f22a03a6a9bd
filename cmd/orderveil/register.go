package main

import (
	"encoding/json"
	"fmt"

	"orderveil/connectors/all"
	"orderveil/server"
)

type registerCommand struct {
	configured
	Format string `help:"markdown or json." enum:"markdown,json" default:"markdown"`
}

// Run prints the register. Without a configuration it shows the defaults.
func (c *registerCommand) Run() error {
	config := server.DefaultConfig()
	if c.Config != "" {
		var err error
		if config, err = c.load(); err != nil {
			return err
		}
	}
	d, err := server.Register(config, all.Connectors())
	if err != nil {
		return err
	}
	if c.Format == "json" {
		text, err := json.MarshalIndent(d, "", "  ")
		if err != nil {
			return err
		}
		fmt.Println(string(text))
		return nil
	}
	fmt.Print(d.Markdown())
	return nil
}
