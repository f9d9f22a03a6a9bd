// Package files is the back office of last resort: orders leave as files in a directory of
// this machine's, for whatever takes files, and what was sent comes back as files. What the
// files hold is in docs/files.md.
//
// Settings: "directory" is the absolute path of a directory that lies directly in one that
// the operator has put into the register of recipients; it is made when it is not there, and
// belongs to the first connection that uses it. "recipient" is the age public key
// (age1…) to which every order is encrypted: nothing of a customer's is ever in a file in the
// clear. "format" is csv or json; csv unless given.
//
// Secret: "identity" is the age secret key (AGE-SECRET-KEY-1…) to which the other side
// encrypts tracking files, and may be left out: without it only files that hold no tracking
// code are read, because that is the customer's.
//
// An order's file is named for its reference, so that the same reference is the same file.
// It appears whole or not at all: it is written under another name, brought to the disk, and
// renamed. The other side takes it away, or leaves it: what was written once is noted in a
// directory beside it and never written again. Only where this program is stopped in the
// moment between the two, and the file was taken in the same moment, does a file come twice:
// the other side takes a name that it has seen for the same order.
//
// Directories are 0700 and files 0600, and directories that others may enter are refused:
// whoever takes the files does so under the program's own user.
package files

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
)

// Spec is the connector as package all lists it.
var Spec = connectors.Spec{
	Code: "files", Name: "Files", Kind: orderveil.BackOffice, // the code never changes
	Settings: []connectors.Input{
		{Name: "directory", Means: "The absolute path of a directory that lies directly in one that the operator has put into the register of recipients.", Example: "/srv/orders/shop-1"},
		{Name: "recipient", Means: "The age public key to which every order is encrypted.", Example: "age1…"},
		{Name: "format", Means: "How the files are written.", Example: "csv", Optional: true, Choices: []string{"csv", "json"}},
	},
	Secrets: []connectors.Input{
		{Name: "identity", Means: "The age secret key to which the other side encrypts what it sends back. Without it only files that hold no tracking code are read.", Example: "AGE-SECRET-KEY-1…", Optional: true},
	},
	NewSink: func(c connectors.Config) (connectors.Sink, error) { return New(c) },
}

// Sink puts files into one connection's directory. It is safe for concurrent use.
type Sink struct {
	root, name string // the operator's directory, and the connection's within it
	connection uuid.UUID
	format     string
	recipient  age.Recipient
	identity   age.Identity // nil when there is none
	clock      orderveil.Clock
	disk       disk
}

var (
	_ connectors.Sink     = (*Sink)(nil)
	_ connectors.Finder   = (*Sink)(nil)
	_ connectors.Notifier = (*Sink)(nil)
	_ connectors.Tracker  = (*Sink)(nil)
)

// directoryName is what the connection's directory may be called: one step down and no
// further, and nothing that is hidden.
var directoryName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// New returns a sink. It touches no file.
func New(c connectors.Config) (*Sink, error) {
	s := &Sink{connection: c.Connection, format: c.Settings["format"], clock: c.Clock, disk: realDisk{}}
	path := c.Settings["directory"]
	s.root, s.name = filepath.Dir(path), filepath.Base(path)
	if !filepath.IsAbs(path) || filepath.Clean(path) != path || !directoryName.MatchString(s.name) {
		return nil, orderveil.Invalidf("setting directory is an absolute path such as /srv/orders/shop-1, whose last part is of letters, digits, dots, hyphens and underscores")
	}
	if !slices.Contains(c.Directories, s.root) {
		return nil, orderveil.Invalidf("setting directory must lie directly in a directory of the register of recipients: add the one above it to recipients in the configuration")
	}
	switch s.format {
	case "":
		s.format = "csv"
	case "csv", "json":
	default:
		return nil, orderveil.Invalidf("setting format is csv or json")
	}
	var err error
	if s.recipient, err = parseRecipient(c.Settings["recipient"]); err != nil {
		return nil, orderveil.Invalidf("setting recipient is an age public key, such as age-keygen prints: age1…")
	}
	if secret := c.Secrets["identity"]; !secret.Empty() {
		if s.identity, err = parseIdentity(secret.Plain()); err != nil {
			return nil, orderveil.Invalidf("secret identity is an age secret key, such as age-keygen prints: AGE-SECRET-KEY-1…")
		}
	}
	return s, nil
}

// parseRecipient takes one key, of the usual kind or of the one that withstands quantum
// computers.
func parseRecipient(text string) (age.Recipient, error) {
	if strings.HasPrefix(text, "age1pq1") {
		return age.ParseHybridRecipient(text)
	}
	return age.ParseX25519Recipient(text)
}

func parseIdentity(text string) (age.Identity, error) {
	if strings.HasPrefix(text, "AGE-SECRET-KEY-PQ-1") {
		return age.ParseHybridIdentity(text)
	}
	return age.ParseX25519Identity(text)
}
