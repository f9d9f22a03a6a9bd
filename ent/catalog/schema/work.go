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

// Worker is a program that does background work, as long as it says so.
type Worker struct{ ent.Schema }

// Annotations names the table.
func (Worker) Annotations() []schema.Annotation { return table("workers") }

// Fields of a worker. Its id is drawn anew at each start.
func (Worker) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.String("machine").Immutable().Annotations(classify.Plain("the machine's name")),
		field.Time("started_at").Immutable(),
		field.Time("seen_at"),
	}
}

// Hour counts what was done in an hour, over all accounts.
type Hour struct{ ent.Schema }

// Annotations names the table.
func (Hour) Annotations() []schema.Annotation { return table("hours") }

// Fields of an hour.
func (Hour) Fields() []ent.Field {
	return []ent.Field{
		field.Time("at").Immutable().Comment("its beginning"),
		field.String("what").GoType(orderveil.Tally("")).Immutable().Annotations(classify.Plain("a code")),
		field.Int("count").Default(0),
	}
}

// Indexes of an hour.
func (Hour) Indexes() []ent.Index { return []ent.Index{index.Fields("at", "what").Unique()} }
