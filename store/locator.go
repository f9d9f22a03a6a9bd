package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/locator"
)

// locate enters the numbers of orders into the catalog as keyed hashes.
func (s *Store) locate(ctx context.Context, id uuid.UUID, orders []*orderveil.Order) error {
	rows := make([]*catalog.LocatorCreate, 0, 2*len(orders))
	for _, o := range orders {
		for _, number := range []string{o.Number, o.HubNumber} {
			rows = append(rows, s.locator(id, o.ID, number))
		}
	}
	return s.saveLocators(ctx, rows)
}

func (s *Store) locator(id, order uuid.UUID, number string) *catalog.LocatorCreate {
	hash := s.own.Locator(orderveil.NormalNumber(number))
	return s.catalog.Locator.Create().SetHash(hash).SetAccountID(id).SetOrderID(order)
}

func (s *Store) saveLocators(ctx context.Context, rows []*catalog.LocatorCreate) error {
	err := s.catalog.Locator.CreateBulk(rows...).
		OnConflictColumns(locator.FieldHash, locator.FieldOrderID).DoNothing().Exec(ctx)
	return ignoreNoRows(err)
}

// located returns, account by account, the orders that a number may lead to.
func (s *Store) located(ctx context.Context, number string) (map[uuid.UUID][]uuid.UUID, error) {
	rows, err := s.catalog.Locator.Query().Where(locator.Hash(s.own.Locator(orderveil.NormalNumber(number)))).
		Limit(maxPage).All(ctx)
	if err != nil {
		return nil, err
	}
	found := map[uuid.UUID][]uuid.UUID{}
	for _, row := range rows {
		found[row.AccountID] = append(found[row.AccountID], row.OrderID)
	}
	return found, nil
}
