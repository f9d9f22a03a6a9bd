package magento_test

import (
	"errors"
	"strings"
	"testing"

	"orderveil/connectors"
	"orderveil/connectors/magento"
)

// Whatever a list is, it is taken or is a failure in our own words.
func FuzzOrders(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{"items":null}`, `{"items":[{"entity_id":1,"increment_id":"OV-1","items":[{"sku":"A","qty_canceled":"1e999999"}]}]}`,
		`{"items":[{"updated_at":"Kanarie","items":[{"qty_shipped":1.5,"qty_canceled":-1}]}]}`, `{"message":"Kanarie"}`, `{"items":[{"sku":"\u0000"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := magento.DecodeOrders(body)
		if err == nil {
			return
		}
		var failed *connectors.Failure
		if !errors.As(err, &failed) || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("%v", err)
		}
	})
}
