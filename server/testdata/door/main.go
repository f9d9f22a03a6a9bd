// Command door serves an installation with every way to sign in, for the console's tests in a
// browser: passwords with an authenticator app, passkeys, and a real OpenID provider.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/server"
)

func main() {
	port := flag.String("port", "", "of the installation, on loopback")
	provider := flag.String("provider", "", "port of the OpenID provider, on loopback")
	dir := flag.String("data", "", "an empty directory, in which the invitations are, too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *dir, *port, *provider); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dir, port, provider string) error {
	// A passkey belongs to a name, and a browser takes this one for as safe as HTTPS.
	origin, issuer := "http://localhost:"+port, "http://127.0.0.1:"+provider+"/"
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("secret\n"), 0o600); err != nil {
		return err
	}
	c := server.DefaultConfig()
	c.Address, c.Origin, c.Data = "127.0.0.1:"+port, origin, filepath.Join(dir, "data")
	c.KeyFile, c.TokenKey = filepath.Join(c.Data, "key"), filepath.Join(c.Data, server.TokenKeyName)
	c.Workers = server.WorkersConfig{}
	c.OIDC = server.OIDCConfig{
		Issuer: issuer, ClientID: "orderveil", ClientSecretFile: secret, Redirect: origin + "/auth/oidc/callback",
		Claim: "email", Roles: map[string]string{"test-user@zitadel.ch": "support"}, SecondFactors: []string{"pwd"},
	}
	p := server.Parts{Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: slog.New(slog.DiscardHandler), CreateKey: true, Loopback: true}
	if err := invite(ctx, c, p, filepath.Join(dir, "invitations.json")); err != nil {
		return err
	}
	openID := exampleop.SetupServer(issuer, storage.NewStorageWithClients(storage.NewUserStore(issuer),
		map[string]*storage.Client{"orderveil": storage.WebClient("orderveil", "secret", c.OIDC.Redirect)}), slog.New(slog.DiscardHandler), false)
	beside := &http.Server{Addr: "127.0.0.1:" + provider, Handler: openID, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = beside.ListenAndServe() }()
	defer beside.Close()
	s, err := server.New(ctx, c, p)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Address)
	if err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// invite opens an account and writes down an invitation for each way to sign in.
func invite(ctx context.Context, c server.Config, p server.Parts, file string) error {
	s, err := server.OpenStore(ctx, c, p, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.OpenAccount(ctx, 1); err != nil {
		return err
	}
	number, tokens := 1, map[string]string{}
	for _, login := range []string{"password", "passkey"} {
		i, err := s.InviteFirst(ctx, &number, login, login, orderveil.RoleMerchant)
		if err != nil {
			return err
		}
		tokens[login] = i.Token
	}
	text, err := json.Marshal(tokens)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
