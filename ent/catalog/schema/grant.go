package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
	"orderveil/personal"
)

// Grant lets one member of staff see some categories of one order for a time. It is in the
// catalog because staff belongs to no account.
type Grant struct{ ent.Schema }

// Annotations names the table; its name is part of the sealed reason.
func (Grant) Annotations() []schema.Annotation { return table("grants") }

// Fields of a grant. Its id sorts by time.
func (Grant) Fields() []ent.Field {
	who := classify.Plain("an opaque subject of the token issuer")
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.String("order_number").Immutable().Annotations(classify.Plain("the marketplace's order number")),
		field.String("subject").Immutable().Annotations(who),
		field.String("role").GoType(orderveil.Role("")).Immutable().Annotations(classify.Plain("a role")),
		field.Uint8("categories").GoType(personal.Set(0)).Immutable().Comment("a bit per category"),
		field.String("purpose").GoType(orderveil.GrantPurpose("")).Immutable().Annotations(classify.Plain("a code")),
		field.String("ticket").Immutable().Annotations(classify.Plain("a ticket's number: letters, digits, dash")),
		field.Bytes("reason").GoType(personal.Value{}).Optional().Sensitive().Immutable().Annotations(classify.Sealed(personal.Note)),
		field.Bool("emergency").Default(false).Immutable(),
		field.Int("minutes").Immutable().Comment("for how long once it is live"),
		field.String("state").GoType(orderveil.GrantState("")).Annotations(classify.Plain("a state")),
		field.Time("requested_at").Immutable(),
		field.Time("decided_at").Optional().Nillable(),
		field.String("decided_by").Optional().Annotations(who),
		field.Time("ends_at").Comment("when a request or a live grant is over by itself"),
		field.Time("ended_at").Optional().Nillable(),
		field.String("ended_by").Optional().Annotations(who),
	}
}

// Indexes of a grant.
func (Grant) Indexes() []ent.Index {
	return []ent.Index{index.Fields("account_id"), index.Fields("subject", "requested_at"), index.Fields("order_id", "subject")}
}
