// Package webshop is a back office in a few lines: it receives signed webhooks,
// verifies them and keeps the orders in memory. The demo runs it; tests make it
// misbehave.
package webshop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"orderveil"
	"orderveil/connectors"
	"orderveil/connectors/webhook"
)

// Shop is an http.Handler that keeps what it gets.
type Shop struct {
	verifier *standardwebhooks.Webhook

	mu     sync.Mutex
	orders map[string]*Kept // by webhook-id
	faults []Fault
	skus   map[string]bool // nil sells everything
	calls  int
	told   map[string]webhook.NoticeEvent // by webhook-id
	clock  orderveil.Clock

	numbered int // orders
	parcels  int // that left, and cancellations
	messages []connectors.Message
}

// Kept is an order that the shop has.
type Kept struct {
	Number string
	Event  webhook.Event
	Times  int       // how often it was delivered
	At     time.Time // when it came first
	// Due is the day on which the hub forgets the customer, once the shop was told so;
	// Forgotten is set when it has, and the shop has deleted the customer too.
	Due       string
	Forgotten bool
	// Left is set when a parcel of it has left, Gone when nothing more of it will, and
	// Withdrawn when the hub asked for that.
	Left, Gone, Withdrawn bool

	sent map[string]int // by SKU, in parcels that left
}

// Fault is one way to misbehave, once.
type Fault struct {
	Status int         // answered instead of keeping the order; with Keep, after keeping it
	Header http.Header // such as Retry-After
	Keep   bool        // keeps the order all the same: the answer is lost
	Cut    bool        // cuts the connection instead of answering
	Unsold bool        // says that it does not know the order's first product
}

// New returns a shop that accepts what is signed with the secret.
func New(secret string) (*Shop, error) {
	v, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return nil, err
	}
	return &Shop{verifier: v, orders: map[string]*Kept{}, told: map[string]webhook.NoticeEvent{}, clock: time.Now}, nil
}

// Follow has the shop tell the time by a clock, against which it holds signatures.
func (s *Shop) Follow(clock orderveil.Clock) { s.clock = clock }

// tolerance is how far a signature's time may be from the shop's.
const tolerance = 5 * time.Minute

// verify checks a signature and that it is fresh.
func (s *Shop) verify(body []byte, h http.Header) error {
	if err := s.verifier.VerifyIgnoringTimestamp(body, h); err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(h.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil || s.clock().Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errors.New("webshop: the signature is too old or too new")
	}
	return nil
}

// Misbehave queues faults: each spoils one delivery.
func (s *Shop) Misbehave(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Sell limits the products that the shop knows to these, and to those of earlier calls.
func (s *Shop) Sell(skus ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.skus == nil {
		s.skus = map[string]bool{}
	}
	for _, sku := range skus {
		s.skus[sku] = true
	}
}

// Orders returns what the shop has, by webhook-id.
func (s *Shop) Orders() map[string]Kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]Kept, len(s.orders))
	for id, k := range s.orders {
		all[id] = *k
	}
	return all
}

// Take takes out what came before a moment, by webhook-id, so that a long run does not grow.
// What is delivered again after that is a new order to the shop.
func (s *Shop) Take(moment time.Time) map[string]Kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := map[string]Kept{}
	for id, k := range s.orders {
		if k.At.Before(moment) {
			taken[id] = *k
			delete(s.orders, id)
		}
	}
	return taken
}

// Calls is how often the shop was called.
func (s *Shop) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// ServeHTTP receives one webhook.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", s.clock().UTC().Format(http.TimeFormat))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || r.Method != http.MethodPost {
		answer(w, http.StatusBadRequest, map[string]string{"code": "BAD_REQUEST"})
		return
	}
	if err := s.verify(body, r.Header); err != nil {
		answer(w, http.StatusUnauthorized, map[string]string{"code": "BAD_SIGNATURE"})
		return
	}
	id := r.Header.Get(standardwebhooks.HeaderWebhookID)
	var e webhook.Event
	if json.Unmarshal(body, &e) == nil && e.Type == "order.created" {
		s.receive(w, id, e)
		return
	}
	var gone webhook.Withdrawal
	if json.Unmarshal(body, &gone) == nil && gone.Type == webhook.OrderWithdrawn {
		s.withdraw(w, gone.Data.Reference)
		return
	}
	var n webhook.NoticeEvent
	if err := strict(body, &n); err != nil || !s.takeNotice(w, id, n) {
		answer(w, http.StatusUnprocessableEntity, map[string]string{"code": "UNKNOWN_EVENT"})
	}
}

// strict reads a notice: what it does not know it does not take.
func strict(body []byte, n *webhook.NoticeEvent) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(n)
}

// Told returns the notices that the shop acknowledged, by webhook-id.
func (s *Shop) Told() map[string]webhook.NoticeEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.told)
}

// takeNotice does with the shop's own copy what the hub did with its own. It reports
// false for a notice that it does not know.
func (s *Shop) takeNotice(w http.ResponseWriter, id string, n webhook.NoticeEvent) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	if len(s.faults) > 0 {
		fault := s.faults[0]
		s.faults = s.faults[1:]
		if fault.Cut {
			panic(http.ErrAbortHandler)
		}
		answer(w, fault.Status, map[string]string{"code": "FAULT"})
		return true
	}
	named := map[string]webhook.NoticeOrder{}
	for _, o := range n.Data.Orders {
		named[o.Reference] = o
	}
	for _, k := range s.orders {
		o, isNamed := named[k.Event.Data.Reference]
		switch n.Type {
		case orderveil.NoticeDue:
			if isNamed {
				k.Due = o.ForgetOn
			}
		case orderveil.NoticePseudonymised, orderveil.NoticeErased:
			if isNamed {
				k.forget()
			}
		case orderveil.NoticeEmergency:
		case orderveil.NoticeClosed:
			k.forget()
		default:
			return false
		}
	}
	s.told[id] = n
	answer(w, http.StatusOK, map[string]string{})
	return true
}

// forget leaves copies that were handed out as they are.
func (k *Kept) forget() {
	k.Forgotten = true
	if k.Event.Data.Order != nil {
		o := *k.Event.Data.Order
		o.BillTo, o.ShipTo = nil, nil
		k.Event.Data.Order = &o
	}
}

func (s *Shop) receive(w http.ResponseWriter, id string, e webhook.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	var fault Fault
	if len(s.faults) > 0 {
		fault, s.faults = s.faults[0], s.faults[1:]
	}
	unknown := s.unknown(e)
	if fault.Unsold && e.Data.Order != nil {
		unknown = append(unknown, e.Data.Order.Lines[0].SKU)
	}
	if len(unknown) > 0 {
		answer(w, http.StatusUnprocessableEntity, map[string]any{"code": "UNKNOWN_SKU", "skus": unknown})
		return
	}
	if spoiled := fault.Status != 0 || fault.Cut; !spoiled || fault.Keep {
		s.keep(id, e)
	}
	switch {
	case fault.Cut:
		panic(http.ErrAbortHandler)
	case fault.Status != 0:
		for name, values := range fault.Header {
			w.Header()[name] = values
		}
		answer(w, fault.Status, map[string]string{"code": "FAULT"})
	default:
		answer(w, http.StatusOK, map[string]string{"number": s.orders[id].Number})
	}
}

func (s *Shop) unknown(e webhook.Event) (skus []string) {
	if s.skus == nil || e.Data.Order == nil {
		return nil
	}
	for _, l := range e.Data.Order.Lines {
		if !s.skus[l.SKU] {
			skus = append(skus, l.SKU)
		}
	}
	return skus
}

// keep keeps an order once, however often it comes.
func (s *Shop) keep(id string, e webhook.Event) {
	if k := s.orders[id]; k != nil {
		k.Times++
		return
	}
	s.orders[id] = &Kept{Number: fmt.Sprintf("WS-%d", 1001+s.numbered), Event: e, Times: 1, At: s.clock()}
	s.numbered++
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
