package store_test

import (
	"slices"
	"testing"

	"orderveil"
	"orderveil/store"
	"orderveil/store/storetest"
)

// doers are who stands in an order's timeline for having sent it again: "name, role".
func doers(t *testing.T, o *store.OrderView) (all []string) {
	t.Helper()
	page, err := o.Timeline(t.Context(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Nodes {
		if e.Kind() != "FORWARD_AGAIN" {
			continue
		}
		by, err := e.By(t.Context())
		switch {
		case err != nil:
			t.Fatal(err)
		case by == nil:
			all = append(all, "nobody")
		case by.Name == nil:
			all = append(all, by.Role)
		default:
			all = append(all, *by.Name+", "+by.Role)
		}
	}
	return all
}

func TestAColleagueIsToldByNameAndTheOtherSideByRole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, server, func(t *testing.T, f *storetest.Fixture) {
		account, _, merchant := one(t, f, f.Order(1))
		support, number := staff(orderveil.RoleSupport, "gone"), f.Order(1).Number
		owner, err := f.InviteUser(t.Context(), merchant, "owner@shop", "Owner", orderveil.RoleMerchant)
		if err != nil {
			t.Fatal(err)
		}
		agent, err := f.InviteUser(t.Context(), staff(orderveil.RoleAdministrator, "admin"), "agent@hub", "Agent", orderveil.RoleSupport)
		if err != nil {
			t.Fatal(err)
		}
		again := func(v orderveil.Viewer, user *store.Invitation) {
			t.Helper()
			if user != nil {
				v.Subject = user.User.Subject()
			}
			if _, err := f.ForwardAgain(t.Context(), v, find(t, f, v, number).ID(), "the shop is back again"); err != nil {
				t.Fatal(err)
			}
		}
		again(merchant, owner)
		again(support, agent)
		again(support, nil)
		for _, c := range []struct {
			v    orderveil.Viewer
			want []string
		}{
			{merchant, []string{"Owner, merchant", "support", "nobody"}},
			{support, []string{"merchant", "Agent, support", "nobody"}},
			{storetest.Viewer(orderveil.RolePartner, account.ID, orderveil.ScopeOrdersRead), []string{"merchant", "support", "nobody"}},
		} {
			if got := doers(t, find(t, f, c.v, number)); !slices.Equal(got, c.want) {
				t.Errorf("a %s is told %v, want %v", c.v.Role, got, c.want)
			}
		}
	})
}
