package jobs_test

import (
	"testing"
	"time"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

func TestWorkersMakeExports(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := newTown(t, f, 0, nil)
		merchant := storetest.Viewer(orderveil.RoleMerchant, w.account.ID)
		e, err := f.StartExport(t.Context(), merchant, store.NewExport{Format: orderveil.ExportCSV})
		if err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			now, err := f.Export(t.Context(), merchant, e.ID())
			if err != nil || time.Now().After(end) {
				t.Fatalf("not made: %v", err)
			}
			if now.State() == orderveil.ExportReady {
				break
			}
		}
		file, _, err := f.OpenExport(t.Context(), merchant, e.ID())
		if err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(25 * time.Hour)
		if _, _, err := f.OpenExport(t.Context(), merchant, e.ID()); err == nil {
			t.Error("it can be fetched a day later")
		}
	})
}
