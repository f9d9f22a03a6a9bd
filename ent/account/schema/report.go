package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/classify"
)

// Report tells a marketplace what became of an order: the outbox to marketplaces.
type Report struct{ ent.Schema }

// Mixin gives the report its id, which is derived from whose it is, and its problem.
func (Report) Mixin() []ent.Mixin { return []ent.Mixin{identified{}, problem{}} }

// Annotations names the table.
func (Report) Annotations() []schema.Annotation { return table("reports") }

// Fields of a report.
func (Report) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("kind").GoType(orderveil.ReportKind("")).Immutable().Annotations(classify.Plain("a code")),
		field.String("entry_key").Immutable().Annotations(classify.Plain("who entered it, and what they call the parcel")),
		field.JSON("lines", []orderveil.ReportLine{}).Annotations(classify.Plain("the marketplace's ids of lines, and quantities")),
		field.UUID("shipment_id", uuid.UUID{}).Optional().Nillable().Immutable().Comment("the parcel, with its tracking"),
		field.String("reason").Default("").GoType(orderveil.CancelReason("")).Immutable().Annotations(classify.Plain("a code")),
		field.String("state").GoType(orderveil.ReportState("")).Annotations(classify.Plain("a state")),
		field.Int("attempts").Default(0),
		field.Bool("ask_first").Default(false).Comment("an earlier attempt may have had its effect"),
		field.String("process").Default("").Annotations(classify.Plain("the marketplace's id of what it took on")),
		field.Time("created_at").Immutable(),
		field.String("created_by").Default("").Immutable().Annotations(classify.Plain("an opaque subject of the token issuer, or a connection")),
		field.Time("last_attempt_at").Optional().Nillable(),
		field.Time("next_attempt_at").Optional().Nillable(),
		field.Time("done_at").Optional().Nillable(),
	}
}

// Edges of a report.
func (Report) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("reports").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a report.
func (Report) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id", "created_at"), index.Fields("next_attempt_at")}
}
