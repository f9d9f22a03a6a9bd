package amazon

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
)

// revision folds what a search shows of an order to a short text. Amazon changes the time
// of the last update with every change, that of the status included. The order of the
// items and the time zone mean nothing.
func (o *listedOrder) revision() string {
	items := slices.Clone(o.Items)
	slices.SortFunc(items, func(a, b listedItem) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	fmt.Fprintf(h, "%q %d\n", o.OrderID, o.LastUpdated.UnixMilli())
	for _, i := range items {
		fmt.Fprintf(h, "%q %d\n", i.ID, i.Ordered)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}

// revision is that of the search, which shows the same.
func (f *fullOrder) revision() string {
	l := listedOrder{OrderID: f.OrderID, LastUpdated: f.LastUpdated}
	for _, i := range f.Items {
		l.Items = append(l.Items, listedItem{ID: i.ID, Ordered: i.Ordered})
	}
	return l.revision()
}
