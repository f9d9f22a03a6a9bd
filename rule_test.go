package orderveil_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/personal"
)

// few draws of few values, so that rules and orders often fit.
var (
	drawnConnections = []uuid.UUID{{1}, {2}, {3}}
	drawnTexts       = []string{"NL", "BE", "DE"}
)

func drawFacts(t *rapid.T) orderveil.Facts {
	return orderveil.Facts{
		Connection: rapid.SampledFrom(drawnConnections).Draw(t, "connection"), Country: rapid.SampledFrom(drawnTexts).Draw(t, "country"),
		Fulfilment: rapid.SampledFrom([]orderveil.Fulfilment{orderveil.ByMerchant, orderveil.ByMarketplace}).Draw(t, "fulfilment"),
		Total:      orderveil.Money{Amount: decimal.New(rapid.Int64Range(0, 300).Draw(t, "total"), 0), Currency: rapid.SampledFrom([]string{"EUR", "SEK"}).Draw(t, "currency")},
		SKUs:       rapid.SliceOfN(rapid.SampledFrom(drawnTexts), 1, 3).Draw(t, "skus"), ShippingMethod: rapid.SampledFrom(drawnTexts).Draw(t, "method"),
	}
}

func drawRule(t *rapid.T) orderveil.Rule {
	some := func(name string) []string { return rapid.SliceOfN(rapid.SampledFrom(drawnTexts), 0, 2).Draw(t, name) }
	r := orderveil.Rule{
		ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Name: "x", Position: rapid.IntRange(1, 4).Draw(t, "position"),
		State: rapid.SampledFrom(orderveil.RuleStates()).Draw(t, "state"),
		Conditions: orderveil.Conditions{
			Connections: rapid.SliceOfN(rapid.SampledFrom(drawnConnections), 0, 2).Draw(t, "connections"),
			Countries:   some("countries"), SKUs: some("skus"), ShippingMethods: some("methods"),
		},
		Action: orderveil.RuleAction{Kind: rapid.SampledFrom(orderveil.RuleActionKinds()).Draw(t, "action")},
	}
	if rapid.Bool().Draw(t, "priced") {
		from := decimal.New(rapid.Int64Range(0, 300).Draw(t, "from"), 0)
		r.Conditions.From, r.Conditions.Currency = &from, "EUR"
	}
	switch r.Action.Kind {
	case orderveil.ActionTag:
		r.Action.Tag = rapid.SampledFrom(drawnTexts).Draw(t, "tag")
	case orderveil.ActionRoute:
		r.Action.Routes = []uuid.UUID{rapid.SampledFrom(drawnConnections).Draw(t, "route")}
	}
	return r
}

func drawRules(t *rapid.T) orderveil.Rules {
	return rapid.SliceOfN(rapid.Custom(drawRule), 0, 8).Draw(t, "rules")
}

func TestRulesAreAskedByPositionHoweverTheyAreListed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, f := drawRules(t), drawFacts(t)
		shuffled := rapid.Permutation(slices.Clone(rules)).Draw(t, "shuffled")
		if diff := cmp.Diff(rules.Decide(f), orderveil.Rules(shuffled).Decide(f)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOnlyActiveRulesThatFitHaveASay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, f := drawRules(t), drawFacts(t)
		asked := slices.DeleteFunc(slices.Clone(rules), func(r orderveil.Rule) bool {
			return r.State != orderveil.RuleActive || !r.Conditions.Fit(f)
		})
		got := rules.Decide(f)
		if diff := cmp.Diff(got, asked.Decide(f)); diff != "" {
			t.Fatal(diff)
		}
		if len(asked) == 0 && !reflect.DeepEqual(got, orderveil.Ruling{}) {
			t.Fatalf("without a rule that fits: %+v", got)
		}
		if len(asked) > 0 && len(got.Because) == 0 {
			t.Fatal("a rule fits and none has a say")
		}
	})
}

func TestARuleAtTheEndOverrulesNone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, last, f := drawRules(t), drawRule(t), drawFacts(t)
		last.Position, last.State = 9, orderveil.RuleActive
		before, after := rules.Decide(f), append(slices.Clone(rules), last).Decide(f)
		if (before.Hold || before.Skip) && (before.Hold != after.Hold || before.Skip != after.Skip) {
			t.Fatalf("whether it goes changed from %+v to %+v", before, after)
		}
		if before.Routes != nil && !slices.Equal(before.Routes, after.Routes) {
			t.Fatalf("where it goes changed from %+v to %+v", before, after)
		}
		if !slices.Equal(before.Tags, after.Tags[:len(before.Tags)]) {
			t.Fatalf("a tag was lost: %v to %v", before.Tags, after.Tags)
		}
	})
}

// The reasons are enough: asked alone, the rules that had a say lead to the same ruling.
func TestTheReasonsExplainTheRuling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, f := drawRules(t), drawFacts(t)
		got := rules.Decide(f)
		if diff := cmp.Diff(got, orderveil.Rules(got.Because).Decide(f)); diff != "" {
			t.Fatal(diff)
		}
		if got.Hold && got.Skip {
			t.Fatal("an order is held and skipped")
		}
		if (got.Holder() != nil) != got.Hold {
			t.Fatal("who holds is not who decided")
		}
	})
}

func TestRulesStopOrdersAndSendNone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRules(t).Decide(drawFacts(t))
		if got := r.Forward(orderveil.ForwardSkipped); got != orderveil.ForwardSkipped {
			t.Fatalf("an order that is not meant to be forwarded becomes %s", got)
		}
		if got := r.Forward(orderveil.ForwardHeld); got == orderveil.ForwardWaiting {
			t.Fatal("an order whose customer wants out goes")
		}
	})
}

func TestEachConditionKeepsOrdersOut(t *testing.T) {
	t.Parallel()
	hundred, fifty := decimal.NewFromInt(100), decimal.NewFromInt(50)
	o := &orderveil.Order{
		Fulfilment: orderveil.ByMerchant, ShippingMethod: "EVENING", Total: orderveil.Money{Amount: fifty, Currency: "EUR"},
		Lines: []orderveil.OrderLine{{SKU: "TEA-1"}, {SKU: "TEA-2"}}, ShipTo: &orderveil.Party{Country: "NL"}, BillTo: &orderveil.Party{Country: "BE"},
	}
	f := orderveil.FactsOf(uuid.UUID{1}, o)
	for name, c := range map[string]struct{ fits, not orderveil.Conditions }{
		"connection": {orderveil.Conditions{Connections: []uuid.UUID{{2}, {1}}}, orderveil.Conditions{Connections: []uuid.UUID{{2}}}},
		"country":    {orderveil.Conditions{Countries: []string{"nl"}}, orderveil.Conditions{Countries: []string{"BE"}}}, // ship-to's, not bill-to's
		"fulfilment": {orderveil.Conditions{Fulfilment: orderveil.ByMerchant}, orderveil.Conditions{Fulfilment: orderveil.ByMarketplace}},
		"from":       {orderveil.Conditions{Currency: "EUR", From: &fifty}, orderveil.Conditions{Currency: "EUR", From: &hundred}},
		"below":      {orderveil.Conditions{Currency: "EUR", Below: &hundred}, orderveil.Conditions{Currency: "EUR", Below: &fifty}},
		"currency":   {orderveil.Conditions{Currency: "EUR"}, orderveil.Conditions{Currency: "SEK", From: &fifty}},
		"sku":        {orderveil.Conditions{SKUs: []string{"tea-2"}}, orderveil.Conditions{SKUs: []string{"TEA"}}},
		"method":     {orderveil.Conditions{ShippingMethods: []string{"Evening"}}, orderveil.Conditions{ShippingMethods: []string{"REGULAR"}}},
		"together":   {orderveil.Conditions{Countries: []string{"NL"}, SKUs: []string{"TEA-1"}}, orderveil.Conditions{Countries: []string{"NL"}, SKUs: []string{"TEA-3"}}},
	} {
		if !c.fits.Fit(f) || c.not.Fit(f) {
			t.Errorf("%s: Fit() = %v and %v", name, c.fits.Fit(f), c.not.Fit(f))
		}
	}
}

func TestWhatIsNoRuleIsRefused(t *testing.T) {
	t.Parallel()
	fifty := decimal.NewFromInt(50)
	huge := decimal.New(1, 20)
	good := orderveil.Rule{Name: "Evening deliveries", Action: orderveil.RuleAction{Kind: orderveil.ActionHold}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*orderveil.Rule){
		"no name":          func(r *orderveil.Rule) { r.Name = "" },
		"a long name":      func(r *orderveil.Rule) { r.Name = strings.Repeat("x", orderveil.MaxRuleName+1) },
		"two lines":        func(r *orderveil.Rule) { r.Name = "a\nb" },
		"no action":        func(r *orderveil.Rule) { r.Action.Kind = "" },
		"no tag":           func(r *orderveil.Rule) { r.Action.Kind = orderveil.ActionTag },
		"a tag too many":   func(r *orderveil.Rule) { r.Action.Tag = "fragile" },
		"no route":         func(r *orderveil.Rule) { r.Action.Kind = orderveil.ActionRoute },
		"a route too many": func(r *orderveil.Rule) { r.Action.Routes = []uuid.UUID{{1}} },
		"a country's name": func(r *orderveil.Rule) { r.Conditions.Countries = []string{"Nederland"} },
		"no currency":      func(r *orderveil.Rule) { r.Conditions.From = &fifty },
		"nothing between": func(r *orderveil.Rule) {
			r.Conditions = orderveil.Conditions{Currency: "EUR", From: &fifty, Below: &fifty}
		},
		"a huge amount":      func(r *orderveil.Rule) { r.Conditions = orderveil.Conditions{Currency: "EUR", From: &huge} },
		"an empty reference": func(r *orderveil.Rule) { r.Conditions.SKUs = []string{""} },
		"some fulfilment":    func(r *orderveil.Rule) { r.Conditions.Fulfilment = "MINE" },
		"too many values":    func(r *orderveil.Rule) { r.Conditions.SKUs = slices.Repeat([]string{"x"}, orderveil.MaxRuleValues+1) },
	} {
		r := good
		change(&r)
		if err := r.Check(); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: Check() = %v", name, err)
		}
	}
}

// A rule has no way to a customer: neither what it asks nor what it is told can hold one.
func TestRulesCannotBeAboutACustomer(t *testing.T) {
	t.Parallel()
	known := map[string]string{
		"Conditions.Connections": "[]uuid.UUID", "Conditions.Countries": "[]string", "Conditions.Fulfilment": "orderveil.Fulfilment",
		"Conditions.Currency": "string", "Conditions.From": "*decimal.Decimal", "Conditions.Below": "*decimal.Decimal",
		"Conditions.SKUs": "[]string", "Conditions.ShippingMethods": "[]string",
		"Facts.Connection": "uuid.UUID", "Facts.Country": "string", "Facts.Fulfilment": "orderveil.Fulfilment",
		"Facts.Total": "orderveil.Money", "Facts.SKUs": "[]string", "Facts.ShippingMethod": "string",
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[orderveil.Conditions](), reflect.TypeFor[orderveil.Facts]()} {
		for i := range typ.NumField() {
			f := typ.Field(i)
			if known[typ.Name()+"."+f.Name] != f.Type.String() {
				t.Errorf("%s.%s is a %s: think about whether it can tell of a customer, and list it here", typ.Name(), f.Name, f.Type)
			}
		}
	}
	const mark = "Kanarie"
	record := func(c personal.Category, f personal.Field) personal.Record {
		return personal.NewRecord(c).With(f, mark)
	}
	o := &orderveil.Order{ShipTo: &orderveil.Party{
		Country: "NL", Name: record(personal.Name, personal.LastName), Address: record(personal.Address, personal.City), Email: record(personal.Email, personal.EmailAddress),
	}}
	if f := orderveil.FactsOf(uuid.UUID{1}, o); f.Country != "NL" || strings.Contains(strings.Join(append(f.SKUs, f.ShippingMethod, f.Country), " "), mark) {
		t.Error("the facts tell of the customer")
	}
}
