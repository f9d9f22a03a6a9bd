package store_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// more gives an installation another name for its server: to the program another server.
func more(f *storetest.Fixture, servers ...orderveil.DatabaseServer) {
	where := *f.Config.PostgreSQL
	for _, s := range servers {
		where.Servers = append(where.Servers, store.AccountsServer{DatabaseServer: s, Address: where.Accounts})
	}
	f.Config.PostgreSQL = &where
}

func TestNodesThatOpenAccountsAtOnceKeepToTheCapacities(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	more(f, orderveil.DatabaseServer{Name: "two", Region: "north", Weight: 2, Capacity: 2}, orderveil.DatabaseServer{Name: "three", Capacity: 1})
	f.Config.PostgreSQL.Accounts = "" // the default one is not among them
	f.Reopen(t)
	other, err := store.Open(t.Context(), f.Config)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var opening sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		node := []*store.Store{f.Store, other}[i%2]
		opening.Go(func() { _, errs[i] = node.OpenAccount(t.Context(), i+1) })
	}
	opening.Wait()
	refused := 0
	for _, err := range errs {
		if errors.Is(err, orderveil.ErrConflict) && strings.Contains(err.Error(), "capacity") {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	placed, err := f.Placements(t.Context())
	if err != nil || len(placed) != 3 || refused != 3 {
		t.Fatalf("%d accounts are open and %d refused, want 3 and 3: %v", len(placed), refused, err)
	}
	servers, err := other.DatabaseServers(t.Context())
	if err != nil || servers[0].Accounts != 2 || servers[1].Accounts != 1 {
		t.Errorf("DatabaseServers() = %+v, %v", servers, err)
	}
	admin := orderveil.Viewer{Role: orderveil.RoleAdministrator, Subject: "admin"}
	for wish, want := range map[orderveil.Wish]string{{Server: "three"}: "three 1 of 1", {Region: "north"}: "two 2 of 2", {Server: "four"}: "two in north, three"} {
		_, err := f.OpenInvited(t.Context(), admin, store.NewAccount{Number: 9, Login: "owner", Label: "Owner", Wish: wish})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("OpenInvited() at %+v = %v, want %s", wish, err, want)
		}
	}
	for _, p := range placed {
		if _, err := other.Connections(t.Context(), p.ID); err != nil {
			t.Errorf("account %d on %s does not open on the other node: %v", p.Number, p.Server, err)
		}
	}
}

// What was opened before there was more than one server is on the default one, a wish is
// kept, and a server that does not answer is in nobody else's way.
func TestAServerThatDoesNotAnswerKeepsOnlyItsOwnWaiting(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	first, _, _ := f.Account(t, 1)
	more(f, orderveil.DatabaseServer{Name: "two", Region: "north"}, orderveil.DatabaseServer{Name: "gone", Region: "south"})
	f.Config.PostgreSQL.Servers[1].Address = "postgres://postgres@127.0.0.1:1/postgres?sslmode=disable"
	f.Reopen(t)
	second, err := f.OpenAccountAt(t.Context(), 2, orderveil.Wish{Region: "north"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.OpenAccountAt(t.Context(), 3, orderveil.Wish{Server: "gone"}); err == nil || !strings.Contains(err.Error(), "server gone") {
		t.Errorf("OpenAccountAt() on a server that does not answer = %v", err)
	}
	placed, err := f.Placements(t.Context())
	if err != nil || len(placed) != 2 || placed[0].Server != orderveil.DefaultServer || placed[1].Server != "two" || placed[1].Region != "north" {
		t.Errorf("Placements() = %+v, %v", placed, err)
	}
	for _, a := range []orderveil.Account{first, second} {
		if _, err := f.Connections(t.Context(), a.ID); err != nil {
			t.Error(err)
		}
	}
	for _, p := range f.Health(t.Context()) {
		if want := map[bool]store.Trouble{true: store.TroubleSilence}[p.Server == "gone"]; p.Trouble != want {
			t.Errorf("Health() of %s %s = %q: %v, want %q", p.Database, p.Server, p.Trouble, p.Err, want)
		}
	}
	if asked, err := f.Servers(t.Context()); len(asked) != 4 || err == nil {
		t.Errorf("Servers() = %d servers, %v", len(asked), err)
	}
	where := *f.Config.PostgreSQL
	where.Servers, f.Config.PostgreSQL = nil, &where
	f.Reopen(t)
	if _, err := f.Connections(t.Context(), second.ID); err == nil || !strings.Contains(err.Error(), "postgres.servers") {
		t.Errorf("an account on a server that is not configured = %v", err)
	}
	overview, err := f.RetentionOverview(t.Context(), orderveil.Viewer{Role: orderveil.RolePrivacyOfficer}, nil)
	if err != nil || overview.Accounts != 1 || !slices.Equal(overview.Unread, []int{2}) {
		t.Errorf("RetentionOverview() = %+v, %v", overview, err)
	}
}

// An account that was left half open has held nothing: it goes where the next request says,
// even from a server that does not answer any more, or is taken back.
func TestAnAccountThatWasLeftHalfOpenIsOpenedAsItIsWishedNow(t *testing.T) {
	t.Parallel()
	f := storetest.PostgreSQL(t, server)
	more(f, orderveil.DatabaseServer{Name: "gone", Region: "south"})
	f.Config.PostgreSQL.Servers[0].Address = "postgres://postgres@127.0.0.1:1/postgres?sslmode=disable"
	f.Reopen(t)
	for number := 2; number <= 4; number++ {
		if _, err := f.OpenAccountAt(t.Context(), number, orderveil.Wish{Region: "south"}); err == nil {
			t.Fatal("an account was opened on a server that does not answer")
		}
	}
	if begun, err := f.HalfOpen(t.Context()); err != nil || begun[2] != "gone" || len(begun) != 3 {
		t.Errorf("HalfOpen() = %v, %v", begun, err)
	}
	if _, err := f.OpenAccount(t.Context(), 2); err == nil {
		t.Error("without a wish it does not stay where it was begun")
	}
	if _, err := f.OpenAccountAt(t.Context(), 2, orderveil.Wish{Server: "default", Sandbox: true}); !errors.Is(err, orderveil.ErrInvalid) {
		t.Errorf("a merchant's account becomes a sandbox: %v", err)
	}
	a, err := f.OpenAccountAt(t.Context(), 2, orderveil.Wish{Server: "default"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Connections(t.Context(), a.ID); err != nil {
		t.Error(err)
	}
	placed, err := f.Placements(t.Context())
	if err != nil || len(placed) != 1 || placed[0].Server != orderveil.DefaultServer || placed[0].Left != "gone" || placed[0].MovingTo != "" {
		t.Errorf("Placements() = %+v, %v", placed, err)
	}
	for number, want := range map[int]error{2: orderveil.ErrInvalid, 9: orderveil.ErrNotFound} {
		if err := f.AbandonAccount(t.Context(), number); !errors.Is(err, want) {
			t.Errorf("AbandonAccount(%d) = %v, want %v", number, err, want)
		}
	}
	if err := f.AbandonAccount(t.Context(), 3); err == nil {
		t.Error("what is on a server that does not answer was taken back")
	}
	for _, role := range orderveil.Roles() {
		err := f.Abandon(t.Context(), storetest.Viewer(role, uuid.Nil), 3)
		if may := role == orderveil.RoleAdministrator; err == nil || errors.Is(err, orderveil.ErrForbidden) == may {
			t.Errorf("Abandon() as %s: %v", role, err)
		}
	}
}
