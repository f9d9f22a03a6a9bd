// Command orderveil is the order hub: see "orderveil --help".
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"orderveil"
	"orderveil/connectors/all"
	"orderveil/server"
)

type commands struct {
	Demo        demoCommand        `cmd:"" help:"Everything in one process, with simulated marketplaces and a webshop. Start here."`
	Serve       serveCommand       `cmd:"" help:"The API and the workers."`
	Migrate     migrateCommand     `cmd:"" help:"Bring all databases to the newest version, and make the key file of a new installation."`
	Token       tokenCommand       `cmd:"" help:"Print a bearer token of the local issuer."`
	Account     accountCommand     `cmd:"" help:"Open accounts and list them."`
	Retention   retentionCommand   `cmd:"" help:"What will be forgotten when."`
	Certificate certificateCommand `cmd:"" help:"Show and check certificates and receipts."`
	User        userCommand        `cmd:"" help:"Invite the first people."`
	Policy      policyCommand      `cmd:"" help:"Print who may see and do what, and what the configuration changes of it."`
	Audit       auditCommand       `cmd:"" help:"Write and check audit trails."`
	Keys        keysCommand        `cmd:"" help:"Rotate keys, and look how they are."`
	Register    registerCommand    `cmd:"" help:"Print the register of personal data and of recipients, with the record of processing (GDPR art. 30)."`
	Backup      backupCommand      `cmd:"" help:"Copy all databases while they are in use, the key store apart."`
	Restore     restoreCommand     `cmd:"" help:"Put a backup back into an empty place, and forget again what was forgotten since."`
	Replay      replayCommand      `cmd:"" help:"Forget again what backups know to be forgotten, after a database was put back by other means."`
	Doctor      doctorCommand      `cmd:"" help:"Look whether everything is as it should be."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// Libraries that print to the standard log repeat what clients sent.
	log.SetOutput(io.Discard)
	server.Collector(os.LookupEnv)
	var c commands
	parser := kong.Parse(&c, kong.Name("orderveil"), kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Description("A self-hosted order hub that shows customer data to nobody who does not need it."))
	if err := parser.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "orderveil:", err)
		os.Exit(1)
	}
}

// configured are the flags of every command that reads the configuration.
type configured struct {
	Config string `help:"The configuration file (YAML). Environment variables win over it." type:"path" placeholder:"FILE"`
}

func (c configured) load() (server.Config, error) { return server.LoadConfig(c.Config, os.LookupEnv) }

// parts are what a real installation is made from.
func parts(c server.Config) server.Parts {
	return server.Parts{Connectors: all.Connectors(), Clock: time.Now, IDs: orderveil.NewID, Log: c.Log.Logger(os.Stderr)}
}
