package tryton

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"

	"orderveil/connectors/wire"
)

// FuzzASale reads whatever Tryton may answer. What is read can be gone through.
func FuzzASale(f *testing.F) {
	f.Add([]byte(`[{"id":7,"number":"7","reference":"orderveil:x","state":"processing","total_amount":{"__class__":"Decimal","decimal":"12.90"},` +
		`"create_date":{"__class__":"datetime","year":2026,"month":3,"day":17,"hour":12,"minute":0,"second":0,"microsecond":5},"currency.":{"id":1,"code":"EUR"},` +
		`"lines.":[{"id":3,"product":4,"product.":{"code":"A"},"quantity":2.0,"note":"Orderveil: B","moves_ignored":[9]}],"shipments.":[{"id":5,"state":"done","reference":"3S",` +
		`"effective_date":{"__class__":"date","year":2026,"month":3,"day":17},"outgoing_moves.":[{"id":8,"state":"done","quantity":2.0,"origin":"sale.line,3"}]}]}]`))
	f.Add([]byte(`[{"id":7,"number":"7","state":"done","total_amount":{"__class__":"Decimal","decimal":"1E+999999999"}}]`))
	f.Add([]byte(`[{"id":7,"number":"7","state":"done","lines.":[{"id":3,"product":0,"quantity":1e999999999}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var all sales
		if wire.Decode(body, &all) != nil || !all.sound() {
			return
		}
		for i := range all {
			_ = mismatch(&all[i], []wanted{{quantity: 1, gross: decimal.NewFromInt(1)}})
			for _, p := range all[i].parcels() {
				if p.ID == "" || p.Reference != all[i].Reference {
					t.Error("a parcel without an id, or of another order")
				}
			}
		}
	})
}

// FuzzAnAnswer reads whatever may come back from a call.
func FuzzAnAnswer(f *testing.F) {
	f.Add([]byte(`{"id":1,"error":["UserError",["text","",null]]}`))
	f.Add([]byte(`{"id":1,"result":[{"id":1,"code":"A","template.":{"salable":1,"default_uom":1},"identifiers.":[{"code":"8712345678906"}]}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var r reply
		if wire.Decode(body, &r) != nil {
			return
		}
		if len(r.Error) > 0 && refusal(r.Error) == nil {
			t.Error("an error that is none")
		}
		var p products
		_ = json.Unmarshal(r.Result, &p)
		_ = p.sound()
	})
}

func TestPiecesAddUpToTheCent(t *testing.T) {
	t.Parallel()
	for quantity := 1; quantity <= 12; quantity++ {
		for cents := int64(0); cents < 200; cents += 7 {
			gross, count := decimal.New(cents, -2), 0
			sum := decimal.Zero
			for _, l := range saleLines([]wanted{{quantity: quantity, gross: gross}}, decimal.Zero) {
				n := l["quantity"].(int64)
				sum = sum.Add(l["unit_price"].(number).Mul(decimal.NewFromInt(n)))
				count += int(n)
			}
			if !sum.Equal(gross) || count != quantity {
				t.Fatalf("%d pieces for %v come to %d for %v", quantity, gross, count, sum)
			}
		}
	}
}
