package files

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"orderveil/connectors/webhook"
	"orderveil/personal"
)

// formats write an order.
var formats = map[string]func(webhook.Data) ([]byte, error){"csv": asCSV, "json": asJSON}

// asJSON is an order as webhooks have it.
func asJSON(order webhook.Data) ([]byte, error) { return json.Marshal(order) }

// asCSV is an order as a table with a row per line (RFC 4180), in which what concerns the
// whole order is repeated.
func asCSV(order webhook.Data) ([]byte, error) {
	o := order.Order
	header := []string{"reference", "number", "hubNumber", "placedAt", "currency", "total", "tax", "lineId", "sku", "ean", "title", "quantity", "unitPrice"}
	header = append(append(header, partyHeader("shipTo")...), partyHeader("billTo")...)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.Write(header); err != nil {
		return nil, err
	}
	people := append(partyRow(o.ShipTo), partyRow(o.BillTo)...)
	for _, l := range o.Lines {
		row := append([]string{
			safe(order.Reference), safe(order.Number), safe(order.HubNumber), o.PlacedAt.UTC().Format(time.RFC3339), o.Currency, o.Total, o.Tax,
			safe(l.ID), safe(l.SKU), safe(l.EAN), safe(l.Title), strconv.Itoa(l.Quantity), l.UnitPrice,
		}, people...)
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func partyHeader(party string) []string {
	header := []string{party + ".country"}
	for _, f := range personal.Fields() {
		header = append(header, party+"."+f.String())
	}
	return header
}

func partyRow(p *webhook.Party) []string {
	if p == nil {
		p = &webhook.Party{}
	}
	row := []string{safe(p.Country)}
	for _, f := range personal.Fields() {
		row = append(row, safe(p.Fields[f.String()]))
	}
	return row
}

// formula are the signs with which a spreadsheet takes a text for a formula, which may call
// out or start a program. A customer's name is no place to start one from.
const formula = "=+-@\t\r"

// safe puts an apostrophe before such a text, and before one that has an apostrophe there,
// so that leaving one out gives the text again.
func safe(text string) string {
	if text != "" && strings.ContainsRune(formula+"'", rune(text[0])) {
		return "'" + text
	}
	return text
}

// unsafe undoes safe. Tables that other people write need not know of it: an apostrophe
// before another sign stays.
func unsafe(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune(formula+"'", rune(text[1])) {
		return text[1:]
	}
	return text
}
