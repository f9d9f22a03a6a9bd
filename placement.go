package orderveil

import (
	"fmt"
	"regexp"
	"strings"
)

// DefaultServer is the server of accounts that were never placed on another, and of an
// installation with only one. The name is stored and never changes.
const DefaultServer = "default"

// DatabaseServer is where accounts' databases may be. Its name is stored with each account
// and never changes.
type DatabaseServer struct {
	Name   string
	Region string // such as "eu-west"; none is no region
	// Weight is its share of the accounts beside the others' weights; zero counts as one.
	Weight int
	// Capacity is how many accounts it holds at most; zero sets no limit.
	Capacity int
	// Closed takes new accounts only by name.
	Closed bool
}

var serverName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Check returns what is wrong with a server's settings.
func (s DatabaseServer) Check() error {
	if !serverName.MatchString(s.Name) {
		return Invalidf("a server's name has 1 to 40 small letters, digits and hyphens")
	}
	if s.Region != "" && !serverName.MatchString(s.Region) {
		return Invalidf("a region has 1 to 40 small letters, digits and hyphens")
	}
	if s.Weight < 0 || s.Weight > 10_000 || s.Capacity < 0 || s.Capacity > 1_000_000 {
		return Invalidf("weight is 1 to 10000, and capacity 1 to 1000000 or left out")
	}
	return nil
}

// Wish is where an account is to be, and what. The zero value is an account of a merchant, and leaves
// the place to the servers' weights.
type Wish struct {
	Region string // any server of it
	Server string // this one and no other
	// Sandbox has invented orders, and is connected with nobody but receivers of webhooks.
	Sandbox bool
}

// Place chooses the server of another account: of those that the wish allows and that have
// room, the one that is emptiest for its weight; of two alike the one whose name comes
// first. Holds says how many accounts each has. The same question has the same answer.
func Place(servers []DatabaseServer, holds map[string]int, w Wish) (string, error) {
	var best *DatabaseServer
	fitting := 0
	for _, s := range servers {
		if w.Server != "" && s.Name != w.Server || w.Region != "" && s.Region != w.Region || s.Closed && w.Server == "" {
			continue
		}
		fitting++
		if s.Capacity > 0 && holds[s.Name] >= s.Capacity {
			continue
		}
		if best == nil || s.before(*best, holds) {
			best = &s
		}
	}
	switch {
	case best != nil:
		return best.Name, nil
	case fitting == 0:
		return "", Invalidf("no server fits: the configuration names %s", named(servers))
	}
	return "", fmt.Errorf("every server that fits holds as many accounts as its capacity says (%s): add a server in postgres.servers, or raise a capacity: %w", filled(servers, holds), ErrConflict)
}

// before compares fillings by weight, in whole numbers.
func (s DatabaseServer) before(other DatabaseServer, holds map[string]int) bool {
	mine, others := (holds[s.Name]+1)*max(other.Weight, 1), (holds[other.Name]+1)*max(s.Weight, 1)
	return mine < others || mine == others && s.Name < other.Name
}

func named(servers []DatabaseServer) string {
	var names []string
	for _, s := range servers {
		name := s.Name
		if s.Region != "" {
			name += " in " + s.Region
		}
		if s.Closed {
			name += " (closed)"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func filled(servers []DatabaseServer, holds map[string]int) string {
	var all []string
	for _, s := range servers {
		if s.Capacity > 0 {
			all = append(all, fmt.Sprintf("%s %d of %d", s.Name, holds[s.Name], s.Capacity))
		}
	}
	return strings.Join(all, ", ")
}
