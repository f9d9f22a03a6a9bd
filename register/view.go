package register

import (
	"encoding/json"
	"slices"

	"orderveil"
	"orderveil/egress"
	"orderveil/personal"
)

// View is the register as the API shows it.
type View struct{ of *Document }

// Of is how the API shows a register.
func Of(d *Document) *View { return &View{of: d} }

// Operator is the processor's name.
func (v *View) Operator() string { return v.of.Operator.Name }

// Contact is how it is reached.
func (v *View) Contact() string { return v.of.Operator.Contact }

// DPO is its data protection officer.
func (v *View) DPO() string { return v.of.Operator.DPO }

// Retention is for how long it is kept.
func (v *View) Retention() *Retention { return &v.of.Retention }

// Measures are how it is protected.
func (v *View) Measures() []string { return v.of.Measures }

// MeasureCodes are the codes of the measures, in the same order.
func (v *View) MeasureCodes() []string {
	codes := make([]string, len(measures))
	for i, m := range measures {
		codes[i] = m.code
	}
	return codes
}

// Categories are what is kept of customers.
func (v *View) Categories() []*CategoryView {
	var all []*CategoryView
	for i, c := range personal.Categories() { // the document has them in the same order
		all = append(all, &CategoryView{Category: c, of: v.of.Categories[i]})
	}
	return all
}

// Access is what each role gets.
func (v *View) Access() []*AccessView {
	var all []*AccessView
	for _, a := range v.of.Access {
		all = append(all, &AccessView{a})
	}
	return all
}

// Recipients are those to whom data may go.
func (v *View) Recipients() []*RecipientView {
	all := []*RecipientView{}
	for _, r := range v.of.Recipients {
		all = append(all, &RecipientView{r})
	}
	return all
}

// Markdown is the register for people.
func (v *View) Markdown() string { return v.of.Markdown() }

// JSON is the register for machines.
func (v *View) JSON() (string, error) {
	text, err := json.MarshalIndent(v.of, "", "  ")
	return string(text), err
}

// CategoryView is a category of the register.
type CategoryView struct {
	Category personal.Category
	of       Category
}

// Purpose is for what it is kept.
func (c *CategoryView) Purpose() string { return c.of.Purpose }

// Fields are its fields.
func (c *CategoryView) Fields() []string { return c.of.Fields }

// Columns are where they are sealed.
func (c *CategoryView) Columns() []string { return c.of.Columns }

// AccessView is what a role gets.
type AccessView struct{ of Access }

// Role is the role's name.
func (a *AccessView) Role() string { return a.of.Role }

// Staff tells whether it is the operator's.
func (a *AccessView) Staff() bool { return a.of.Staff }

// Revealed is shown in full.
func (a *AccessView) Revealed() []personal.Category { return a.decided(orderveil.Reveal) }

// Masked is shown in part.
func (a *AccessView) Masked() []personal.Category { return a.decided(orderveil.Mask) }

// ByScope tells whether what it gets follows from its scopes.
func (a *AccessView) ByScope() bool { return a.of.Role == string(orderveil.RolePartner) }

func (a *AccessView) decided(d orderveil.Decision) []personal.Category {
	return slices.DeleteFunc(personal.Categories(), func(c personal.Category) bool { return a.of.Decisions[c.String()] != d.String() })
}

// RecipientView is somebody to whom data may go.
type RecipientView struct{ of egress.Recipient }

// Name is its name.
func (r *RecipientView) Name() string { return r.of.Name }

// Role is what it is to the installation.
func (r *RecipientView) Role() string { return r.of.Role }

// Country is where the data goes.
func (r *RecipientView) Country() string { return r.of.Country }

// OutsideEU tells whether that is outside the European Economic Area.
func (r *RecipientView) OutsideEU() bool { return r.of.OutsideEU }

// Reason is the ground for the transfer.
func (r *RecipientView) Reason() *string { return given(r.of.Reason) }

// Purpose is for what.
func (r *RecipientView) Purpose() string { return r.of.Purpose }

// Places are its hosts and directories.
func (r *RecipientView) Places() []string { return append([]string{}, places(r.of)...) }

// Connector is the code of the connector that it comes with, or nil.
func (r *RecipientView) Connector() *string { return given(r.of.Connector) }

// Agreement is the date of the data processing agreement.
func (r *RecipientView) Agreement() *string { return given(r.of.Agreement) }

func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
