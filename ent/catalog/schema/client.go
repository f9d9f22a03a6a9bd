package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil/ent/classify"
)

// APIClient lets a partner's program into one account, for the purposes of its scopes. Its
// id is the client id of OAuth 2.
type APIClient struct{ ent.Schema }

// Annotations names the table.
func (APIClient) Annotations() []schema.Annotation { return table("api_clients") }

// Fields of a client.
func (APIClient) Fields() []ent.Field {
	secret := classify.Plain("SHA-256 of 256 random bits")
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.String("label").Annotations(classify.Plain("the merchant's name for a program")),
		field.Bytes("secret").Sensitive().Annotations(secret),
		field.Bytes("previous_secret").Optional().Sensitive().Annotations(secret),
		field.Time("previous_until").Optional().Nillable().Comment("until when the secret before is good as well"),
		field.JSON("scopes", []string{}).Annotations(classify.Plain("names of scopes")),
		field.JSON("networks", []string{}).Optional().Annotations(classify.Plain("networks from which the program may come")),
		field.Time("created_at").Immutable(),
		field.String("created_by").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.Time("expires_at"),
		field.Time("revoked_at").Optional().Nillable(),
		field.Time("last_used_at").Optional().Nillable(),
	}
}

// Indexes of a client.
func (APIClient) Indexes() []ent.Index { return []ent.Index{index.Fields("account_id")} }

// Idempotency is a mutation that a client sent under a key of its own: sent again, it is
// answered as the first time, and not done again.
type Idempotency struct{ ent.Schema }

// Annotations names the table.
func (Idempotency) Annotations() []schema.Annotation { return table("idempotency_keys") }

// Fields of a key.
func (Idempotency) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").Immutable().Annotations(classify.Plain("keyed hash of the subject and its key")),
		field.Bytes("request").Immutable().Annotations(classify.Plain("keyed hash of the request")),
		field.Bytes("answer").Optional().Annotations(classify.Plain("the answer; a request for personal fields is refused before")),
		field.Time("created_at").Immutable(),
		field.Time("lease_until").Comment("by when the first one should have been answered"),
	}
}

// Indexes of a key.
func (Idempotency) Indexes() []ent.Index { return []ent.Index{index.Fields("created_at")} }
