package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"orderveil"
	"orderveil/store"
)

// viewers has more and more people look at one account at the same time, and then people of
// more and more roles, and says how long a page takes each of them.
func viewers(ctx context.Context, s *store.Store, account uuid.UUID) error {
	for _, n := range []int{1, 10, 100} {
		all := make([]orderveil.Viewer, n)
		for i := range all {
			all[i] = orderveil.Viewer{Subject: fmt.Sprint("bench ", i), Role: orderveil.RoleMerchant, Account: account}
		}
		if err := beside(ctx, s, "viewers of an account: page", all); err != nil {
			return err
		}
	}
	var all []orderveil.Viewer
	for _, role := range orderveil.Roles() {
		v := orderveil.Viewer{Subject: "bench", Role: role, Account: account}
		if role.Staff() || !v.Can(orderveil.PermissionOrdersList) {
			continue // who lists nothing
		}
		all = append(all, v)
		if err := beside(ctx, s, "roles at an account: page", all); err != nil {
			return err
		}
	}
	return nil
}

// pagesEach is how many pages each viewer looks at.
const pagesEach = 20

// beside has all viewers look at once, one page after another each.
func beside(ctx context.Context, s *store.Store, what string, all []orderveil.Viewer) error {
	began := time.Now()
	var looking errgroup.Group
	for _, v := range all {
		looking.Go(func() error {
			for range pagesEach {
				if err := page(ctx, s, v); err != nil {
					return fmt.Errorf("%s: %w", v.Role, err)
				}
			}
			return nil
		})
	}
	if err := looking.Wait(); err != nil {
		return err
	}
	took := time.Since(began) / pagesEach
	record(what+", ms for each viewer", len(all), took.Seconds()*1000)
	record(what+"s a second", len(all), float64(len(all))/took.Seconds())
	return nil
}

// page looks at the newest orders and opens what the viewer may see.
func page(ctx context.Context, s *store.Store, v orderveil.Viewer) error {
	found, err := s.Orders(ctx, v, store.Filter{}, store.Paging{}, store.LoadAll)
	if err != nil {
		return err
	}
	for _, o := range found.Nodes {
		if _, err := o.ShipTo().LastName(); err != nil {
			return err
		}
	}
	return nil
}
