// Package personal is the register of personal data: which fields of a customer
// exist, which category each belongs to, and the two types that hold them.
//
// In the clear a customer's texts are a [Record]; at rest they are a [Value].
// Neither prints, logs or marshals what it holds. Nothing else in the program
// keeps personal text.
package personal

import "fmt"

// Category is what the access policy decides about: all fields of one category
// are sealed together, shown together and withheld together.
type Category uint8

// The categories. The numbers and names are stored and never change.
const (
	None     Category = iota
	Name              // who: salutation, names, company
	Address           // where: street to region
	Email             // e-mail address, a marketplace's relay address included
	Phone             // telephone number
	TaxID             // VAT and chamber of commerce numbers
	Delivery          // track and trace, pick-up point
	Note              // free text that the customer wrote
)

var categoryNames = [...]string{"NONE", "NAME", "ADDRESS", "EMAIL", "PHONE", "TAX_ID", "DELIVERY", "NOTE"}

// Categories lists every category, in order, without None.
func Categories() []Category {
	return []Category{Name, Address, Email, Phone, TaxID, Delivery, Note}
}

// String returns the category's stored name, such as "TAX_ID".
func (c Category) String() string {
	if int(c) < len(categoryNames) {
		return categoryNames[c]
	}
	return fmt.Sprintf("Category(%d)", uint8(c))
}

// purposes say what each category is collected for; the record of processing prints
// them.
var purposes = [...]string{
	Name:     "to address the parcel and the invoice",
	Address:  "to deliver the order and to make the invoice",
	Email:    "to answer the customer about the order, through the marketplace's relay",
	Phone:    "to let the carrier reach the customer",
	TaxID:    "to make an invoice for a business",
	Delivery: "to deliver to a pick-up point and to trace the parcel",
	Note:     "to deliver as the customer asked, and to note why staff did something",
}

// Purpose says what a category is collected for. A category without one fails a test.
func (c Category) Purpose() string {
	if int(c) < len(purposes) {
		return purposes[c]
	}
	return ""
}

// ParseCategory is the inverse of String for the listed categories.
func ParseCategory(name string) (Category, error) {
	for _, c := range Categories() {
		if c.String() == name {
			return c, nil
		}
	}
	return None, fmt.Errorf("personal: no category of that name")
}

// Field is one personal field of a customer.
type Field uint8

// The fields. The zero Field is none.
const (
	_ Field = iota
	Salutation
	FirstName
	LastName
	Company
	Street
	HouseNumber
	HouseNumberAddition
	Postcode
	City
	Region
	StreetOriginal // the street line exactly as the marketplace gave it
	EmailAddress
	PhoneNumber
	VATNumber
	ChamberOfCommerce
	TrackingCode
	TrackingURL
	PickupPoint
	AddressNote
	OrderReference // the customer's own reference, free text
)

// entry says where a field is sealed: in its category's message, under its
// protobuf field number. Neither changes once a value has been stored.
type entry struct {
	name     string
	category Category
	number   int
}

var register = [...]entry{
	Salutation:          {"salutation", Name, 1},
	FirstName:           {"firstName", Name, 2},
	LastName:            {"lastName", Name, 3},
	Company:             {"company", Name, 4},
	Street:              {"street", Address, 1},
	HouseNumber:         {"houseNumber", Address, 2},
	HouseNumberAddition: {"houseNumberAddition", Address, 3},
	Postcode:            {"postcode", Address, 4},
	City:                {"city", Address, 5},
	Region:              {"region", Address, 6},
	StreetOriginal:      {"streetOriginal", Address, 7},
	EmailAddress:        {"email", Email, 1},
	PhoneNumber:         {"phone", Phone, 1},
	VATNumber:           {"taxId", TaxID, 1},
	ChamberOfCommerce:   {"chamberOfCommerce", TaxID, 2},
	TrackingCode:        {"trackingCode", Delivery, 1},
	TrackingURL:         {"trackingUrl", Delivery, 2},
	PickupPoint:         {"pickupPoint", Delivery, 3},
	AddressNote:         {"addressNote", Note, 1},
	OrderReference:      {"orderReference", Note, 2},
}

// MaxNumber is the largest field number of any category.
const MaxNumber = 7

// Fields lists every registered field in order.
func Fields() []Field {
	fields := make([]Field, 0, len(register)-1)
	for f := Salutation; int(f) < len(register); f++ {
		fields = append(fields, f)
	}
	return fields
}

// FieldOf returns the field with the given number in a category, if there is one.
func FieldOf(c Category, number int) (Field, bool) {
	for _, f := range Fields() {
		if f.Category() == c && f.Number() == number {
			return f, true
		}
	}
	return 0, false
}

// Category returns the category the field belongs to; None for an unknown field.
func (f Field) Category() Category { return f.entry().category }

// Number returns the field's protobuf number within its category's message.
func (f Field) Number() int { return f.entry().number }

// String returns the field's name as the API spells it, never its content.
func (f Field) String() string { return f.entry().name }

func (f Field) entry() entry {
	if int(f) < len(register) {
		return register[f]
	}
	return entry{name: "unknown"}
}
