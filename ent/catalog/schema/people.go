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

// User is somebody who signs in: a merchant's, of one account, or the operator's staff, of
// none. Of the name to sign in with there is a keyed hash alone.
type User struct{ ent.Schema }

// Annotations names the table.
func (User) Annotations() []schema.Annotation { return table("users") }

// Fields of a user.
func (User) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Optional().Nillable().Immutable(),
		field.String("role").GoType(orderveil.Role("")).Annotations(classify.Plain("a role")),
		field.String("label").Annotations(classify.Plain("what colleagues call a desk or a person; no customer")),
		field.String("state").GoType(orderveil.UserState("")).Annotations(classify.Plain("a state")),
		field.Bytes("login").Unique().Annotations(classify.Plain("keyed hash of the name to sign in with")),
		field.String("password").Optional().Sensitive().Annotations(classify.Plain("argon2id hash")),
		field.Bytes("totp").Optional().Sensitive().Annotations(classify.Plain("sealed with an installation key")),
		field.Int64("totp_step").Default(0).Comment("the last step whose code was used: none works twice"),
		field.JSON("recovery", [][]byte{}).Optional().Sensitive().Annotations(classify.Plain("SHA-256 of random codes")),
		field.Bytes("invitation").Optional().Sensitive().Annotations(classify.Plain("SHA-256 of a random link")),
		field.Time("invited_until").Optional().Nillable(),
		field.Int("failures").Default(0).Comment("in a row"),
		field.Time("locked_until").Optional().Nillable(),
		field.Time("created_at").Immutable(),
		field.String("created_by").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.Time("last_used_at").Optional().Nillable(),
		field.Time("reviewed_at").Comment("when somebody last said that the access is needed"),
	}
}

// Indexes of a user.
func (User) Indexes() []ent.Index { return []ent.Index{index.Fields("account_id")} }

// Session is a user's browser that is signed in.
type Session struct{ ent.Schema }

// Annotations names the table.
func (Session) Annotations() []schema.Annotation { return table("sessions") }

// Fields of a session.
func (Session) Fields() []ent.Field {
	token := classify.Plain("SHA-256 of 256 random bits")
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("user_id", uuid.UUID{}).Immutable(),
		field.Bytes("refresh").Unique().Sensitive().Annotations(token),
		field.Bytes("previous").Optional().Sensitive().Annotations(token),
		field.Bool("strong").Immutable().Comment("signed in with a second factor"),
		field.Time("proved_at").Optional().Nillable().Comment("when the second factor was last shown"),
		field.Time("created_at").Immutable(),
		field.Time("used_at"),
		field.Time("expires_at").Immutable(),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// Indexes of a session.
func (Session) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id"), index.Fields("previous"), index.Fields("expires_at")}
}

// Passkey is a user's key in a phone, a computer or a security key.
type Passkey struct{ ent.Schema }

// Annotations names the table.
func (Passkey) Annotations() []schema.Annotation { return table("passkeys") }

// Fields of a passkey.
func (Passkey) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("user_id", uuid.UUID{}).Immutable(),
		field.Bytes("credential").Annotations(classify.Plain("a public key with its counter, as the library keeps it")),
		field.Time("created_at").Immutable(),
		field.Time("last_used_at").Optional().Nillable(),
	}
}

// Indexes of a passkey.
func (Passkey) Indexes() []ent.Index { return []ent.Index{index.Fields("user_id")} }
