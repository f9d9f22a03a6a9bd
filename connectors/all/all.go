// Package all lists the connectors there are.
package all

import (
	"orderveil/connectors"
	"orderveil/connectors/amazon"
	"orderveil/connectors/bol"
	"orderveil/connectors/ebay"
	"orderveil/connectors/files"
	"orderveil/connectors/kaufland"
	"orderveil/connectors/magento"
	"orderveil/connectors/mirakl"
	"orderveil/connectors/shopify"
	"orderveil/connectors/tryton"
	"orderveil/connectors/vendure"
	"orderveil/connectors/webhook"
	"orderveil/connectors/woocommerce"
)

// Connectors returns every connector. Adding one is a folder and a line here.
func Connectors() []connectors.Spec {
	return []connectors.Spec{
		amazon.Spec,
		bol.Spec,
		ebay.Spec,
		files.Spec,
		kaufland.Spec,
		magento.Spec,
		mirakl.Spec,
		shopify.Spec,
		tryton.Spec,
		vendure.Spec,
		webhook.Spec,
		woocommerce.Spec,
	}
}
