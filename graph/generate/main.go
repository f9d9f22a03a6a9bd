// Command generate makes graph/generated from schema.graphql: the executor by gqlgen, and
// beside it what plans write (see graph/plan), from the same bindings.
package main

import (
	"fmt"
	"os"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	c, err := config.LoadConfig("gqlgen.yml")
	if err != nil {
		return err
	}
	const planned = "graph/generated/planned.go"
	_ = os.Remove(planned) // it may use what the views have no longer
	return api.Generate(c, api.AddPlugin(plans{planned}))
}
