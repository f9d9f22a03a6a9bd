package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
)

func TestCredentialsThatMayBeLeftOutAreTakenAndOthersRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(" sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	spec := connectors.Spec{Name: "Shop", Secrets: []connectors.Input{{Name: "key"}, {Name: "webhook_secret", Optional: true}}}
	for name, c := range map[string]struct {
		given []string
		want  int
		wrong string
	}{
		"needed":      {[]string{"key"}, 1, ""},
		"and another": {[]string{"key", "webhook_secret"}, 2, ""},
		"none":        {nil, 0, "--secret key=FILE"},
		"misspelled":  {[]string{"key", "webhok_secret"}, 0, "webhook_secret"},
	} {
		command := connectCommand{Secret: map[string]string{}}
		for _, one := range c.given {
			command.Secret[one] = file
		}
		secrets, err := command.secrets(spec)
		if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) || c.wrong == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(secrets) != c.want || c.want > 0 && secrets["key"].Plain() != "sesame" {
			t.Errorf("%s: %d credentials", name, len(secrets))
		}
	}
}

func TestHelpNamesEverySettingOfEveryConnector(t *testing.T) {
	t.Parallel()
	help := (&connectCommand{}).Help()
	for _, want := range []string{"amazon", "--set marketplaces", "--secret [aws_access_key_id]", "bol", "--set [consent_given]: The day", "woocommerce"} {
		if !strings.Contains(help, want) {
			t.Errorf("the help lacks %s", want)
		}
	}
}

func TestAMarketplaceIsAskedNoMoreOftenThanItAllows(t *testing.T) {
	t.Parallel()
	slow := connectors.Spec{Kind: orderveil.Marketplace, Every: 15 * time.Minute}
	for name, c := range map[string]struct {
		spec     connectors.Spec
		asked    time.Duration
		want     time.Duration
		accepted bool
	}{
		"nothing said":                  {connectors.Spec{Kind: orderveil.Marketplace}, 0, 5 * time.Minute, true},
		"nothing said of a slow one":    {slow, 0, 15 * time.Minute, true},
		"more often than it allows":     {slow, 5 * time.Minute, 0, false},
		"more seldom than it allows":    {slow, time.Hour, time.Hour, true},
		"often where there is no limit": {connectors.Spec{Kind: orderveil.Marketplace}, time.Minute, time.Minute, true},
		"a back office":                 {connectors.Spec{Kind: orderveil.BackOffice}, time.Minute, 0, true},
	} {
		got, err := (&connectCommand{Every: c.asked}).every(c.spec)
		if got != c.want || (err == nil) != c.accepted {
			t.Errorf("%s: every() = %v, %v", name, got, err)
		}
	}
}
