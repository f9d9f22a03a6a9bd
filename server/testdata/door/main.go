// Command door serves an installation with every way to sign in, for the console's tests in a
// browser: passwords with an authenticator app, passkeys, and a real OpenID provider.
package main

import (
	"context"
	"database/sql"
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

	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/egress"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
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
	c.Recipients = append(c.Recipients, egress.Recipient{
		Name: "Hosting Noord", Role: egress.SubProcessor, Hosts: []string{"backup.hosting-noord.example"}, Country: "NL", Purpose: "keeps the backups", Agreement: "2026-01-15",
	})
	if err := furnish(ctx, c, p, dir); err != nil {
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

// furnish opens an account with canaries, and writes down an invitation for each who comes in.
func furnish(ctx context.Context, c server.Config, p server.Parts, dir string) error {
	s, err := server.OpenStore(ctx, c, p, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	a, err := s.OpenAccount(ctx, 1)
	if err != nil {
		return err
	}
	if err := plant(ctx, s, a, filepath.Join(c.Data, "catalog.db"), filepath.Join(dir, "canaries.json")); err != nil {
		return err
	}
	tokens := map[string]string{}
	for _, in := range []struct {
		login  string
		number *int
		role   orderveil.Role
	}{
		{"password", &a.Number, orderveil.RoleMerchant}, {"passkey", &a.Number, orderveil.RoleMerchant}, {"curious", &a.Number, orderveil.RoleMerchant},
		{"officer", nil, orderveil.RolePrivacyOfficer}, {"colleague", nil, orderveil.RoleEngineer},
	} {
		i, err := s.InviteFirst(ctx, in.number, in.login, in.login, in.role)
		if err != nil {
			return err
		}
		tokens[in.login] = i.Token
	}
	return write(filepath.Join(dir, "invitations.json"), tokens)
}

// plant has the account's canaries made, and writes down their numbers, which no page shows.
func plant(ctx context.Context, s *store.Store, a orderveil.Account, catalog, file string) error {
	// A canary needs a marketplace that it came from. Nothing listens there, and no worker asks.
	if _, err := s.Connect(ctx, a.ID, store.NewConnection{
		Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Hour, Settings: map[string]string{"api": "http://127.0.0.1:9", "login": "http://127.0.0.1:9"},
		Secrets: map[string]personal.Secret{"client_id": personal.NewSecret("nobody"), "client_secret": personal.NewSecret("nothing")},
	}); err != nil {
		return err
	}
	if _, err := s.Forget(ctx, a.ID); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+catalog)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT id FROM canaries")
	if err != nil {
		return err
	}
	defer rows.Close()
	var numbers []string
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		numbers = append(numbers, orderveil.HubNumber(id))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return write(file, numbers)
}

func write(file string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
