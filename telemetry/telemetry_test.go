package telemetry_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"orderveil/telemetry"
)

const canary = "Jansen, Kanariestraat 7"

// Whatever a library, or we, attach to a span or a metric: what is not on the list does
// not leave.
func TestWhatIsNotListedIsNotSent(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var sent bytes.Buffer
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.Copy(&sent, r.Body)
	}))
	defer collector.Close()
	metrics := prometheus.NewRegistry()
	fine := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "fine_total"}, []string{"state"})
	wrong := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wrong_total"}, []string{"customer"})
	strange := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "strange_total"}, []string{"state"})
	metrics.MustRegister(fine, wrong, strange)
	fine.WithLabelValues("DONE").Inc()
	wrong.WithLabelValues("C1").Inc()
	strange.WithLabelValues(canary).Inc()

	tracer, err := telemetry.Start(t.Context(), telemetry.Config{Endpoint: collector.URL, Share: 1, Every: time.Hour, HTTP: collector.Client(), Version: canary, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tracer.Begin(t.Context(), "request of "+canary, telemetry.Route("/orders/"+canary), telemetry.Role("support"))
	library := trace.SpanFromContext(ctx)
	library.SetAttributes(attribute.String("customer.name", "kanarie-unlisted"), attribute.String("http.route", canary))
	library.RecordError(errors.New(canary))
	library.AddEvent(canary)
	library.SetName(canary)
	_, inner := telemetry.Within(ctx, "sql", telemetry.Statement("SELECT '"+canary+"'"))
	inner.End(errors.New(canary))
	span.End(nil)
	tracer.Stop(context.WithoutCancel(t.Context()))

	mu.Lock()
	defer mu.Unlock()
	for _, no := range []string{"Jansen", "Kanariestraat", "kanarie-unlisted", "customer", "wrong_total", "strange_total"} {
		if bytes.Contains(sent.Bytes(), []byte(no)) {
			t.Errorf("%q was sent", no)
		}
	}
	for _, yes := range []string{"orderveil.role", "support", "fine_total", "DONE", "sql"} {
		if !bytes.Contains(sent.Bytes(), []byte(yes)) {
			t.Errorf("%q was not sent", yes)
		}
	}
}

func TestWithoutACollectorNothingIsTraced(t *testing.T) {
	t.Parallel()
	var none *telemetry.Tracer
	ctx, span := none.Begin(t.Context(), "request")
	_, inner := telemetry.Within(ctx, "sql")
	telemetry.Note(ctx, telemetry.Status(200))
	inner.End(nil)
	span.End(nil)
	none.Stop(ctx)
	if trace.SpanFromContext(ctx).IsRecording() {
		t.Error("a trace began")
	}
}
