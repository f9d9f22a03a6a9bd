package server_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/server"
	"orderveil/store/storetest"
)

// No text is a token but those that were signed.
func FuzzToken(f *testing.F) {
	i, err := server.OpenIssuer(f.TempDir()+"/key.pem", true, time.Now)
	if err != nil {
		f.Fatal(err)
	}
	good, err := i.Token(storetest.Viewer(orderveil.RoleSupport, uuid.Nil), time.Hour)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, good[:len(good)-2], good + "A", "..", "a.b.c", "", "eyJhbGciOiJub25lIn0.e30."} {
		f.Add(seed)
	}
	verify := server.NewVerifier(i.Key, time.Now)
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, err := verify.Viewer(token); (err == nil) != (token == good) {
			t.Errorf("Viewer() = %v", err)
		}
	})
}
