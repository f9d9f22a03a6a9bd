package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil/ent/classify"
)

// OrderChange is the last change of an order, at its place in the sequence of all changes
// of the account. Its id is the order's. It stands apart from the order, whose updates touch
// no index.
type OrderChange struct{ ent.Schema }

// Mixin gives the change its id.
func (OrderChange) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (OrderChange) Annotations() []schema.Annotation { return table("order_changes") }

// Fields of a change.
func (OrderChange) Fields() []ent.Field {
	return []ent.Field{field.Int64("sequence").Comment("one for all orders of a transaction")}
}

// Indexes of a change.
func (OrderChange) Indexes() []ent.Index { return []ent.Index{index.Fields("sequence", "id")} }

// ChangeCounter holds the last place that was given out in the sequence of changes: one
// row, which is locked until the change is committed.
type ChangeCounter struct{ ent.Schema }

// Annotations names the table.
func (ChangeCounter) Annotations() []schema.Annotation { return table("change_counters") }

// Fields of the counter.
func (ChangeCounter) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Annotations(classify.Plain("a fixed name")),
		field.Int64("value"),
	}
}

// QueuePlace is up to where in the sequence of changes a partner's program has
// acknowledged every order.
type QueuePlace struct{ ent.Schema }

// Annotations names the table.
func (QueuePlace) Annotations() []schema.Annotation { return table("queue_places") }

// Fields of a place.
func (QueuePlace) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.Int64("upto"),
	}
}

// Acknowledgement is a change beyond that place that a partner's program has acknowledged.
type Acknowledgement struct{ ent.Schema }

// Mixin gives the acknowledgement its id.
func (Acknowledgement) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Acknowledgement) Annotations() []schema.Annotation { return table("acknowledgements") }

// Fields of an acknowledgement.
func (Acknowledgement) Fields() []ent.Field {
	return []ent.Field{
		field.String("subject").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.Int64("sequence"),
	}
}

// Indexes of an acknowledgement.
func (Acknowledgement) Indexes() []ent.Index {
	return []ent.Index{index.Fields("subject", "order_id").Unique(), index.Fields("subject", "sequence")}
}
