package bol_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"orderveil/connectors/bol/simulator"
)

// contradicting is a list that does not agree with the details of testdata, as bol's
// demo environment has them: one item is left out, the other is open and shipped.
const contradicting = `{"orders":[{"orderId":"A2K8290LP8","orderPlacedDateTime":"2026-02-09T12:39:48+01:00","orderItems":[{
	"orderItemId":"2012345678","ean":"0000007740404","fulfilmentMethod":"FBR","fulfilmentStatus":"OPEN","quantity":1,"quantityShipped":1,
	"quantityCancelled":0,"cancellationRequest":false,"latestChangedDateTime":"%s"}]}]}`

// listing is a world whose list says that the order changed at a moment, and whose
// details are those of testdata, changed last at 13:41.
func listing(t *testing.T, changed string) *world {
	t.Helper()
	details := readOrder(t)
	return answering(t, "", func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", simulator.MediaType)
		if strings.HasSuffix(r.URL.Path, "/orders") {
			_, _ = fmt.Fprintf(rw, contradicting, changed)
			return
		}
		_, _ = rw.Write(details)
	})
}

func TestOrderKeepsTheRevisionThatTheListShowed(t *testing.T) {
	w := listing(t, "2026-02-09T13:41:00+01:00")
	shown := w.mustList(w.clock.Now())["A2K8290LP8"]
	if o := w.mustOrder("A2K8290LP8"); o.Revision != shown {
		t.Error("an order whose list and details disagree would be read with every run")
	}
}

func TestDetailsOlderThanTheListLookChanged(t *testing.T) {
	w := listing(t, "2026-02-09T13:59:00+01:00")
	shown := w.mustList(w.clock.Now())["A2K8290LP8"]
	if o := w.mustOrder("A2K8290LP8"); o.Revision == shown {
		t.Error("a change that the details do not show yet would never be read")
	}
}
