package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
)

// warnBefore is how many days before an order is forgotten its receivers are told, so
// that whoever needs an invoice makes it in time.
const warnBefore = 7

// warn marks the orders that will be forgotten within a week, once per day that was set
// for them, with a receipt from which the notices follow. An open order whose day moves
// on is not among them.
func (s *Store) warn(ctx context.Context, a *openAccount) (warned int, err error) {
	today := s.today()
	for {
		due, err := a.db.Order.Query().Where(
			order.ForgetOnGT(today), order.ForgetOnLTE(today+warnBefore), order.ForgottenAtIsNil(), order.WarningIDIsNil(),
			order.Or(order.HandledAtNotNil(), order.ForgetRuleIn(orderveil.RuleWhileOpen, orderveil.RuleHold)),
		).Order(order.ByForgetOn()).Limit(sweepRound).IDs(ctx)
		if err != nil || len(due) == 0 {
			return warned, err
		}
		for some := range slices.Chunk(due, sweepBatch) {
			n, err := s.warnSome(ctx, a, some)
			if err != nil {
				return warned, fmt.Errorf("store: warn before forgetting: %w", err)
			}
			warned += n
		}
	}
}

func (s *Store) warnSome(ctx context.Context, a *openAccount, ids []uuid.UUID) (n int, err error) {
	err = a.inTx(ctx, func(tx *account.Tx) error {
		receipt := s.config.IDs()
		n, err = tx.Order.Update().Where(among(order.FieldID, ids), order.WarningIDIsNil(), order.ForgottenAtIsNil()).
			SetWarningID(receipt).Save(ctx)
		if err != nil || n == 0 {
			return err
		}
		if n < len(ids) {
			if ids, err = tx.Order.Query().Where(among(order.FieldID, ids), order.WarningID(receipt)).IDs(ctx); err != nil {
				return err
			}
		}
		row, err := s.receipt(tx, a, receipt, orderveil.ReceiptWarned, "", ids)
		if err != nil {
			return err
		}
		return row.Exec(ctx)
	})
	return n, err
}
