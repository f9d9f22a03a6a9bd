package sandbox_test

import (
	"testing"
	"time"

	"orderveil/connectors/sandbox"
)

func TestEachSeriesHasItsOwnOrders(t *testing.T) {
	t.Parallel()
	seen := map[string]uint64{}
	for _, series := range []uint64{0, 1, 2, 600, 16 * 600, 1_000_000_000} {
		shops, err := sandbox.Orders(t.Context(), series, time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, shop := range shops {
			total += len(shop.Orders)
			for i := range shop.Orders {
				o := &shop.Orders[i]
				if err := o.Check(); err != nil {
					t.Errorf("series %d, %s %s: %v", series, shop.Spec.Code, o.Number, err)
				}
				if of, is := seen[o.Number]; is {
					t.Errorf("series %d and %d have %s %s in common", of, series, shop.Spec.Code, o.Number)
				}
				seen[o.Number] = series
			}
		}
		if total != sandbox.Each || len(shops[1].Orders) == 0 {
			t.Errorf("series %d has %d orders", series, total)
		}
	}
}
