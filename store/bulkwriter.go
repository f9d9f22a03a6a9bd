package store

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/personal"
)

// bulkWriter writes orders in a format.
type bulkWriter interface {
	order(o *OrderView) error
	close() error // writes what is still to be written
}

func newBulkWriter(row *catalog.BulkExport, to io.Writer) bulkWriter {
	if row.Format == orderveil.ExportCSV {
		return &csvExport{to: csv.NewWriter(to), fields: partyFields(row.Categories)}
	}
	return &jsonExport{to: json.NewEncoder(to), shown: row.Categories, fields: partyFields(row.Categories)}
}

// partyFields are a party's fields of some categories, in the register's order.
func partyFields(of personal.Set) (fields []personal.Field) {
	for _, f := range personal.Fields() {
		if of.Has(f.Category()) && f != personal.TrackingCode && f != personal.TrackingURL {
			fields = append(fields, f)
		}
	}
	return fields
}

// csvExport writes a row per order line, with the order's columns in each.
type csvExport struct {
	to     *csv.Writer
	fields []personal.Field
	begun  bool
}

var orderColumns = []string{
	"number", "hubNumber", "backOfficeNumber", "status", "fulfilment", "placedAt", "handledAt", "currency", "total", "tax", "billTo.country", "shipTo.country",
}

var lineColumns = []string{"sku", "ean", "title", "quantity", "quantityShipped", "quantityCancelled", "unitPrice", "lineTotal"}

func (c *csvExport) head() error {
	if c.begun {
		return nil
	}
	c.begun = true
	columns := append(append([]string{}, orderColumns...), lineColumns...)
	for _, kind := range []string{"billTo.", "shipTo."} {
		for _, f := range c.fields {
			columns = append(columns, kind+f.String())
		}
	}
	return c.to.Write(columns)
}

func (c *csvExport) order(o *OrderView) error {
	if err := c.head(); err != nil {
		return err
	}
	cells := []string{
		o.Number(), o.HubNumber(), text(o.BackOfficeNumber()), string(o.Status()), string(o.Fulfilment()), moment(o.PlacedAt()), "", o.row.Currency,
		orderveil.DecimalText(o.row.Total), "", o.row.BillToCountry, o.row.ShipToCountry,
	}
	if at := o.HandledAt(); at != nil {
		cells[6] = moment(*at)
	}
	if o.row.Tax.Valid {
		cells[9] = orderveil.DecimalText(o.row.Tax.Decimal)
	}
	var customer []string
	for _, p := range []*PartyView{o.BillTo(), o.ShipTo()} {
		values, err := p.some(c.fields)
		if err != nil {
			return err
		}
		for _, f := range c.fields {
			customer = append(customer, values[f.String()])
		}
	}
	for _, l := range o.Lines() {
		row := append(append([]string{}, cells...), text(l.SKU()), text(l.EAN()), l.Title(), strconv.Itoa(l.Quantity()), strconv.Itoa(l.QuantityShipped()),
			strconv.Itoa(l.QuantityCancelled()), orderveil.DecimalText(l.row.UnitPrice), orderveil.DecimalText(l.row.Total))
		if err := c.to.Write(harmless(append(row, customer...))); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvExport) close() error {
	if err := c.head(); err != nil {
		return err
	}
	c.to.Flush()
	return c.to.Error()
}

// harmless puts an apostrophe before cells that a spreadsheet would take for a formula.
func harmless(cells []string) []string {
	for i, cell := range cells {
		if cell != "" {
			switch cell[0] {
			case '=', '+', '-', '@', '\t', '\r':
				cells[i] = "'" + cell
			}
		}
	}
	return cells
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// some is what there is of some fields of a party, by the API's names.
func (p *PartyView) some(fields []personal.Field) (map[string]string, error) {
	found := map[string]string{}
	if p == nil {
		return found, nil
	}
	for _, f := range fields {
		value, err := p.text(f)
		if err != nil {
			return nil, err
		}
		if value != nil {
			found[f.String()] = *value
		}
	}
	return found, nil
}
