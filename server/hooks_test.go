package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/all"
	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
	"orderveil/server"
	"orderveil/store"
	"orderveil/store/storetest"
)

// hooked is a world with a webshop that tells the hub what it sent.
type hooked struct {
	*world
	shop  *webshop.Shop
	conn  orderveil.Connection
	order orderveil.Order
}

func newHooked(t *testing.T) *hooked {
	t.Helper()
	const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	w := &hooked{world: newWorld(t, 0, func(_ *server.Config, p *server.Parts) { p.Connectors = all.Connectors() })}
	var err error
	if w.shop, err = webshop.New(secret); err != nil {
		t.Fatal(err)
	}
	if w.conn, err = w.Connect(t.Context(), w.Account.ID, store.NewConnection{
		Kind: orderveil.BackOffice, Code: "webhook", Label: "Telling shop", Settings: map[string]string{"url": "https://shop.example"},
		Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)},
	}); err != nil {
		t.Fatal(err)
	}
	w.order = w.Fixture.Order(1)
	if _, err := w.Server.Store.Import(t.Context(), w.Account.ID, w.Bol.ID, []orderveil.Order{w.order}); err != nil {
		t.Fatal(err)
	}
	return w
}

// report is a message of the shop's about the order, signed.
func (w *hooked) report(id, sku string, quantity int) connectors.Message {
	delivery := orderveil.Delivery{ID: orderveil.DeliveryID(orderveil.OrderID(w.Bol.ID, w.order.Number), w.conn.ID)}
	return w.shop.Sign("msg_"+id, webhook.Report{Type: webhook.OrderShipped, Timestamp: time.Now(), Data: webhook.ReportData{
		Reference: delivery.Reference(), ID: id, Lines: []webhook.ReportLine{{SKU: sku, Quantity: quantity}}, Carrier: "PostNL", Tracking: storetest.Mark + "3S",
	}})
}

func (w *hooked) send(t *testing.T, path string, m connectors.Message) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+path, bytes.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = m.Header.Clone()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// path is what the merchant is shown to enter in its shop.
func (w *hooked) path(t *testing.T) string {
	t.Helper()
	a := w.ask(t, w.token(t, orderveil.RoleMerchant), `{ connections { label hook } }`, nil)
	var conns []struct{ Label, Hook string }
	if err := json.Unmarshal(a.Data["connections"], &conns); err != nil {
		t.Fatal(err)
	}
	for _, c := range conns {
		if c.Label == "Telling shop" {
			return c.Hook
		}
	}
	t.Fatal("the connection is not there")
	return ""
}

func TestABackOfficeTellsWhatItSent(t *testing.T) {
	t.Parallel()
	w := newHooked(t)
	path := w.path(t)
	m := w.report("P1", w.order.Lines[0].SKU, 1)
	for range 2 { // the same message again is the same parcel
		if got := w.send(t, path, m); got != http.StatusOK {
			t.Fatalf("status %d", got)
		}
	}
	a := w.ask(t, w.token(t, orderveil.RoleMerchant), `query($n: String!) { ordersByNumber(number: $n) { reports { kind state lines { quantity } shipment { carrier trackingCode } } } }`,
		map[string]any{"n": w.order.Number})
	if got := string(a.Data["ordersByNumber"]); strings.Count(got, "SHIPPED") != 1 || !strings.Contains(got, `"POSTNL"`) || !strings.Contains(got, storetest.Mark+"3S") {
		t.Errorf("the order's reports are %s", got)
	}
	if strings.Contains(w.Log.String(), storetest.Mark) {
		t.Error("the log holds what the shop sent")
	}
}

func TestAMessageThatTheOtherSideDidNotSendChangesNothing(t *testing.T) {
	t.Parallel()
	w := newHooked(t)
	path := w.path(t)
	m := w.report("P1", w.order.Lines[0].SKU, 1)
	forged := connectors.Message{Header: m.Header, Body: bytes.Replace(m.Body, []byte(`"quantity":1`), []byte(`"quantity":2`), 1)}
	bad := w.shop.Sign("msg_2", map[string]any{"type": webhook.OrderShipped, "timestamp": time.Now(), "data": map[string]any{"reference": storetest.Mark}})
	for name, c := range map[string]struct {
		path string
		m    connectors.Message
		want int
	}{
		"changed on the way": {path, forged, http.StatusUnauthorized},
		"no signature":       {path, connectors.Message{Header: http.Header{}, Body: m.Body}, http.StatusUnauthorized},
		"nobody's address":   {"/hooks/" + store.HookID(w.Account.ID, orderveil.NewID()), m, http.StatusNotFound},
		"no address":         {"/hooks/x", m, http.StatusNotFound},
		"a marketplace's":    {"/hooks/" + store.HookID(w.Account.ID, w.Bol.ID), m, http.StatusUnauthorized},
		"senseless":          {path, bad, http.StatusBadRequest},
		"too large":          {path, connectors.Message{Header: m.Header, Body: bytes.Repeat([]byte("x"), 2<<20)}, http.StatusRequestEntityTooLarge},
	} {
		if got := w.send(t, c.path, c.m); got != c.want {
			t.Errorf("%s: status %d, want %d", name, got, c.want)
		}
	}
	if p, err := w.Progress(t.Context(), w.Account.ID); err != nil || len(p.Reports) != 0 {
		t.Errorf("reports %v, %v", p.Reports, err)
	}
	if strings.Contains(w.Log.String(), storetest.Mark) {
		t.Error("the log holds what was sent")
	}
}
