package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
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
	}
}

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
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze to check units with")
	}
	dir := t.TempDir()
	var units []string
	for _, unit := range []string{"orderveil.service", "orderveil-backup.service", "orderveil-backup.timer"} {
		there := filepath.Join(dir, unit)
		text := strings.ReplaceAll(read(t, "systemd/"+unit), "/usr/local/bin/orderveil", "/bin/true")
		if err := os.WriteFile(there, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, there)
	}
	if out, err := exec.Command(path, append([]string{"verify", "--man=no"}, units...)...).CombinedOutput(); err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// What the chart says by default is a configuration that the program takes.
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
	if err := os.WriteFile(path, append(text, "data: /nowhere\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := server.LoadConfig(path, func(string) (string, bool) { return "", false }); err != nil {
		t.Error(err)
	}
}

// The chart renders, where there is Helm, and nothing in it has rights.
func TestTheChartRenders(t *testing.T) {
	t.Parallel()
	helm, err := exec.LookPath("helm")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no helm, which .ci/run installs")
		}
		t.Skip("no helm: go install helm.sh/helm/v3/cmd/helm@v3.19.0")
	}
	if out, err := exec.Command(helm, "lint", "--strict", "helm/orderveil").CombinedOutput(); err != nil {
		t.Fatalf("helm lint: %v\n%s", err, out)
	}
	out, err := exec.Command(helm, "template", "hub", "helm/orderveil", "--kube-version", "1.30.0", "--set", "ingress.enabled=true", "--set", "ownerSecret=owners").Output()
	if err != nil {
		t.Fatalf("helm template: %v", err)
	}
	kinds, d := map[string]int{}, yaml.NewDecoder(strings.NewReader(string(out)))
	for {
		var object struct {
			Kind string
			Spec struct {
				Template struct {
					Spec struct{ Containers []map[string]any }
				}
			}
		}
		if err := d.Decode(&object); err != nil {
			break
		}
		kinds[object.Kind]++
		for _, c := range object.Spec.Template.Spec.Containers {
			s, _ := c["securityContext"].(map[string]any)
			if s["readOnlyRootFilesystem"] != true || s["allowPrivilegeEscalation"] != false {
				t.Errorf("a container of a %s may do more than it needs: %v", object.Kind, s)
			}
		}
	}
	for kind, n := range map[string]int{"Deployment": 2, "Job": 1, "Service": 2, "Ingress": 1, "NetworkPolicy": 1, "PodDisruptionBudget": 2, "ConfigMap": 1} {
		if kinds[kind] != n {
			t.Errorf("%d of kind %s, want %d", kinds[kind], kind, n)
		}
	}
}
