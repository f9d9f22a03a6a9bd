package store

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/locator"
)

// announce enters the numbers of orders that are about to be kept into the catalog,
// as keyed hashes, and makes sure that their outbox is looked at.
func (s *Store) announce(ctx context.Context, id uuid.UUID, orders []*orderveil.Order) error {
	rows := make([]*catalog.LocatorCreate, 0, 2*len(orders))
	tx, err := s.catalog.Tx(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit there is nothing to roll back
	for _, o := range orders {
		for _, number := range []string{o.Number, o.HubNumber} {
			rows = append(rows, s.locator(tx.Locator, id, o.ID, number))
		}
	}
	if err := saveLocators(ctx, tx.Locator, rows...); err != nil {
		return err
	}
	if err := wakeAt(ctx, tx.Account, id, s.config.Clock().Add(settle)); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Store) locator(c *catalog.LocatorClient, id, order uuid.UUID, number string) *catalog.LocatorCreate {
	hash := s.own.Locator(orderveil.NormalNumber(number))
	return c.Create().SetHash(hash).SetAccountID(id).SetOrderID(order)
}

// saveLocators writes what is not there yet. All take the rows in the same order, or two that
// enter the same numbers would each wait for the other.
func saveLocators(ctx context.Context, c *catalog.LocatorClient, rows ...*catalog.LocatorCreate) error {
	slices.SortFunc(rows, func(x, y *catalog.LocatorCreate) int {
		one, _ := x.Mutation().Hash()
		other, _ := y.Mutation().Hash()
		return bytes.Compare(one, other)
	})
	return inParts(rows, func(some ...*catalog.LocatorCreate) error {
		return ignoreNoRows(c.CreateBulk(some...).OnConflictColumns(locator.FieldHash, locator.FieldOrderID).DoNothing().Exec(ctx))
	})
}

// located returns, account by account, the orders that a number may lead to, and whether
// the subject was ever granted anything of one of them: whoever was not need not be asked
// about again.
func (s *Store) located(ctx context.Context, number, subject string) (found map[uuid.UUID][]uuid.UUID, granted bool, err error) {
	var account, order uuid.UUID
	var ever bool
	found = map[uuid.UUID][]uuid.UUID{}
	err = s.catalogDriver.read(ctx, s.catalogDriver.text(locate), []any{subject, s.own.Locator(orderveil.NormalNumber(number)), maxPage},
		[]any{idTo{&account}, idTo{&order}, flagTo{&ever}}, func() {
			found[account] = append(found[account], order)
			granted = granted || ever
		})
	return found, granted, err
}

// locate finds the orders of a number, and whether somebody was ever granted anything of them.
const locate = `SELECT account_id, order_id, EXISTS (SELECT 1 FROM grants WHERE grants.order_id = locators.order_id AND grants.subject = $1)
FROM locators WHERE hash = $2 LIMIT $3`
