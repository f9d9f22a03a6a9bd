// Package schema describes the key store: wrapped keys and nothing else, so that it
// has its own role and its own short backup life.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
)

func table(name string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name}}
}

func wrapped() ent.Field {
	return field.Bytes("wrapped").Sensitive().Annotations(classify.Plain("a key, encrypted with the key above it"))
}

// AccountKey is an account's key, wrapped by the key provider. Its id is the account's.
// The stage says how far a rotation of the key has come, and since when, so that it goes
// on after a crash.
type AccountKey struct{ ent.Schema }

// Annotations names the table.
func (AccountKey) Annotations() []schema.Annotation { return table("account_keys") }

// Fields of an account key.
func (AccountKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		wrapped(),
		field.String("stage").Default("").Annotations(classify.Plain("how far a rotation has come")),
		field.Time("stage_at").Optional().Nillable(),
	}
}

// DayKey is the key of one account for all that must be unreadable from one day on.
type DayKey struct{ ent.Schema }

// Annotations names the table.
func (DayKey) Annotations() []schema.Annotation { return table("day_keys") }

// Fields of a day key.
func (DayKey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.Int32("day").GoType(orderveil.Date(0)).Immutable(),
		wrapped(),
	}
}

// Indexes of a day key.
func (DayKey) Indexes() []ent.Index { return []ent.Index{index.Fields("account_id", "day").Unique()} }

// InstallationKey is a key of the installation itself.
type InstallationKey struct{ ent.Schema }

// Annotations names the table.
func (InstallationKey) Annotations() []schema.Annotation { return table("installation_keys") }

// Fields of an installation key.
func (InstallationKey) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Annotations(classify.Plain("a purpose")),
		wrapped(),
	}
}
