package deploy_test

import (
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// object is what the tests look at of an object that the chart makes.
type object struct {
	Kind     string
	Metadata struct {
		Name        string
		Annotations map[string]string
	}
	Data map[string]string
	Spec struct {
		Template    struct{ Spec pod }
		JobTemplate struct {
			Spec struct{ Template struct{ Spec pod } }
		} `yaml:"jobTemplate"`
	}
}

// pod is the object's pod; without containers it has none.
func (o object) pod() pod {
	if o.Kind == "CronJob" {
		return o.Spec.JobTemplate.Spec.Template.Spec
	}
	return o.Spec.Template.Spec
}

type variable struct{ Name, Value string }

type pod struct {
	SecurityContext struct {
		RunAsUser int `yaml:"runAsUser"`
		FSGroup   int `yaml:"fsGroup"`
	} `yaml:"securityContext"`
	Containers []struct {
		Image           string
		Args            []string
		SecurityContext map[string]any `yaml:"securityContext"`
		EnvFrom         []struct {
			SecretRef struct{ Name string } `yaml:"secretRef"`
		} `yaml:"envFrom"`
		Env          []variable
		VolumeMounts []struct {
			Name      string
			MountPath string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
		Resources struct{ Limits map[string]string }
	}
	Volumes []struct {
		Name      string
		ConfigMap struct{ Name string } `yaml:"configMap"`
		Secret    struct {
			SecretName  string `yaml:"secretName"`
			DefaultMode int    `yaml:"defaultMode"`
		}
		PersistentVolumeClaim struct {
			ClaimName string `yaml:"claimName"`
		} `yaml:"persistentVolumeClaim"`
	}
}

// volume is the volume of a name.
func (p pod) volume(t *testing.T, name string) int {
	t.Helper()
	for i, v := range p.Volumes {
		if v.Name == name {
			return i
		}
	}
	t.Fatalf("no volume %s", name)
	return 0
}

// helm runs Helm on the chart.
func helm(t *testing.T, args ...string) (string, error) {
	t.Helper()
	path, err := exec.LookPath("helm")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no helm, which .ci/run installs")
		}
		t.Skip("no helm: go install helm.sh/helm/v3/cmd/helm@v3.19.0")
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	return string(out), err
}

// template is the chart's text. What is set is KEY=VALUE, or a file of values.
func template(t *testing.T, set ...string) (string, error) {
	t.Helper()
	args := []string{"template", "hub", "helm/orderveil", "--kube-version", "1.30.0"}
	for _, s := range set {
		if filepath.IsAbs(s) {
			args = append(args, "--values", s)
		} else {
			args = append(args, "--set", s)
		}
	}
	return helm(t, args...)
}

// render is all that the chart makes.
func render(t *testing.T, set ...string) []object {
	t.Helper()
	out, err := template(t, set...)
	if err != nil {
		t.Fatalf("helm template: %v\n%s", err, out)
	}
	var all []object
	for d := yaml.NewDecoder(strings.NewReader(out)); ; {
		var o object
		if err := d.Decode(&o); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		all = append(all, o)
	}
}

// The chart renders, where there is Helm, and nothing in it has rights.
func TestTheChartRenders(t *testing.T) {
	t.Parallel()
	if out, err := helm(t, "lint", "--strict", "helm/orderveil"); err != nil {
		t.Fatalf("helm lint: %v\n%s", err, out)
	}
	kinds := map[string]int{}
	for _, o := range render(t, "ownerSecret=owners", "ingress.enabled=true", "config.places.trustedProxies={10.244.0.0/16}", "backup.enabled=true", "config.backups.directory=/a", "config.backups.keys=/b") {
		kinds[o.Kind]++
		for _, c := range o.pod().Containers {
			if s := c.SecurityContext; s["readOnlyRootFilesystem"] != true || s["allowPrivilegeEscalation"] != false {
				t.Errorf("a container of a %s may do more than it needs: %v", o.Kind, s)
			}
		}
	}
	for kind, n := range map[string]int{"Deployment": 2, "Job": 1, "Service": 2, "Ingress": 1, "NetworkPolicy": 1, "PodDisruptionBudget": 2, "ConfigMap": 2, "CronJob": 1} {
		if kinds[kind] != n {
			t.Errorf("%d of kind %s, want %d", kinds[kind], kind, n)
		}
	}
}

// Secrets come as files that root owns and the pod's group reads, as the program takes them
// (secretfile), and as variables: PostgreSQL's passfiles may be read by no group.
func TestThePodsGetTheirSecrets(t *testing.T) {
	t.Parallel()
	pods := 0
	for _, o := range render(t, "ownerSecret=owners", "backup.enabled=true", "config.backups.directory=/a", "config.backups.keys=/b") {
		p := o.pod()
		if len(p.Containers) == 0 {
			continue
		}
		pods++
		if s := p.Volumes[p.volume(t, "secrets")].Secret; s.SecretName != "orderveil" || s.DefaultMode != 0o440 || p.SecurityContext.FSGroup == 0 || p.SecurityContext.RunAsUser == 0 {
			t.Errorf("%s: files of %s with mode %04o, group %d", o.Metadata.Name, s.SecretName, s.DefaultMode, p.SecurityContext.FSGroup)
		}
		var from []string
		for _, e := range p.Containers[0].EnvFrom {
			from = append(from, e.SecretRef.Name)
		}
		want := []string{"orderveil-databases"}
		if o.Kind != "Deployment" {
			want = append(want, "owners")
		}
		if !slices.Equal(from, want) {
			t.Errorf("%s has the variables of %v, want %v", o.Metadata.Name, from, want)
		}
	}
	if pods != 4 {
		t.Errorf("%d pods", pods)
	}
	if strings.Contains(read(t, "helm/orderveil/values.yaml"), "passfile=") {
		t.Error("the chart names a passfile, which is not read")
	}
}

// GOMEMLIMIT follows the limit, in whatever unit it stands.
func TestThePodsKnowHowMuchMemoryTheyHave(t *testing.T) {
	t.Parallel()
	want := map[string]string{"hub-api": "819MiB", "hub-workers": "3276MiB", "hub-migrate": "3276MiB"}
	for _, o := range render(t, "workers.resources.limits.memory=4Gi") {
		for _, c := range o.pod().Containers {
			at := slices.IndexFunc(c.Env, func(e variable) bool { return e.Name == "GOMEMLIMIT" })
			if at < 0 || c.Env[at].Value != want[o.Metadata.Name] {
				t.Errorf("%s with %v has %v, want %s", o.Metadata.Name, c.Resources.Limits, c.Env, want[o.Metadata.Name])
			}
		}
	}
}

// migrate runs before the release's own objects are there, with a configuration of its own:
// the pods wait for the tables, and who installs may wait for the pods.
func TestTheChartMigratesFirst(t *testing.T) {
	t.Parallel()
	hooks := map[string]object{} // by kind
	for _, o := range render(t) {
		if o.Metadata.Annotations["helm.sh/hook"] == "" {
			continue
		}
		if h, d := o.Metadata.Annotations["helm.sh/hook"], o.Metadata.Annotations["helm.sh/hook-delete-policy"]; h != "pre-install,pre-upgrade" || d != "before-hook-creation,hook-succeeded" {
			t.Errorf("the %s runs at %s and goes at %s", o.Kind, h, d)
		}
		hooks[o.Kind] = o
	}
	weight := func(kind string) int {
		n, err := strconv.Atoi(hooks[kind].Metadata.Annotations["helm.sh/hook-weight"])
		if err != nil {
			t.Errorf("the %s has no weight", kind)
		}
		return n
	}
	if weight("ConfigMap") >= weight("Job") {
		t.Error("the configuration does not come before its job")
	}
	p := hooks["Job"].pod()
	if name := p.Volumes[p.volume(t, "config")].ConfigMap.Name; name != hooks["ConfigMap"].Metadata.Name || !strings.Contains(hooks["ConfigMap"].Data["orderveil.yaml"], "behindProxy: true") {
		t.Errorf("migrate reads %s, which is not there before it", name)
	}
	for _, o := range render(t) {
		if o.Kind == "Deployment" {
			p := o.pod()
			if name := p.Volumes[p.volume(t, "config")].ConfigMap.Name; name != "hub-config" {
				t.Errorf("%s reads %s, which goes with the job", o.Metadata.Name, name)
			}
		}
	}
}

// examples are the values that values.yaml shows in its comments, each as a file.
func examples(t *testing.T) (files []string) {
	t.Helper()
	var one strings.Builder
	for line := range strings.Lines(read(t, "helm/orderveil/values.yaml")) {
		text, shown := strings.CutPrefix(line, "#   ")
		if shown && (one.Len() > 0 || strings.HasPrefix(text, "config:")) {
			one.WriteString(text)
			continue
		}
		if one.Len() > 0 {
			path := filepath.Join(t.TempDir(), "values.yaml")
			if err := os.WriteFile(path, []byte(one.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, path)
			one.Reset()
		}
	}
	return files
}

// What the program writes is on volumes that others of its pods have, too: but backups, which
// no server has.
func TestTheChartMountsWhatItsExamplesSay(t *testing.T) {
	t.Parallel()
	claims := map[string]map[string]string{} // by pod and path
	for _, o := range render(t, examples(t)...) {
		if p := o.pod(); len(p.Containers) > 0 {
			claims[o.Metadata.Name] = map[string]string{}
			for _, m := range p.Containers[0].VolumeMounts {
				if claim := p.Volumes[p.volume(t, m.Name)].PersistentVolumeClaim.ClaimName; claim != "" {
					claims[o.Metadata.Name][m.MountPath] = claim
				}
			}
		}
	}
	exports := map[string]string{"/exports": "orderveil-exports"}
	for name, want := range map[string]map[string]string{
		"hub-api": exports, "hub-workers": exports, "hub-migrate": exports,
		"hub-backup": {"/exports": "orderveil-exports", "/backups/data": "orderveil-backups", "/backups/keys": "orderveil-key-backups"},
	} {
		if !maps.Equal(claims[name], want) {
			t.Errorf("%s mounts %v, want %v", name, claims[name], want)
		}
	}
}

// Values with which an installation would not be what it seems stop the chart.
func TestTheChartSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for set, want := range map[string]string{
		"ingress.enabled=true":             "config.places.trustedProxies",
		"backup.enabled=true":              "config.backups",
		"api.resources.limits.memory=1.5G": "whole Mi or Gi",
	} {
		if out, err := template(t, set); err == nil || !strings.Contains(out, want) {
			t.Errorf("with %s: %v\n%s", set, err, out)
		}
	}
}
