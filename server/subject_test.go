package server_test

import (
	"strings"
	"testing"

	"orderveil"
)

// The page for a customer is in the language that was asked for, and the codes beside it are the same in each.
func TestACustomerIsAnsweredInItsLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	token := w.token(t, orderveil.RoleMerchant)
	for language, title := range map[string]string{"EN": "What is kept about you", "NL": "Wat er over u wordt bewaard", "DE": "Was über Sie gespeichert ist"} {
		a := w.ask(t, token, `query($l: Language!) { dataSubjectExport(number: "C000000001") { found page(language: $l) orders { privacy { reason reasons } } } }`, map[string]any{"l": language})
		if a.code() != "" || !strings.Contains(a.Body, title) || !strings.Contains(a.Body, `"found":"ALL"`) || !strings.Contains(a.Body, `"reasons":["SETTING"]`) {
			t.Errorf("%s: %q, %t", language, a.code(), strings.Contains(a.Body, title))
		}
	}
}
