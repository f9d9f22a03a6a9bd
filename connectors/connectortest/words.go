package connectortest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"orderveil"
	"orderveil/connectors"
	"orderveil/personal"
)

// texts are the customers' words that a test has seen.
type texts struct {
	mu  sync.Mutex
	all map[string]bool
}

// learn takes in an order's customers.
func (x *texts) learn(o *orderveil.Order) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.all == nil {
		x.all = map[string]bool{}
	}
	for _, text := range customers(o) {
		if len(text) >= 5 { // a shorter one stands anywhere by chance
			x.all[strings.ToLower(text)] = true
		}
	}
}

// customers are all personal texts of an order.
func customers(o *orderveil.Order) (texts []string) {
	for _, p := range []*orderveil.Party{o.BillTo, o.ShipTo} {
		if p != nil {
			texts = append(texts, textsOf(p)...)
		}
	}
	return texts
}

func textsOf(p *orderveil.Party) (texts []string) {
	for _, r := range p.Records() {
		for _, f := range personal.Fields() {
			if text := r.Plain(f); text != "" {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// in returns whether somebody's words stand in a text.
func (x *texts) in(said string) bool {
	said = strings.ToLower(said)
	x.mu.Lock()
	defer x.mu.Unlock()
	for text := range x.all {
		if strings.Contains(said, text) {
			return true
		}
	}
	return strings.Contains(said, strings.ToLower(Mark))
}

// ours requires a failure in our own words, on which a person can act, and that repeats
// nothing of what anybody said.
func (w *world) ours(err error) *connectors.Failure {
	w.Helper()
	var f *connectors.Failure
	if !errors.As(err, &f) {
		if err != nil && w.texts.in(err.Error()) {
			w.Fatal("the error is no Failure, and repeats a customer's words")
		}
		w.Fatalf("error %v, want a Failure", err)
	}
	if w.texts.in(fmt.Sprintf("%v %+v", err, *f)) {
		w.Errorf("the failure %s repeats a customer's words", f.Code)
	}
	if f.Code == "" || f.Cause == "" || f.NextStep == "" || !slices.Contains(owners, f.Owner) {
		w.Errorf("the failure %q lacks its cause, its owner or the next step", f.Code)
	}
	return f
}

var owners = []orderveil.ProblemOwner{orderveil.OwnerMerchant, orderveil.OwnerMarketplace, orderveil.OwnerBackOffice, orderveil.OwnerOperator}

// passing requires a failure that the hub tries again by itself.
func (w *world) passing(err error) *connectors.Failure {
	w.Helper()
	f := w.ours(err)
	if f.Outcome != connectors.Retry && f.Outcome != connectors.Unclear {
		w.Errorf("%s: outcome %d of something that passes by itself, want Retry", f.Code, f.Outcome)
	}
	return f
}

// unauthorised requires a failure that says that somebody has to renew the credentials.
func (w *world) unauthorised(err error) {
	w.Helper()
	if f := w.ours(err); f.Outcome != connectors.Auth || f.Owner != orderveil.OwnerMerchant {
		w.Errorf("%s: outcome %d of %s, want Auth of the merchant", f.Code, f.Outcome, f.Owner)
	}
}

// patiently does something as the hub does: again and later, until it is done or nothing
// helps.
func (w *world) patiently(do func() error) error {
	w.Helper()
	var err error
	for range 12 {
		if err = do(); err == nil {
			return nil
		}
		var f *connectors.Failure
		if !errors.As(err, &f) || f.Outcome == connectors.Refused {
			return err
		}
		w.ours(err)
		w.wait(max(f.After, time.Minute))
	}
	return err
}
