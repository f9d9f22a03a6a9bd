// Package schema describes an account's own database: its connections, orders and
// everything that hangs on an order.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil/ent/classify"
	"orderveil/personal"
)

// identified gives a table its id, which the store makes before the insert.
type identified struct{ mixin.Schema }

func (identified) Fields() []ent.Field {
	return []ent.Field{field.UUID("id", uuid.UUID{}).Immutable()}
}

// problem gives a table the columns of an orderveil.Problem.
type problem struct{ mixin.Schema }

func (problem) Fields() []ent.Field {
	ours := classify.Plain("our own words, and the merchant's name of a rule; never the remote system's")
	return []ent.Field{
		field.String("problem_code").Default("").Annotations(ours),
		field.String("problem_cause").Default("").Annotations(ours),
		field.String("problem_owner").Default("").Annotations(ours),
		field.String("problem_next_step").Default("").Annotations(ours),
		field.Time("problem_at").Optional().Nillable(),
	}
}

func table(name string) []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: name}}
}

// sealed is a column that holds one category of one row, sealed to a day.
func sealed(name string, c personal.Category) ent.Field {
	return field.Bytes(name).GoType(personal.Value{}).Optional().Sensitive().Annotations(classify.Sealed(c))
}

// blind is a column of keyed hashes that can be searched for an exact value.
func blind(name string) ent.Field {
	return field.Bytes(name).Optional().Sensitive().
		Annotations(classify.Plain("keyed hash; its key dies with the day"))
}

// amount is an exact decimal: numeric in PostgreSQL, text in SQLite, whose numbers
// are floating.
func amount(name string) ent.Field {
	return field.Other(name, decimal.Decimal{}).SchemaType(exact).Annotations(classify.Plain("an amount of money"))
}

var exact = map[string]string{dialect.Postgres: "numeric", dialect.SQLite: "text"}
