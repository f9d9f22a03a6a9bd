// Package schema describes the catalog: which accounts there are, where each has
// its database, when each connection is due, and where an order number leads.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil/ent/classify"
)

func table(name string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name}}
}

// Account is a merchant, with the place of its database.
type Account struct{ ent.Schema }

// Annotations names the table.
func (Account) Annotations() []schema.Annotation { return table("accounts") }

// Fields of an account.
func (Account) Fields() []ent.Field {
	opaque := classify.Plain("a random name")
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.Int("number").Unique().Immutable(),
		field.String("state").Annotations(classify.Plain("a state")),
		field.String("database").Unique().Immutable().Annotations(opaque),
		field.Bytes("password").Optional().Sensitive().Annotations(classify.Plain("sealed with an installation key")),
		field.Int64("schema_version").Default(0),
		field.Time("outbox_due_at").Optional().Nillable().Comment("when the sweeper looks at the account's outbox; set before the outbox row is written"),
		field.Time("created_at").Immutable(),
	}
}

// Indexes of an account.
func (Account) Indexes() []ent.Index { return []ent.Index{index.Fields("outbox_due_at")} }

// Schedule is when a connection is next asked for orders.
type Schedule struct{ ent.Schema }

// Annotations names the table.
func (Schedule) Annotations() []schema.Annotation { return table("schedules") }

// Fields of a schedule. Its id is the connection's.
func (Schedule) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.Int("every_seconds"),
		field.Time("next_run_at"),
	}
}

// Indexes of a schedule.
func (Schedule) Indexes() []ent.Index { return []ent.Index{index.Fields("next_run_at")} }

// Locator leads from an order number to its order, without saying the number.
type Locator struct{ ent.Schema }

// Annotations names the table.
func (Locator) Annotations() []schema.Annotation { return table("locators") }

// Fields of a locator.
func (Locator) Fields() []ent.Field {
	return []ent.Field{
		field.Bytes("hash").Immutable().Sensitive().Annotations(classify.Plain("keyed hash of an order number")),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.UUID("order_id", uuid.UUID{}).Immutable(),
	}
}

// Indexes of a locator.
func (Locator) Indexes() []ent.Index {
	return []ent.Index{index.Fields("hash", "order_id").Unique(), index.Fields("account_id")}
}
