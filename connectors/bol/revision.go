package bol

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"sync"
	"time"

	"orderveil/connectors"
)

// revision folds everything that the list shows of an order to a short text. The
// order of the items and the time zone of the times mean nothing.
func (o *reducedOrder) revision() string {
	items := slices.Clone(o.OrderItems)
	slices.SortFunc(items, func(a, b reducedItem) int { return cmp.Compare(a.OrderItemID, b.OrderItemID) })
	h := sha256.New()
	fmt.Fprintf(h, "%q %d\n", o.OrderID, second(o.Placed))
	for _, i := range items {
		fmt.Fprintf(h, "%q %q %q %q %d %d %d %t %d\n", i.OrderItemID, i.EAN, i.FulfilmentMethod, i.FulfilmentStatus,
			i.Quantity, i.QuantityShipped, i.QuantityCancelled, i.CancellationRequest, second(i.LatestChanged))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:15])
}

func second(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.UnixMilli()
}

// changed is the time of the last change that the list shows.
func (o *reducedOrder) changed() time.Time {
	var last time.Time
	for _, i := range o.OrderItems {
		if i.LatestChanged != nil && i.LatestChanged.After(last) {
			last = *i.LatestChanged
		}
	}
	return last
}

// revision is that of the list, as far as it follows from the details.
func (f *fullOrder) revision() string {
	r := reducedOrder{OrderID: f.OrderID, Placed: f.Placed}
	for _, i := range f.OrderItems {
		status, method := "OPEN", ""
		if i.left() == 0 {
			status = "HANDLED"
		}
		if i.Fulfilment != nil {
			method = i.Fulfilment.Method
		}
		r.OrderItems = append(r.OrderItems, reducedItem{
			OrderItemID: i.OrderItemID, EAN: i.Product.EAN, FulfilmentMethod: method, FulfilmentStatus: status,
			Quantity: i.Quantity, QuantityShipped: i.QuantityShipped, QuantityCancelled: i.QuantityCancelled,
			CancellationRequest: i.CancellationRequest, LatestChanged: i.LatestChanged,
		})
	}
	return r.revision()
}

// listed remembers the page of the list that is being worked on. List and details
// need not agree: a list of recent changes may leave an order's other items out, and
// bol's demo environment contradicts itself. An order that was read because the list
// showed a revision keeps that revision, or it would be read again with every run,
// and bol allows eight details a minute.
type listed struct {
	mu    sync.Mutex
	shown map[string]shown
}

type shown struct {
	revision string
	changed  time.Time
}

func (l *listed) keep(orders []reducedOrder) []connectors.Summary {
	page := make([]connectors.Summary, len(orders))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = make(map[string]shown, len(orders))
	for i := range orders {
		o := &orders[i]
		page[i] = connectors.Summary{Number: o.OrderID, Revision: o.revision(), Size: len(o.OrderItems)}
		l.shown[o.OrderID] = shown{revision: page[i].Revision, changed: o.changed()}
	}
	return page
}

// revision returns what the list showed, unless the details are older than that:
// then the order must look changed when it is listed again.
func (l *listed) revision(number string, changed time.Time) (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.shown[number]
	return s.revision, ok && !changed.Before(s.changed)
}
