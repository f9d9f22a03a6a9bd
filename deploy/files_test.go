package deploy_test

import (
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"orderveil/server"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The container has no shell and no root, and writes into its volumes alone.
func TestContainersHaveNoRights(t *testing.T) {
	t.Parallel()
	file := read(t, "container/Containerfile")
	for _, want := range []string{"FROM gcr.io/distroless/static", "USER 65532:65532", "CGO_ENABLED=0", "-trimpath"} {
		if !strings.Contains(file, want) {
			t.Errorf("the Containerfile lacks %q", want)
		}
	}
	var compose struct {
		Services map[string]struct {
			ReadOnly    bool     `yaml:"read_only"`
			CapDrop     []string `yaml:"cap_drop"`
			SecurityOpt []string `yaml:"security_opt"`
			User        string
			Memory      string `yaml:"mem_limit"`
			Environment map[string]string
			Ports       []string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "container/compose.yaml")), &compose); err != nil {
		t.Fatal(err)
	}
	if len(compose.Services) != 3 {
		t.Errorf("%d services, want the program, its migration and a proxy", len(compose.Services))
	}
	for name, s := range compose.Services {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may do more than it needs: %+v", name, s)
		}
		if name != "proxy" && (s.User != "65532:65532" || len(s.Ports) > 0) {
			t.Errorf("%s is root, or is reached without the proxy: %+v", name, s)
		}
		if name != "proxy" && (s.Memory != "2g" || s.Environment["GOMEMLIMIT"] != "1600MiB") {
			t.Errorf("%s may have %s of memory, and thinks that it is %s", name, s.Memory, s.Environment["GOMEMLIMIT"])
		}
	}
}

// What the operator's page has people write is a configuration that the program takes, and
// the steps around it make the directories that it names, which the units let it write to.
func TestTheInstallationsStepsAreWhole(t *testing.T) {
	t.Parallel()
	var text, steps string // what to write, and what to run
	for block := range strings.SplitSeq(read(t, "../docs/operator.md"), "\n\n") {
		switch block = strings.ReplaceAll("\n"+block+"\n", "\n    ", "\n"); {
		case strings.Contains(block, "\ndata: "):
			text = block
		case strings.Contains(block, "\ninstall "):
			steps += block
		}
	}
	path := filepath.Join(t.TempDir(), "orderveil.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := server.LoadConfig(path, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	_, made, _ := strings.Cut(steps, "install -d ")
	made, _, _ = strings.Cut(made, "\n")
	directories := strings.Fields(made)
	for _, dir := range []string{c.Backups.Directory, c.Backups.Keys, filepath.Dir(c.Data), filepath.Dir(c.KeyFile)} {
		if !slices.Contains(directories, dir) {
			t.Errorf("no step makes %s", dir)
		}
	}
	for _, dir := range []string{c.Backups.Directory, c.Backups.Keys} {
		if !strings.Contains(read(t, "systemd/orderveil-backup.service"), " -"+dir) && !strings.Contains(read(t, "systemd/orderveil-backup.service"), "=-"+dir) {
			t.Errorf("the backup may not write to %s", dir)
		}
	}
	if !strings.Contains(read(t, "../docs/files.md"), "directory: /srv/orderveil\n") || !strings.Contains(read(t, "systemd/orderveil.service"), "\nReadWritePaths=-/srv/orderveil\n") {
		t.Error("the server may not write where docs/files.md has it write")
	}
}

// What was built into the program from npm is in no file that a scan of it knows.
func TestReleasesListTheConsolesPackages(t *testing.T) {
	t.Parallel()
	var release struct {
		Source struct{ Enabled bool }
		SBOMs  []struct{ ID, Artifacts string }
	}
	if err := yaml.Unmarshal([]byte(read(t, "../.goreleaser.yaml")), &release); err != nil {
		t.Fatal(err)
	}
	of := map[string]string{} // by id, which there must be once
	for _, s := range release.SBOMs {
		of[s.ID] = s.Artifacts
	}
	if !release.Source.Enabled || len(of) != 2 || of["source"] != "source" || of["archive"] != "archive" {
		t.Errorf("packages are listed of %v", of)
	}
	if _, err := os.Stat("../console/package-lock.json"); err != nil {
		t.Error(err)
	}
}

// Everybody comes through Caddy, which says from where: the program believes the network in
// which Caddy reaches it, by a name that it has in no other.
func TestContainersSeeWhoComes(t *testing.T) {
	t.Parallel()
	var compose struct {
		Services struct {
			Orderveil struct {
				Environment map[string]string
				Networks    map[string]struct{ Aliases []string }
			}
		}
		Networks map[string]struct {
			Internal bool
			IPAM     struct{ Config []struct{ Subnet string } }
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "container/compose.yaml")), &compose); err != nil {
		t.Fatal(err)
	}
	program, inside := compose.Services.Orderveil, compose.Networks["inside"]
	trusted := program.Environment["ORDERVEIL_PLACES_TRUSTED_PROXIES"]
	if _, err := netip.ParsePrefix(trusted); err != nil || !inside.Internal || len(inside.IPAM.Config) != 1 || inside.IPAM.Config[0].Subnet != trusted {
		t.Errorf("%q is trusted (%v), and the network is %+v", trusted, err, inside)
	}
	names := program.Networks["inside"].Aliases
	if len(names) != 1 || len(program.Networks["outside"].Aliases) > 0 || !strings.Contains(read(t, "container/Caddyfile"), "reverse_proxy "+names[0]+":8080") {
		t.Errorf("Caddy does not reach the program as %v", names)
	}
}

// offered are settings that stand in a unit as comments.
var offered = regexp.MustCompile(`(?m)^#(LoadCredential|Environment)`)

func TestUnitsAreHardened(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"systemd/orderveil.service", "systemd/orderveil-backup.service"} {
		text := read(t, unit)
		for _, want := range []string{
			"User=orderveil", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=\n", "MemoryDenyWriteExecute=yes",
			"SystemCallFilter=@system-service", "LimitCORE=0", "UMask=0077", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
		} {
			if !strings.Contains(text, "\n"+want) {
				t.Errorf("%s lacks %s", unit, want)
			}
		}
	}
	for _, unit := range []string{"systemd/orderveil.service", "systemd/orderveil-backup.service"} {
		if strings.Contains(read(t, unit), "/run/credentials/") {
			t.Errorf("%s names a directory of credentials, which each unit has one of: it is %%d", unit)
		}
	}
	if text := read(t, "systemd/orderveil.service"); !strings.Contains(text, "\nMemoryMax=2G\n") || !strings.Contains(text, "\nEnvironment=GOMEMLIMIT=1600MiB\n") {
		t.Error("GOMEMLIMIT, by which an alert goes, is not four fifths of MemoryMax")
	}
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze to check units with")
	}
	dir := t.TempDir()
	var units []string
	for _, unit := range []string{"orderveil.service", "orderveil-backup.service", "orderveil-backup.timer"} {
		there := filepath.Join(dir, unit)
		text := strings.ReplaceAll(read(t, "systemd/"+unit), "/usr/local/bin/orderveil", "/bin/true")
		// What is left to the operator to put in must be right, too.
		text = offered.ReplaceAllString(text, "$1")
		if err := os.WriteFile(there, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, there)
	}
	if out, err := exec.Command(path, append([]string{"verify", "--man=no"}, units...)...).CombinedOutput(); err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// What the chart says by default is a configuration that the program takes, with the
// databases' addresses from variables, as a secret gives them.
func TestTheChartsConfigurationIsRight(t *testing.T) {
	t.Parallel()
	var values struct{ Config map[string]any }
	if err := yaml.Unmarshal([]byte(read(t, "helm/orderveil/values.yaml")), &values); err != nil {
		t.Fatal(err)
	}
	text, err := yaml.Marshal(values.Config)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "orderveil.yaml")
	if err := os.WriteFile(path, append(text, "keyFile: /secrets/key\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := map[string]string{}
	for _, part := range []string{"CATALOG", "KEYS", "ACCOUNTS", "POOLER", "CATALOG_OWNER", "KEYS_OWNER"} {
		if name := "ORDERVEIL_POSTGRES_" + part; !strings.Contains(read(t, "helm/orderveil/values.yaml"), "_"+part) {
			t.Errorf("values.yaml does not say what %s is", name)
		} else {
			secret[name] = "postgres://role:password@db.internal/one?sslmode=verify-full&sslrootcert=/secrets/ca.pem"
		}
	}
	c, err := server.LoadConfig(path, func(name string) (string, bool) { v, ok := secret[name]; return v, ok })
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Postgres; slices.Contains([]string{p.Catalog, p.Keys, p.Accounts, p.Pooler, p.CatalogOwner, p.KeysOwner}, "") {
		t.Errorf("an address is not taken from its variable: %+v", p)
	}
}
