package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/ent/classify"
	"orderveil/personal"
)

// Order is an order as the marketplace gave it, less its parties.
type Order struct{ ent.Schema }

// Mixin gives the order its id.
func (Order) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (Order) Annotations() []schema.Annotation { return table("orders") }

// Fields of an order.
func (Order) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("connection_id", uuid.UUID{}).Immutable(),
		field.String("number").MaxLen(orderveil.MaxNumber).Immutable().Annotations(classify.Plain("the order number stays visible")),
		field.String("hub_number").Immutable().Annotations(classify.Plain("derived from the id")),
		field.String("revision").Annotations(classify.Plain("a hash of what the list shows")),
		field.Time("changed_at").Comment("the marketplace's time of the last change"),
		field.Time("placed_at"),
		field.Time("handled_at").Optional().Nillable(),
		field.Time("delivered_at").Optional().Nillable().Comment("when the last parcel arrived, where the marketplace says so"),
		field.String("status").GoType(orderveil.OrderStatus("")).Annotations(classify.Plain("a state")),
		field.String("fulfilment").GoType(orderveil.Fulfilment("")).Annotations(classify.Plain("a state")),
		field.String("shipping_method").Optional().Annotations(classify.Plain("the marketplace's code of a way to send")),
		amount("total"),
		field.String("currency").MaxLen(3).Annotations(classify.Plain("ISO 4217")),
		field.Other("tax", decimal.NullDecimal{}).SchemaType(exact).Optional().Annotations(classify.Plain("an amount of money")),
		field.String("bill_to_country").MaxLen(2).Optional().Annotations(classify.Plain("the country stays visible")),
		field.String("ship_to_country").MaxLen(2).Optional().Annotations(classify.Plain("the country stays visible")),
		field.Int32("forget_on").GoType(orderveil.Date(0)).Comment("days since 1970-01-01; from this day on nobody can read the parties"),
		field.String("forget_rule").Annotations(classify.Plain("a code")),
		field.Int32("hold_until").GoType(orderveil.Date(0)).Optional().Nillable().Comment("a legal hold keeps the parties until this day"),
		field.UUID("warning_id", uuid.UUID{}).Optional().Nillable().Comment("the receipt of the warning before forget_on"),
		field.Time("forgotten_at").Optional().Nillable().Comment("when the customer data was deleted; the row stays as a tombstone"),
		field.UUID("pseudonym", uuid.UUID{}).Optional().Nillable(),
		field.UUID("receipt_id", uuid.UUID{}).Optional().Nillable().Comment("the receipt of the forgetting"),
		field.Time("imported_at").Immutable(),
		field.Time("updated_at"),
	}
}

// Edges of an order.
func (Order) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("connection", Connection.Type).Ref("orders").Field("connection_id").Unique().Required().Immutable(),
		edge.To("lines", OrderLine.Type),
		edge.To("parties", Party.Type),
		edge.To("shipments", Shipment.Type),
		edge.To("deliveries", Delivery.Type),
		edge.To("reports", Report.Type),
		edge.To("events", Event.Type),
		edge.To("holds", Hold.Type),
		edge.To("tags", OrderTag.Type),
	}
}

// Indexes of an order.
func (Order) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("connection_id", "number").Unique(),
		index.Fields("placed_at", "id"),
		index.Fields("forget_on"),
	}
}

// Party is who pays or who receives: a sealed value per category.
type Party struct{ ent.Schema }

// Mixin gives the party its id.
func (Party) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table; its name is part of every sealed value.
func (Party) Annotations() []schema.Annotation { return table("parties") }

// Fields of a party. The names of sealed columns are part of every sealed value
// and never change.
func (Party) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.String("kind").GoType(orderveil.PartyKind("")).Immutable().Annotations(classify.Plain("a state")),
		field.String("country").MaxLen(2).Annotations(classify.Plain("the country stays visible")),
		sealed("name", personal.Name),
		sealed("address", personal.Address),
		sealed("email", personal.Email),
		sealed("phone", personal.Phone),
		sealed("tax_id", personal.TaxID),
		sealed("pickup", personal.Delivery),
		sealed("note", personal.Note),
		blind("email_index"),
		blind("phone_index"),
		blind("postcode_index"),
		blind("address_index"),
	}
}

// Edges of a party.
func (Party) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("parties").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a party.
func (Party) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("order_id", "kind").Unique(),
		index.Fields("email_index"),
		index.Fields("phone_index"),
		index.Fields("postcode_index"),
		index.Fields("address_index"),
	}
}

// OrderLine is one product of an order.
type OrderLine struct{ ent.Schema }

// Mixin gives the line its id.
func (OrderLine) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table.
func (OrderLine) Annotations() []schema.Annotation { return table("order_lines") }

// Fields of a line.
func (OrderLine) Fields() []ent.Field {
	product := classify.Plain("describes a product")
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.Int("position"),
		field.String("marketplace_id").Immutable().Annotations(classify.Plain("the marketplace's id of the line")),
		field.String("sku").Annotations(product),
		field.String("ean").Annotations(product),
		field.String("title").Annotations(product),
		field.Int("quantity"),
		field.Int("quantity_shipped"),
		field.Int("quantity_cancelled"),
		amount("unit_price"),
		amount("total"),
		field.Bool("cancellation_requested"),
		field.Time("latest_delivery").Optional().Nillable(),
	}
}

// Edges of a line.
func (OrderLine) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("lines").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a line.
func (OrderLine) Indexes() []ent.Index {
	return []ent.Index{index.Fields("order_id", "position")}
}

// Shipment is a parcel that left.
type Shipment struct{ ent.Schema }

// Mixin gives the shipment its id.
func (Shipment) Mixin() []ent.Mixin { return []ent.Mixin{identified{}} }

// Annotations names the table; its name is part of every sealed value.
func (Shipment) Annotations() []schema.Annotation { return table("shipments") }

// Fields of a shipment.
func (Shipment) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("order_id", uuid.UUID{}).Immutable(),
		field.String("marketplace_id").Annotations(classify.Plain("the marketplace's id of the shipment")),
		field.String("carrier").Annotations(classify.Plain("the carrier's name")),
		sealed("tracking", personal.Delivery),
		field.Time("shipped_at"),
		field.Time("reported_at").Optional().Nillable(),
	}
}

// Edges of a shipment.
func (Shipment) Edges() []ent.Edge {
	return []ent.Edge{edge.From("order", Order.Type).Ref("shipments").Field("order_id").Unique().Required().Immutable()}
}

// Indexes of a shipment.
func (Shipment) Indexes() []ent.Index { return []ent.Index{index.Fields("order_id")} }
