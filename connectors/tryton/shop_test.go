package tryton_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/connectortest"
	"orderveil/personal"
)

// shop is Tryton as the conformance suite knows back offices: only the sales since it was
// opened.
type shop struct {
	http.Handler
	*clerk
	since int64
}

func openShop(t testing.TB, _ orderveil.Clock) connectortest.Shop { return newShop(t) }

func newShop(t testing.TB) *shop {
	server := need(t)
	address, err := url.Parse(server.address)
	if err != nil {
		t.Fatal(err)
	}
	s := &shop{Handler: httputil.NewSingleHostReverseProxy(address), clerk: server.hire(t)}
	var last, before []int64
	s.do(&last, "model.sale.sale.search", []any{}, 0, 1, [][]string{{"id", "DESC"}})
	if len(last) > 0 {
		s.since = last[0]
	}
	s.do(&before, "model.sale.sale.search", []any{[]any{"reference", "!=", nil}}, 0, nil, [][]string{{"id", "DESC"}})
	if len(before) > 0 { // other tests' sales are nobody's from here on: reading them takes long
		s.do(nil, "model.sale.sale.write", before, map[string]any{"reference": nil})
	}
	return s
}

func (s *shop) Config(address string) connectors.Config {
	return connectors.Config{Settings: map[string]string{"url": address, "database": database}, Secrets: map[string]personal.Secret{
		"username": personal.NewSecret("admin"), "password": personal.NewSecret(password),
	}}
}

func (s *shop) Route(r *http.Request) connectortest.Route {
	var call struct{ Method string }
	body, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(body, &call)
	switch {
	case strings.HasPrefix(call.Method, "common.") || strings.HasSuffix(call.Method, ".get_preferences"):
		return connectortest.RouteToken
	case call.Method == "model.sale.sale.create":
		return connectortest.RouteCreate
	case call.Method == "model.sale.sale.search_read" && strings.Contains(string(body), `"like"`):
		return connectortest.RouteTrack
	case call.Method == "model.sale.sale.search_read":
		return connectortest.RouteFind
	}
	return connectortest.RouteOther
}

// exact is a number as Tryton writes it.
type exact struct{ Decimal decimal.Decimal }

// found is a sale as Tryton has it.
type found struct {
	ID               int64
	Number           string
	Reference, State string
	Comment          string
	Total            exact `json:"total_amount"`
	Untaxed          exact `json:"untaxed_amount"`
	Shipments        []int64
	Address          struct{ City string } `json:"shipment_address."`
	Lines            []struct {
		Quantity decimal.Decimal
		Price    exact                  `json:"unit_price"`
		Product  *struct{ Code string } `json:"product."`
	} `json:"lines."`
	Party struct {
		ID       int64
		Name     string
		Contacts []struct{ Type, Value string } `json:"contact_mechanisms."`
	} `json:"party."`
}

func (s *shop) sales(domain ...any) (all []found) {
	s.t.Helper()
	s.do(&all, "model.sale.sale.search_read", append(domain, []any{"id", ">", s.since}), 0, nil, [][]string{{"id", "ASC"}}, []string{
		"number", "reference", "state", "comment", "total_amount", "untaxed_amount", "shipments", "shipment_address.city", "lines.quantity",
		"lines.unit_price", "lines.product.code", "party.name", "party.contact_mechanisms.type", "party.contact_mechanisms.value",
	})
	return all
}

var halfMade = []string{"draft", "quotation", "confirmed"}

func (s *shop) Orders() (all []connectortest.ShopOrder) {
	for _, f := range s.sales([]any{"state", "not in", halfMade}) {
		o := connectortest.ShopOrder{Reference: f.Reference, Number: f.Number, City: f.Address.City, TotalCents: f.Total.Decimal.Shift(2).IntPart()}
		for _, c := range f.Party.Contacts {
			if c.Type == "email" {
				o.Email = c.Value
			}
		}
		for _, l := range f.Lines {
			if l.Product != nil {
				o.Lines = append(o.Lines, connectortest.ShopLine{SKU: l.Product.Code, Quantity: int(l.Quantity.IntPart()), UnitCents: l.Price.Decimal.Shift(2).Round(0).IntPart()})
			}
		}
		all = append(all, o)
	}
	return all
}

func (s *shop) Drafts() int { return len(s.sales([]any{"state", "in", halfMade})) }

func (s *shop) numbered(number string) found {
	s.t.Helper()
	all := s.sales([]any{"number", "=", number})
	if len(all) != 1 {
		s.t.Fatalf("%d sales have the number", len(all))
	}
	return all[0]
}

// waiting are the shipments of a sale that have not left.
func (s *shop) waiting(of found) (all []int64) {
	s.do(&all, "model.stock.shipment.out.search", []any{[]any{"id", "in", of.Shipments}, []any{"state", "not in", []string{"done", "cancelled"}}}, 0, nil, nil)
	return all
}

// Send takes what is sent through the warehouse. Tryton makes a shipment of the rest.
func (s *shop) Send(number string, lines []connectors.ParcelLine, carrier, tracking string, _ time.Time) {
	s.t.Helper()
	open := s.waiting(s.numbered(number))
	if len(lines) > 0 {
		left := map[string]int64{}
		for _, l := range lines {
			left[l.SKU] += int64(l.Quantity)
		}
		var moves []struct {
			ID       int64
			Quantity decimal.Decimal
			Product  struct{ Code string } `json:"product."`
		}
		s.do(&moves, "model.stock.move.search_read", []any{[]any{"shipment", "in", shipmentNames(open)}, []any{"to_location.type", "=", "storage"}}, 0, nil, nil, []string{"quantity", "product.code"})
		for _, m := range moves {
			n := min(left[m.Product.Code], m.Quantity.IntPart())
			left[m.Product.Code] -= n
			s.do(nil, "model.stock.move.write", []int64{m.ID}, map[string]any{"quantity": n})
		}
	}
	var carriers []int64
	s.do(&carriers, "model.carrier.search", []any{[]any{"party.name", "=", carrier}}, 0, 1, nil)
	values := map[string]any{"reference": tracking}
	if len(carriers) == 1 {
		values["carrier"] = carriers[0]
	}
	s.do(nil, "model.stock.shipment.out.write", open, values)
	for _, step := range []string{"assign_force", "pick", "pack", "done"} {
		s.do(nil, "model.stock.shipment.out."+step, open)
	}
}

func shipmentNames(all []int64) (names []string) {
	for _, id := range all {
		names = append(names, "stock.shipment.out,"+decimal.NewFromInt(id).String())
	}
	return names
}

// Cancel has the shop cancel the shipments, and decide that they are not made again.
func (s *shop) Cancel(number string) bool {
	s.t.Helper()
	f := s.numbered(number)
	s.do(nil, "model.stock.shipment.out.cancel", s.waiting(f))
	const wizard = "wizard.sale.handle.shipment.exception"
	var session []any
	s.do(&session, wizard+".create")
	on := map[string]any{"active_model": "sale.sale", "active_id": f.ID, "active_ids": []int64{f.ID}}
	for name, value := range s.context {
		on[name] = value
	}
	var asked struct {
		View struct {
			Defaults struct {
				Domain []int64 `json:"domain_moves"`
			}
		}
	}
	s.call(&asked, wizard+".execute", session[0], map[string]any{}, "ask", on)
	s.call(nil, wizard+".execute", session[0], map[string]any{"ask": map[string]any{"recreate_moves": []int64{}, "domain_moves": asked.View.Defaults.Domain}}, "handle", on)
	return true
}
