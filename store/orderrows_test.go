package store_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/orderline"
	"orderveil/ent/account/party"
	"orderveil/personal"
	"orderveil/store"
	"orderveil/store/storetest"
)

// likeEnt compares rows with ent's. A connection has less where only its name is read, and a
// party's indexes are never read.
var likeEnt = cmp.Options{
	cmpopts.EquateEmpty(),
	cmpopts.IgnoreUnexported(account.Order{}, account.OrderEdges{}, account.OrderLine{}, account.OrderLineEdges{}, account.Party{}, account.PartyEdges{},
		account.Connection{}, account.ConnectionEdges{}, account.Shipment{}, account.ShipmentEdges{}, account.Delivery{}, account.DeliveryEdges{},
		account.Report{}, account.ReportEdges{}, account.OrderTag{}, account.OrderTagEdges{}),
	cmpopts.IgnoreFields(account.Party{}, "EmailIndex", "PhoneIndex", "PostcodeIndex", "AddressIndex"),
	cmp.Comparer(func(a, b personal.Value) bool { return string(a.Bytes()) == string(b.Bytes()) }),
}

// various are orders that differ in what they have: lines, parties, parcels, tax.
func various(f *storetest.Fixture) (orders []orderveil.Order) {
	for i := range 12 {
		o := f.Order(i + 1)
		if i%2 == 1 {
			o.BillTo = nil
		}
		if i%3 == 1 {
			o.Shipments = nil
		}
		if i%4 == 2 {
			o.Tax = &orderveil.Money{Amount: decimal.RequireFromString("8.41"), Currency: "EUR"}
		}
		if i%5 == 3 {
			o.ShipTo.Phone, o.ShipTo.TaxID = personal.Record{}, personal.Record{}
		}
		if i%4 == 3 {
			o = shipped(f, o)
		}
		o.Lines = slices.Clone(o.Lines[:1+i%2])
		orders = append(orders, o)
	}
	return orders
}

func TestOrdersAreReadAsEntReadsThem(t *testing.T) {
	t.Parallel()
	for name, columns := range map[string][2][]string{
		"order": {store.OrderColumns(), order.Columns},
		"line":  {store.LineColumns(), orderline.Columns},
		"party": {store.PartyColumns(), slices.DeleteFunc(slices.Clone(party.Columns), func(c string) bool {
			return slices.Contains([]string{party.FieldEmailIndex, party.FieldPhoneIndex, party.FieldPostcodeIndex, party.FieldAddressIndex}, c)
		})},
	} {
		if diff := cmp.Diff(columns[0], columns[1], cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Errorf("columns of an %s: %s", name, diff)
		}
	}
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		merchant, bol, _ := f.Account(t, 1)
		if _, err := f.Import(t.Context(), merchant.ID, bol.ID, various(f)); err != nil {
			t.Fatal(err)
		}
		same(t, f, merchant.ID)

		// The rows of what is forgotten have other columns filled.
		f.Clock.Advance(400 * day)
		if done, err := f.Forget(t.Context(), merchant.ID); err != nil || done.Swept == 0 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		want := same(t, f, merchant.ID)

		// What is not asked for is not there, and a connection's name is enough to tell it.
		names, err := f.ReadOrders(t.Context(), merchant.ID, 0, false, store.Load{ConnectionName: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range want {
			c := o.Edges.Connection
			o.Edges = account.OrderEdges{Connection: &account.Connection{ID: c.ID, Kind: c.Kind, Code: c.Code, Label: c.Label, State: c.State}}
			want[i] = o
		}
		if diff := cmp.Diff(want, names, likeEnt); diff != "" {
			t.Errorf("the names of connections: %s", diff)
		}
	})
}

// same reads all orders one by one, a page at a time and in both directions, each as ent does.
func same(t *testing.T, f *storetest.Fixture, merchant uuid.UUID) []*account.Order {
	t.Helper()
	want, err := f.OrdersByEnt(t.Context(), merchant)
	if err != nil {
		t.Fatal(err)
	}
	all := store.LoadAll
	all.Returns = false
	for _, size := range []int{0, 1, 3, 5} {
		got, err := f.ReadOrders(t.Context(), merchant, size, false, all)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, likeEnt); diff != "" {
			t.Errorf("%d at a time: %s", size, diff)
		}
	}
	newest, err := f.ReadOrders(t.Context(), merchant, 0, true, all)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(newest)
	if diff := cmp.Diff(want, newest, likeEnt); diff != "" {
		t.Errorf("the newest first: %s", diff)
	}
	return want
}

// What one reader's rows went into is used again for another's.
func TestReadersAtTheSameTimeReadTheirOwnAccount(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	load := store.LoadAll
	load.Returns = false
	var reading errgroup.Group
	for number := range 2 {
		merchant, bol, _ := f.Account(t, number+1)
		orders := various(f)
		for i := range orders {
			orders[i].Number += strings.Repeat("A", number)
		}
		if _, err := f.Import(t.Context(), merchant.ID, bol.ID, orders[number:]); err != nil {
			t.Fatal(err)
		}
		want, err := f.OrdersByEnt(t.Context(), merchant.ID)
		if err != nil {
			t.Fatal(err)
		}
		for size := range 4 {
			reading.Go(func() error {
				for range 10 {
					got, err := f.ReadOrders(t.Context(), merchant.ID, size, false, load)
					if err != nil {
						return err
					}
					if diff := cmp.Diff(want, got, likeEnt); diff != "" {
						return fmt.Errorf("account %d, %d at a time: %s", number+1, size, diff)
					}
				}
				return nil
			})
		}
	}
	if err := reading.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAPageOfALongListIsNotSortedAnew(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	merchant, bol, _ := f.Account(t, 1)
	if _, err := f.Import(t.Context(), merchant.ID, bol.ID, various(f)); err != nil {
		t.Fatal(err)
	}
	page, err := f.Orders(t.Context(), storetest.Viewer(orderveil.RoleMerchant, merchant.ID), store.Filter{}, store.Paging{}, store.LoadAll)
	if err != nil || len(page.Nodes) == 0 {
		t.Fatal(err)
	}
	for name, filter := range map[string]store.Filter{
		"everything":    {},
		"a marketplace": {Connection: []string{page.Nodes[0].Connection().ID()}},
		"forwarded":     {ForwardState: []orderveil.ForwardState{orderveil.ForwardForwarded}},
		"all three":     {Connection: []string{page.Nodes[0].Connection().ID()}, Status: []orderveil.OrderStatus{orderveil.StatusOpen}, ForwardState: []orderveil.ForwardState{orderveil.ForwardSkipped, orderveil.ForwardFailed}},
	} {
		plan, err := f.ListPlan(t.Context(), merchant.ID, filter)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "order_placed_at_id") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// What few orders are in is found by an index of these alone, however many went well.
func TestOrdersThatNeedSomebodyAreFoundWithoutReadingTheOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		merchant, _, _ := f.Account(t, 1)
		for _, states := range [][]orderveil.ForwardState{
			{orderveil.ForwardFailed}, {orderveil.ForwardHeld, orderveil.ForwardUnknown}, {orderveil.ForwardHeld, orderveil.ForwardUnknown, orderveil.ForwardFailed},
		} {
			plan, err := f.ListPlan(t.Context(), merchant.ID, store.Filter{ForwardState: states})
			if err != nil || !strings.Contains(plan, "delivery_state_order_id") {
				t.Errorf("%v: %v\n%s", states, err, plan)
			}
		}
	})
}

// A plan is kept, and may be made while there is next to nothing to read.
func TestWhatHangsOnAnOrderIsLookedUpByItsIndexInAnEmptyAccountToo(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	merchant, _, _ := f.Account(t, 1)
	plan, err := f.ListPlan(t.Context(), merchant.ID, store.Filter{})
	if err != nil || strings.Contains(plan, "Hash") || strings.Contains(plan, "Merge") || !strings.Contains(plan, "party_order_id_kind") {
		t.Errorf("%v\n%s", err, plan)
	}
	plan, err = f.OrderPlan(t.Context(), storetest.Viewer(orderveil.RoleMerchant, merchant.ID), merchant.ID, uuid.New())
	if err != nil || strings.Contains(plan, "Hash") || strings.Contains(plan, "Merge") || strings.Count(plan, "party_order_id_kind") != 2 || !strings.Contains(plan, "orderline_order_id") {
		t.Errorf("one order: %v\n%s", err, plan)
	}
}

// Of an order that was changed at the marketplace, the lines that moved are stored behind those
// that did not, and only the index, which need not be used, has all in order.
func TestLinesComeInTheirOrder(t *testing.T) {
	t.Parallel()
	f := storetest.SQLite(t)
	merchant, bol, _ := f.Account(t, 1)
	all := various(f)
	for i := range all {
		line := all[i].Lines[0]
		all[i].Lines = nil
		for n := range 4 {
			line.MarketplaceID = strconv.Itoa(n)
			all[i].Lines = append(all[i].Lines, line)
		}
	}
	if _, err := f.Import(t.Context(), merchant.ID, bol.ID, all); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		all[i].Lines[1], all[i].Lines[2] = all[i].Lines[2], all[i].Lines[1]
		all[i].Revision, all[i].ChangedAt = "again", f.Clock.Now().Add(time.Hour)
	}
	f.Clock.Advance(2 * time.Hour)
	if _, err := f.Import(t.Context(), merchant.ID, bol.ID, all); err != nil {
		t.Fatal(err)
	}
	if err := f.DropLinesIndex(t.Context(), merchant.ID); err != nil {
		t.Fatal(err)
	}
	for _, o := range same(t, f, merchant.ID) {
		if second := o.Edges.Lines[1].MarketplaceID; second != "2" {
			t.Errorf("the second line is %s, which came third", second)
		}
	}
}

// Who sees nothing of a customer is told of each party whether there is one, and its country. Its
// row is read for that only where the order does not say it.
func TestPartiesAreThereForWhoSeesNothingOfThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		merchant, bol, _ := f.Account(t, 1)
		all := make([]orderveil.Order, 6)
		for i := range all {
			all[i] = f.Order(i + 1)
		}
		all[1].BillTo = nil
		all[2].ShipTo.Country = ""
		all[3].BillTo, all[3].ShipTo.Country = nil, ""
		all[4].BillTo, all[4].ShipTo = nil, nil
		all[5].BillTo.Country, all[5].ShipTo.Country = "", ""
		if _, err := f.Import(t.Context(), merchant.ID, bol.ID, all); err != nil {
			t.Fatal(err)
		}
		support, viewer := storetest.Viewer(orderveil.RoleSupport, merchant.ID), storetest.Viewer(orderveil.RoleMerchantViewer, merchant.ID)
		for _, v := range []orderveil.Viewer{support, viewer} {
			plan, err := f.OrderPlan(t.Context(), v, merchant.ID, uuid.New())
			if err != nil || strings.Contains(plan, "part") {
				t.Errorf("%s: %v\n%s", v.Role, err, plan)
			}
		}
		want := []string{"NL NL", "- NL", "NL ?", "- ?", "- -", "? ?"}
		brief := store.Load{Parties: true, Lines: true, ConnectionName: true, BriefOrder: true, BriefLines: true}
		check := func(forgotten bool) {
			t.Helper()
			listed, err := f.Orders(t.Context(), viewer, store.Filter{}, store.Paging{}, brief)
			if err != nil || len(listed.Nodes) != len(all) {
				t.Fatalf("%v, %v", listed, err)
			}
			for i, o := range all {
				found, err := f.OrdersByNumber(t.Context(), support, o.Number, brief)
				if err != nil || len(found) != 1 {
					t.Fatalf("%v, %v", found, err)
				}
				want := want[i]
				if forgotten { // a party without a country leaves nothing
					want = strings.ReplaceAll(want, "?", "-")
				}
				for _, got := range []*store.OrderView{found[0], listed.Nodes[i]} {
					if parties := country(t, got.BillTo()) + " " + country(t, got.ShipTo()); parties != want {
						t.Errorf("order %d: %s, want %s", i+1, parties, want)
					}
				}
			}
		}
		check(false)
		f.Clock.Advance(400 * day)
		if done, err := f.Forget(t.Context(), merchant.ID); err != nil || done.Swept == 0 {
			t.Fatalf("Forget() = %+v, %v", done, err)
		}
		check(true)
	})
}

// country is a party's, of which nothing else is shown: "-" is no party, "?" no country.
func country(t *testing.T, p *store.PartyView) string {
	t.Helper()
	if p == nil {
		return "-"
	}
	if name, err := p.LastName(); name != nil || err != nil {
		t.Errorf("LastName() = a text, %v", err)
	}
	if p.Country() == "" {
		return "?"
	}
	return p.Country()
}
