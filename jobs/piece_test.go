package jobs_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/all"
	"orderveil/connectors/kaufland/simulator"
	"orderveil/jobs"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// Kaufland takes one piece at a time. A parcel of three of five that it stops taking after the
// first is three pieces in the end.
func TestAParcelThatIsTakenInPartIsReportedToItsEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		f.Clock.Follow()
		sim := simulator.New(simulator.Config{Clock: f.Clock.Now, Key: "key", Secret: "secret"})
		number := sim.Place(1, 5)
		var sends atomic.Int32
		market := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/send") {
				if n := sends.Add(1); n > 1 && n < 5 { // as often as a call is repeated by itself
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
			}
			sim.ServeHTTP(w, r)
		}))
		account, err := f.OpenAccount(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := f.Connect(t.Context(), account.ID, store.NewConnection{
			Kind: orderveil.Marketplace, Code: "kaufland", Every: time.Hour, Settings: map[string]string{"api": market.URL},
			Secrets: map[string]personal.Secret{"client_key": personal.NewSecret("key"), "secret_key": personal.NewSecret("secret")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := jobs.Migrate(t.Context(), f.Store); err != nil {
			t.Fatal(err)
		}
		workers, err := jobs.Start(t.Context(), jobs.Config{
			Store: f.Store, Connectors: all.Connectors(), HTTP: &http.Client{Timeout: 10 * time.Second}, Clock: f.Clock.Now, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := workers.Stop(t.Context()); err != nil && t.Context().Err() == nil {
				t.Error(err)
			}
			market.Close()
		})
		w := &town{Fixture: f, account: account, conn: conn}
		w.until(t, "import", func(p store.Progress) bool { return p.Orders == 1 })
		w.enter(t, store.NewReport{
			Order: orderveil.OrderID(conn.ID, number), Kind: orderveil.ReportShipped, Key: "P1", Carrier: connectors.DHL, By: "jan",
			Tracking: personal.NewRecord(personal.Delivery).With(personal.TrackingCode, "0034"), Lines: []store.ReportedLine{{SKU: "KAN-1", Quantity: 3}},
		})
		w.until(t, "report", reported(1))
		sent := 0
		for _, u := range sim.Units(number) {
			if u.Status == "sent" {
				sent++
			}
		}
		if sent != 3 || sends.Load() != 6 {
			t.Errorf("%d pieces were sent in %d calls, want 3 in 6", sent, sends.Load())
		}
	})
}
