package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
)

// SavedView is a way to look at the list of orders that somebody keeps under a name.
type SavedView struct{ ent.Schema }

// Annotations names the table.
func (SavedView) Annotations() []schema.Annotation { return table("saved_views") }

// Fields of a view. There is none for what a list is searched by of a customer.
func (SavedView) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.String("owner").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.String("name").Annotations(classify.Plain("what a user calls a filter; an address or a customer's number is refused")),
		field.JSON("status", []orderveil.OrderStatus{}).Optional().Annotations(classify.Plain("states")),
		field.JSON("forward_state", []orderveil.ForwardState{}).Optional().Annotations(classify.Plain("states")),
		field.UUID("connection_id", uuid.UUID{}).Optional().Nillable(),
		field.Int32("placed_from").GoType(orderveil.Date(0)).Optional().Nillable(),
		field.Int32("placed_until").GoType(orderveil.Date(0)).Optional().Nillable(),
		field.Bool("oldest_first").Default(false),
	}
}

// Indexes of a view: names are the owner's own.
func (SavedView) Indexes() []ent.Index {
	return []ent.Index{index.Fields("account_id", "owner", "name").Unique()}
}
