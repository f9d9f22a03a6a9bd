package server_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"filippo.io/age"

	"orderveil"
	"orderveil/store/storetest"
)

const startExport = `mutation($f: ExportFormat!, $c: [DataCategory!], $r: String) { startExport(format: $f, categories: $c, recipient: $r) { id state } }`

// start asks for an export, and has it made as the workers do.
func (w *world) start(t *testing.T, token string, variables map[string]any) string {
	t.Helper()
	a := w.ask(t, token, startExport, variables)
	var e struct{ ID, State string }
	if err := json.Unmarshal(a.Data["startExport"], &e); err != nil || e.State != "QUEUED" {
		t.Fatalf("%s %s, %v", a.code(), e.State, err)
	}
	if status, _, _ := w.download(t, token, e.ID); status != http.StatusConflict {
		t.Errorf("before it is made: %d", status)
	}
	due, err := w.Server.Store.DueExports(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range due {
		if err := w.Server.Store.MakeExport(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if a := w.ask(t, token, `query($id: ID!) { export(id: $id) { state done total format } }`, map[string]any{"id": e.ID}); !strings.Contains(a.Body, `"state":"READY","done":3,"total":3`) {
		t.Fatal(a.Body)
	}
	return e.ID
}

// download fetches the file of an export.
func (w *world) download(t *testing.T, token, id string) (status int, disposition, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.URL+"/bulk/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Disposition"), string(text)
}

func TestAnExportIsFetchedByWhoAskedForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	partner := w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo)
	id := w.start(t, partner, map[string]any{"f": "CSV"})
	status, disposition, body := w.download(t, partner, id)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if status != http.StatusOK || disposition != `attachment; filename="orders.csv"` || err != nil || len(rows) != 7 || strings.Contains(body, storetest.Mark) {
		t.Errorf("%d, %s: %d rows, %v", status, disposition, len(rows), err)
	}
	for name, c := range map[string]struct {
		token, id string
		want      int
	}{
		"nobody":        {"", id, http.StatusUnauthorized},
		"the merchant":  {w.token(t, orderveil.RoleMerchant), id, http.StatusNotFound},
		"support":       {w.token(t, orderveil.RoleSupport), id, http.StatusForbidden},
		"without scope": {w.token(t, orderveil.RolePartner), id, http.StatusForbidden},
		"no export":     {partner, "x", http.StatusNotFound},
	} {
		if status, _, body := w.download(t, c.token, c.id); status != c.want || strings.Contains(body, "C000000001") {
			t.Errorf("%s: %d", name, status)
		}
	}
	if a := w.ask(t, w.token(t, orderveil.RoleMerchant), `query($id: ID!) { export(id: $id) { state } }`, map[string]any{"id": id}); a.code() != "NOT_FOUND" {
		t.Errorf("the merchant: %q", a.code())
	}
}

func TestAnExportOfCustomersIsEncrypted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	partner := w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo)
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	id := w.start(t, partner, map[string]any{"f": "JSONL", "c": []string{"NAME"}, "r": key.Recipient().String()})
	_, disposition, body := w.download(t, partner, id)
	if disposition != `attachment; filename="orders.jsonl.age"` || strings.Contains(body, storetest.Mark) {
		t.Errorf("%s is not encrypted", disposition)
	}
	open, err := age.Decrypt(strings.NewReader(body), key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(open)
	if err != nil || strings.Count(string(text), `"lastName":"`+storetest.Mark) != 3 {
		t.Errorf("%d names, %v", strings.Count(string(text), `"lastName"`), err)
	}
	if status, _, _ := w.download(t, w.token(t, orderveil.RolePartner, orderveil.ScopeOrdersRead), id); status != http.StatusForbidden {
		t.Errorf("a token without the scope fetches it: %d", status)
	}
	for name, variables := range map[string]map[string]any{
		"FORBIDDEN": {"f": "CSV", "c": []string{"EMAIL"}, "r": key.Recipient().String()},
		"INVALID":   {"f": "CSV", "c": []string{"NAME"}},
	} {
		if a := w.ask(t, partner, startExport, variables); a.code() != name {
			t.Errorf("%s: %q", name, a.code())
		}
	}
	if strings.Contains(w.Log.String(), storetest.Mark) {
		t.Error("the log names a customer")
	}
}
