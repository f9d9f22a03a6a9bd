package tryton_test

import (
	"testing"

	"orderveil/connectors/connectortest"
	"orderveil/connectors/tryton"
)

func TestTrytonBehavesAsBackOfficesDo(t *testing.T) {
	need(t)
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: tryton.Spec, Open: openShop, Outside: true})
}
