// Package egress is the register of everybody to whom data may go, and the HTTP client
// that goes to nobody else.
package egress

import (
	"fmt"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"orderveil"
)

// Recipient is somebody to whom data may go: a marketplace, a merchant's back office, a
// sub-processor (GDPR art. 28(2) and 30).
type Recipient struct {
	Name    string   `yaml:"name" json:"name"`
	Role    string   `yaml:"role" json:"role"`
	Hosts   []string `yaml:"hosts" json:"hosts"`     // exact, or *.example.com for those below it
	Country string   `yaml:"country" json:"country"` // ISO 3166-1 alpha-2, where the data goes
	// Directory is for a recipient that takes files: the absolute path of one of this
	// machine's, in whose own directories files may be put. Then hosts may be left out.
	Directory string `yaml:"directory" json:"directory,omitempty"`
	Purpose   string `yaml:"purpose" json:"purpose"`
	// Agreement is the date of the data processing agreement; sub-processors need one.
	Agreement string `yaml:"agreement" json:"agreement,omitempty"`
	// OutsideEU allows a country outside the European Economic Area, for a stated reason:
	// the ground for the transfer (GDPR art. 44 and following).
	OutsideEU bool   `yaml:"outsideEU" json:"outsideEU,omitempty"`
	Reason    string `yaml:"reason" json:"reason,omitempty"`
	// Private allows addresses of the operator's own network.
	Private bool `yaml:"private" json:"private,omitempty"`
	// Connector is the code of the connector that the recipient comes with; empty for one
	// of the configuration.
	Connector string `yaml:"-" json:"-"`
}

// The roles of recipients.
const (
	Marketplace  = "MARKETPLACE"
	BackOffice   = "BACK_OFFICE"
	SubProcessor = "SUB_PROCESSOR"
	Operator     = "OPERATOR" // a system of the operator's own, such as its alarms
)

// Roles lists every role.
func Roles() []string { return []string{Marketplace, BackOffice, SubProcessor, Operator} }

// eea are the countries of the European Economic Area.
var eea = strings.Fields("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO")

// Register is everybody to whom data may go.
type Register []Recipient

var (
	hostName = regexp.MustCompile(`^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)
	country  = regexp.MustCompile(`^[A-Z]{2}$`)
)

// Check returns everything that is wrong with a recipient.
func (r *Recipient) Check() (errs []error) {
	wrong := func(advice string, args ...any) { errs = append(errs, orderveil.Invalidf(advice, args...)) }
	if strings.TrimSpace(r.Name) == "" || strings.TrimSpace(r.Purpose) == "" {
		wrong("give name and purpose")
	}
	if !slices.Contains(Roles(), r.Role) {
		wrong("role is one of %s", strings.Join(Roles(), ", "))
	}
	if len(r.Hosts) == 0 && r.Directory == "" {
		wrong("give the hosts, such as shop.example.com or *.example.com, or the directory that files are put into")
	}
	if d := r.Directory; d != "" && (!filepath.IsAbs(d) || filepath.Clean(d) != d || filepath.Dir(d) == d) {
		wrong("directory is an absolute path such as /srv/orderveil, without a slash at its end")
	}
	for i, h := range r.Hosts {
		if !hostName.MatchString(h) && net.ParseIP(h) == nil || h == "*" || strings.HasPrefix(h, "*.") && strings.Count(h, ".") < 2 {
			wrong("host %d is no host name in small letters, without scheme and port", i+1)
		}
	}
	if !country.MatchString(r.Country) {
		wrong("country is a code of two capital letters, such as NL")
	} else if !slices.Contains(eea, r.Country) && (!r.OutsideEU || strings.TrimSpace(r.Reason) == "") {
		wrong("the country is outside the European Economic Area: choose another recipient, or set outsideEU: true with the reason why the transfer is allowed")
	}
	if _, err := time.Parse(time.DateOnly, r.Agreement); err != nil && (r.Role == SubProcessor || r.Agreement != "") {
		wrong("a sub-processor needs the date of its data processing agreement, such as 2026-01-31")
	}
	return errs
}

// Directories are those in whose own directories files may be put.
func (g Register) Directories() (all []string) {
	for _, r := range g {
		if r.Directory != "" {
			all = append(all, r.Directory)
		}
	}
	return all
}

// Find returns the recipient that a host belongs to, or nil.
func (g Register) Find(host string) *Recipient {
	host, ok := normal(host)
	if !ok {
		return nil
	}
	for i := range g {
		for _, pattern := range g[i].Hosts {
			if below, wild := strings.CutPrefix(pattern, "*"); pattern == host || wild && strings.HasSuffix(host, below) && len(host) > len(below) {
				return &g[i]
			}
		}
	}
	return nil
}

// normal is a host as the register writes it: small letters, ASCII, no dot at the end.
func normal(host string) (string, bool) {
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil {
		return ip.String(), true
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	if err != nil || ascii == "" {
		return "", false
	}
	return strings.ToLower(ascii), true
}

// Refusal says that a host is not in the register, and what to do.
func Refusal() error {
	return orderveil.Invalidf("the host is not in the register of recipients: add it to recipients in the configuration, with its country")
}

// String names the recipient for people.
func (r *Recipient) String() string { return fmt.Sprintf("%s (%s, %s)", r.Name, r.Role, r.Country) }
