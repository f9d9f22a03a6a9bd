package kaufland

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"time"
)

// revision folds what the list shows of an order to a short text.
func (o *listedOrder) revision() string { return fold(o.ID, o.Units, o.Updated, nil) }

// revision is that of the list, and of the customer's wishes to cancel when there are any: the
// list does not show those.
func (o *details) revision() string {
	updated := o.Units[0].Updated
	var wishes []string
	for _, u := range o.Units {
		if u.Updated.After(*updated) {
			updated = u.Updated
		}
		for _, t := range u.Tickets {
			if t.Topic == topicCancel {
				wishes = append(wishes, t.ID+" "+t.Status)
			}
		}
	}
	slices.Sort(wishes)
	return fold(o.ID, len(o.Units), updated, slices.Compact(wishes))
}

func fold(id string, units int, updated *time.Time, wishes []string) string {
	h := sha256.New()
	seconds := int64(0)
	if updated != nil {
		seconds = updated.Unix()
	}
	fmt.Fprintf(h, "%q %d %d %q", id, units, seconds, wishes)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}
