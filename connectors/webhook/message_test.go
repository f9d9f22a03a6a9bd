package webhook_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
	"orderveil/connectors/webhook/webshop"
	"orderveil/personal"
)

// told is a shop with an order, and the hub's ear for it.
func told(t *testing.T) (*webshop.Shop, connectors.Messenger, string) {
	t.Helper()
	shop, sink := start(t, map[string]string{"payload": "full"}, secret)
	receipt, err := sink.Create(t.Context(), "orderveil:1", order())
	if err != nil {
		t.Fatal(err)
	}
	return shop, sink.(connectors.Messenger), receipt.Number
}

func TestAShipmentIsReadFromASignedMessage(t *testing.T) {
	t.Parallel()
	shop, hub, number := told(t)
	m, ok := shop.Send(number, []webhook.ReportLine{{SKU: "A", Quantity: 1}}, "post nl", "3SKAN1")
	if !ok {
		t.Fatal("the shop does not send it")
	}
	for range 2 { // again is the same
		parcels, err := hub.Received(m)
		if err != nil || len(parcels) != 1 {
			t.Fatalf("Received() = %d parcels, %v", len(parcels), err)
		}
		p := parcels[0]
		if p.Reference != "orderveil:1" || p.ID != "P-1" || p.Cancelled || p.Carrier != connectors.PostNL || p.ShippedAt.IsZero() ||
			p.Tracking.Plain(personal.TrackingCode) != "3SKAN1" || len(p.Lines) != 1 || p.Lines[0] != (connectors.ParcelLine{SKU: "A", Quantity: 1}) {
			t.Errorf("another parcel: %s %s %+v", p.Reference, p.ID, p.Lines)
		}
	}
	if m, ok = shop.Cancel(number); !ok {
		t.Fatal("the shop does not cancel the rest")
	}
	parcels, err := hub.Received(m)
	if err != nil || len(parcels) != 1 || !parcels[0].Cancelled || parcels[0].ID == "P-1" || !parcels[0].Tracking.Empty() {
		t.Errorf("Received() of the cancellation = %d, %v", len(parcels), err)
	}
}

func TestAForgedMessageIsNotRead(t *testing.T) {
	t.Parallel()
	shop, hub, number := told(t)
	m, _ := shop.Send(number, nil, "", "")
	other, err := webshop.New("whsec_" + strings.Repeat("QUFB", 8))
	if err != nil {
		t.Fatal(err)
	}
	late, early := signedAt(t, -6*time.Minute), signedAt(t, 6*time.Minute)
	for name, bad := range map[string]connectors.Message{
		"another body":   {Header: m.Header, Body: []byte(strings.Replace(string(m.Body), "orderveil:1", "orderveil:2", 1))},
		"another id":     {Header: with(m.Header, "webhook-id", "msg_other"), Body: m.Body},
		"another time":   {Header: with(m.Header, "webhook-timestamp", "1"), Body: m.Body},
		"no time":        {Header: with(m.Header, "webhook-timestamp", ""), Body: m.Body},
		"no signature":   {Header: with(m.Header, "webhook-signature", ""), Body: m.Body},
		"version 2":      {Header: with(m.Header, "webhook-signature", strings.Replace(m.Header.Get("webhook-signature"), "v1,", "v2,", 1)), Body: m.Body},
		"no header":      {Body: m.Body},
		"another secret": other.Sign("msg_1", webhook.Report{Type: webhook.OrderShipped}),
		"too old":        late,
		"too new":        early,
	} {
		if parcels, err := hub.Received(bad); !errors.Is(err, connectors.ErrForged) || parcels != nil {
			t.Errorf("%s: Received() = %d parcels, %v, want ErrForged", name, len(parcels), err)
		}
	}
	if rotated := with(m.Header, "webhook-signature", "v1,b2xk "+m.Header.Get("webhook-signature")); rotated != nil {
		if parcels, err := hub.Received(connectors.Message{Header: rotated, Body: m.Body}); err != nil || len(parcels) != 1 {
			t.Errorf("signed with an old and a present secret: %d parcels, %v", len(parcels), err)
		}
	}
}

// signedAt is a good message of another moment.
func signedAt(t *testing.T, off time.Duration) connectors.Message {
	t.Helper()
	shop, err := webshop.New(secret)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(off)
	shop.Follow(func() time.Time { return at })
	return shop.Sign("msg_3", webhook.Report{Type: webhook.OrderShipped, Timestamp: at, Data: webhook.ReportData{Reference: "orderveil:1"}})
}

func with(h http.Header, name, value string) http.Header {
	c := h.Clone()
	c.Set(name, value)
	return c
}

func TestAMessageAboutSomethingElseSaysNothing(t *testing.T) {
	t.Parallel()
	shop, hub, _ := told(t)
	for _, body := range []any{
		map[string]any{"type": "ping"}, map[string]any{}, webhook.Event{Type: "order.created", Data: webhook.Data{Reference: "orderveil:1"}},
		webhook.NoticeEvent{Type: orderveil.NoticeErased}, webhook.Withdrawal{Type: webhook.OrderWithdrawn},
	} {
		if parcels, err := hub.Received(shop.Sign("msg_4", body)); err != nil || parcels != nil {
			t.Errorf("%v: Received() = %d parcels, %v", body, len(parcels), err)
		}
	}
}

// What is signed and wrong is the sender's mistake: it is told which, and nothing is taken
// for all that is left.
func TestAWrongMessageSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	shop, hub, _ := told(t)
	report := func(change func(map[string]any)) map[string]any {
		data := map[string]any{"reference": "orderveil:1", "id": "P-1", "lines": []any{map[string]any{"sku": "A", "quantity": 1}}}
		change(data)
		return map[string]any{"type": webhook.OrderShipped, "timestamp": time.Now(), "data": data}
	}
	for word, body := range map[string]any{
		"reference":             report(func(d map[string]any) { d["reference"] = "1" }),
		"data.id":               report(func(d map[string]any) { d["id"] = strings.Repeat("9", 200) }),
		"nothing else":          report(func(d map[string]any) { d["line"] = []any{} }),
		"lines [sku, quantity]": report(func(d map[string]any) { d["lines"] = []any{map[string]any{"sku": "A", "qty": 1}} }),
		"quantity 1 or more":    report(func(d map[string]any) { d["lines"] = []any{map[string]any{"sku": "A"}} }),
		"line 1: sku":           report(func(d map[string]any) { d["lines"] = []any{map[string]any{"sku": "", "quantity": 1}} }),
		"at most 500 lines": report(func(d map[string]any) {
			d["lines"] = make([]webhook.ReportLine, 501)
		}),
		"data.tracking":         report(func(d map[string]any) { d["tracking"] = "Kanarie\x00" }),
		"data.carrier":          report(func(d map[string]any) { d["carrier"] = strings.Repeat("Kanarie", 50) }),
		"timestamp is when":     map[string]any{"type": webhook.OrderShipped, "data": map[string]any{"reference": "orderveil:1", "id": "P-1"}},
		"not in the future":     map[string]any{"type": webhook.OrderShipped, "timestamp": time.Now().Add(time.Hour), "data": map[string]any{"reference": "orderveil:1"}},
		"with times as in":      map[string]any{"type": webhook.OrderShipped, "timestamp": "yesterday"},
		`{"type": …`:            []any{1},
		"at most 256 KiB":       strings.Repeat("K", 300<<10),
		"data holds reference,": map[string]any{"type": webhook.OrderShipped, "timestamp": time.Now(), "data": 7},
	} {
		parcels, err := hub.Received(shop.Sign("msg_5", body))
		if !errors.Is(err, orderveil.ErrInvalid) || parcels != nil || !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("Received() = %d parcels, %v, want ErrInvalid about %q", len(parcels), err, word)
		}
	}
}

func TestASecretOfItsOwnForReports(t *testing.T) {
	t.Parallel()
	const own = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
	sink, err := webhook.New(connectors.Config{
		Settings: map[string]string{"url": "https://shop.example.com/"}, HTTP: http.DefaultClient, Clock: time.Now,
		Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret), "reporting_secret": personal.NewSecret(own)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]error{own: nil, secret: connectors.ErrForged} {
		shop, err := webshop.New(key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sink.Received(shop.Sign("msg_6", map[string]string{"type": "ping"})); !errors.Is(err, want) {
			t.Errorf("Received() = %v, want %v", err, want)
		}
	}
}

// A receiver that answers every message with a 2xx has not said that it will not send.
func TestAWithdrawalThatIsNotConfirmedIsNone(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]connectors.Outcome{"": connectors.Refused, `{"ok":true}`: connectors.Refused, "<html>": connectors.Unclear} {
		sink := answering(t, http.StatusOK, answer)
		var f *connectors.Failure
		if err := sink.Withdraw(t.Context(), "orderveil:1"); !errors.As(err, &f) || f.Outcome != want {
			t.Errorf("answered %q: Withdraw() = %v, want outcome %d", answer, err, want)
		}
	}
	if err := answering(t, http.StatusOK, `{"withdrawn":true}`).Withdraw(t.Context(), "orderveil:1"); err != nil {
		t.Errorf("Withdraw() = %v", err)
	}
}

// answering is a hub's sink to a receiver that answers everything the same.
func answering(t *testing.T, status int, body string) *webhook.Sink {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(srv.Close)
	sink, err := webhook.New(connectors.Config{
		Settings: map[string]string{"url": srv.URL}, Secrets: map[string]personal.Secret{"signing_secret": personal.NewSecret(secret)}, HTTP: srv.Client(), Clock: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return sink
}
