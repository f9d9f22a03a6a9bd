// Package telemetry sends traces and metrics to the operator's own OpenTelemetry collector.
// It is a way out of the house, so nothing goes along that is not on a list: attributes can
// only be made here, from codes and numbers; what a library adds is taken away before it is
// sent; and there is no way to attach a text, a variable, a parameter or an error's words.
package telemetry

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	bridge "go.opentelemetry.io/contrib/bridges/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Config says where to and how much.
type Config struct {
	Endpoint string        // of the collector, without path: OTLP over HTTP
	Token    string        // sent as a bearer token, unless empty
	Share    float64       // of the traces, 0 to 1
	Every    time.Duration // metrics; 0 is a minute
	HTTP     *http.Client  // reaches the collector and nobody else
	Version  string
	Metrics  prometheus.Gatherer
}

// Tracer begins traces. A nil one begins none.
type Tracer struct {
	tracer  trace.Tracer
	traces  *sdk.TracerProvider
	metrics *metric.MeterProvider
}

// Start begins to send.
func Start(ctx context.Context, c Config) (*Tracer, error) {
	headers := map[string]string{}
	if c.Token != "" {
		headers["Authorization"] = "Bearer " + c.Token
	}
	base := strings.TrimRight(c.Endpoint, "/")
	spans, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(base+"/v1/traces"), otlptracehttp.WithHeaders(headers), otlptracehttp.WithHTTPClient(c.HTTP))
	if err != nil {
		return nil, err
	}
	numbers, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpointURL(base+"/v1/metrics"), otlpmetrichttp.WithHeaders(headers), otlpmetrichttp.WithHTTPClient(c.HTTP))
	if err != nil {
		return nil, err
	}
	every := c.Every
	if every == 0 {
		every = time.Minute
	}
	// Made by hand: the detectors of the library would tell the host's and the user's name.
	who := resource.NewSchemaless(attribute.String("service.name", "orderveil"), attribute.String("service.version", code(c.Version)))
	t := &Tracer{
		traces: sdk.NewTracerProvider(sdk.WithResource(who), sdk.WithBatcher(listed{spans}), sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(c.Share)))),
		metrics: metric.NewMeterProvider(metric.WithResource(who), metric.WithReader(metric.NewPeriodicReader(numbers,
			metric.WithInterval(every), metric.WithProducer(bridge.NewMetricProducer(bridge.WithGatherer(listedMetrics{c.Metrics})))))),
	}
	t.tracer = t.traces.Tracer("orderveil")
	return t, nil
}

// Stop sends what is left. It waits no longer than the context.
func (t *Tracer) Stop(ctx context.Context) {
	if t == nil {
		return
	}
	// A collector that does not answer is no reason to fail.
	_ = t.traces.Shutdown(ctx)
	_ = t.metrics.Shutdown(ctx)
}

// Begin begins a trace of its own: what a caller says of its traces is not asked for.
func (t *Tracer) Begin(ctx context.Context, name string, with ...Attribute) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, s := t.tracer.Start(ctx, code(name), trace.WithNewRoot(), trace.WithAttributes(values(with)...))
	return ctx, Span{s}
}

// Within begins a span of the trace that a context belongs to, if there is one that is
// sent.
func Within(ctx context.Context, name string, with ...Attribute) (context.Context, Span) {
	outer := trace.SpanFromContext(ctx)
	if !outer.IsRecording() {
		return ctx, Span{}
	}
	ctx, s := outer.TracerProvider().Tracer("orderveil").Start(ctx, code(name), trace.WithAttributes(values(with)...))
	return ctx, Span{s}
}

// Note adds to the span that a context belongs to.
func Note(ctx context.Context, with ...Attribute) { (Span{trace.SpanFromContext(ctx)}).Note(with...) }

// Span is a piece of work. The zero one is of no trace.
type Span struct{ span trace.Span }

// Note adds to it.
func (s Span) Note(with ...Attribute) {
	if s.span != nil && s.span.IsRecording() {
		s.span.SetAttributes(values(with)...)
	}
}

// End ends it. Of an error it says that there was one.
func (s Span) End(err error) {
	if s.span == nil {
		return
	}
	if err != nil {
		s.span.SetStatus(failed, "")
	}
	s.span.End()
}
