package server

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.yaml.in/yaml/v3"
)

// known are the metrics that the program has, with their labels.
func known() map[string][]string {
	descriptions := make(chan *prometheus.Desc, 1000)
	m := newMetrics()
	m.registry.Describe(descriptions)
	close(descriptions)
	all := map[string][]string{"up": {"job"}}
	for d := range descriptions {
		found := regexp.MustCompile(`fqName: "([^"]+)".*variableLabels: \{([^}]*)\}`).FindStringSubmatch(d.String())
		for _, suffix := range []string{"", "_bucket", "_count", "_sum"} {
			all[found[1]+suffix] = append(strings.Split(found[2], ","), "job", "instance", "le")
		}
	}
	return all
}

var (
	literal = regexp.MustCompile(`"[^"]*"`)
	names   = regexp.MustCompile(`\b(?:(?:orderveil|go|process)_\w+|up)\b`)
	grouped = regexp.MustCompile(`\{([^}]*)\}|by \(([^)]*)\)`)
	label   = regexp.MustCompile(`\w+`)
	legends = regexp.MustCompile(`\{\{(\w+)\}\}`)
	chosen  = regexp.MustCompile(`(\w+)\{([^}]*)\}`)
	equals  = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// checkExpression holds a question to Prometheus against the metrics that there are: one
// that names another is always silent.
func checkExpression(t *testing.T, where, expression string, also ...string) {
	t.Helper()
	metrics, used := known(), names.FindAllString(literal.ReplaceAllString(expression, `""`), -1)
	if len(used) == 0 || strings.Count(expression, "(") != strings.Count(expression, ")") {
		t.Errorf("%s: %s asks for no metric, or has an open parenthesis", where, expression)
	}
	var labels []string
	for _, name := range used {
		if metrics[name] == nil {
			t.Errorf("%s names the metric %s, which there is not", where, name)
		}
		labels = append(labels, metrics[name]...)
	}
	for _, m := range grouped.FindAllStringSubmatch(literal.ReplaceAllString(expression, `""`), -1) {
		also = append(also, label.FindAllString(m[1]+" "+m[2], -1)...)
	}
	for _, l := range also {
		if !slices.Contains(labels, l) {
			t.Errorf("%s: no metric in %s has the label %s", where, expression, l)
		}
	}
	for _, series := range chosen.FindAllStringSubmatch(expression, -1) {
		for _, m := range equals.FindAllStringSubmatch(series[2], -1) {
			if !slices.Contains(labelValues(t, series[1], m[1]), m[2]) {
				t.Errorf("%s: no series of %s has %s", where, series[1], m[0])
			}
		}
	}
}

// made are the values of labels whose series are made when somebody asks for them, or by Prometheus.
var made = map[string][]string{
	"up job":                              {"orderveil"},
	"orderveil_request_seconds route":     {"/graphql"},
	"orderveil_account_connections state": {"open", "most"},
}

// labelValues are those that a metric's label has in a program that has just started.
func labelValues(t *testing.T, metric, label string) []string {
	t.Helper()
	for _, suffix := range []string{"_bucket", "_count", "_sum"} {
		metric = strings.TrimSuffix(metric, suffix)
	}
	values := slices.Clone(made[metric+" "+label])
	families, err := newMetrics().registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == metric && l.GetName() == label {
					values = append(values, l.GetValue())
				}
			}
		}
	}
	return values
}

func TestAlertsAskForWhatThereIs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.FromSlash("../deploy/prometheus/alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			n++
			checkExpression(t, r.Alert, r.Expr)
			if s := r.Labels["severity"]; s != "page" && s != "ticket" || r.Annotations["summary"] == "" {
				t.Errorf("%s has no severity or summary", r.Alert)
			}
			checkNext(t, r.Alert, r.Annotations["next"])
		}
	}
	if n < 10 {
		t.Errorf("%d alerts", n)
	}
}

var page = regexp.MustCompile(`docs/(\w+\.md)(?:#([\w-]+))?`)

// checkNext holds that the page exists that an alert sends people to, and its heading.
func checkNext(t *testing.T, alert, next string) {
	t.Helper()
	if next == "" {
		t.Errorf("%s has no next step", alert)
	}
	for _, m := range page.FindAllStringSubmatch(next, -1) {
		text, err := os.ReadFile(filepath.Join("../docs", m[1]))
		if err != nil {
			t.Errorf("%s: %v", alert, err)
			continue
		}
		heading := strings.ReplaceAll(m[2], "-", " ")
		if !strings.Contains(strings.ToLower(strings.NewReplacer("-", " ", ",", "", "'", "").Replace(string(text))), "# "+heading) {
			t.Errorf("%s: docs/%s has no heading %q", alert, m[1], heading)
		}
	}
}

func TestTheDashboardAsksForWhatThereIs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.FromSlash("../deploy/grafana/orderveil.json"))
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr, LegendFormat string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	asked := ""
	for _, p := range dashboard.Panels {
		for _, q := range p.Targets {
			var legend []string
			for _, m := range legends.FindAllStringSubmatch(q.LegendFormat, -1) {
				legend = append(legend, m[1])
			}
			checkExpression(t, p.Title, q.Expr, legend...)
			asked += q.Expr
		}
	}
	for name := range known() {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, "_sum"), "_count"), "_bucket")
		if strings.HasPrefix(name, "orderveil_") && !strings.Contains(asked, base) {
			t.Errorf("no panel shows %s", name)
		}
	}
}
