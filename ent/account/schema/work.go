package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil/ent/classify"
)

// WorkCursor is how far a partner's program has acknowledged all that happened to orders.
type WorkCursor struct{ ent.Schema }

// Annotations names the table.
func (WorkCursor) Annotations() []schema.Annotation { return table("work_cursors") }

// Fields of a cursor. Its id is the program's subject.
func (WorkCursor) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.UUID("event_id", uuid.UUID{}),
	}
}

// WorkAck is an order that a program has acknowledged beyond its cursor.
type WorkAck struct{ ent.Schema }

// Mixin gives the acknowledgement its id.
func (WorkAck) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (WorkAck) Annotations() []schema.Annotation { return table("work_acks") }

// Fields of an acknowledgement.
func (WorkAck) Fields() []ent.Field {
	return []ent.Field{
		field.String("subject").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.UUID("event_id", uuid.UUID{}).Comment("the last event that it saw"),
	}
}

// Indexes of an acknowledgement.
func (WorkAck) Indexes() []ent.Index {
	return []ent.Index{index.Fields("subject", "order_id").Unique()}
}
