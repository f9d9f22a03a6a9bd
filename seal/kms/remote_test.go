package kms_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"orderveil"
	"orderveil/personal"
	"orderveil/seal"
	"orderveil/seal/kms"
	"orderveil/seal/kms/aws"
	"orderveil/seal/kms/gcp"
	"orderveil/seal/kms/kmsfake"
	"orderveil/seal/kms/kmstest"
	"orderveil/seal/kms/vault"
)

// remote is a service that a test plays, and how to reach one of its keys.
type remote struct {
	handler   http.Handler
	misbehave func(kmsfake.Fault)
	calls     func() int
	open      func(t *testing.T, address, key string, timeout time.Duration) seal.KeyProvider
}

const secretToken = "s.KanarieToken"

func remotes() map[string]func() remote {
	return map[string]func() remote{
		"Vault": func() remote {
			v := &kmsfake.Vault{Token: secretToken}
			return remote{v, v.Misbehave, v.Calls, func(t *testing.T, address, key string, timeout time.Duration) seal.KeyProvider {
				return opened(t)(vault.New(vault.Config{Address: address, Key: key, Token: personal.NewSecret(secretToken), Timeout: timeout}))
			}}
		},
		"AWS": func() remote {
			a := &kmsfake.AWS{Region: "eu-central-1"}
			return remote{a, a.Misbehave, a.Calls, func(t *testing.T, address, key string, timeout time.Duration) seal.KeyProvider {
				return opened(t)(aws.New(t.Context(), aws.Config{Key: "arn:aws:kms:eu-central-1:111122223333:key/" + key, Endpoint: address, Timeout: timeout}))
			}}
		},
		"GCP": func() remote {
			g := &kmsfake.GCP{}
			return remote{g, g.Misbehave, g.Calls, func(t *testing.T, address, key string, timeout time.Duration) seal.KeyProvider {
				return opened(t)(gcp.New(t.Context(), gcp.Config{Key: "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/" + key, Endpoint: address, Timeout: timeout}))
			}}
		},
	}
}

func opened(t *testing.T) func(*kms.Remote, error) seal.KeyProvider {
	return func(r *kms.Remote, err error) seal.KeyProvider {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// credentials of AWS come from the environment, which all tests share.
func TestMain(m *testing.M) {
	restore := setenv(map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secretToken, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
	})
	defer restore()
	m.Run()
}

func TestRemoteServicesPassTheSuite(t *testing.T) {
	t.Parallel()
	for name, make := range remotes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var made atomic.Int64
			kmstest.Run(t, func(t *testing.T) seal.KeyProvider {
				r := make()
				srv := httptest.NewServer(r.handler)
				t.Cleanup(srv.Close)
				return r.open(t, srv.URL, "key-"+string(rune('a'+made.Add(1)%26)), 10*time.Second)
			})
		})
	}
}

func TestAServiceThatDoesNotDoItsWorkIsUnavailableAndComesBack(t *testing.T) {
	t.Parallel()
	for name, make := range remotes() {
		for what, fault := range map[string]kmsfake.Fault{
			"server error": {Status: 500}, "forbidden": {Status: 403}, "unavailable": {Status: 503},
			"slow": {Delay: 5 * time.Second}, "cut": {Cut: true}, "garbage": {Garbage: true}, "wrong": {Wrong: true},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				r := make()
				srv := httptest.NewServer(r.handler)
				t.Cleanup(srv.Close)
				p := r.open(t, srv.URL, "key", time.Second)
				wrapped, err := p.Wrap(t.Context(), []byte("plain key"), []byte("whose"))
				if err != nil {
					t.Fatal(err)
				}
				r.misbehave(fault)
				began := time.Now()
				_, err = p.Unwrap(t.Context(), wrapped, []byte("whose"))
				if !errors.Is(err, seal.ErrKeyUnavailable) || time.Since(began) > 3*time.Second {
					t.Errorf("Unwrap() = %v after %s", err, time.Since(began))
				}
				for _, secret := range []string{"plain key", secretToken, "whose", "127.0.0.1", "internal"} {
					if err != nil && strings.Contains(err.Error(), secret) {
						t.Errorf("the error tells %q", secret)
					}
				}
				if _, err := p.Wrap(t.Context(), []byte("plain key"), []byte("whose")); !fault.Wrong && !errors.Is(err, seal.ErrKeyUnavailable) {
					t.Errorf("Wrap() = %v", err)
				}
				r.misbehave(kmsfake.Fault{})
				if key, err := p.Unwrap(t.Context(), wrapped, []byte("whose")); err != nil || string(key) != "plain key" {
					t.Errorf("Unwrap() when the service is back = %v", err)
				}
			})
		}
	}
}

func TestWhoWaitsForAServiceMayStop(t *testing.T) {
	t.Parallel()
	for name, make := range remotes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := make()
			srv := httptest.NewServer(r.handler)
			t.Cleanup(srv.Close)
			p := r.open(t, srv.URL, "key", 10*time.Second)
			r.misbehave(kmsfake.Fault{Delay: 5 * time.Second})
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			if _, err := p.Wrap(ctx, []byte("key"), nil); err == nil || time.Since(began) > 2*time.Second {
				t.Errorf("Wrap() = %v after %s", err, time.Since(began))
			}
		})
	}
}

func TestGoogleAnswersWithAWrongChecksum(t *testing.T) {
	t.Parallel()
	g := &kmsfake.GCP{BadChecksum: true}
	srv := httptest.NewServer(g)
	t.Cleanup(srv.Close)
	p, err := gcp.New(t.Context(), gcp.Config{Key: "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k", Endpoint: srv.URL, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Wrap(t.Context(), []byte("key"), nil); !errors.Is(err, seal.ErrKeyUnavailable) {
		t.Errorf("Wrap() = %v", err)
	}
}

func TestSettingsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	token := personal.NewSecret("token")
	for name, err := range map[string]error{
		"vault, plain http":   second(vault.New(vault.Config{Address: "http://vault.example.com:8200", Key: "k", Token: token})),
		"vault, no token":     second(vault.New(vault.Config{Address: "https://vault.example.com", Key: "k"})),
		"vault, no key":       second(vault.New(vault.Config{Address: "https://vault.example.com", Token: token})),
		"vault, odd key":      second(vault.New(vault.Config{Address: "https://vault.example.com", Key: "../sys", Token: token})),
		"vault, CA missing":   second(vault.New(vault.Config{Address: "https://vault.example.com", Key: "k", Token: token, CAFile: "/nowhere"})),
		"aws, us":             second(aws.New(t.Context(), aws.Config{Key: "arn:aws:kms:us-east-1:111122223333:key/a"})),
		"aws, alias":          second(aws.New(t.Context(), aws.Config{Key: "arn:aws:kms:eu-west-1:111122223333:alias/a"})),
		"aws, plain endpoint": second(aws.New(t.Context(), aws.Config{Key: "arn:aws:kms:eu-west-1:111122223333:key/a", Endpoint: "http://kms.example.com"})),
		"gcp, us":             second(gcp.New(t.Context(), gcp.Config{Key: "projects/p/locations/us-east1/keyRings/r/cryptoKeys/k"})),
		"gcp, London":         second(gcp.New(t.Context(), gcp.Config{Key: "projects/p/locations/europe-west2/keyRings/r/cryptoKeys/k"})),
		"gcp, global":         second(gcp.New(t.Context(), gcp.Config{Key: "projects/p/locations/global/keyRings/r/cryptoKeys/k"})),
		"gcp, no key":         second(gcp.New(t.Context(), gcp.Config{})),
	} {
		if !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ *kms.Remote, err error) error { return err }

func TestAnOlderKeyUnwrapsWhileTheNewOneWraps(t *testing.T) {
	t.Parallel()
	older, _ := create(t)
	newer, _ := create(t)
	stranger, _ := create(t)
	before, err := older.Wrap(t.Context(), []byte("key"), []byte("whose"))
	if err != nil {
		t.Fatal(err)
	}
	either := kms.NewEither(newer, older)
	if got, err := either.Unwrap(t.Context(), before, []byte("whose")); err != nil || string(got) != "key" {
		t.Errorf("Unwrap() of the older key's = %v", err)
	}
	after, err := either.Wrap(t.Context(), []byte("key"), []byte("whose"))
	if err != nil || kms.WrappedBy(after) != newer.ID() || kms.WrappedBy(before) != older.ID() || either.ID() != newer.ID() {
		t.Errorf("Wrap() is by %s, %v", kms.WrappedBy(after), err)
	}
	other, err := stranger.Wrap(t.Context(), []byte("key"), []byte("whose"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := either.Unwrap(t.Context(), other, []byte("whose")); !errors.Is(err, seal.ErrWrongKey) {
		t.Errorf("Unwrap() of a stranger's = %v", err)
	}
	before[len(before)-1] ^= 1
	if _, err := either.Unwrap(t.Context(), before, []byte("whose")); !errors.Is(err, seal.ErrSealBroken) {
		t.Errorf("Unwrap() of a damaged one = %v", err)
	}
	if kms.WrappedBy([]byte("no key at all, by nobody")) != "" || bytes.Equal(before, after) {
		t.Error("WrappedBy() names who wrapped nothing")
	}
}
