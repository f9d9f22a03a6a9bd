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

// BulkExport is a file of an account's orders that somebody asked for. It is deleted with
// its file.
type BulkExport struct{ ent.Schema }

// Annotations names the table.
func (BulkExport) Annotations() []schema.Annotation { return table("bulk_exports") }

// Fields of an export. Its id sorts by time, and names the file.
func (BulkExport) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.String("subject").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.String("role").GoType(orderveil.Role("")).Immutable().Annotations(classify.Plain("a role")),
		field.JSON("scopes", []string{}).Optional().Immutable().Annotations(classify.Plain("names of scopes")),
		field.String("format").GoType(orderveil.ExportFormat("")).Immutable().Annotations(classify.Plain("a code")),
		field.Bytes("filter").Immutable().Annotations(classify.Plain("states, times and ids of connections")),
		field.Uint8("categories").GoType(personal.Set(0)).Immutable().Comment("a bit per category"),
		field.String("recipient").Default("").Immutable().Annotations(classify.Plain("a public key")),
		field.String("state").GoType(orderveil.ExportState("")).Annotations(classify.Plain("a state")),
		field.Int("done").Default(0),
		field.Int("total").Default(0),
		field.Int("attempts").Default(0).Comment("a worker's claim holds while this stays the same"),
		field.Time("due_at").Optional().Nillable().Comment("when a worker takes it up, or takes it over; absent when it has ended"),
		field.Bytes("digest").Optional().Annotations(classify.Plain("SHA-256 of the file")),
		field.Time("created_at").Immutable(),
		field.Time("expires_at").Comment("when it is deleted with its file"),
	}
}

// Indexes of an export.
func (BulkExport) Indexes() []ent.Index {
	return []ent.Index{index.Fields("account_id"), index.Fields("due_at"), index.Fields("expires_at")}
}
