package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/proof"
	"orderveil/store"
	"orderveil/store/storetest"
)

const day = 24 * time.Hour

// one imports one order and returns the account, its marketplace and the merchant.
func one(t *testing.T, f *storetest.Fixture, o orderveil.Order) (orderveil.Account, orderveil.Connection, orderveil.Viewer) {
	t.Helper()
	account, bol, _ := f.Account(t, 1)
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
		t.Fatal(err)
	}
	return account, bol, storetest.Viewer(orderveil.RoleMerchant, account.ID)
}

// shipped is the order after everything left.
func shipped(f *storetest.Fixture, o orderveil.Order) orderveil.Order {
	o.Revision, o.ChangedAt = o.Revision+"s", f.Clock.Now()
	o.Lines = append([]orderveil.OrderLine{}, o.Lines...)
	for i := range o.Lines {
		o.Lines[i].QuantityShipped = o.Lines[i].Quantity
	}
	return o
}

func find(t *testing.T, f *storetest.Fixture, v orderveil.Viewer, number string) *store.OrderView {
	t.Helper()
	found, err := f.OrdersByNumber(t.Context(), v, number, store.LoadAll)
	if err != nil || len(found) != 1 {
		t.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
	}
	return found[0]
}

// readable reports whether every kind of customer data of the order opens: of both
// parties, of a parcel, and of what was written about it.
func readable(t *testing.T, o *store.OrderView) bool {
	t.Helper()
	shown := map[string]*string{}
	for name, read := range map[string]func() (*string, error){
		"name": o.ShipTo().LastName, "street": o.BillTo().Street, "e-mail": o.BillTo().Email, "phone": o.ShipTo().Phone,
		"note": o.ShipTo().AddressNote, "tax": o.BillTo().TaxID,
	} {
		text, err := read()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		shown[name] = text
	}
	for _, s := range o.Shipments() {
		text, err := s.TrackingCode()
		if err != nil {
			t.Fatal(err)
		}
		shown["tracking"] = text
	}
	events, err := o.Timeline(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events.Nodes {
		if e.Kind() != "FORWARD_AGAIN" {
			continue
		}
		text, err := e.Note()
		if err != nil {
			t.Fatal(err)
		}
		shown["reason"] = text
	}
	some, all := false, true
	for name, text := range shown {
		some, all = some || text != nil, all && text != nil
		if text != nil && !strings.Contains(*text, storetest.Mark) && !strings.HasPrefix(*text, "06") && name != "reason" {
			t.Errorf("%s is not what came in", name)
		}
	}
	if some != all {
		t.Errorf("some of the customer data opens and some does not: %v", names(shown))
	}
	return some
}

func names(shown map[string]*string) (gone []string) {
	for name, text := range shown {
		if text == nil {
			gone = append(gone, name+" is gone")
		}
	}
	return gone
}

func TestAnOpenOrderIsSealedToALaterDayUntilItIsTooOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, _, merchant := one(t, f, o)
		if _, err := f.ForwardAgain(t.Context(), merchant, find(t, f, merchant, o.Number).ID(), "the reason stays with the order"); err != nil {
			t.Fatal(err)
		}
		moved := 0
		for range 89 {
			f.Clock.Advance(day)
			done, err := f.Forget(t.Context(), account.ID)
			if err != nil || done.Swept != 0 {
				t.Fatalf("Forget() = %+v, %v", done, err)
			}
			moved += done.Moved
			if left := *find(t, f, merchant, o.Number).Privacy().ForgetOn - orderveil.DateOf(f.Clock.Now()); left > 28 {
				t.Fatalf("%d days are left, more than the retention", left)
			}
		}
		if !readable(t, find(t, f, merchant, o.Number)) || moved < 2 || moved > 5 {
			t.Errorf("the open order is not readable on its last day, or was moved %d times", moved)
		}
		f.Clock.Advance(day)
		if readable(t, find(t, f, merchant, o.Number)) {
			t.Error("an order is readable beyond the maximum age")
		}
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Swept != 1 || done.Keys == 0 {
			t.Errorf("Forget() = %+v, %v", done, err)
		}
	})
}

func TestAHandledOrderIsForgottenOnItsDayAndStaysSo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, bol, merchant := one(t, f, o)
		f.Clock.Advance(3 * day)
		o = shipped(f, o)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(27*day + 14*time.Hour) // half an hour before the day begins
		if !readable(t, find(t, f, merchant, o.Number)) {
			t.Error("the order is lost before its day")
		}
		f.Clock.Advance(time.Hour)
		got := find(t, f, merchant, o.Number)
		if readable(t, got) || got.Privacy().State != store.PrivacyPseudonymised {
			t.Errorf("Privacy() = %+v before the sweep", got.Privacy())
		}
		done, err := f.Forget(t.Context(), account.ID)
		if err != nil || done.Swept != 1 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done != (store.Forgotten{}) {
			t.Errorf("a second Forget() = %+v, %v", done, err)
		}
		checkForgotten(t, f, account, merchant, o)
		// It comes back by the overlap, changed; and the clock goes back.
		o.Revision, o.ChangedAt = "again", f.Clock.Now()
		f.Clock.Advance(-40 * day)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
			t.Fatal(err)
		}
		checkForgotten(t, f, account, merchant, o)
	})
}

func checkForgotten(t *testing.T, f *storetest.Fixture, account orderveil.Account, merchant orderveil.Viewer, o orderveil.Order) {
	t.Helper()
	got := find(t, f, merchant, o.Number)
	if readable(t, got) {
		t.Error("a forgotten customer is back")
	}
	p := got.Privacy()
	if p.Pseudonym == nil || p.ReceiptID == nil || uuid.MustParse(*p.Pseudonym).Version() != 4 {
		t.Errorf("Privacy() = %+v", p)
	}
	if got.BillTo().Country() != "NL" || len(got.Lines()) != 2 || got.Total().Amount.String() != "48.44" || len(got.Shipments()) != 1 {
		t.Error("what may stay is gone")
	}
	receipts, err := f.Receipts(t.Context(), merchant, nil, []orderveil.ReceiptKind{orderveil.ReceiptPseudonymised}, nil, nil)
	if err != nil || len(receipts.Nodes) != 1 || receipts.Nodes[0].Count() != 1 || receipts.Nodes[0].ID() != *p.ReceiptID {
		t.Fatalf("Receipts() = %+v, %v", receipts, err)
	}
	doc, err := receipts.Nodes[0].Document()
	if err != nil {
		t.Fatal(err)
	}
	if v, err := proof.Verify([]byte(doc), nil); err != nil || v.Kind != proof.Receipt || !strings.Contains(string(v.Statement), account.ID.String()) {
		t.Errorf("the receipt does not verify: %v", err)
	}
	email := storetest.Mark + "1@verkopen.bol.com"
	page, err := f.Orders(t.Context(), merchant, store.Filter{CustomerEmail: &email}, store.Paging{}, store.Load{})
	if err != nil || len(page.Nodes) != 0 {
		t.Errorf("a forgotten customer is found by e-mail: %v", err)
	}
}

func TestAnOrderThatComesTooLateIsKeptWithoutItsCustomer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		o.PlacedAt, o.ChangedAt = f.Clock.Now().Add(-60*day), f.Clock.Now().Add(-40*day)
		_, _, merchant := one(t, f, o)
		got := find(t, f, merchant, o.Number)
		if readable(t, got) || got.Privacy().State != store.PrivacyPseudonymised || got.Privacy().Pseudonym == nil {
			t.Errorf("Privacy() = %+v", got.Privacy())
		}
	})
}

func TestAReturnDoesNotKeepTheCustomerLonger(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := shipped(f, f.Order(1))
	account, bol, merchant := one(t, f, o)
	before := *find(t, f, merchant, o.Number).Privacy().ForgetOn
	f.Clock.Advance(10 * day)
	o.Revision, o.ChangedAt = "returned", f.Clock.Now()
	if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
		t.Fatal(err)
	}
	if after := *find(t, f, merchant, o.Number).Privacy().ForgetOn; after != before {
		t.Errorf("ForgetOn moved from %s to %s", before, after)
	}
}

func TestSettingsAreHeldAgainstTheMarketplacesCap(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		account, _, merchant := one(t, f, o)
		for _, days := range []int{0, 31, 400, -1} {
			if _, err := f.SetRetention(t.Context(), merchant, store.RetentionChange{AfterHandling: &days}); !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("SetRetention(%d) = %v", days, err)
			}
		}
		ten := 10
		plan, err := f.RetentionPlan(t.Context(), merchant, nil, &ten)
		if err != nil || len(plan) != 1 || plan[0].Day.String() != "2026-11-12" || plan[0].Orders != 1 {
			t.Fatalf("RetentionPlan() = %+v, %v", plan, err)
		}
		if got := find(t, f, merchant, o.Number).Privacy().ForgetOn.String(); got != "2026-11-30" {
			t.Errorf("a plan moved the day to %s", got)
		}
		r, err := f.SetRetention(t.Context(), merchant, store.RetentionChange{AfterHandling: &ten})
		if err != nil || r.AfterHandling != 10 || r.Applied || *r.ChangedBy != merchant.Subject {
			t.Fatalf("SetRetention() = %+v, %v", r, err)
		}
		if due, err := f.DueForgetting(t.Context(), 10); err != nil || len(due) != 1 || due[0] != account.ID {
			t.Errorf("DueForgetting() = %v, %v", due, err)
		}
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Moved != 1 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		got := find(t, f, merchant, o.Number)
		if got.Privacy().ForgetOn.String() != "2026-11-12" || !readable(t, got) {
			t.Errorf("Privacy() = %+v", got.Privacy())
		}
		if r, err := f.Retention(t.Context(), merchant, nil); err != nil || !r.Applied {
			t.Errorf("Retention() = %+v, %v", r, err)
		}
		support := storetest.Viewer(orderveil.RoleSupport, account.ID)
		if _, err := f.Retention(t.Context(), support, &account.Number); !errors.Is(err, orderveil.ErrForbidden) {
			t.Errorf("Retention() as support = %v", err)
		}
	})
}

func TestAShorterSettingForgetsWhatIsDueByItAtOnce(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	o := shipped(f, f.Order(1))
	account, _, merchant := one(t, f, o)
	f.Clock.Advance(10 * day)
	five := 5
	if _, err := f.SetRetention(t.Context(), merchant, store.RetentionChange{AfterHandling: &five}); err != nil {
		t.Fatal(err)
	}
	if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Swept != 1 {
		t.Fatalf("Forget() = %+v, %v", done, err)
	}
	if readable(t, find(t, f, merchant, o.Number)) {
		t.Error("the order is readable after its new day")
	}
}

// What the operator shortens holds for stored orders, too: of an account that chose nothing, and
// of one that chose as much as was allowed when backups of the keys lived shorter.
func TestAShorterConfigurationHoldsForStoredOrders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		account, bol, merchant := one(t, f, o)
		look := func(day, rule string) {
			t.Helper()
			if _, err := f.Forget(t.Context(), account.ID); err != nil {
				t.Fatal(err)
			}
			for _, number := range []string{o.Number, f.Order(2).Number} {
				if p := find(t, f, merchant, number).Privacy(); p.ForgetOn.String() != day || string(p.Reasons[0]) != rule {
					t.Errorf("order %s is forgotten on %s by %s, want %s by %s", number, p.ForgetOn, p.Reasons[0], day, rule)
				}
			}
		}
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{shipped(f, f.Order(2))}); err != nil {
			t.Fatal(err)
		}
		look("2026-11-30", orderveil.RuleSetting)
		f.Config.Retention.AfterHandling = 10
		f.Reopen(t)
		look("2026-11-12", orderveil.RuleSetting)
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Moved != 0 {
			t.Errorf("again: Forget() = %+v, %v", done, err)
		}
		thirty := 30
		if _, err := f.SetRetention(t.Context(), merchant, store.RetentionChange{AfterHandling: &thirty}); err != nil {
			t.Fatal(err)
		}
		look("2026-12-02", orderveil.RuleSetting)
		f.Config.KeyBackupDays = 7
		f.Reopen(t)
		look("2026-11-25", orderveil.RuleCap)
		f.Config.KeyBackupDays = 0
		f.Reopen(t)
		look("2026-12-02", orderveil.RuleSetting)
	})
}

func TestAHoldKeepsAnOrderAndEndsByItself(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		account, _, merchant := one(t, f, o)
		id, today := find(t, f, merchant, o.Number).ID(), orderveil.DateOf(f.Clock.Now())
		note := storetest.Mark + " case 12/345"
		for name, until := range map[string]orderveil.Date{"past": today - 1, "today": today, "too early": today + 28, "too late": today + 5*366 + 1} {
			_, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldClaim, Until: until})
			if !errors.Is(err, orderveil.ErrInvalid) {
				t.Errorf("%s: PlaceHold() = %v", name, err)
			}
		}
		held, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldFiscal, Until: today + 100, Note: &note})
		if err != nil || *held.Privacy().HoldUntil != today+100 || *held.Privacy().ForgetOn != today+100 {
			t.Fatalf("PlaceHold() = %+v, %v", held, err)
		}
		officer := storetest.Viewer(orderveil.RolePrivacyOfficer, account.ID)
		holds, err := f.Holds(t.Context(), officer, &account.Number, nil, nil)
		if err != nil || len(holds.Nodes) != 1 || holds.Nodes[0].OrderNumber() != o.Number {
			t.Fatalf("Holds() as privacy officer = %+v, %v", holds, err)
		}
		if text, err := holds.Nodes[0].Note(); text != nil || err != nil {
			t.Errorf("the privacy officer reads the note, or an error: %v", err)
		}
		mine, err := f.Holds(t.Context(), merchant, nil, nil, nil)
		if err != nil || len(mine.Nodes) != 1 {
			t.Fatalf("Holds() as merchant = %+v, %v", mine, err)
		}
		if text, err := mine.Nodes[0].Note(); err != nil || text == nil || *text != note {
			t.Errorf("Note() is not what was written: %v", err)
		}
		f.Clock.Advance(99 * day)
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Swept != 0 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		if !readable(t, find(t, f, merchant, o.Number)) {
			t.Error("a held order is lost")
		}
		f.Clock.Advance(day)
		if done, err := f.Forget(t.Context(), account.ID); err != nil || done.Swept != 1 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		if _, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldFiscal, Until: today + 300}); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("PlaceHold() on a forgotten order = %v", err)
		}
	})
}

func TestAReleasedHoldFallsBackToTheRules(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		_, _, merchant := one(t, f, o)
		id, today := find(t, f, merchant, o.Number).ID(), orderveil.DateOf(f.Clock.Now())
		hold := store.NewHold{Order: id, Basis: orderveil.HoldClaim, Until: today + 400}
		if _, err := f.PlaceHold(t.Context(), merchant, hold); err != nil {
			t.Fatal(err)
		}
		back, err := f.ReleaseHold(t.Context(), merchant, id)
		if err != nil || *back.Privacy().ForgetOn != today+28 || back.Privacy().HoldUntil != nil || !readable(t, back) {
			t.Fatalf("ReleaseHold() = %+v, %v", back, err)
		}
		if _, err := f.ReleaseHold(t.Context(), merchant, id); !errors.Is(err, orderveil.ErrInvalid) {
			t.Errorf("ReleaseHold() without a hold = %v", err)
		}
		if _, err := f.PlaceHold(t.Context(), merchant, hold); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(60 * day)
		gone, err := f.ReleaseHold(t.Context(), merchant, id)
		if err != nil || readable(t, gone) || gone.Privacy().State != store.PrivacyPseudonymised {
			t.Errorf("ReleaseHold() after the regular day = %+v, %v", gone, err)
		}
	})
}

func TestErasingNamesWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o, other := f.Order(1), f.Order(2)
		account, bol, merchant := one(t, f, o)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{shipped(f, other)}); err != nil {
			t.Fatal(err)
		}
		id, today := find(t, f, merchant, o.Number).ID(), orderveil.DateOf(f.Clock.Now())
		if _, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldClaim, Until: today + 100}); err != nil {
			t.Fatal(err)
		}
		e, err := f.EraseOrder(t.Context(), merchant, id)
		if err != nil || e.Erased || len(e.Obstacles) != 2 || e.Obstacles[0].Code != "HOLD" || e.Obstacles[1].Code != "OPEN" || !readable(t, e.Order) {
			t.Fatalf("EraseOrder() = %+v, %v", e, err)
		}
		if _, err := f.ReleaseHold(t.Context(), merchant, id); err != nil {
			t.Fatal(err)
		}
		f.Clock.Advance(time.Hour)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{shipped(f, o)}); err != nil {
			t.Fatal(err)
		}
		e, err = f.EraseOrder(t.Context(), merchant, id)
		if err != nil || !e.Erased || len(e.Obstacles) != 0 || readable(t, e.Order) || e.Order.Privacy().State != store.PrivacyErased {
			t.Fatalf("EraseOrder() = %+v, %v", e, err)
		}
		if e.Receipt == nil || e.Receipt.Kind() != orderveil.ReceiptErased || *e.Receipt.Actor() != merchant.Subject {
			t.Errorf("the receipt is %+v", e.Receipt)
		}
		if again, err := f.EraseOrder(t.Context(), merchant, id); err != nil || again.Erased || again.Obstacles[0].Code != "FORGOTTEN" {
			t.Errorf("EraseOrder() again = %+v, %v", again, err)
		}
		if !readable(t, find(t, f, merchant, other.Number)) {
			t.Error("the neighbour is gone too")
		}
		// The marketplace sends the erased order once more.
		back := shipped(f, o)
		back.Revision, back.ChangedAt = "again", f.Clock.Now().Add(time.Hour)
		if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{back}); err != nil {
			t.Fatal(err)
		}
		if got := find(t, f, merchant, o.Number); readable(t, got) || got.Privacy().State != store.PrivacyErased {
			t.Errorf("an erased customer is back: %+v", got.Privacy())
		}
	})
}

// Between any two statements of a reader the order's day may move; the reader sees the
// whole order all the same.
func TestAnOrderIsReadableWhileItsDayMoves(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := shipped(f, f.Order(1))
		_, _, merchant := one(t, f, o)
		id, until := find(t, f, merchant, o.Number).ID(), orderveil.DateOf(f.Clock.Now())+40
		left, moved := 0, 0
		f.Config.OnStatement = func() {
			if left--; left != 0 {
				return
			}
			moved++
			if _, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldClaim, Until: until + orderveil.Date(moved)}); err != nil {
				t.Errorf("PlaceHold() = %v", err)
			}
		}
		f.Reopen(t)
		for statement := range 12 {
			left = statement + 1
			found, err := f.OrdersByNumber(t.Context(), merchant, o.Number, store.LoadAll)
			if err != nil || len(found) != 1 {
				t.Fatalf("OrdersByNumber() = %d orders, %v", len(found), err)
			}
			left = 0
			if name, err := found[0].ShipTo().LastName(); err != nil || name == nil {
				t.Errorf("the order is not readable when its day moves before statement %d: %v", statement+1, err)
			}
		}
		if moved < 6 {
			t.Errorf("the day moved %d times", moved)
		}
	})
}

// The same for an import: what it does not bring itself, a reason that somebody wrote and
// a parcel, is brought to the day that holds when the order is locked.
func TestAnImportBringsTheWholeOrderToItsDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		o := f.Order(1)
		account, bol, merchant := one(t, f, o)
		id, until := find(t, f, merchant, o.Number).ID(), orderveil.DateOf(f.Clock.Now())+40
		if _, err := f.ForwardAgain(t.Context(), merchant, id, "the reason stays with the order"); err != nil {
			t.Fatal(err)
		}
		left := 0
		f.Config.OnStatement = func() {
			if left--; left != 0 {
				return
			}
			until++
			if _, err := f.PlaceHold(t.Context(), merchant, store.NewHold{Order: id, Basis: orderveil.HoldClaim, Until: until}); err != nil {
				t.Errorf("PlaceHold() = %v", err)
			}
		}
		f.Reopen(t)
		find(t, f, merchant, o.Number) // the account is open
		// The first two statements enter the order into the catalog; with the sixth the
		// import locks the order. (On SQLite nobody else writes by then.)
		statements := []int{3, 4, 5}
		if f.Config.PostgreSQL != nil {
			statements = append(statements, 6)
		}
		for _, statement := range statements {
			f.Clock.Advance(10 * time.Second) // the keys in memory are not a minute old
			o.Revision, o.ChangedAt, o.Shipments = o.Revision+"+", f.Clock.Now(), nil
			left = statement
			if _, err := f.Import(t.Context(), account.ID, bol.ID, []orderveil.Order{o}); err != nil {
				t.Fatal(err)
			}
			left = 0
			if got := find(t, f, merchant, o.Number); !readable(t, got) || *got.Privacy().ForgetOn != until {
				t.Errorf("after a hold before statement %d: %+v", statement, got.Privacy())
			}
		}
	})
}
