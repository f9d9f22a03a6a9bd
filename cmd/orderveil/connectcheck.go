package main

import (
	"cmp"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/egress"
	"orderveil/store"
)

// check makes the connector, which calls nobody, so that settings that cannot work are
// refused here. A back office that says what it sent is asked for it.
func (c *connectCommand) check(spec connectors.Spec, n *store.NewConnection, register egress.Register) error {
	config := connectors.Config{
		Settings: n.Settings, Secrets: n.Secrets, HTTP: egress.Client(egress.Options{Register: register}), Clock: time.Now,
		Directories: register.Directories(),
	}
	if spec.Kind == orderveil.Marketplace {
		_, err := spec.NewSource(config)
		return err
	}
	sink, err := spec.NewSink(config)
	if _, tracks := sink.(connectors.Tracker); tracks {
		n.Every = cmp.Or(c.Every, usually)
	}
	return err
}
