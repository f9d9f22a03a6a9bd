package server_test

import (
	"testing"

	"orderveil/connectors/all"
	"orderveil/server"
)

// What the program brings is held to what an operator is asked for: a country, and outside
// the European Economic Area a reason.
func TestMarketplacesAreRecipientsInGoodOrder(t *testing.T) {
	t.Parallel()
	register := server.Recipients(server.DefaultConfig(), all.Connectors())
	if len(register) == 0 {
		t.Fatal("the register is empty")
	}
	for _, r := range register {
		for _, err := range r.Check() {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
}
