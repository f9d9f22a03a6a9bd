package store_test

import (
	"slices"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/store"
	"orderveil/store/storetest"
)

// watched is a store with a marketplace whose consent ends, and a back office that nobody
// takes orders to.
type watched struct {
	*storetest.Fixture
	account orderveil.Account
	bol     orderveil.Connection
}

func (w *watched) look(t *testing.T) (warnings, alarms []string) {
	t.Helper()
	consent := []connectors.Expiry{{Setting: "consented_on", Days: 365, Warn: []int{30, 7}, Code: "CONSENT_EXPIRES", What: "The consent", NextStep: "Give it again."}}
	if err := w.Watch(t.Context(), w.account.ID, func(code string) []connectors.Expiry {
		if code == "bol" {
			return consent
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	views, err := w.ViewConnections(t.Context(), storetest.Viewer(orderveil.RoleMerchant, w.account.ID))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		for _, p := range v.Warnings() {
			if p.Cause == "" || p.NextStep == "" {
				t.Errorf("%s says nothing", p.Code)
			}
			warnings = append(warnings, p.Code)
		}
	}
	due, err := w.DueAlarms(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range due {
		alarms = append(alarms, a.Kind)
		if err := w.AlarmSent(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(warnings)
	slices.Sort(alarms)
	return warnings, alarms
}

func (w *watched) place(t *testing.T, from, to int) {
	t.Helper()
	var orders []orderveil.Order
	for n := from; n < to; n++ {
		orders = append(orders, w.Order(n))
	}
	if _, err := w.Import(t.Context(), w.account.ID, w.bol.ID, orders); err != nil {
		t.Fatal(err)
	}
}

func TestSilenceBacklogAndExpiryWarnAndRaiseOneAlarmEach(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		w := &watched{Fixture: f}
		var err error
		if w.account, err = f.OpenAccount(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if _, err = f.Connect(t.Context(), w.account.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "webhook", Label: "Webshop"}); err != nil {
			t.Fatal(err)
		}
		if w.bol, err = f.Connect(t.Context(), w.account.ID, store.NewConnection{
			Kind: orderveil.Marketplace, Code: "bol", Label: "bol.com", Every: time.Minute, Settings: map[string]string{"consented_on": "2025-11-25"},
		}); err != nil {
			t.Fatal(err)
		}
		w.place(t, 0, 25) // a minute apart, the last an hour ago
		quiet := func(when string, want ...string) {
			t.Helper()
			if warnings, alarms := w.look(t); !slices.Equal(warnings, want) || len(alarms) > 0 {
				t.Errorf("%s: warnings %v and alarms %v, want the warnings %v", when, warnings, alarms, want)
			}
		}
		loud := func(when string, raised []string, want ...string) {
			t.Helper()
			if warnings, alarms := w.look(t); !slices.Equal(warnings, want) || !slices.Equal(alarms, raised) {
				t.Errorf("%s: warnings %v and alarms %v, want %v and %v", when, warnings, alarms, want, raised)
			}
		}
		loud("at first", []string{"CONSENT_EXPIRES"}, "CONSENT_EXPIRES")
		f.Clock.Advance(2 * time.Hour)
		loud("after two hours", []string{"BACKLOG"}, "BACKLOG", "CONSENT_EXPIRES")
		f.Clock.Advance(4 * time.Hour)
		loud("after six hours", []string{"SILENT"}, "BACKLOG", "CONSENT_EXPIRES", "SILENT")
		f.Clock.Advance(10 * time.Minute)
		quiet("later", "BACKLOG", "CONSENT_EXPIRES", "SILENT")
		w.place(t, 25, 26)
		f.Clock.Advance(10 * time.Minute)
		quiet("after an order", "BACKLOG", "CONSENT_EXPIRES")
		f.Clock.Advance(15 * 24 * time.Hour)
		loud("in the last week", []string{"CONSENT_EXPIRES_7", "SILENT"}, "BACKLOG", "CONSENT_EXPIRES_7", "SILENT")
	})
}
