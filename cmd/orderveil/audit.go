package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"orderveil"
	"orderveil/audit"
	"orderveil/proof"
	"orderveil/store"
)

type auditCommand struct {
	Trail  auditTrailCommand  `cmd:"" help:"Write an account's audit trail to standard output."`
	Verify auditVerifyCommand `cmd:"" help:"Check an audit trail, or the proof of one entry. Needs no installation and no network."`
}

type auditTrailCommand struct {
	configured
	Account int `help:"The account's number." required:""`
}

// Run writes the trail.
func (c *auditTrailCommand) Run(ctx context.Context) error {
	return c.withStore(ctx, false, func(s *store.Store) error {
		a, err := s.Account(ctx, c.Account)
		if err != nil {
			return orderveil.Invalidf("there is no account with this number")
		}
		return s.Trail(ctx, a.ID, func() io.Writer { return os.Stdout })
	})
}

type auditVerifyCommand struct {
	File string   `arg:"" help:"The file, as it was downloaded." type:"existingfile"`
	Key  string   `help:"The public key that must have signed it, base64. Without it compare the fingerprint that is printed." placeholder:"BASE64"`
	Head []string `help:"A head that was kept elsewhere: the trail must contain what it saw." type:"existingfile" placeholder:"FILE"`
}

// Run checks the file and says what it proves.
func (c *auditVerifyCommand) Run(context.Context) error {
	var key ed25519.PublicKey
	var err error
	if c.Key != "" {
		if key, err = proof.ParseKey(c.Key); err != nil {
			return err
		}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	begin := make([]byte, 256)
	n, _ := io.ReadFull(f, begin)
	if bytes.Contains(begin[:n], []byte(audit.InclusionFormat)) {
		return c.inclusion(key)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var saved [][]byte
	for _, file := range c.Head {
		head, err := readAll(file)
		if err != nil {
			return err
		}
		saved = append(saved, head)
	}
	r, err := audit.Verify(f, key, saved...)
	if err != nil {
		return err
	}
	fmt.Printf("The audit trail of account %s is whole: %d entries from %d on, under %d signed heads.\n", r.Account, r.Entries, r.First, r.Heads)
	if r.Heads > 0 {
		fmt.Printf("The last head is of %s, over %d entries. Signed by %s.\n", r.Last.At.Format(time.RFC3339), r.Last.Size, proof.Fingerprint(r.Key))
	}
	return nil
}

func (c *auditVerifyCommand) inclusion(key ed25519.PublicKey) error {
	document, err := readAll(c.File)
	if err != nil {
		return err
	}
	e, h, err := audit.VerifyInclusion(document, key)
	if err != nil {
		return err
	}
	fmt.Printf("Entry %d of account %s is in the audit trail over which a head was signed on %s.\n", e.Sequence, h.Account, h.At.Format(time.RFC3339))
	fmt.Println(strings.TrimSpace(fmt.Sprintf("%s %s as %s by %s: %s %s", e.At.Format(time.RFC3339), e.Subject, e.Role, e.Via, e.Kind, e.Outcome)))
	return nil
}
