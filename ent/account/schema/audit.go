package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"orderveil"
	"orderveil/ent/classify"
)

// AuditEntry is one entry of the account's audit trail: who was shown which categories of
// which orders in one answer, or who changed what. It is written once and only ever gets
// its place in the tree.
type AuditEntry struct{ ent.Schema }

// Mixin gives the entry its id, which sorts by time.
func (AuditEntry) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (AuditEntry) Annotations() []schema.Annotation { return table("audit_entries") }

// Fields of an entry.
func (AuditEntry) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("sequence").Optional().Nillable().Unique().Comment("its place in the tree, from 0; absent for up to a minute"),
		field.Time("at").Immutable(),
		field.String("kind").GoType(orderveil.AuditKind("")).Immutable().Annotations(classify.Plain("a code")),
		field.String("subject").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.String("role").GoType(orderveil.Role("")).Immutable().Annotations(classify.Plain("a role")),
		field.String("via").Immutable().Annotations(classify.Plain("the kind of request, a code")),
		field.String("right").StorageKey("by_right").Optional().Immutable().Annotations(classify.Plain("role, scopes, or the id of a grant")),
		field.String("request_id").Optional().Immutable().Annotations(classify.Plain("a random id of the request")),
		field.Bytes("orders").Optional().Immutable().Annotations(classify.Plain("17 bytes each: id of an order and a bit per category")),
		field.String("object").Optional().Immutable().Annotations(classify.Plain("a global id")),
		field.String("outcome").Optional().Immutable().Annotations(classify.Plain("OK or the code of an error")),
	}
}

// Indexes of an entry.
func (AuditEntry) Indexes() []ent.Index { return []ent.Index{index.Fields("at")} }

// AuditHash is a node of the tree over the entries, at its place in the layout of
// golang.org/x/mod/sumdb/tlog.
type AuditHash struct{ ent.Schema }

// Annotations names the table.
func (AuditHash) Annotations() []schema.Annotation { return table("audit_hashes") }

// Fields of a node.
func (AuditHash) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.Bytes("hash").Immutable().Annotations(classify.Plain("SHA-256 over entries that hold no personal data")),
	}
}

// AuditHead is the signed head of the tree at a size, which is its id.
type AuditHead struct{ ent.Schema }

// Annotations names the table.
func (AuditHead) Annotations() []schema.Annotation { return table("audit_heads") }

// Fields of a head.
func (AuditHead) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").Immutable(),
		field.Time("at").Immutable(),
		field.Bytes("root").Immutable().Annotations(classify.Plain("SHA-256 over entries that hold no personal data")),
		field.Bytes("signature").Immutable().Annotations(classify.Plain("a signature of the installation")),
	}
}
