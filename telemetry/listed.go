package telemetry

import (
	"context"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// listed is the last door: of every span it sends what is on the list. Whoever attaches
// something by the library itself attaches it in vain.
type listed struct{ sdk.SpanExporter }

// ExportSpans sends them.
func (l listed) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	careful := make([]sdk.ReadOnlySpan, len(spans))
	for i, s := range spans {
		careful[i] = bare{s}
	}
	return l.SpanExporter.ExportSpans(ctx, careful)
}

// bare is a span without what is not listed.
type bare struct{ sdk.ReadOnlySpan }

func (b bare) Name() string { return code(b.ReadOnlySpan.Name()) }

func (b bare) Attributes() []attribute.KeyValue {
	return slices.DeleteFunc(slices.Clone(b.ReadOnlySpan.Attributes()), func(kv attribute.KeyValue) bool {
		return !keys[kv.Key] || kv.Value.Type() == attribute.STRING && code(kv.Value.AsString()) != kv.Value.AsString()
	})
}

// Events would hold errors' words.
func (b bare) Events() []sdk.Event { return nil }

func (b bare) Links() []sdk.Link { return nil }

func (b bare) Status() sdk.Status { return sdk.Status{Code: b.ReadOnlySpan.Status().Code} }

// labels are all that metrics may be told apart by. They are read by dashboards and
// never change.
var labels = []string{"route", "status", "role", "state", "what", "code", "reason", "version"}

// listedMetrics leaves out metrics with another label.
type listedMetrics struct{ prometheus.Gatherer }

// Gather gathers.
func (l listedMetrics) Gather() ([]*dto.MetricFamily, error) {
	all, err := l.Gatherer.Gather()
	return slices.DeleteFunc(all, func(f *dto.MetricFamily) bool {
		return slices.ContainsFunc(f.GetMetric(), func(m *dto.Metric) bool {
			return slices.ContainsFunc(m.GetLabel(), func(p *dto.LabelPair) bool {
				return !slices.Contains(labels, p.GetName()) || code(p.GetValue()) != p.GetValue()
			})
		})
	}), err
}
