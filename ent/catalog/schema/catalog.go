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

	"orderveil"
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
		field.String("server").Default(orderveil.DefaultServer).Annotations(classify.Plain("the name of a database server")).Comment("which holds its database"),
		field.String("move_from").Optional().Annotations(classify.Plain("the name of a database server")).Comment("while it moves to another server, and until its old database is dropped"),
		field.String("move_to").Optional().Annotations(classify.Plain("the name of a database server")).Comment("set with move_from; the account is closed until it is its server"),
		field.Int("moves").Default(0).Comment("how many of it were begun: what was open before one is cut off"),
		field.Int64("schema_version").Default(0),
		field.Time("outbox_due_at").Optional().Nillable().Comment("when the sweeper looks at the account's outbox; set before the outbox row is written"),
		field.Time("forget_due_at").Optional().Nillable().Comment("when the account is next looked over for what must be forgotten; absent means now"),
		field.Int32("swept_to").GoType(orderveil.Date(0)).Optional().Nillable().Comment("every order whose day was before this one has been swept"),
		field.String("retention_terms").Default("").Annotations(classify.Plain("numbers of days, and connectors' codes")).Comment("of the configuration, as they were when the days of all stored orders were last looked over by them"),
		field.Time("suspended_at").Optional().Nillable().Comment("nobody of it comes in and no order moves since; absent when it works"),
		field.Bool("sandbox").Default(false).Immutable().Comment("its orders are invented, and it is connected with nobody but receivers of webhooks"),
		field.JSON("networks", []string{}).Optional().Annotations(classify.Plain("networks from which the account's people may come")),
		field.Time("created_at").Immutable(),
	}
}

// Indexes of an account.
func (Account) Indexes() []ent.Index {
	return []ent.Index{index.Fields("outbox_due_at"), index.Fields("forget_due_at")}
}

// Closure is the cancellation of an account: its way from the request to the
// certificate, which is all that stays of the account.
type Closure struct{ ent.Schema }

// Annotations names the table.
func (Closure) Annotations() []schema.Annotation { return table("closures") }

// Fields of a closure. Its id is the account's.
func (Closure) Fields() []ent.Field {
	who := classify.Plain("an opaque subject of the token issuer")
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.Int("number").Immutable().Comment("the account's number"),
		field.String("mode").GoType(orderveil.ClosureMode("")).Annotations(classify.Plain("a code")),
		field.String("state").GoType(orderveil.ClosureState("")).Annotations(classify.Plain("a state")),
		field.Time("requested_at"),
		field.String("requested_by").Annotations(who),
		field.Time("due_at").Comment("when the cooling-off period ends"),
		field.Time("claimed_until").Optional().Nillable().Comment("the end of a worker's claim"),
		field.String("export_recipient").Default("").Annotations(classify.Plain("a public key")),
		field.String("export_file").Default("").Annotations(classify.Plain("a random name")),
		field.Bytes("export_digest").Optional().Annotations(classify.Plain("SHA-256 of an encrypted file")),
		field.Bytes("link").Optional().Sensitive().Annotations(classify.Plain("SHA-256 of a link for one download")),
		field.Time("link_until").Optional().Nillable(),
		field.Bytes("keys_digest").Optional().Annotations(classify.Plain("SHA-256 of encrypted keys that are no more")),
		field.Time("told_at").Optional().Nillable().Comment("when telling the back offices began"),
		field.JSON("facts", map[string]int{}).Optional().Annotations(classify.Plain("counts: orders, keys, systems told")),
		field.Bytes("certificate").Optional().Annotations(classify.Plain("the signed certificate; ids, counts and times")),
		field.Time("closed_at").Optional().Nillable(),
	}
}

// Indexes of a closure.
func (Closure) Indexes() []ent.Index { return []ent.Index{index.Fields("state", "due_at")} }

// Canary is an order that belongs to nobody: who reads it has no business there.
type Canary struct{ ent.Schema }

// Annotations names the table.
func (Canary) Annotations() []schema.Annotation { return table("canaries") }

// Fields of a canary. Its id is the order's.
func (Canary) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.Time("planted_at").Immutable(),
	}
}

// Indexes of a canary.
func (Canary) Indexes() []ent.Index { return []ent.Index{index.Fields("account_id")} }

// Alarm is raised when a canary was read. It is delivered until it is acknowledged.
type Alarm struct{ ent.Schema }

// Annotations names the table.
func (Alarm) Annotations() []schema.Annotation { return table("alarms") }

// Fields of an alarm. Its id sorts by time.
func (Alarm) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Immutable(),
		field.String("kind").Immutable().Annotations(classify.Plain("a code")),
		field.UUID("account_id", uuid.UUID{}).Immutable(),
		field.UUID("order_id", uuid.UUID{}).Optional().Nillable().Immutable(),
		field.UUID("connection_id", uuid.UUID{}).Optional().Nillable().Immutable(),
		field.String("subject").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.String("role").Immutable().Annotations(classify.Plain("a role")),
		field.String("request_id").Default("").Immutable().Annotations(classify.Plain("a random id of the request")),
		field.Time("at").Immutable(),
		field.Int("attempts").Default(0),
		field.Time("next_attempt_at").Optional().Nillable(),
		field.Time("sent_at").Optional().Nillable(),
	}
}

// Indexes of an alarm.
func (Alarm) Indexes() []ent.Index { return []ent.Index{index.Fields("next_attempt_at")} }

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
		field.Bool("slow").Default(false).Comment("its runs take long or fail: they go on a lane of their own"),
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
