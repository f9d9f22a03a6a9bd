package files_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"orderveil/connectors"
	"orderveil/connectors/files"
	"orderveil/personal"
)

const head = "reference,parcel,sku,quantity,carrier,tracking,shippedAt,cancelled\n"

func TestTrackingComesBack(t *testing.T) {
	for name, write := range map[string]func(*drop, string){
		"a table": func(d *drop, r string) {
			text := head + r + ",P1,KAN-1,2,post nl,3S0001,2026-03-18T09:00:00+01:00,\n" + r + ",P1,KAN-2,1,PostNL,3S0001,2026-03-18T08:00:00Z,no\n"
			d.putDown("a.csv.age", d.sealed(text, d.ours.Recipient()))
		},
		"a table from a spreadsheet": func(d *drop, r string) {
			text := "\ufeff" + strings.ReplaceAll(head+r+",P1,KAN-1,2,PostNL,3S0001,2026-03-18T08:00:00Z,\n"+r+",P1,KAN-2,1,PostNL,3S0001,2026-03-18T08:00:00Z,\n", ",", ";")
			d.putDown("a.csv.age", d.sealed(strings.ReplaceAll(text, "\n", "\r\n"), d.ours.Recipient()))
		},
		"JSON": func(d *drop, r string) {
			text := `{"parcels": [{"reference": "` + strings.Replace(r, ":", "-", 1) + `", "parcel": "P1", "lines": [{"sku": "KAN-1", "quantity": 2}, {"sku": "KAN-2", "quantity": 1}],
				"carrier": "PostNL", "tracking": "3S0001", "shippedAt": "2026-03-18T08:00:00Z"}]}`
			d.putDown("a.json.age", d.sealed(text, d.ours.Recipient()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			reference := newReference()
			d.create(reference)
			write(d, reference)
			parcels := d.mustParcels()
			if len(parcels) != 1 {
				t.Fatalf("%d parcels", len(parcels))
			}
			p := parcels[0]
			if p.Reference != reference || p.ID != "P1" || p.Carrier != connectors.PostNL || p.Cancelled || p.Tracking.Plain(personal.TrackingCode) != "3S0001" ||
				!p.ShippedAt.Equal(time.Date(2026, 3, 18, 8, 0, 0, 0, time.UTC)) || !slices.Equal(p.Lines, []connectors.ParcelLine{{SKU: "KAN-1", Quantity: 2}, {SKU: "KAN-2", Quantity: 1}}) {
				t.Errorf("the parcel is another one: %s of %d lines", p.ID, len(p.Lines))
			}
			if len(d.names("tracking")) != 0 || len(d.mustParcels()) != 0 {
				t.Error("the file is read again")
			}
		})
	}
}

func TestWhatHoldsNoTrackingMayBeInTheClear(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	d.putDown("a.csv", "reference,parcel,carrier,cancelled\n"+reference+",P1,DHL,\n"+reference+",P2,,yes\n")
	parcels := d.mustParcels()
	if len(parcels) != 2 || len(parcels[0].Lines) != 0 || !parcels[1].Cancelled {
		t.Fatalf("%d parcels", len(parcels))
	}
	if off := d.clock().Sub(parcels[0].ShippedAt); off < 59*time.Minute || off > 61*time.Minute {
		t.Errorf("a parcel without a time left %v ago, want when the file was put down", off)
	}
	d.putDown("b.csv", head+reference+",P3,,,DHL,"+mark+",,\n")
	_, err := d.parcels()
	d.failed(err, "BAD_FILES", connectors.Retry)
}

func TestBadFilesGoAsideAndHoldNothingUp(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	stranger := newReference()
	bad := map[string]struct{ text, code string }{
		"binary.csv":       {"\x00\xff" + mark, "MALFORMED"},
		"cells.csv":        {head + reference + "," + mark + "\n", "MALFORMED"},
		"columns.csv":      {"reference,parcel," + mark + "\n", "HEADER"},
		"empty.csv":        {"", "HEADER"},
		"reference.csv":    {head + mark + ",P1,,,,,,\n", "REFERENCE"},
		"stranger.csv":     {head + stranger + ",P1,,,,,,\n", "UNKNOWN_ORDER"},
		"parcel.csv":       {head + reference + ",,,,,,,\n", "PARCEL"},
		"quantity.csv":     {head + reference + ",P1,KAN-1," + mark + ",,,,\n", "QUANTITY"},
		"none.csv":         {head + reference + ",P1,KAN-1,0,,,,\n", "QUANTITY"},
		"sku.csv":          {head + reference + ",P1,,1,,,,\n", "SKU"},
		"time.csv":         {head + reference + ",P1,,,,,18-03-2026,\n", "SHIPPED_AT"},
		"cancelled.csv":    {head + reference + ",P1,,,,,," + mark + "\n", "CANCELLED"},
		"contradict.csv":   {head + reference + ",P1,KAN-1,1,DHL,,,\n" + reference + ",P1,KAN-2,1,UPS,,,\n", "CONTRADICTION"},
		"contradict2.csv":  {head + reference + ",P1,KAN-1,1,DHL,,,\n" + reference + ",P1,,,DHL,,,\n", "CONTRADICTION"},
		"contradict3.json": {`{"parcels":[{"reference":"` + reference + `","parcel":"P1"},{"reference":"` + reference + `","parcel":"P1"}]}`, "CONTRADICTION"},
		"clear.csv":        {head + reference + ",P1,,,DHL," + mark + ",,\n", "TRACKING_IN_CLEAR"},
		"json.json":        {`{"parcels": "` + mark + `"}`, "MALFORMED"},
		"field.json":       {`{"parcels": [{"reference": "` + reference + `", "parcel": "P1", "trackingCode": "` + mark + `"}]}`, "MALFORMED"},
		"null.json":        {`null`, "MALFORMED"},
		"letter.txt":       {mark, "UNKNOWN_KIND"},
		"plain.csv.age":    {head + mark, "DAMAGED"},
		"other.csv.age":    {d.sealed(mark, key(t).Recipient()), "NOT_FOR_US"},
		"cut.csv.age":      {d.sealed(head+mark, d.ours.Recipient())[:190], "DAMAGED"},
		"large.csv":        {strings.Repeat("x", 10<<20+1), "TOO_LARGE"},
	}
	for name, b := range bad {
		d.putDown(name, b.text)
	}
	d.putDown("zgood.csv", "reference,parcel\n"+reference+",P9\n")
	parcels, err := d.parcels()
	d.failed(err, "BAD_FILES", connectors.Retry)
	if len(parcels) != 1 || parcels[0].ID != "P9" {
		t.Errorf("%d parcels of the good file", len(parcels))
	}
	for name, b := range bad {
		said, err := os.ReadFile(d.path("bad", name+".reason.txt"))
		if err != nil {
			t.Errorf("%s has no reason: %v", name, err)
			continue
		}
		if !strings.HasPrefix(string(said), b.code+":") || strings.Contains(string(said), mark) || strings.Contains(string(said), stranger) {
			t.Errorf("%s: the reason is %s, want %s", name, said, b.code)
		}
		if kept, err := os.ReadFile(d.path("bad", name)); err != nil || string(kept) != b.text {
			t.Errorf("%s is not kept as it was: %v", name, err)
		}
	}
	if len(d.names("tracking")) != 0 {
		t.Errorf("left: %v", d.names("tracking"))
	}
	if _, err := d.parcels(); err != nil {
		t.Errorf("Parcels() afterwards = %v", err)
	}
}

func TestTheSameNameTwiceIsKeptTwice(t *testing.T) {
	d := open(t)
	d.create(newReference())
	for range 2 {
		d.putDown("a.txt", mark)
		_, err := d.parcels()
		d.failed(err, "BAD_FILES", connectors.Retry)
	}
	if n := len(d.names("bad")); n != 4 {
		t.Errorf("%d files, want two with their reasons", n)
	}
}

func TestBadFilesAreNotKeptForEver(t *testing.T) {
	d := open(t)
	d.create(newReference())
	d.putDown("old.txt", mark)
	d.age(d.path("tracking", "old.txt"), 365*24*time.Hour)
	_, err := d.parcels()
	d.failed(err, "BAD_FILES", connectors.Retry)
	if n := len(d.names("bad")); n != 2 {
		t.Fatalf("%d bad files at once", n)
	}
	d.advance(27 * 24 * time.Hour)
	if d.mustParcels(); len(d.names("bad")) != 2 {
		t.Error("gone too early")
	}
	d.advance(2 * 24 * time.Hour)
	if d.mustParcels(); len(d.names("bad")) != 0 {
		t.Errorf("still there: %v", d.names("bad"))
	}
}

func TestFilesThatAreBeingWrittenAreLeft(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	text := "reference,parcel\n" + reference + ",P1\n"
	for _, name := range []string{".hidden.csv", "a.csv.part", "b.csv.tmp"} {
		d.putDown(name, text)
	}
	d.putDown("fresh.csv", text)
	d.age(d.path("tracking", "fresh.csv"), 10*time.Second)
	if parcels := d.mustParcels(); len(parcels) != 0 || len(d.names("tracking")) != 4 {
		t.Errorf("%d parcels, %v", len(parcels), d.names("tracking"))
	}
	d.advance(time.Minute)
	if parcels := d.mustParcels(); len(parcels) != 1 || len(d.names("tracking")) != 3 {
		t.Errorf("%d parcels, %v", len(parcels), d.names("tracking"))
	}
}

func TestAFileWhoseParcelsAreNotTakenStays(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	d.putDown("a.csv", "reference,parcel\n"+reference+",P1\n")
	full := errors.New("full")
	if err := d.sink.Parcels(t.Context(), time.Time{}, func([]connectors.Parcel) error { return full }); err != full {
		t.Errorf("Parcels() = %v", err)
	}
	if len(d.mustParcels()) != 1 {
		t.Error("the parcel is lost")
	}
}

func TestWithoutAKeyEncryptedFilesWait(t *testing.T) {
	d := open(t)
	reference := newReference()
	d.create(reference)
	d.putDown("a.csv.age", d.sealed(head+reference+",P1,,,DHL,3S1,,\n", d.ours.Recipient()))
	d.putDown("b.csv", "reference,parcel\n"+reference+",P2\n")
	c := d.config
	c.Secrets = nil
	with := d.sink
	d.sink = d.with(c)
	parcels, err := d.parcels()
	d.failed(err, "NO_IDENTITY", connectors.Refused)
	if len(parcels) != 1 || parcels[0].ID != "P2" {
		t.Errorf("%d parcels of the file in the clear", len(parcels))
	}
	d.sink = with
	if parcels := d.mustParcels(); len(parcels) != 1 || parcels[0].ID != "P1" {
		t.Error("the encrypted file did not wait")
	}
}

func TestADiskThatIsFullKeepsTheBadFile(t *testing.T) {
	d := open(t)
	d.create(newReference())
	d.putDown("a.txt", mark)
	d.broken(syscall.ENOSPC)
	_, err := d.parcels()
	d.failed(err, "DISK_FULL", connectors.Retry)
	if !slices.Equal(d.names("tracking"), []string{"a.txt"}) {
		t.Errorf("left: %v", d.names("tracking"))
	}
}

func fuzz(f *testing.F, kind string) {
	f.Fuzz(func(t *testing.T, body []byte) {
		parcels, err := files.Read(kind, body)
		if err != nil {
			if len(err.Error()) > 40 {
				t.Errorf("Read() = %v", err)
			}
			return
		}
		for _, p := range parcels {
			if p.Reference == "" || p.ID == "" || len(p.ID) > 64 {
				t.Error("a parcel without reference or id")
			}
			for _, l := range p.Lines {
				if l.SKU == "" || l.Quantity < 1 {
					t.Error("a line of nothing")
				}
			}
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(head + "orderveil:018f3a52-0000-7000-8000-000000000000,P1,KAN-1,2,DHL,3S1,2026-03-18,no\n"))
	f.Add([]byte("\xef\xbb\xbfreference;parcel\r\norderveil-018f3a52-0000-7000-8000-000000000000;'=P1\r\n"))
	f.Add([]byte("\"\n"))
	fuzz(f, ".csv")
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"parcels":[{"reference":"orderveil:018f3a52-0000-7000-8000-000000000000","parcel":"P1","lines":[{"sku":"KAN-1","quantity":2}],"cancelled":true}]}`))
	f.Add([]byte(`{"parcels":[null]}`))
	f.Add([]byte(`[]`))
	fuzz(f, ".json")
}

// Whatever a cell holds, no spreadsheet takes it for a formula, and it can be had back.
func FuzzCell(f *testing.F) {
	for _, seed := range []string{"", "=1+1", "+31", "-5", "@x", "'s-Gravenhage", "''x", "\t=1", "\r=1", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cell := files.Safe(text)
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			t.Error("the cell is a formula")
		}
		if files.Unsafe(cell) != text {
			t.Errorf("%q comes back as %q", text, files.Unsafe(cell))
		}
	})
}
