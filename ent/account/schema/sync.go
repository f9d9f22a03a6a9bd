package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
	"orderveil/personal"
)

// Connection is the account's link to a marketplace or a back office.
type Connection struct{ ent.Schema }

// Mixin gives the connection its id and its last problem.
func (Connection) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table; its name is part of the sealed credentials.
func (Connection) Annotations() []schema.Annotation { return table("connections") }

// Fields of a connection.
func (Connection) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").GoType(orderveil.ConnectionKind("")).Immutable().Annotations(classify.Plain("a state")),
		field.String("code").Immutable().Annotations(classify.Plain("a connector")),
		field.String("label").Annotations(classify.Plain("the merchant's word for the connection")),
		field.String("state").GoType(orderveil.ConnectionState("")).Annotations(classify.Plain("a state")),
		field.JSON("settings", map[string]string{}).Annotations(classify.Plain("addresses of systems; credentials are apart")),
		field.Bytes("credentials").Optional().Sensitive().Annotations(classify.Plain("sealed with the account key")),
		field.Time("credentials_at").Optional().Nillable().Comment("when its credentials were last set"),
		field.Bytes("consent").Optional().Sensitive().Annotations(classify.Plain("keyed hash of 128 random bits and of who began the authorisation")),
		field.Time("consent_until").Optional().Nillable().Comment("until when that authorisation can be finished"),
		field.Int("every_seconds"),
		field.Int("turns").Default(0).Comment("grows with every run, which takes the row and keeps others out"),
		field.Time("watermark").Optional().Nillable().Comment("the start of the last run that ended well"),
		field.Time("day_checked_at").Optional().Nillable().Comment("when the orders of two days were last compared with the marketplace's"),
		field.Time("month_checked_at").Optional().Nillable().Comment("when those of thirty days were"),
		field.Int("failures").Default(0).Comment("attempts in a row that did not reach the other side"),
		field.Time("rests_until").Optional().Nillable().Comment("the other side is left alone until then"),
		field.Time("limited_until").Optional().Nillable().Comment("the other side asked to be left alone until then"),
		field.Time("watched_at").Optional().Nillable().Comment("when warnings were last looked for"),
		field.JSON("warnings", []orderveil.Problem{}).Optional().Annotations(classify.Plain("codes and our own words")),
		field.Time("created_at").Immutable(),
		field.Uint8("withhold").GoType(personal.Set(0)).Optional().Comment("what a back office is not given, a bit per category"),
	}
}

// Edges of a connection.
func (Connection) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("orders", Order.Type),
		edge.To("deliveries", Delivery.Type),
		edge.To("runs", SyncRun.Type),
	}
}

// Delivery is the forwarding of an order to a back office: the outbox.
type Delivery struct{ ent.Schema }

// Mixin gives the delivery its id, which is also its reference, and its problem.
func (Delivery) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table.
func (Delivery) Annotations() []schema.Annotation { return table("deliveries") }

// Fields of a delivery.
func (Delivery) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("state").GoType(orderveil.ForwardState("")).Annotations(classify.Plain("a state")),
		field.String("number").Default("").Annotations(classify.Plain("the back office's order number stays visible")),
		field.Int("attempts").Default(0),
		field.Bool("ask_first").Default(false).Comment("an earlier attempt may have had its effect"),
		field.Bool("by_hand").Default(false).Comment("somebody had it forwarded: a customer's wish to cancel no longer holds it"),
		field.Time("last_attempt_at").Optional().Nillable(),
		field.Int("answer").Optional().Nillable().Comment("the HTTP status of the last answer"),
		field.Time("next_attempt_at").Optional().Nillable().Comment("due; while SENDING the end of the worker's claim"),
		field.Bytes("fingerprints").Optional().Annotations(classify.Plain("keyed hashes of what was sent; their key dies with the day")),
	}
}

// Edges of a delivery.
func (Delivery) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("order", Order.Type).Ref("deliveries").Field("order_id").Unique().Required().Immutable(),
		edge.From("connection", Connection.Type).Ref("deliveries").Field("connection_id").Unique().Required().Immutable(),
	}
}

// Indexes of a delivery.
func (Delivery) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id"),
		index.Fields("next_attempt_at"), // what the sweeper looks for
		// What is claimed: a flood for one back office is not read to find another's.
		index.Fields("connection_id", "next_attempt_at").Annotations(entsql.IndexWhere("next_attempt_at IS NOT NULL")),
		// What people look for among all that went well, which no index has to know.
		index.Fields("state", "order_id").Annotations(entsql.IndexWhere("state = 'HELD' OR state = 'UNKNOWN' OR state = 'FAILED'")),
	}
}

// SyncRun is one turn of asking a marketplace for orders.
type SyncRun struct{ ent.Schema }

// Mixin gives the run its id and its problem.
func (SyncRun) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table.
func (SyncRun) Annotations() []schema.Annotation { return table("sync_runs") }

// Fields of a run.
func (SyncRun) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("state").GoType(orderveil.SyncState("")).Annotations(classify.Plain("a state")),
		field.Time("queued_at").Immutable(),
		field.Time("started_at").Optional().Nillable(),
		field.Time("finished_at").Optional().Nillable(),
		field.Time("claimed_until").Optional().Nillable().Comment("while RUNNING: the end of the worker's claim, which it renews"),
		field.Int("listed").Default(0),
		field.Int("imported").Default(0),
		field.Int("refused").Default(0),
		field.String("gap_check").Default("").GoType(orderveil.GapCheck("")).Annotations(classify.Plain("a code")),
		field.Int("missed").Default(0).Comment("orders that a gap check found and no earlier run had brought"),
	}
}

// Edges of a run.
func (SyncRun) Edges() []ent.Edge {
	return []ent.Edge{edge.From("connection", Connection.Type).Ref("runs").Field("connection_id").Unique().Required().Immutable()}
}

// Indexes of a run.
func (SyncRun) Indexes() []ent.Index { return []ent.Index{index.Fields("connection_id", "queued_at")} }

// Event is an entry of an order's timeline.
type Event struct{ ent.Schema }

// Mixin gives the event its id, which sorts by time.
func (Event) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Event) Annotations() []schema.Annotation { return table("events") }

// Fields of an event.
func (Event) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.Time("at").Immutable(),
		field.String("kind").Immutable().Annotations(classify.Plain("a code")),
		field.String("detail").Default("").Immutable().Annotations(classify.Plain("a code, a state, our own words, or the merchant's name of a rule")),
		sealed("note", personal.Note),
		field.String("actor").Default("").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
	}
}

// Edges of an event.
func (Event) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("events").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of an event.
func (Event) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id", "id"),
		index.Fields("order_id").StorageKey("events_with_note").Annotations(entsql.IndexWhere("note IS NOT NULL")),
	}
}

// Refusal is an order that a marketplace named and that could not be kept: it is
// read again on later runs, whatever their window, until it can.
type Refusal struct{ ent.Schema }

// Mixin gives the refusal the id of its order, and the problem.
func (Refusal) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table.
func (Refusal) Annotations() []schema.Annotation { return table("refusals") }

// Fields of a refusal.
func (Refusal) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("number").MaxLen(orderveil.MaxNumber).Immutable().Annotations(classify.Plain("the order number stays visible")),
		field.Int("attempts").Default(1),
		field.Time("next_attempt_at"),
	}
}

// Indexes of a refusal.
func (Refusal) Indexes() []ent.Index {
	return []ent.Index{index.Fields("connection_id", "next_attempt_at")}
}

// Hint is an order that a marketplace said has changed, and that the next run reads.
type Hint struct{ ent.Schema }

// Mixin gives the hint the id of its order.
func (Hint) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Hint) Annotations() []schema.Annotation { return table("hints") }

// Fields of a hint.
func (Hint) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("number").MaxLen(orderveil.MaxNumber).Immutable().Annotations(classify.Plain("the order number stays visible")),
		field.Time("at"),
	}
}

// Indexes of a hint.
func (Hint) Indexes() []ent.Index { return []ent.Index{index.Fields("connection_id", "at")} }

// OrderReturn is a line of an order that a customer sends back. ("Return" is a word of Go's.)
type OrderReturn struct{ ent.Schema }

// Mixin gives the return its id, which is derived from the marketplace's.
func (OrderReturn) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (OrderReturn) Annotations() []schema.Annotation { return table("returns") }

// Fields of a return.
func (OrderReturn) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable().Comment("derived, so that a return may come before its order"),
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("marketplace_id").Immutable().Annotations(classify.Plain("the marketplace's id of the return")),
		field.String("line").Default("").Annotations(classify.Plain("the marketplace's id of the line")),
		field.String("sku").Default("").Annotations(classify.Plain("the merchant's number of the product")),
		field.String("ean").Default("").Annotations(classify.Plain("the product's number")),
		field.Int("quantity"),
		field.String("reason").Default("").Annotations(classify.Plain("the marketplace's code, never free text")),
		field.Time("registered_at"),
		field.Time("handled_at").Optional().Nillable(),
		field.String("result").Default("").Annotations(classify.Plain("the marketplace's code")),
	}
}

// Indexes of a return.
func (OrderReturn) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id"), index.Fields("registered_at", "id")}
}
