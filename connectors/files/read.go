package files

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/wire"
	"orderveil/personal"
)

// readers read a file of tracking, by the end of its name.
var readers = map[string]func([]byte) ([]connectors.Parcel, error){".csv": readCSV, ".json": readJSON}

// entry is a line of a parcel as a file has it.
type entry struct {
	Reference string `json:"reference"`
	Parcel    string `json:"parcel"`
	Lines     []struct {
		SKU      string `json:"sku"`
		Quantity int    `json:"quantity"`
	} `json:"lines"`
	Carrier   string `json:"carrier"`
	Tracking  string `json:"tracking"`
	ShippedAt string `json:"shippedAt"`
	Cancelled bool   `json:"cancelled"`
}

// readJSON reads {"parcels": […]}. A field that is not known is refused: a tracking code
// under another name must not be lost without a word.
func readJSON(body []byte) ([]connectors.Parcel, error) {
	var file struct {
		Parcels []entry `json:"parcels"`
	}
	var raw json.RawMessage
	strict := json.NewDecoder(bytes.NewReader(body))
	strict.DisallowUnknownFields()
	if wire.Decode(body, &raw) != nil || strict.Decode(&file) != nil || file.Parcels == nil {
		return nil, &reason{code: "MALFORMED", text: "It is not the JSON that docs/files.md describes, or has a field that is not known."}
	}
	b := builder{}
	for i, e := range file.Parcels {
		b.row = i + 1
		if err := b.parcel(&e); err != nil {
			return nil, err
		}
		if len(b.parcels) != b.row {
			return nil, b.contradiction()
		}
		for _, l := range e.Lines {
			if err := b.line(l.SKU, l.Quantity); err != nil {
				return nil, err
			}
		}
	}
	return b.parcels, nil
}

// columns are those of a table. The first two are required.
var columns = []string{"reference", "parcel", "sku", "quantity", "carrier", "tracking", "shippedAt", "cancelled"}

// readCSV reads a table with a header and a row per line of a parcel. Spreadsheets in half
// of Europe separate by semicolons.
func readCSV(body []byte) ([]connectors.Parcel, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(body) {
		return nil, malformedCSV(0)
	}
	r := csv.NewReader(bytes.NewReader(body))
	if head, _, _ := bytes.Cut(body, []byte("\n")); bytes.ContainsRune(head, ';') && !bytes.ContainsRune(head, ',') {
		r.Comma = ';'
	}
	header, err := r.Read()
	if err != nil || !headed(header) {
		return nil, &reason{code: "HEADER", text: "The first row names the columns, as docs/files.md has them: reference and parcel at least, none that is not known, none twice.", row: 1}
	}
	b := builder{}
	for b.row = 2; ; b.row++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return b.parcels, nil
		}
		if err != nil {
			return nil, malformedCSV(b.row)
		}
		if err := b.record(header, row); err != nil {
			return nil, err
		}
	}
}

func malformedCSV(row int) *reason {
	return &reason{code: "MALFORMED", text: "It is no table in UTF-8 with as many cells in every row as in the first.", row: row}
}

// headed reports whether a header has what it must, and nothing else.
func headed(header []string) bool {
	seen := map[string]bool{}
	for i, name := range header {
		header[i] = strings.TrimSpace(name)
		if !slices.Contains(columns, header[i]) || seen[header[i]] {
			return false
		}
		seen[header[i]] = true
	}
	return seen["reference"] && seen["parcel"]
}

// record reads a row.
func (b *builder) record(header, row []string) error {
	cells := map[string]string{}
	for i, name := range header {
		cells[name] = unsafe(strings.TrimSpace(row[i]))
	}
	e := entry{Reference: cells["reference"], Parcel: cells["parcel"], Carrier: cells["carrier"], Tracking: cells["tracking"], ShippedAt: cells["shippedAt"]}
	switch strings.ToLower(cells["cancelled"]) {
	case "", "no", "false", "0":
	case "yes", "true", "1":
		e.Cancelled = true
	default:
		return b.wrong("CANCELLED", "The column cancelled holds yes or no.")
	}
	if err := b.parcel(&e); err != nil {
		return err
	}
	if cells["sku"] == "" && cells["quantity"] == "" { // all that is left
		if len(b.parcels[b.last].Lines) > 0 {
			return b.contradiction()
		}
		return nil
	}
	n, err := strconv.Atoi(cells["quantity"])
	if err != nil {
		return b.wrong("QUANTITY", "A quantity is a whole number from 1.")
	}
	return b.line(cells["sku"], n)
}

// builder puts parcels together from rows.
type builder struct {
	parcels []connectors.Parcel
	at      map[[2]string]int
	row     int
	last    int // the parcel of the row
}

func (b *builder) wrong(code, text string) error { return &reason{code: code, text: text, row: b.row} }

func (b *builder) contradiction() error {
	return b.wrong("CONTRADICTION", "Two rows say different things of the same parcel.")
}

// parcel finds the parcel of an entry, or begins it. What two rows say of the same parcel
// must be the same.
func (b *builder) parcel(e *entry) error {
	p, err := b.read(e)
	if err != nil {
		return err
	}
	key := [2]string{p.Reference, p.ID}
	if i, ok := b.at[key]; ok {
		o := &b.parcels[i]
		if o.Carrier != p.Carrier || !o.ShippedAt.Equal(p.ShippedAt) || o.Cancelled != p.Cancelled ||
			o.Tracking.Plain(personal.TrackingCode) != p.Tracking.Plain(personal.TrackingCode) || len(o.Lines) == 0 {
			return b.contradiction()
		}
		b.last = i
		return nil
	}
	if len(b.parcels) == maxParcels {
		return b.wrong("TOO_MANY", "It holds more than 10000 parcels.")
	}
	if b.at == nil {
		b.at = map[[2]string]int{}
	}
	b.last = len(b.parcels)
	b.at[key] = b.last
	b.parcels = append(b.parcels, p)
	return nil
}

func (b *builder) read(e *entry) (p connectors.Parcel, err error) {
	reference, ok := referenceOf(e.Reference)
	switch {
	case !ok:
		return p, b.wrong("REFERENCE", "The reference is none of an order's file.")
	case e.Parcel == "" || len(e.Parcel) > maxID || !plain(e.Parcel):
		return p, b.wrong("PARCEL", "The parcel needs an id of at most 64 bytes: the same on every attempt, and another for every other parcel.")
	case !plain(e.Carrier) || !plain(e.Tracking) || len(e.Carrier) > maxID || len(e.Tracking) > orderveil.MaxText:
		return p, b.wrong("TEXT", "A text is too long or holds control characters.")
	}
	p = connectors.Parcel{Reference: reference, ID: e.Parcel, Carrier: connectors.CarrierOf(e.Carrier), Cancelled: e.Cancelled}
	if e.Tracking != "" {
		p.Tracking = personal.NewRecord(personal.Delivery).With(personal.TrackingCode, e.Tracking)
	}
	if e.ShippedAt != "" {
		if p.ShippedAt, err = moment(e.ShippedAt); err != nil {
			return p, b.wrong("SHIPPED_AT", "A time is written as in 2026-11-23T14:30:00Z, or a day as in 2026-11-23.")
		}
	}
	return p, nil
}

// maxID is the most bytes of a parcel's id and of a carrier.
const maxID = 64

// line adds a line to the parcel of the row.
func (b *builder) line(sku string, quantity int) error {
	if sku == "" || len(sku) > orderveil.MaxText || !plain(sku) {
		return b.wrong("SKU", "A quantity needs the SKU that it is of.")
	}
	if quantity < 1 || quantity > orderveil.MaxQuantity {
		return b.wrong("QUANTITY", "A quantity is a whole number from 1.")
	}
	p := &b.parcels[b.last]
	if len(p.Lines) == orderveil.MaxLines {
		return b.wrong("TOO_MANY", "A parcel holds more lines than an order has.")
	}
	p.Lines = append(p.Lines, connectors.ParcelLine{SKU: sku, Quantity: quantity})
	return nil
}

// referenceOf takes a reference as the order's file has it inside, or as in its name.
func referenceOf(text string) (string, bool) {
	const ours = "orderveil"
	id, ok := strings.CutPrefix(text, ours)
	if !ok || id == "" || id[0] != ':' && id[0] != '-' {
		return "", false
	}
	parsed, err := uuid.Parse(id[1:])
	return ours + ":" + parsed.String(), err == nil
}

func moment(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC(), nil
	}
	return time.Parse(time.DateOnly, text)
}

func plain(text string) bool { return strings.IndexFunc(text, unicode.IsControl) < 0 }
