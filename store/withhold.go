package store

import (
	"context"

	"orderveil"
	"orderveil/ent/account/connection"
	"orderveil/personal"
)

// What a connection withholds is kept from the one place that opens an order for a back
// office (reveal.go): nobody has to leave it out later.

var errWithholdsNothing = orderveil.Invalidf("a marketplace is given no customer data: withhold it from a back office")

// WithholdLoss says in a code what a back office lacks that it cannot do without. The
// codes never change; the console has words for them in other languages.
type WithholdLoss string

// The losses, as the API names them.
const (
	LossName        WithholdLoss = "NAME"
	LossAddress     WithholdLoss = "ADDRESS"
	LossNameAddress WithholdLoss = "NAME_AND_ADDRESS"
)

// WithholdLosses lists the losses.
func WithholdLosses() []WithholdLoss { return []WithholdLoss{LossName, LossAddress, LossNameAddress} }

// WithholdLossOf is what a back office lacks without the categories, or "".
func WithholdLossOf(withhold personal.Set) WithholdLoss {
	switch name, address := withhold.Has(personal.Name), withhold.Has(personal.Address); {
	case name && address:
		return LossNameAddress
	case name:
		return LossName
	case address:
		return LossAddress
	}
	return ""
}

// WithholdWarning says in English what a back office cannot do without the categories, or "".
func WithholdWarning(withhold personal.Set) string {
	switch WithholdLossOf(withhold) {
	case LossNameAddress:
		return "Without name and address the back office can neither print a label nor write an invoice."
	case LossName:
		return "Without the name the back office can neither address a parcel nor write an invoice."
	case LossAddress:
		return "Without the address the back office can neither print a label nor write an invoice, and cannot tell which tax is due."
	}
	return ""
}

// Withhold is what a back office is not given of customers.
func (c *ConnectionView) Withhold() []personal.Category { return c.row.Withhold.Categories() }

// WithholdWarning says what the back office cannot do for that, or nil.
func (c *ConnectionView) WithholdWarning() *string { return nonEmpty(WithholdWarning(c.row.Withhold)) }

// WithholdLoss is that in a code, or nil.
func (c *ConnectionView) WithholdLoss() *WithholdLoss {
	if loss := WithholdLossOf(c.row.Withhold); loss != "" {
		return &loss
	}
	return nil
}

// SetWithheld says what a back office is not given of customers from now on.
func (s *Store) SetWithheld(ctx context.Context, v orderveil.Viewer, global string, categories []personal.Category) (view *ConnectionView, err error) {
	if !v.Can(orderveil.PermissionRulesManage) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindConnection)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.db.Connection.Query().Where(connection.ID(id.row)).Only(ctx)
		if err != nil {
			return notFound(err)
		}
		if row.Kind != orderveil.BackOffice {
			return errWithholdsNothing
		}
		row, err = row.Update().SetWithhold(personal.SetOf(categories...)).Save(ctx)
		view = &ConnectionView{store: s, account: a.ID, row: row}
		return err
	})
	return view, err
}
