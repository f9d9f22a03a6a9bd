package console_test

import (
	"encoding/json"
	"os"
	"testing"

	"orderveil/connectors/all"
)

// What a connector has to be told is said in every language of the console.
func TestEverySettingIsExplainedInEveryLanguage(t *testing.T) {
	t.Parallel()
	means := map[string]bool{}
	for _, spec := range all.Connectors() {
		for _, input := range append(spec.Settings[:len(spec.Settings):len(spec.Settings)], spec.Secrets...) {
			means[spec.Code+"."+input.Name] = true
		}
		if spec.Consent != "" {
			means[spec.Code+".consent"] = true
		}
	}
	for _, language := range []string{"nl", "de"} {
		path := "src/locales/settings/" + language + ".json"
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]string
		if err := json.Unmarshal(text, &words); err != nil {
			t.Fatal(err)
		}
		for name := range means {
			if words[name] == "" {
				t.Errorf("%s is not explained: add it to console/%s", name, path)
			}
		}
		for name := range words {
			if !means[name] {
				t.Errorf("%s is in %s and no setting", name, path)
			}
		}
	}
}
