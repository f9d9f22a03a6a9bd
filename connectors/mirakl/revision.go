package mirakl

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
)

// revision folds what the list shows of an order to a short text. The order of the lines
// means nothing.
func (o *listedOrder) revision() string {
	lines := slices.Clone(o.Lines)
	slices.SortFunc(lines, func(a, b listedLine) int { return cmp.Compare(a.ID, b.ID) })
	h := sha256.New()
	updated := int64(0)
	if o.Updated != nil {
		updated = o.Updated.UnixMilli()
	}
	fmt.Fprintf(h, "%q %q %d\n", o.ID, o.State, updated)
	for _, l := range lines {
		fmt.Fprintf(h, "%q %q %d\n", l.ID, l.State, l.Quantity)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}

// revision is that of the list.
func (o *fullOrder) revision() string {
	r := listedOrder{ID: o.ID, State: o.State, Updated: o.Updated}
	for _, l := range o.Lines {
		r.Lines = append(r.Lines, listedLine{ID: l.ID, State: l.State, Quantity: l.Quantity})
	}
	return r.revision()
}
