package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
)

// Rule says what becomes of orders that fit it when they enter the outbox.
type Rule struct{ ent.Schema }

// Mixin gives the rule its id.
func (Rule) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Rule) Annotations() []schema.Annotation { return table("rules") }

// Fields of a rule.
func (Rule) Fields() []ent.Field {
	subject := classify.Plain("an opaque subject of the token issuer")
	return []ent.Field{
		field.String("name").Annotations(classify.Plain("the merchant's word for the rule")),
		field.Int("position"),
		field.String("state").GoType(orderveil.RuleState("")).Annotations(classify.Plain("a state")),
		field.JSON("conditions", orderveil.Conditions{}).Annotations(classify.Plain("connections, countries, amounts, products and codes; a rule can ask for nothing else")),
		field.String("action").GoType(orderveil.RuleActionKind("")).Annotations(classify.Plain("a code")),
		field.String("tag").Default("").Annotations(classify.Plain("the merchant's word for a kind of order")),
		field.JSON("routes", []uuid.UUID{}).Optional().Annotations(classify.Plain("connections")),
		field.Int("version").Default(1).Comment("grows with every change of what the rule asks or does"),
		field.Int("tried").Default(0).Comment("the version that was last tried on past orders"),
		field.Time("tried_at").Optional().Nillable(),
		field.Time("created_at").Immutable(),
		field.String("created_by").Immutable().Annotations(subject),
		field.Time("changed_at"),
		field.String("changed_by").Annotations(subject),
	}
}

// OrderTag is a word by which orders are found; rules give it.
type OrderTag struct{ ent.Schema }

// Mixin gives the tag its id, which is derived from the order and the word.
func (OrderTag) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (OrderTag) Annotations() []schema.Annotation { return table("order_tags") }

// Fields of a tag.
func (OrderTag) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.String("tag").Immutable().Annotations(classify.Plain("the merchant's word for a kind of order")),
	}
}

// Edges of a tag.
func (OrderTag) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("tags").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a tag.
func (OrderTag) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id"), index.Fields("tag", "order_id")}
}
