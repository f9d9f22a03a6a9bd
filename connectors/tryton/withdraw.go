package tryton

import (
	"context"
	"encoding/json"

	"orderveil"
	"orderveil/connectors"
)

// Withdraw cancels the shipments of an order of which nothing has left, decides for Tryton
// that they are not made again, and does the same with invoices that are still drafts. A
// sale that was left half made is deleted.
func (s *Sink) Withdraw(ctx context.Context, reference string) error {
	end, err := s.making.Take(ctx, reference)
	if err != nil {
		return err
	}
	defer end()
	o, err := s.wholeOrNone(ctx, reference)
	if err != nil || o.State == "cancelled" {
		return err
	}
	if len(o.Shipments) == 0 { // where Tryton processes sales in the background
		if err := s.do(ctx, "model.sale.sale.process", o.ID); err != nil {
			return err
		}
		if o, err = s.tracked(ctx, reference); err != nil {
			return err
		}
	}
	if o.left() {
		return connectors.ErrLeft
	}
	if open := o.open(); len(open) > 0 {
		if err := s.do(ctx, "model.stock.shipment.out.cancel", open...); err != nil {
			return err
		}
		if o, err = s.tracked(ctx, reference); err != nil {
			return err
		}
	}
	if o.ShipmentState == "exception" {
		if err := s.giveUp(ctx, o.ID, "sale.handle.shipment.exception", "moves"); err != nil {
			return err
		}
	}
	if err := s.cancelInvoices(ctx, &o); err != nil {
		return err
	}
	if o, err = s.tracked(ctx, reference); err != nil {
		return err
	}
	switch {
	case o.left():
		return connectors.ErrLeft
	case len(o.open()) > 0 || o.ShipmentState == "exception":
		return badAnswer(false)
	}
	return nil
}

// wholeOrNone returns the processed sale under a reference, and deletes half-made ones when
// there is none.
func (s *Sink) wholeOrNone(ctx context.Context, reference string) (sale, error) {
	found, err := s.find(ctx, reference, trackedFields()...)
	if err != nil {
		return sale{}, err
	}
	if o, ok := found.whole(); ok {
		return o, nil
	}
	for i := range found {
		_ = s.undo(ctx, &found[i], nil)
	}
	return sale{}, orderveil.ErrNotFound
}

// tracked reads the processed sale under a reference again.
func (s *Sink) tracked(ctx context.Context, reference string) (sale, error) {
	found, err := s.find(ctx, reference, trackedFields()...)
	if err != nil {
		return sale{}, err
	}
	if o, ok := found.whole(); ok {
		return o, nil
	}
	return sale{}, badAnswer(false)
}

// left reports whether a parcel of a sale has left.
func (o *sale) left() bool {
	for _, s := range o.Shipments {
		if s.State == "done" {
			return true
		}
	}
	return false
}

// open are the shipments that may still leave.
func (o *sale) open() (all []int64) {
	for _, s := range o.Shipments {
		if s.State != "done" && s.State != "cancelled" {
			all = append(all, s.ID)
		}
	}
	return all
}

func (s *Sink) cancelInvoices(ctx context.Context, o *sale) error {
	var drafts []int64
	for _, i := range o.Invoices {
		if i.State == "draft" || i.State == "validated" {
			drafts = append(drafts, i.ID)
		}
	}
	if len(drafts) > 0 {
		if err := s.do(ctx, "model.account.invoice.cancel", drafts...); err != nil {
			return err
		}
		now, err := s.tracked(ctx, o.Reference)
		if err != nil {
			return err
		}
		o = &now
	}
	if o.InvoiceState != "exception" {
		return nil
	}
	return s.giveUp(ctx, o.ID, "sale.handle.invoice.exception", "invoices")
}

// do calls a method on records that may be called on them again.
func (s *Sink) do(ctx context.Context, method string, on ...int64) error {
	var none nothing
	return s.api.write(ctx, &none, method, on)
}

// started is the session of a wizard, its first state and its last.
type started []json.RawMessage

func (w *started) sound() bool { return len(*w) == 3 }

// asked is what a wizard asks, with what it proposes.
type asked struct {
	View struct {
		Defaults map[string]json.RawMessage `json:"defaults"`
	} `json:"view"`
}

func (a *asked) sound() bool { return a.View.Defaults != nil }

// giveUp goes through the wizard that asks what is to be made again, and wants none of it.
func (s *Sink) giveUp(ctx context.Context, id int64, wizard, what string) error {
	var w started
	if err := s.api.write(ctx, &w, "wizard."+wizard+".create"); err != nil {
		return err
	}
	on := map[string]any{"active_model": "sale.sale", "active_id": id, "active_ids": []int64{id}}
	var a asked
	if err := s.api.call(ctx, false, on, &a, "wizard."+wizard+".execute", w[0], map[string]any{}, "ask"); err != nil {
		return err
	}
	var none nothing
	reply := map[string]any{"ask": map[string]any{"recreate_" + what: []int64{}, "domain_" + what: a.View.Defaults["domain_"+what]}}
	if err := s.api.call(ctx, false, on, &none, "wizard."+wizard+".execute", w[0], reply, "handle"); err != nil {
		return err
	}
	_ = s.api.write(ctx, &none, "wizard."+wizard+".delete", w[0]) // its session ends by itself otherwise
	return nil
}
