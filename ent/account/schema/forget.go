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

// RetentionSettings is the merchant's choice of how long customer data is kept: one
// row, whose id is the account's. Without it the installation's default holds.
type RetentionSettings struct{ ent.Schema }

// Mixin gives the row its id.
func (RetentionSettings) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (RetentionSettings) Annotations() []schema.Annotation { return table("retention_settings") }

// Fields of the settings, in days.
func (RetentionSettings) Fields() []ent.Field {
	return []ent.Field{
		field.Int("after_handling"),
		field.Int("fiscal_limit").Comment("the longest hold for the tax office"),
		field.Int("legal_limit").Comment("the longest hold for a claim or an authority"),
		field.Time("changed_at"),
		field.String("changed_by").Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.Bool("applied").Default(false).Comment("every stored order is sealed to the day that these settings give"),
		field.UUID("applied_to", uuid.UUID{}).Optional().Nillable().Comment("how far the orders have been gone through"),
	}
}

// Hold keeps an order's customer data longer than the rules would.
type Hold struct{ ent.Schema }

// Mixin gives the hold its id.
func (Hold) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table; its name is part of the sealed note.
func (Hold) Annotations() []schema.Annotation { return table("holds") }

// Fields of a hold.
func (Hold) Fields() []ent.Field {
	who := classify.Plain("an opaque subject of the token issuer")
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.String("basis").GoType(orderveil.HoldBasis("")).Immutable().Annotations(classify.Plain("a code")),
		field.Int32("until").GoType(orderveil.Date(0)).Immutable(),
		sealed("note", personal.Note),
		field.Time("placed_at").Immutable(),
		field.String("placed_by").Immutable().Annotations(who),
		field.Time("released_at").Optional().Nillable(),
		field.String("released_by").Default("").Annotations(who),
	}
}

// Edges of a hold.
func (Hold) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("holds").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a hold.
func (Hold) Indexes() []ent.Index { return []ent.Index{index.Fields("order_id")} }

// Receipt says that something was done to the customer data of some orders: a
// warning was due, they were pseudonymised, or erased. It is signed and stays.
type Receipt struct{ ent.Schema }

// Mixin gives the receipt its id, which sorts by time.
func (Receipt) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Receipt) Annotations() []schema.Annotation { return table("receipts") }

// Fields of a receipt.
func (Receipt) Fields() []ent.Field {
	return []ent.Field{
		field.String("kind").GoType(orderveil.ReceiptKind("")).Immutable().Annotations(classify.Plain("a code")),
		field.Time("at").Immutable(),
		field.String("actor").Default("").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer")),
		field.Int("count").Immutable(),
		field.Bytes("orders").Immutable().Annotations(classify.Plain("ids of orders, 16 bytes each")),
		field.Bytes("signature").Immutable().Annotations(classify.Plain("signature over the lines above")),
		field.Bool("told").Default(false).Comment("the notices to the receivers of these orders are written"),
	}
}

// Indexes of a receipt.
func (Receipt) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("kind", "id"),
		index.Fields("id").StorageKey("receipts_untold").Annotations(entsql.IndexWhere("NOT told")),
	}
}

// Notice tells one back office what became of orders that it received. What it
// acknowledged is kept as proof.
type Notice struct{ ent.Schema }

// Mixin gives the notice its id, under which it is sent, and its problem.
func (Notice) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table.
func (Notice) Annotations() []schema.Annotation { return table("notices") }

// Fields of a notice.
func (Notice) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.UUID("receipt_id", uuid.UUID{}).Optional().Nillable().Immutable().Comment("absent for account.closed"),
		field.String("kind").GoType(orderveil.NoticeKind("")).Immutable().Annotations(classify.Plain("a code")),
		field.Bytes("orders").Optional().Immutable().Annotations(classify.Plain("ids of orders, 16 bytes each")),
		field.String("state").GoType(orderveil.NoticeState("")).Annotations(classify.Plain("a state")),
		field.Int("attempts").Default(0),
		field.Time("created_at").Immutable(),
		field.Time("next_attempt_at").Optional().Nillable(),
		field.Time("last_attempt_at").Optional().Nillable(),
		field.Int("answer").Optional().Nillable().Comment("the HTTP status of the last answer"),
		field.Time("acknowledged_at").Optional().Nillable(),
	}
}

// Indexes of a notice.
func (Notice) Indexes() []ent.Index {
	return []ent.Index{index.Fields("next_attempt_at"), index.Fields("receipt_id")}
}
