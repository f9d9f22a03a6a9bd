package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"
)

// Trouble is why a database cannot be used. The words are read by programs and never change.
type Trouble string

// The troubles that there are; what is none of the others is no answer.
const (
	TroubleSilence     Trouble = "no answer"
	TroubleSignIn      Trouble = "sign-in refused"
	TroubleCertificate Trouble = "certificate not accepted"
	TroubleTLS         Trouble = "no TLS 1.3"
	TroubleFull        Trouble = "connections full"
)

// Next is what to do about it.
func (t Trouble) Next() string {
	switch t {
	case TroubleSignIn:
		return "see role, password and pg_hba.conf: the server does not let this node into the database"
	case TroubleCertificate:
		return "see whether the server's certificate and ours are still good, and sslrootcert names their authority: orderveil doctor"
	case TroubleTLS:
		return "let the server speak TLS 1.3, or add ssl_min_protocol_version=TLSv1.2 to its address if it cannot"
	case TroubleFull:
		return "raise max_connections, lower postgres.connections, or put PgBouncer in front: docs/scaling.md"
	}
	return "see whether the database server runs, and whether this node may connect: orderveil doctor"
}

func troubleOf(err error) Trouble {
	var pe *pq.Error
	var remote *net.OpError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &pe) && pe.Code == "53300", errors.Is(err, errBusy):
		return TroubleFull
	case errors.As(err, &pe) && (strings.HasPrefix(string(pe.Code), "28") || pe.Code == "42501" || pe.Code == "3D000"):
		return TroubleSignIn
	case errors.Is(err, errOldTLS), errors.Is(err, pq.ErrSSLNotSupported):
		return TroubleTLS
	case errors.As(err, new(*tls.CertificateVerificationError)), errors.As(err, new(x509.CertificateInvalidError)), errors.As(err, new(x509.UnknownAuthorityError)),
		errors.As(err, &remote) && remote.Op == "remote error": // how the server says so of ours
		return TroubleCertificate
	}
	return TroubleSilence
}

// Pinged is how a database answered.
type Pinged struct {
	Database string // catalog, key store or accounts
	Server   string // of accounts: its name in the configuration
	Trouble  Trouble
	Err      error // for the log, as it may hold addresses
}

// answering is how long a database may take to answer.
const answering = 2 * time.Second

// Health asks the catalog, the key store, and where accounts have servers of their own each of
// those, all at once: one that keeps still says nothing of another.
func (s *Store) Health(ctx context.Context) []Pinged {
	all := []Pinged{{Database: "catalog"}, {Database: "key store"}}
	asked := []*sql.DB{s.catalogDB, s.keysDB}
	if p, ok := s.databases.(*postgres); ok {
		for _, of := range p.servers.sorted() {
			all, asked = append(all, Pinged{Database: "accounts", Server: of.Name}), append(asked, of.admin)
		}
	}
	var asking sync.WaitGroup
	for i := range all {
		asking.Go(func() {
			all[i].Err = ping(ctx, asked[i])
			all[i].Trouble = troubleOf(all[i].Err)
		})
	}
	asking.Wait()
	return all
}

// ping asks by connections that there are until one is good or a new one says what is wrong:
// after a restart of the server all of them are bad.
func ping(ctx context.Context, db *sql.DB) (err error) {
	ctx, cancel := context.WithTimeout(ctx, answering)
	defer cancel()
	for range catalogConns + 1 {
		if err = db.PingContext(ctx); !errors.Is(err, sqldriver.ErrBadConn) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return err
}
