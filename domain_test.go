package orderveil_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"orderveil"
	"orderveil/personal"
)

func TestAnOrderNeverGoesBackToOpen(t *testing.T) {
	t.Parallel()
	rank := map[orderveil.OrderStatus]int{"": 0, orderveil.StatusOpen: 1, orderveil.StatusPartiallyShipped: 2, orderveil.StatusShipped: 3, orderveil.StatusCancelled: 4, orderveil.StatusReturned: 4}
	rapid.Check(t, func(t *rapid.T) {
		status := orderveil.OrderStatus("")
		for _, to := range rapid.SliceOf(rapid.SampledFrom(orderveil.OrderStatuses())).Draw(t, "changes") {
			next, err := status.Become(to)
			switch {
			case err != nil && (next != status || !errors.Is(err, orderveil.ErrConflict)):
				t.Fatalf("%s to %s is refused and changes the state, or is no conflict: %v", status, to, err)
			case err == nil && (next != to || rank[next] < rank[status]):
				t.Fatalf("%s became %s", status, next)
			}
			status = next
		}
	})
}

func TestStatusFollowsFromTheLines(t *testing.T) {
	t.Parallel()
	line := func(ordered, shipped, cancelled int) orderveil.OrderLine {
		return orderveil.OrderLine{Quantity: ordered, QuantityShipped: shipped, QuantityCancelled: cancelled}
	}
	for want, lines := range map[orderveil.OrderStatus][][]orderveil.OrderLine{
		orderveil.StatusOpen:             {{line(2, 0, 0)}, {line(2, 0, 1)}, {line(1, 0, 1), line(1, 0, 0)}, {}},
		orderveil.StatusPartiallyShipped: {{line(2, 1, 0)}, {line(1, 1, 0), line(1, 0, 0)}, {line(3, 1, 1)}},
		orderveil.StatusShipped:          {{line(2, 2, 0)}, {line(2, 1, 1)}, {line(1, 1, 0), line(1, 0, 1)}},
		orderveil.StatusCancelled:        {{line(2, 0, 2)}, {line(1, 0, 1), line(3, 0, 3)}},
	} {
		for _, l := range lines {
			if got := orderveil.StatusOf(l); got != want {
				t.Errorf("StatusOf(%+v) = %s, want %s", l, got, want)
			}
		}
	}
}

func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t.Add(15 * time.Hour)
}

func TestTheEarliestRuleSetsTheDay(t *testing.T) {
	t.Parallel()
	today := orderveil.DateOf(day("2026-11-02"))
	long := orderveil.Retention{AfterHandling: 60, Cap: 30, WhileOpen: 90}
	for name, c := range map[string]struct {
		retention                        orderveil.Retention
		placed, handled, delivered, hold string
		day, rule                        string
	}{
		"open, the setting":          {orderveil.DefaultRetention, "2026-11-01", "", "", "", "2026-11-30", orderveil.RuleSetting},
		"open, the marketplace":      {long, "2026-11-01", "", "", "", "2026-12-02", orderveil.RuleCap},
		"open for long":              {orderveil.DefaultRetention, "2026-08-10", "", "", "", "2026-11-08", orderveil.RuleWhileOpen},
		"handled, the setting":       {orderveil.DefaultRetention, "2026-10-01", "2026-10-20", "", "", "2026-11-17", orderveil.RuleSetting},
		"handled, the marketplace":   {long, "2026-10-01", "2026-10-20", "", "", "2026-11-19", orderveil.RuleCap},
		"delivered later":            {long, "2026-10-01", "2026-10-20", "2026-10-24", "", "2026-11-23", orderveil.RuleCap},
		"delivered before the last":  {orderveil.Retention{AfterHandling: 28, Cap: 30, WhileOpen: 90}, "2026-10-01", "2026-10-20", "2026-10-10", "", "2026-11-09", orderveil.RuleCap},
		"handled long ago":           {orderveil.DefaultRetention, "2026-07-01", "2026-07-02", "", "", "2026-07-30", orderveil.RuleSetting},
		"handled in times to come":   {orderveil.DefaultRetention, "2026-11-01", "2027-11-01", "2027-11-02", "", "2026-11-30", orderveil.RuleSetting},
		"placed in times to come":    {orderveil.DefaultRetention, "2027-11-01", "", "", "", "2026-11-30", orderveil.RuleSetting},
		"a hold that ends later":     {orderveil.DefaultRetention, "2026-10-01", "2026-10-20", "", "2029-01-31", "2029-01-31", orderveil.RuleHold},
		"a hold that changes little": {orderveil.DefaultRetention, "2026-10-01", "2026-10-20", "", "2026-11-17", "2026-11-17", orderveil.RuleSetting},
	} {
		d := orderveil.Dates{PlacedAt: day(c.placed)}
		for text, to := range map[string]*time.Time{c.handled: &d.HandledAt, c.delivered: &d.DeliveredAt} {
			if text != "" {
				*to = day(text)
			}
		}
		if c.hold != "" {
			d.HoldUntil = orderveil.DateOf(day(c.hold))
		}
		if got, rule := c.retention.ForgetOn(d, today); got.String() != c.day || rule != c.rule {
			t.Errorf("%s: ForgetOn() = %s by %s, want %s by %s", name, got, rule, c.day, c.rule)
		}
	}
}

// Whatever a marketplace says of an order, and on whichever days it is looked at: a copy
// made today is unreadable after the days that the account chose, and an open order is
// never within a day of being lost while it may still be kept.
func TestNoCopyOutlivesTheRetention(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := orderveil.Retention{
			AfterHandling: rapid.IntRange(1, 30).Draw(t, "after handling"), Cap: 30, WhileOpen: rapid.IntRange(1, 90).Draw(t, "while open"),
		}
		today := orderveil.DateOf(day("2026-11-02"))
		moment := func(name string) time.Time {
			return (today + orderveil.Date(rapid.IntRange(-200, 200).Draw(t, name))).Time().Add(time.Hour)
		}
		d := orderveil.Dates{PlacedAt: moment("placed")}
		stored, rule := r.ForgetOn(d, today)
		for range rapid.IntRange(1, 120).Draw(t, "days") {
			today++
			if d.HandledAt.IsZero() && rapid.IntRange(0, 40).Draw(t, "handled now") == 0 {
				d.HandledAt, d.DeliveredAt = moment("handled"), moment("delivered")
			}
			if stored <= today {
				return // forgotten
			}
			stored, rule = r.Keep(d, stored, rule, today)
			if stored > today+orderveil.Date(r.AfterHandling) {
				t.Fatalf("on %s it is kept until %s by %s, with %d days", today, stored, rule, r.AfterHandling)
			}
			if oldest := orderveil.DateOf(d.PlacedAt) + orderveil.Date(r.WhileOpen); d.HandledAt.IsZero() && stored < min(today+orderveil.Date(min(r.AfterHandling, orderveil.ExtendBelow)), oldest) {
				t.Fatalf("on %s an open order is kept until %s only", today, stored)
			}
		}
	})
}

func TestDaysAreThoseOfTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-4e9, 8e9).Draw(t, "seconds"), 0).UTC()
		if got, want := orderveil.DateOf(at).String(), at.Format(time.DateOnly); got != want {
			t.Fatalf("DateOf(%v) = %s", at, got)
		}
	})
}

func TestOrderNumbersAreComparedAsPeopleCopyThem(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"A2K8290LP8", " a2k8290lp8 ", "A2K-8290-LP8", "#A2K8290LP8", "a2k 8290\u00a0lp8\n"} {
		if got := orderveil.NormalNumber(text); got != "A2K8290LP8" {
			t.Errorf("NormalNumber(%q) = %q", text, got)
		}
	}
}

func TestHubNumbersAreReadableAndTheirOwn(t *testing.T) {
	t.Parallel()
	form, seen := regexp.MustCompile(`^OV-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`), map[string]bool{}
	connection := uuid.New()
	for i := range 10_000 {
		n := orderveil.HubNumber(orderveil.OrderID(connection, strings.Repeat("x", i%7)+string(rune('0'+i%10))+uuid.NewString()))
		if !form.MatchString(n) || seen[n] {
			t.Fatalf("HubNumber() = %s, a second time: %v", n, seen[n])
		}
		seen[n] = true
	}
}

func TestDerivedIDsAreTheSameEveryTimeAndDifferOtherwise(t *testing.T) {
	t.Parallel()
	c := uuid.New()
	o := orderveil.OrderID(c, "1")
	if o != orderveil.OrderID(c, "1") {
		t.Error("an order has two ids")
	}
	ids := map[uuid.UUID]bool{o: true}
	for _, id := range []uuid.UUID{
		orderveil.OrderID(c, "2"), orderveil.OrderID(uuid.New(), "1"), orderveil.PartyID(o, orderveil.BillTo), orderveil.PartyID(o, orderveil.ShipTo),
		orderveil.LineID(o, "1"), orderveil.ShipmentID(o, "1"), orderveil.DeliveryID(o, c),
	} {
		if ids[id] {
			t.Error("two things have one id")
		}
		ids[id] = true
	}
}

func good() *orderveil.Order {
	return &orderveil.Order{
		Number: "1", PlacedAt: day("2026-11-01"), Fulfilment: orderveil.ByMerchant, Total: orderveil.Money{Amount: decimal.New(100, -2), Currency: "EUR"},
		Lines: []orderveil.OrderLine{{MarketplaceID: "1", Quantity: 2}},
	}
}

func TestUnfitOrdersAreRefusedWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*orderveil.Order){
		"no number":         func(o *orderveil.Order) { o.Number = "" },
		"a long number":     func(o *orderveil.Order) { o.Number = strings.Repeat("9", 65) },
		"NUL in a number":   func(o *orderveil.Order) { o.Number = "Kanarie\x00" },
		"no lines":          func(o *orderveil.Order) { o.Lines = nil },
		"too many lines":    func(o *orderveil.Order) { o.Lines = make([]orderveil.OrderLine, 501) },
		"no date":           func(o *orderveil.Order) { o.PlacedAt = time.Time{} },
		"no currency":       func(o *orderveil.Order) { o.Total.Currency = "" },
		"nothing ordered":   func(o *orderveil.Order) { o.Lines[0].Quantity = 0 },
		"more shipped":      func(o *orderveil.Order) { o.Lines[0].QuantityShipped, o.Lines[0].QuantityCancelled = 2, 1 },
		"less than nothing": func(o *orderveil.Order) { o.Lines[0].QuantityShipped = -1 },
		"a huge amount":     func(o *orderveil.Order) { o.Total.Amount = decimal.New(1, 999999) },
		"a tiny amount":     func(o *orderveil.Order) { o.Lines[0].UnitPrice = decimal.New(1, -999999) },
		"many digits": func(o *orderveil.Order) {
			o.Tax = &orderveil.Money{Amount: decimal.RequireFromString("1234567890123456")}
		},
		"a huge quantity":  func(o *orderveil.Order) { o.Lines[0].Quantity = 1 << 40 },
		"a long title":     func(o *orderveil.Order) { o.Lines[0].Title = strings.Repeat("Kanarie", 200) },
		"no UTF-8":         func(o *orderveil.Order) { o.Lines[0].Title = "Kanarie\xff" },
		"a long name":      func(o *orderveil.Order) { o.ShipTo = named(strings.Repeat("Kanarie", 200)) },
		"NUL in a name":    func(o *orderveil.Order) { o.BillTo = named("Kanarie\x00") },
		"a country's name": func(o *orderveil.Order) { o.BillTo = &orderveil.Party{Country: "Kanarie"} },
	} {
		o := good()
		spoil(o)
		if err := o.Check(); !errors.Is(err, orderveil.ErrInvalid) || strings.Contains(err.Error(), "Kanarie") {
			t.Errorf("%s: Check() = %v", name, err)
		}
	}
}

func named(text string) *orderveil.Party {
	return &orderveil.Party{Country: "NL", Name: personal.NewRecord(personal.Name).With(personal.LastName, text)}
}

func TestWhatEntersTheOutboxAndHow(t *testing.T) {
	t.Parallel()
	for want, change := range map[orderveil.ForwardState]func(*orderveil.Order){
		orderveil.ForwardWaiting: func(*orderveil.Order) {},
		orderveil.ForwardHeld:    func(o *orderveil.Order) { o.Lines[0].CancellationRequested = true },
		orderveil.ForwardSkipped: func(o *orderveil.Order) { o.Fulfilment = orderveil.ByMarketplace },
	} {
		o := good()
		change(o)
		if got := orderveil.FirstForward(o); got != want {
			t.Errorf("FirstForward() = %s, want %s", got, want)
		}
	}
	handled := good()
	handled.Lines[0].QuantityShipped = 2
	if got := orderveil.FirstForward(handled); got != orderveil.ForwardSkipped {
		t.Errorf("FirstForward() of a handled order = %s", got)
	}
}

func TestPausesGrowToAnHour(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 10: 2560 * time.Second, 11: time.Hour, 1000: time.Hour} {
		if got := orderveil.Backoff(attempts); got != want {
			t.Errorf("Backoff(%d) = %v, want %v", attempts, got, want)
		}
	}
}

func TestTheZeroViewerMayAndSeesNothing(t *testing.T) {
	t.Parallel()
	for _, v := range []orderveil.Viewer{{}, {Role: "unheard of"}, {Role: orderveil.RolePartner}} {
		for _, p := range orderveil.Permissions() {
			if v.Can(p) && p != orderveil.PermissionAccountRead {
				t.Errorf("role %q may %s", v.Role, p)
			}
		}
		for _, c := range personal.Categories() {
			if d := v.DecideAny(c); d != orderveil.Withhold {
				t.Errorf("role %q gets %v as %v", v.Role, c, d)
			}
		}
		if v.Sees(uuid.Nil) || v.Sees(uuid.New()) {
			t.Errorf("role %q reaches an account", v.Role)
		}
	}
}

func TestAmountsHaveTwoDecimalsOrMore(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"12.9": "12.90", "12.90": "12.90", "12": "12.00", "0.125": "0.125", "-3": "-3.00", "1e3": "1000.00"} {
		if got := orderveil.DecimalText(decimal.RequireFromString(text)); got != want {
			t.Errorf("DecimalText(%s) = %s, want %s", text, got, want)
		}
	}
}

func TestAdviceIsASentenceWithPlaces(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		`choose {0} or {1} [5 a]`:  orderveil.Invalidf("choose %d or %v", 5, "a"),
		`{0} is {1}: {0} %d [5 x]`: orderveil.Invalidf("%d is %q: %[1]d %%d", 5, "x"),
		`nothing []`:               orderveil.Invalidf("nothing"),
	} {
		var invalid *orderveil.InvalidError
		if !errors.As(err, &invalid) {
			t.Fatal(err)
		}
		if text, values := invalid.Sentence(); fmt.Sprint(text, " ", values) != want {
			t.Errorf("Sentence() = %q %v, want %s", text, values, want)
		}
	}
}
