package server_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"orderveil"
	"orderveil/store/storetest"
)

// work is one entry of the answer to workQueue.
type work struct {
	Version string
	Order   struct {
		ID, Number string
		ShipTo     struct{ LastName, Email *string }
		Lines      []struct{ Title string }
	}
}

func (w *world) work(t *testing.T, token, arguments string) (found []work) {
	t.Helper()
	a := w.ask(t, token, `{ workQueue`+arguments+` { version order { id number shipTo { lastName email } lines { title } } } }`, nil)
	if err := json.Unmarshal(a.Data["workQueue"], &found); err != nil || a.code() != "" {
		t.Fatalf("%s: %v", a.code(), err)
	}
	return found
}

const acknowledge = `mutation($items: [Acknowledgement!]!) { acknowledge(items: $items) }`

func done(items ...work) map[string]any {
	all := []map[string]string{}
	for _, item := range items {
		all = append(all, map[string]string{"order": item.Order.ID, "version": item.Version})
	}
	return map[string]any{"items": all}
}

func TestAProgramWorksThroughItsQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	c := w.client(t, w.token(t, orderveil.RoleMerchant), "orders:read", "orders:ship_to")
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.Client.ClientID}, "client_secret": {c.Secret}}
	token, _, problem := w.getToken(t, form)
	if problem != "" {
		t.Fatal(problem)
	}
	all := w.work(t, token, "")
	if two := w.work(t, token, "(first: 2)"); len(all) != 3 || len(two) != 2 || two[0].Order.ID != all[0].Order.ID {
		t.Fatalf("%d wait, %d of two", len(all), len(two))
	}
	for _, item := range all {
		to := item.Order.ShipTo
		if to.LastName == nil || !strings.Contains(*to.LastName, storetest.Mark) || to.Email != nil || len(item.Order.Lines) != 2 {
			t.Error("the order is not shown by the program's scopes")
		}
	}
	if a := w.ask(t, token, acknowledge, done(all[0], all[2], all[0])); string(a.Data["acknowledge"]) != "2" {
		t.Fatal(a.Body)
	}
	again, _, _ := w.getToken(t, form) // the queue is the program's, whichever token it has
	if left := w.work(t, again, ""); len(left) != 1 || left[0].Order.ID != all[1].Order.ID {
		t.Errorf("%d are left", len(left))
	}
	mixed := all[1]
	mixed.Version = all[0].Version
	broken := all[1]
	broken.Version += "A"
	other := w.client(t, w.token(t, orderveil.RoleMerchant), "orders:read")
	stranger, _, _ := w.getToken(t, url.Values{"grant_type": {"client_credentials"}, "client_id": {other.Client.ClientID}, "client_secret": {other.Secret}})
	for name, a := range map[string]answer{
		"another order's version":   w.ask(t, token, acknowledge, done(mixed)),
		"a broken version":          w.ask(t, token, acknowledge, done(broken)),
		"another program's version": w.ask(t, stranger, acknowledge, done(all[1])),
		"too many at once":          w.ask(t, token, `{ workQueue(first: 101) { version } }`, nil),
	} {
		if a.code() != "INVALID" {
			t.Errorf("%s: %q", name, a.code())
		}
	}
	if a := w.ask(t, w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersShipTo), `{ workQueue { version } }`, nil); a.code() != "FORBIDDEN" {
		t.Errorf("without orders:read: %q", a.code())
	}
	if a := w.ask(t, w.token(t, orderveil.RoleSupport), acknowledge, done(all[1])); a.code() != "FORBIDDEN" {
		t.Errorf("support: %q", a.code())
	}
	if left := w.work(t, token, ""); len(left) != 1 {
		t.Errorf("%d are left", len(left))
	}
}
