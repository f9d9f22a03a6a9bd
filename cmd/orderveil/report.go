package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"orderveil"
	"orderveil/server"
	"orderveil/store"
)

// report shows on the terminal how the demo loads, and then what to try.
type report struct {
	server  *server.Server
	address string
	orders  int
	began   time.Time
	page    *demoPage
}

func (r *report) run(ctx context.Context) error {
	terminal := isTerminal(os.Stdout)
	for last := -1; ; {
		imported, settled, forwarded, err := r.progress(ctx)
		if err != nil {
			return err
		}
		if terminal {
			fmt.Printf("\r%d of %d orders imported and sealed, %d forwarded ", imported, r.orders, forwarded)
		} else if imported/100 != last {
			last = imported / 100
			fmt.Printf("%d of %d orders imported and sealed, %d forwarded\n", imported, r.orders, forwarded)
		}
		if imported >= r.orders && settled {
			if terminal {
				fmt.Println()
			}
			fmt.Printf("%d orders imported and sealed, %d of them forwarded, in %.1f s.\n\n", imported, forwarded, time.Since(r.began).Seconds())
			return r.explain(ctx)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (r *report) progress(ctx context.Context) (imported int, settled bool, forwarded int, err error) {
	accounts, err := r.server.Store.Accounts(ctx)
	if err != nil {
		return 0, false, 0, err
	}
	settled = true
	for _, a := range accounts {
		p, err := r.server.Store.Progress(ctx, a.ID)
		if err != nil {
			return 0, false, 0, err
		}
		imported += p.Orders
		forwarded += p.Forwards[orderveil.ForwardForwarded]
		if p.Forwards[orderveil.ForwardWaiting]+p.Forwards[orderveil.ForwardSending] > 0 {
			settled = false
		}
	}
	return imported, settled, forwarded, nil
}

// try is one thing to try.
type try struct{ Title, Command string }

// explain prints where to look, and shows the same on the page.
func (r *report) explain(ctx context.Context) error {
	tries, number, err := r.tries(ctx)
	if err != nil {
		return err
	}
	r.page.show(demoView{Address: r.address, Number: number, Tries: tries})
	fmt.Printf("Open http://%s/ and come in as anybody, or paste one of these. An order to try: %s\n", r.address, number)
	for _, t := range tries {
		fmt.Printf("\n# %s\n%s\n", t.Title, t.Command)
	}
	fmt.Println("\nMore tokens: orderveil token --data DIR --role ROLE --account 1..3. Stop with Ctrl-C.")
	return nil
}

func (r *report) tries(ctx context.Context) ([]try, string, error) {
	accounts, err := r.server.Store.Accounts(ctx)
	if err != nil || len(accounts) == 0 {
		return nil, "", err
	}
	merchant := orderveil.Viewer{Subject: "demo-merchant-1", Role: orderveil.RoleMerchant, Account: accounts[0].ID}
	number, err := r.anOrder(ctx, merchant)
	if err != nil {
		return nil, "", err
	}
	const list = `{ orders(first: 3) { totalCount nodes { number status shipTo { firstName lastName street houseNumber houseNumberAddition postcode city email phone } forward { state } privacy { state forgetOn } } } }`
	find := `{ ordersByNumber(number: \"` + number + `\") { number status account { number } shipTo { lastName city country } forward { state } privacy { state withheld reason } timeline { nodes { at kind detail } } } }`
	var tries []try
	for _, t := range []struct {
		title, query string
		role         orderveil.Role
		account      bool
	}{
		{"The merchant sees the customer in full:", list, orderveil.RoleMerchant, true},
		{"Fulfilment sees what a parcel needs, and the e-mail address masked:", list, orderveil.RoleFulfilment, true},
		{"Finance sees what an invoice needs:", list, orderveil.RoleFinance, true},
		{"Support finds an order by its number, without the customer:", find, orderveil.RoleSupport, false},
		{"Support may not list:", list, orderveil.RoleSupport, false},
		{"The privacy officer works by number too:", find, orderveil.RolePrivacyOfficer, false},
		{"A partner that prints labels gets ship-to and nothing else:", list, orderveil.RolePartner, true},
	} {
		v := orderveil.Viewer{Subject: "demo-" + string(t.role), Role: t.role}
		if t.account {
			v.Account = accounts[0].ID
		}
		if t.role == orderveil.RolePartner {
			v.Scopes = []orderveil.Scope{orderveil.ScopeOrdersRead, orderveil.ScopeOrdersShipTo}
		}
		token, err := r.server.Issuer.Token(v, 12*time.Hour)
		if err != nil {
			return nil, "", err
		}
		tries = append(tries, try{t.title, fmt.Sprintf("curl -s http://%s/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer %s' -d '{\"query\":\"%s\"}'", r.address, token, t.query)})
	}
	return tries, number, nil
}

func (r *report) anOrder(ctx context.Context, v orderveil.Viewer) (string, error) {
	page, err := r.server.Store.Orders(ctx, v, store.Filter{}, store.Paging{}, store.Load{})
	if err != nil || len(page.Nodes) == 0 {
		return "none, the demo has no orders", err
	}
	return page.Nodes[0].Number(), nil
}

// demoPage shows at /examples what to paste into a terminal.
type demoPage struct {
	mu   sync.Mutex
	view demoView
}

type demoView struct {
	Address, Number string
	Tries           []try
}

func (p *demoPage) show(v demoView) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.view = v
}

// ServeHTTP shows the page.
func (p *demoPage) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	v := p.view
	p.mu.Unlock()
	var b strings.Builder
	if err := demoTemplate.Execute(&b, v); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src '"+demoStyleHash+"'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	_, _ = w.Write([]byte(b.String()))
}

const demoStyle = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid #8886; border-radius: .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
`

// demoStyleHash lets the page have that style and no other.
var demoStyleHash = func() string {
	sum := sha256.Sum256([]byte(demoStyle))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}()

var demoTemplate = template.Must(template.New("demo").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Orderveil demo</title>
<style>` + demoStyle + `</style></head><body>
<h1>Orderveil demo</h1>
{{if .Tries}}<p>Three merchants, their orders on a simulated bol.com, and a webshop each. The API is at <code>http://{{.Address}}/graphql</code>.
An order to try: <code>{{.Number}}</code>. Paste these into a terminal:</p>
{{range .Tries}}<h2>{{.Title}}</h2><pre>{{.Command}}</pre>
{{end}}{{else}}<p>The orders are coming in. Load this page again in a moment.</p>{{end}}
</body></html>
`))
