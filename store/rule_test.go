package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// ruled is an account whose merchant makes rules.
type ruled struct {
	*storetest.Fixture
	account     orderveil.Account
	bol, office orderveil.Connection
	second      orderveil.Connection // another back office
	merchant    orderveil.Viewer
}

func newRuled(t *testing.T, f *storetest.Fixture) *ruled {
	t.Helper()
	r := &ruled{Fixture: f}
	r.account, r.bol, r.office = f.Account(t, 1)
	var err error
	if r.second, err = f.Connect(t.Context(), r.account.ID, store.NewConnection{Kind: orderveil.BackOffice, Code: "webhook", Label: "Second"}); err != nil {
		t.Fatal(err)
	}
	r.merchant = storetest.Viewer(orderveil.RoleMerchant, r.account.ID)
	return r
}

// rule makes a rule.
func (r *ruled) rule(t *testing.T, name string, c store.ConditionsInput, a store.ActionInput) *store.RuleView {
	t.Helper()
	view, err := r.CreateRule(t.Context(), r.merchant, store.RuleInput{Name: name, Conditions: c, Action: a})
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// on makes a rule, tries it and switches it on.
func (r *ruled) on(t *testing.T, name string, c store.ConditionsInput, a store.ActionInput) *store.RuleView {
	t.Helper()
	id := r.rule(t, name, c, a).ID()
	r.try(t, id)
	return r.set(t, id, orderveil.RuleActive)
}

func (r *ruled) try(t *testing.T, id string) *store.Trial {
	t.Helper()
	trial, err := r.TryRule(t.Context(), r.merchant, &id, nil, nil, store.LoadAll)
	if err != nil {
		t.Fatal(err)
	}
	return trial
}

func (r *ruled) set(t *testing.T, id string, state orderveil.RuleState) *store.RuleView {
	t.Helper()
	view, err := r.SetRuleState(t.Context(), r.merchant, id, state)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// comes imports an order and shows it.
func (r *ruled) comes(t *testing.T, number int, change func(*orderveil.Order)) *store.OrderView {
	t.Helper()
	o := r.Order(number)
	if change != nil {
		change(&o)
	}
	if _, err := r.Import(t.Context(), r.account.ID, r.bol.ID, []orderveil.Order{o}); err != nil {
		t.Fatal(err)
	}
	return r.order(t, o.Number)
}

func (r *ruled) order(t *testing.T, number string) *store.OrderView {
	t.Helper()
	found, err := r.OrdersByNumber(t.Context(), r.merchant, number, store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("%d orders, %v", len(found), err)
	}
	return found[0]
}

// timeline is what happened to an order, as "KIND detail".
func timelineOf(t *testing.T, o *store.OrderView) (all []string) {
	t.Helper()
	page, err := o.Timeline(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Nodes {
		text := e.Kind()
		if e.Detail() != nil {
			text += " " + *e.Detail()
		}
		all = append(all, text)
	}
	return all
}

// due claims all that is due at an office.
func (r *ruled) due(t *testing.T, office orderveil.Connection) (numbers []string) {
	t.Helper()
	for {
		claim, err := r.ClaimDelivery(t.Context(), r.account.ID, office.ID)
		if errors.Is(err, orderveil.ErrNotFound) {
			slices.Sort(numbers)
			return numbers
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := r.FinishDelivery(t.Context(), claim, store.Outcome{State: orderveil.ForwardForwarded, Number: "R-" + claim.Content.Number}); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, claim.Content.Number)
	}
}

func hold() store.ActionInput { return store.ActionInput{Kind: orderveil.ActionHold} }

func tag(word string) store.ActionInput {
	return store.ActionInput{Kind: orderveil.ActionTag, Tag: &word}
}

func evening(o *orderveil.Order) { o.ShippingMethod = "EVENING" }

var isEvening = store.ConditionsInput{ShippingMethods: []string{"EVENING"}}

func TestARuleHoldsWhatComesInAndSaysSo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		r.on(t, "Evenings", isEvening, hold())
		r.on(t, "Dutch evenings", store.ConditionsInput{Countries: []string{"nl"}, ShippingMethods: isEvening.ShippingMethods}, tag("evening"))
		held, free := r.comes(t, 1, evening), r.comes(t, 2, nil)
		if got := held.Forward(); got.State != orderveil.ForwardHeld || got.Problem == nil || got.Problem.Code != "HELD_BY_RULE" || !strings.Contains(got.Problem.Cause, "Evenings") {
			t.Errorf("Forward() = %+v, %+v", got, got.Problem)
		}
		if got := held.Tags(); !slices.Equal(got, []string{"evening"}) {
			t.Errorf("Tags() = %v", got)
		}
		if got, want := timelineOf(t, held), []string{"IMPORTED OPEN", "RULE_HELD Evenings", "RULE_TAGGED Dutch evenings"}; !slices.Equal(got, want) {
			t.Errorf("the timeline is %v, want %v", got, want)
		}
		if free.Forward().State != orderveil.ForwardWaiting || len(free.Tags()) != 0 || len(timelineOf(t, free)) != 1 {
			t.Errorf("an order that does not fit: %+v, %v", free.Forward(), free.Tags())
		}
		for _, office := range []orderveil.Connection{r.office, r.second} {
			if got := r.due(t, office); !slices.Equal(got, []string{free.Number()}) {
				t.Errorf("%s gets %v", office.Label, got)
			}
		}
	})
}

func TestRulesAreNotAskedAboutAnOrderThatChanges(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	r := newRuled(t, f)
	r.comes(t, 1, nil)
	r.on(t, "Evenings", isEvening, hold())
	o := r.comes(t, 1, func(o *orderveil.Order) {
		evening(o)
		o.Revision, o.ChangedAt = "2", f.Clock.Now()
	})
	if got := o.Forward().State; got != orderveil.ForwardWaiting || *o.ShippingMethod() != "EVENING" {
		t.Errorf("the order is %s", got)
	}
}

func TestARouteChoosesTheBackOffices(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		second := connectionID(t, f, r.account, "Second")
		r.on(t, "Dear", store.ConditionsInput{Currency: ptr("EUR"), From: ptr(decimal.NewFromInt(100))}, store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{second}})
		dear := r.comes(t, 1, func(o *orderveil.Order) { o.Total.Amount = decimal.NewFromInt(100) })
		cheap := r.comes(t, 2, nil)
		if got := r.due(t, r.office); !slices.Equal(got, []string{cheap.Number()}) {
			t.Errorf("the first back office gets %v", got)
		}
		if got := r.due(t, r.second); !slices.Equal(got, []string{dear.Number(), cheap.Number()}) {
			t.Errorf("the second back office gets %v", got)
		}
	})
}

func TestASkippedOrderIsKeptAndNotForwarded(t *testing.T) {
	t.Parallel()
	r := newRuled(t, storetest.SQLite(t))
	r.on(t, "Samples", store.ConditionsInput{SKUs: []string{"sku-2"}}, store.ActionInput{Kind: orderveil.ActionSkip})
	r.on(t, "Everything", store.ConditionsInput{}, hold()) // comes too late
	o := r.comes(t, 1, nil)
	if got := o.Forward(); got.State != orderveil.ForwardSkipped || got.Problem != nil {
		t.Errorf("Forward() = %+v", got)
	}
	if got, want := timelineOf(t, o), []string{"IMPORTED OPEN", "RULE_SKIPPED Samples"}; !slices.Equal(got, want) {
		t.Errorf("the timeline is %v, want %v", got, want)
	}
}

func TestARuleThatWasNotTriedSinceItsLastChangeIsNotSwitchedOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		view := r.rule(t, "Evenings", isEvening, hold())
		id, other := view.ID(), store.RuleInput{Name: "Evenings", Conditions: isEvening, Action: tag("x")}
		refused := func(when string) {
			t.Helper()
			if _, err := r.SetRuleState(t.Context(), r.merchant, id, orderveil.RuleActive); !errors.Is(err, orderveil.ErrInvalid) {
				t.Fatalf("%s: %v", when, err)
			}
		}
		refused("never tried")
		if _, err := r.TryRule(t.Context(), r.merchant, nil, &store.RuleInput{Name: "Evenings", Conditions: isEvening, Action: hold()}, nil, store.Load{}); err != nil {
			t.Fatal(err)
		}
		refused("a draft of it was tried")
		r.try(t, id)
		if got := r.set(t, id, orderveil.RuleActive); got.State() != orderveil.RuleActive || !got.Tried() {
			t.Fatalf("after it was tried: %s", got.State())
		}
		renamed, err := r.ChangeRule(t.Context(), r.merchant, id, 1, store.RuleInput{Name: "Late", Conditions: isEvening, Action: hold()})
		if err != nil || renamed.State() != orderveil.RuleActive || !renamed.Tried() || renamed.Version() != 2 {
			t.Fatalf("another name: %v, %v", renamed, err)
		}
		if _, err := r.ChangeRule(t.Context(), r.merchant, id, 1, other); !errors.Is(err, orderveil.ErrInvalid) {
			t.Fatalf("a change of another version: %v", err)
		}
		changed, err := r.ChangeRule(t.Context(), r.merchant, id, 2, other)
		if err != nil || changed.State() != orderveil.RuleDraft || changed.Tried() {
			t.Fatalf("another action: %v, %v", changed, err)
		}
		if got := r.comes(t, 1, evening).Forward().State; got != orderveil.ForwardWaiting {
			t.Errorf("a draft is asked: %s", got)
		}
		refused("changed")
		r.try(t, id)
		r.set(t, id, orderveil.RuleActive)
		r.set(t, id, orderveil.RuleOff)
		if got := r.comes(t, 2, evening).Tags(); len(got) != 0 {
			t.Errorf("a rule that is off is asked: %v", got)
		}
	})
}

func TestATrialShowsWhatWouldHaveHappenedAndDoesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		for n := 1; n <= 6; n++ {
			r.comes(t, n, func(o *orderveil.Order) {
				if n%2 == 0 {
					evening(o)
				}
				if n == 6 {
					o.Fulfilment = orderveil.ByMarketplace
				}
			})
		}
		r.on(t, "First lines", store.ConditionsInput{SKUs: []string{"SKU-1"}}, tag("all"))
		draft := &store.RuleInput{Name: "Evenings", Conditions: isEvening, Action: hold()}
		trial, err := r.TryRule(t.Context(), r.merchant, nil, draft, ptr(5), store.LoadAll)
		if err != nil || trial.Looked != 5 || trial.Fitting != 2 || trial.Decided != 2 || len(trial.Orders) != 2 {
			t.Fatalf("TryRule() = %+v, %v", trial, err)
		}
		one := trial.Orders[0] // orders with higher numbers are older
		if one.Order.Number() != "C000000002" || one.State != orderveil.ForwardHeld || !one.Decided || len(one.Routes) != 2 ||
			!slices.Equal(one.Tags, []string{"all"}) || !slices.Equal(one.Because, []string{"First lines", "Evenings"}) {
			t.Errorf("the newest is %+v", one)
		}
		trial, err = r.TryRule(t.Context(), r.merchant, nil, draft, nil, store.LoadAll)
		if err != nil || trial.Looked != 6 || trial.Fitting != 3 || trial.Orders[2].State != orderveil.ForwardSkipped {
			t.Fatalf("TryRule() = %+v, %v", trial, err)
		}
		r.on(t, "Before", store.ConditionsInput{}, hold())
		if trial, err = r.TryRule(t.Context(), r.merchant, nil, draft, nil, store.LoadAll); err != nil || trial.Fitting != 3 || trial.Decided != 0 {
			t.Errorf("behind a rule that holds everything: %+v, %v", trial, err)
		}
		for n := 1; n <= 5; n++ {
			o := r.order(t, fmt.Sprintf("C%09d", n))
			if o.Forward().State != orderveil.ForwardWaiting || len(o.Tags()) != 0 || len(timelineOf(t, o)) != 1 {
				t.Errorf("order %d was touched", n)
			}
		}
	})
}

func TestATrialCostsAConstantNumberOfStatements(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	r := newRuled(t, f)
	cost := func() int64 {
		before := f.Statements.Load()
		if _, err := r.TryRule(t.Context(), r.merchant, nil, &store.RuleInput{Name: "All", Action: hold()}, nil, store.LoadAll); err != nil {
			t.Fatal(err)
		}
		return f.Statements.Load() - before
	}
	r.comes(t, 1, nil)
	one := cost()
	for n := 2; n <= 20; n++ {
		r.comes(t, n, nil)
	}
	if got := cost(); got != one {
		t.Errorf("%d statements for twenty orders, %d for one", got, one)
	}
}

func TestAPersonReleasesOrSkipsAHeldOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		r.on(t, "Evenings", isEvening, hold())
		first, second, free := r.comes(t, 1, evening), r.comes(t, 2, evening), r.comes(t, 3, nil)
		fulfilment := storetest.Viewer(orderveil.RoleFulfilment, r.account.ID)
		released, err := f.ReleaseOrder(t.Context(), fulfilment, first.ID(), "rang "+storetest.Mark)
		if err != nil || released.Forward().State != orderveil.ForwardWaiting || released.Forward().Problem != nil {
			t.Fatalf("ReleaseOrder() = %v, %v", released, err)
		}
		skipped, err := f.SkipOrder(t.Context(), fulfilment, second.ID(), "sold out")
		if err != nil || skipped.Forward().State != orderveil.ForwardSkipped || skipped.Forward().Problem != nil {
			t.Fatalf("SkipOrder() = %v, %v", skipped, err)
		}
		page, err := released.Timeline(t.Context(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		last := page.Nodes[len(page.Nodes)-1]
		if note, err := last.Note(); err != nil || last.Kind() != "HELD_RELEASED" || last.Actor() == nil || note == nil || *note != "rang "+storetest.Mark {
			t.Errorf("the last event is %s, %v", last.Kind(), err)
		}
		if got := r.due(t, r.office); !slices.Equal(got, []string{first.Number(), free.Number()}) {
			t.Errorf("the back office gets %v", got)
		}
		for what, err := range map[string]error{
			"not held":     second1(f.ReleaseOrder(t.Context(), fulfilment, free.ID(), "no reason")),
			"no reason":    second1(f.SkipOrder(t.Context(), fulfilment, first.ID(), "x")),
			"not theirs":   second1(f.SkipOrder(t.Context(), storetest.Viewer(orderveil.RoleMerchant, uuid.New()), first.ID(), "not theirs")),
			"only a guest": second1(f.SkipOrder(t.Context(), storetest.Viewer(orderveil.RoleMerchantViewer, r.account.ID), first.ID(), "a guest")),
		} {
			want := map[string]error{"not held": orderveil.ErrInvalid, "no reason": orderveil.ErrInvalid, "not theirs": orderveil.ErrNotFound, "only a guest": orderveil.ErrForbidden}[what]
			if !errors.Is(err, want) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestHeldOrdersAreJudgedAgainWhenAsked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		all := r.on(t, "All", store.ConditionsInput{}, hold())
		goes, stays, wantsOut := r.comes(t, 1, nil), r.comes(t, 2, evening), r.comes(t, 3, func(o *orderveil.Order) { o.Lines[0].CancellationRequested = true })
		sample := r.comes(t, 4, func(o *orderveil.Order) { o.Lines[0].SKU = "SAMPLE" })
		r.on(t, "Evenings", isEvening, hold())
		r.on(t, "Samples", store.ConditionsInput{SKUs: []string{"SAMPLE"}}, store.ActionInput{Kind: orderveil.ActionSkip})
		r.on(t, "To the second", store.ConditionsInput{}, store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{connectionID(t, f, r.account, "Second")}})
		r.on(t, "Word", store.ConditionsInput{}, tag("judged"))
		if got := r.order(t, goes.Number()).Forward().State; got != orderveil.ForwardHeld {
			t.Fatalf("a change of the rules moved an order to %s", got)
		}
		r.set(t, all.ID(), orderveil.RuleOff)
		done, err := f.ReleaseHeld(t.Context(), r.merchant)
		if err != nil || *done != (store.Judgement{Released: 1, Skipped: 1, Held: 2}) {
			t.Fatalf("ReleaseHeld() = %+v, %v", done, err)
		}
		if got := r.order(t, stays.Number()).Forward(); got.State != orderveil.ForwardHeld || !strings.Contains(got.Problem.Cause, "Evenings") {
			t.Errorf("an order that another rule holds: %+v", got)
		}
		if got := r.order(t, wantsOut.Number()).Forward().State; got != orderveil.ForwardHeld {
			t.Errorf("an order whose customer wants out is %s", got)
		}
		if got := r.order(t, sample.Number()).Forward().State; got != orderveil.ForwardSkipped {
			t.Errorf("the sample is %s", got)
		}
		o := r.order(t, goes.Number())
		if got := timelineOf(t, o); !slices.Equal(got, []string{"IMPORTED OPEN", "RULE_HELD All", "FORWARD_WAITING", "RULE_ROUTED To the second", "RULE_TAGGED Word"}) || !slices.Equal(o.Tags(), []string{"judged"}) {
			t.Errorf("the timeline is %v, the tags %v", got, o.Tags())
		}
		if first, second := r.due(t, r.office), r.due(t, r.second); len(first) != 0 || !slices.Equal(second, []string{goes.Number()}) {
			t.Errorf("the back offices get %v and %v", first, second)
		}
		if done, err = f.ReleaseHeld(t.Context(), r.merchant); err != nil || done.Released+done.Skipped != 0 {
			t.Errorf("once more: %+v, %v", done, err)
		}
	})
}

func TestRulesAreMovedAndDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		ids := map[string]string{}
		for _, name := range []string{"a", "b", "c"} {
			ids[name] = r.rule(t, name, store.ConditionsInput{}, hold()).ID()
		}
		check := func(views []*store.RuleView, err error, want string) {
			t.Helper()
			got := ""
			for i, v := range views {
				if got += v.Name(); v.Position() != i+1 {
					t.Errorf("rule %s has place %d", v.Name(), v.Position())
				}
			}
			if err != nil || got != want {
				t.Fatalf("the rules are %s, %v, want %s", got, err, want)
			}
		}
		views, err := f.MoveRule(t.Context(), r.merchant, ids["c"], 1)
		check(views, err, "cab")
		views, err = f.MoveRule(t.Context(), r.merchant, ids["c"], 3)
		check(views, err, "abc")
		views, err = f.DeleteRule(t.Context(), r.merchant, ids["b"])
		check(views, err, "ac")
		r.rule(t, "d", store.ConditionsInput{}, hold())
		views, err = f.Rules(t.Context(), r.merchant)
		check(views, err, "acd")
		if _, err := f.MoveRule(t.Context(), r.merchant, ids["a"], 4); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("behind the last: %v", err)
		}
		if _, err := f.DeleteRule(t.Context(), r.merchant, ids["b"]); !errors.Is(err, orderveil.ErrNotFound) {
			t.Errorf("one that is gone: %v", err)
		}
	})
}

func TestOrdersAreFoundByTheirTags(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		r.on(t, "Evenings", isEvening, tag("evening"))
		r.on(t, "Dear", store.ConditionsInput{Currency: ptr("EUR"), From: ptr(decimal.NewFromInt(100))}, tag("dear"))
		r.comes(t, 1, evening)
		r.comes(t, 2, nil)
		r.comes(t, 3, func(o *orderveil.Order) {
			evening(o)
			o.Total.Amount = decimal.NewFromInt(200)
		})
		for want, tags := range map[int][]string{2: {"evening"}, 1: {"dear"}, 0: {"night"}, 3: nil} {
			page, err := f.Orders(t.Context(), r.merchant, store.Filter{Tags: tags}, store.Paging{}, store.LoadAll)
			if err != nil || len(page.Nodes) != want {
				t.Errorf("%v: %d orders, %v, want %d", tags, len(page.Nodes), err, want)
			}
		}
	})
}

func TestRulesNameConnectionsOfTheAccountAndOfTheirKind(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	r := newRuled(t, f)
	other, _, _ := f.Account(t, 2)
	bol, office := connectionID(t, f, r.account, "bol.com"), connectionID(t, f, r.account, "Webshop")
	for name, in := range map[string]store.RuleInput{
		"a back office that orders come from": {Name: "x", Conditions: store.ConditionsInput{Connections: []string{office}}, Action: hold()},
		"a marketplace that orders go to":     {Name: "x", Action: store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{bol}}},
		"somebody else's":                     {Name: "x", Action: store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{connectionID(t, f, other, "Webshop")}}},
		"nothing":                             {Name: "x", Conditions: store.ConditionsInput{Connections: []string{"nothing"}}, Action: hold()},
	} {
		if _, err := f.CreateRule(t.Context(), r.merchant, in); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	view := r.rule(t, "From bol", store.ConditionsInput{Connections: []string{bol}}, hold())
	if got := view.Conditions().Connections(); len(got) != 1 || got[0].ID() != bol {
		t.Errorf("Connections() = %v", got)
	}
	if err := second1(f.MoveRule(t.Context(), storetest.Viewer(orderveil.RoleMerchant, other.ID), view.ID(), 1)); !errors.Is(err, orderveil.ErrNotFound) {
		t.Errorf("somebody else's rule: %v", err)
	}
	for range orderveil.MaxRules - 1 {
		r.rule(t, "x", store.ConditionsInput{}, hold())
	}
	if _, err := f.CreateRule(t.Context(), r.merchant, store.RuleInput{Name: "x", Action: hold()}); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("a rule too many: %v", err)
	}
}

func ptr[T any](v T) *T { return &v }

// second1 is the error of two results.
func second1[T any](_ T, err error) error { return err }

func TestAnOrderWaitsForAPausedBackOfficeThatARuleNames(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	r := newRuled(t, f)
	r.on(t, "To the second", isEvening, store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{connectionID(t, f, r.account, "Second")}})
	if _, err := raw(t, f).Exec(`UPDATE connections SET state = 'PAUSED' WHERE label = 'Second'`); err != nil {
		t.Fatal(err)
	}
	named, free := r.comes(t, 1, evening), r.comes(t, 2, nil)
	if got := named.Forward().State; got != orderveil.ForwardWaiting {
		t.Errorf("the order is %s", got)
	}
	if got := r.due(t, r.office); !slices.Equal(got, []string{free.Number()}) {
		t.Errorf("the other back office gets %v", got)
	}
}

func TestAnOrderWhoseBackOfficesAreGoneIsHeldRatherThanLost(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	r := newRuled(t, f)
	route := r.on(t, "To the second", store.ConditionsInput{}, store.ActionInput{Kind: orderveil.ActionRoute, Routes: []string{connectionID(t, f, r.account, "Second")}})
	if _, err := raw(t, f).Exec(`DELETE FROM connections WHERE label = 'Second'`); err != nil {
		t.Fatal(err)
	}
	o := r.comes(t, 1, nil)
	if got := o.Forward(); got.State != orderveil.ForwardHeld || got.Problem == nil || got.Problem.Code != "ROUTE_GONE" {
		t.Fatalf("Forward() = %+v, %+v", got, got.Problem)
	}
	r.set(t, route.ID(), orderveil.RuleOff)
	if done, err := f.ReleaseHeld(t.Context(), r.merchant); err != nil || done.Released != 1 {
		t.Fatalf("ReleaseHeld() = %+v, %v", done, err)
	}
	if got := r.due(t, r.office); !slices.Equal(got, []string{o.Number()}) {
		t.Errorf("the back office that is left gets %v", got)
	}
}

func TestAHeldOrderThatIsHandledElsewhereWaitsForNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		r := newRuled(t, f)
		r.on(t, "Evenings", isEvening, hold())
		r.comes(t, 1, evening)
		o := r.comes(t, 1, func(o *orderveil.Order) {
			evening(o)
			o.Revision, o.ChangedAt = "2", f.Clock.Now()
			for i := range o.Lines {
				o.Lines[i].QuantityShipped = o.Lines[i].Quantity
			}
		})
		if got := o.Forward(); got.State != orderveil.ForwardSkipped || got.Problem != nil {
			t.Errorf("Forward() = %+v, %+v", got, got.Problem)
		}
	})
}
