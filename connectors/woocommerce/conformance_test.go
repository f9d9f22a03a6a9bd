package woocommerce_test

import (
	"testing"

	"orderveil/connectors/connectortest"
	"orderveil/connectors/woocommerce"
)

func TestWooCommerceBehavesAsBackOfficesDo(t *testing.T) {
	t.Parallel()
	connectortest.RunBackOffice(t, connectortest.BackOffice{Spec: woocommerce.Spec, Open: openShop})
}
