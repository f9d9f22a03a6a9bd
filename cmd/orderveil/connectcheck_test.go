package main

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"orderveil"
	"orderveil/egress"
	"orderveil/personal"
	"orderveil/store"
)

// Settings that cannot work are refused when the connection is made, and not when the first
// order is to go through it.
func TestConnectRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	register := egress.Register{{Directory: root}}
	good := map[string]string{"directory": filepath.Join(root, "shop-1"), "recipient": key.Recipient().String()}
	for name, tried := range map[string]struct {
		code     string
		settings map[string]string
		secrets  map[string]personal.Secret
		register egress.Register
		every    time.Duration // zero when it is refused
	}{
		"files":                        {"files", good, nil, register, time.Minute},
		"a directory of nobody's":      {"files", good, nil, nil, 0},
		"files without a key":          {"files", map[string]string{"directory": good["directory"]}, nil, register, 0},
		"a webhook with a poor secret": {"webhook", map[string]string{"url": "https://shop.example"}, map[string]personal.Secret{"signing_secret": personal.NewSecret("x")}, nil, 0},
		"a marketplace without https": {"bol", map[string]string{"api": "http://api.bol.com"}, map[string]personal.Secret{
			"client_id": personal.NewSecret("id"), "client_secret": personal.NewSecret("secret"),
		}, nil, 0},
	} {
		c := &connectCommand{Code: tried.code, Every: time.Minute}
		spec, err := c.spec()
		if err != nil {
			t.Fatal(err)
		}
		n := store.NewConnection{Settings: tried.settings, Secrets: tried.secrets}
		err = c.check(spec, &n, tried.register)
		if tried.every == 0 && !errors.Is(err, orderveil.ErrInvalid) || tried.every != 0 && (err != nil || n.Every != tried.every) {
			t.Errorf("%s: check() = %v, asked every %v", name, err, n.Every)
		}
	}
}
