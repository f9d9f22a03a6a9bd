package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors/sandbox"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
)

// sandboxReach is the only connector by which a sandbox reaches anybody: receiving messages
// is what partners try.
const sandboxReach = "webhook"

// mayReach refuses to let a sandbox reach a real shop: invented orders would get there, or
// real customers here.
func (a *openAccount) mayReach(code string) error {
	if !a.Account.Sandbox || code == sandboxReach {
		return nil
	}
	return orderveil.Invalidf("this account is a sandbox: it is connected with receivers of webhooks only, and its marketplaces are invented. Connect an account that is none")
}

func (s *Store) mayReach(ctx context.Context, id uuid.UUID, code string) error {
	return s.with(ctx, id, func(a *openAccount) error { return a.mayReach(code) })
}

// maxSeeds is how often a sandbox is seeded. With it, it has 2,000 orders.
const maxSeeds = 16

// SeedSandbox puts other invented orders into a sandbox, for an administrator.
func (s *Store) SeedSandbox(ctx context.Context, v orderveil.Viewer, number int) (*OpenedAccount, error) {
	if !v.Can(orderveil.PermissionInstallManage) {
		return nil, orderveil.ErrForbidden
	}
	a, err := s.Account(ctx, number)
	if err != nil {
		return nil, err
	}
	touch(ctx, a.ID)
	if _, err := s.Seed(ctx, a); err != nil {
		return nil, err
	}
	return s.openedAccount(ctx, number)
}

// Seed puts invented orders into a sandbox, as an import would, and says how many it has then.
// Each time they are others.
func (s *Store) Seed(ctx context.Context, to orderveil.Account) (has int, err error) {
	if !to.Sandbox {
		return 0, orderveil.Invalidf("account %d is no sandbox: open one for invented orders", to.Number)
	}
	if has, err = s.sandboxOrders(ctx, to.ID); err != nil {
		return 0, err
	}
	// Orders stay counted when they are forgotten. Whoever seeds at the same time invents the
	// same ones, which are kept once, or the next.
	batch := (has + sandbox.Each - 1) / sandbox.Each
	if batch >= maxSeeds {
		return has, orderveil.Invalidf("sandbox %d is full with %d orders: open another one", to.Number, has)
	}
	shops, err := sandbox.Orders(ctx, uint64(to.Number)*maxSeeds+uint64(batch), s.config.Clock())
	if err != nil {
		return has, err
	}
	for _, shop := range shops {
		conn, err := s.inventedShop(ctx, to.ID, shop.Spec.Code, shop.Spec.Name)
		if err != nil {
			return has, err
		}
		// Who seeded at the same time and came first has kept all of these.
		if _, err := s.Import(ctx, to.ID, conn, shop.Orders); err != nil && !account.IsConstraintError(err) {
			return has, err
		}
	}
	if err := s.forgetSoon(ctx, to.ID); err != nil { // the account gets its canaries
		return has, err
	}
	return s.sandboxOrders(ctx, to.ID)
}

// seedOnce seeds a sandbox that has no orders.
func (s *Store) seedOnce(ctx context.Context, a orderveil.Account) error {
	has, err := s.sandboxOrders(ctx, a.ID)
	if err == nil && has == 0 {
		_, err = s.Seed(ctx, a)
	}
	return err
}

// sandboxOrders counts the orders that were invented, and not the canaries beside them.
func (s *Store) sandboxOrders(ctx context.Context, id uuid.UUID) (n int, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		if err := s.loadCanaries(ctx, a); err != nil { // another node may have planted
			return err
		}
		n, err = a.db.Order.Query().Where(a.real()...).Count(ctx)
		return err
	})
	return n, err
}

// inventedShop is a sandbox's connection with a marketplace that is invented. It has no
// credentials, is paused and cannot be resumed: nobody is ever asked by it. Its id follows from
// how many there were before, so that two who seed at the same time make one.
func (s *Store) inventedShop(ctx context.Context, id uuid.UUID, code, name string) (conn uuid.UUID, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		rows, err := a.db.Connection.Query().Where(connection.Code(code)).All(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.State != orderveil.ConnectionRemoved {
				conn = row.ID
				return nil
			}
		}
		conn = uuid.NewSHA1(id, fmt.Appendf(nil, "invented %s %d", code, len(rows)))
		sealed, err := a.sealSecrets(ctx, conn, nil)
		if err != nil {
			return err
		}
		now := s.config.Clock()
		err = a.db.Connection.Create().SetID(conn).SetKind(orderveil.Marketplace).SetCode(code).SetLabel(name + " (sandbox)").
			SetState(orderveil.ConnectionPaused).SetSettings(map[string]string{}).SetCredentials(sealed).
			SetEverySeconds(int(usualEvery / time.Second)).SetCreatedAt(now).SetCredentialsAt(now).Exec(ctx)
		if account.IsConstraintError(err) {
			return nil
		}
		return err
	})
	return conn, err
}
