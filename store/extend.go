package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
)

// moveBatch is how many orders are sealed anew in one transaction.
const moveBatch = 100

// move seals orders to the day that the rules give them today: open ones before their
// day comes, and all of them after the account's settings have changed, or the
// configuration from the one that all of them were last looked over by.
func (s *Store) move(ctx context.Context, a *openAccount, configured string) (int, error) {
	terms, err := s.terms(ctx, a.db)
	if err != nil {
		return 0, err
	}
	moved, err := s.extend(ctx, a, terms)
	if err != nil {
		return moved, fmt.Errorf("store: seal open orders to a later day: %w", err)
	}
	n, err := s.applySettings(ctx, a, terms, configured == s.configuredTerms())
	if err != nil {
		return moved + n, fmt.Errorf("store: apply the retention settings: %w", err)
	}
	return moved + n, nil
}

// extend seals the open orders whose day is near to a later one.
func (s *Store) extend(ctx context.Context, a *openAccount, t terms) (moved int, err error) {
	today := s.today()
	due, err := a.db.Order.Query().Where(
		order.HandledAtIsNil(), order.ForgottenAtIsNil(), order.ForgetRuleNEQ(orderveil.RuleWhileOpen),
		order.ForgetOnGT(today), order.ForgetOnLT(today+orderveil.ExtendBelow),
	).IDs(ctx)
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(due, moveBatch) {
		rows, err := a.db.Order.Query().Where(among(order.FieldID, some)).All(ctx)
		if err != nil {
			return moved, err
		}
		n, err := s.moveSome(ctx, a, t, rows)
		moved += n
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// applySettings goes through all orders once after the settings have changed, and goes
// on where it stopped; after the configuration has, from the beginning.
func (s *Store) applySettings(ctx context.Context, a *openAccount, t terms, configured bool) (int, error) {
	chosen, err := a.db.RetentionSettings.Query().Only(ctx)
	if account.IsNotFound(err) {
		chosen, err = &account.RetentionSettings{Applied: true}, nil
	}
	if err != nil || configured && chosen.Applied {
		return 0, err
	}
	after := uuid.Nil
	if configured && chosen.AppliedTo != nil {
		after = *chosen.AppliedTo
	}
	for moved := 0; ; {
		rows, err := a.db.Order.Query().Where(order.IDGT(after), order.ForgottenAtIsNil(), order.ForgetOnGT(s.today())).
			Order(order.ByID()).Limit(moveBatch).All(ctx)
		if err != nil {
			return moved, err
		}
		// Settings that change meanwhile begin anew: their time is another.
		if len(rows) == 0 {
			return moved, a.settings(chosen.ChangedAt).SetApplied(true).ClearAppliedTo().Exec(ctx)
		}
		n, err := s.moveSome(ctx, a, t, rows)
		moved += n
		if err != nil {
			return moved, err
		}
		after = rows[len(rows)-1].ID
		if err := a.settings(chosen.ChangedAt).SetAppliedTo(after).Exec(ctx); err != nil {
			return moved, err
		}
	}
}

// target is the day that an order moves to, and the rule that says so.
type target struct {
	day  orderveil.Date
	rule string
}

// moveSome seals those of the orders anew whose day is another than the rules say.
func (s *Store) moveSome(ctx context.Context, a *openAccount, t terms, rows []*account.Order) (int, error) {
	today, stored, days := s.today(), daySet{}, daySet{}
	wanted := map[uuid.UUID]target{}
	for _, row := range rows {
		day, rule := t.of(row.ConnectionID).Keep(dates(row), row.ForgetOn, row.ForgetRule, today)
		if day = max(day, today); day == row.ForgetOn && rule == row.ForgetRule {
			continue
		}
		wanted[row.ID] = target{day, rule}
		stored.add(row.ForgetOn)
		if day > today {
			days.add(day)
		}
	}
	if len(wanted) == 0 {
		return 0, nil
	}
	m, err := a.mover(ctx, nil, stored, days)
	if err != nil {
		return 0, err
	}
	moved := 0
	err = a.inTx(ctx, func(tx *account.Tx) error {
		m.tx = tx
		moved, err = s.moveIn(ctx, m, rows, wanted)
		return err
	})
	return moved, err
}

// moveIn moves the orders that are still as they were read. One that changed meanwhile
// is left to the next turn.
func (s *Store) moveIn(ctx context.Context, m *mover, read []*account.Order, wanted map[uuid.UUID]target) (int, error) {
	ids, as := make([]uuid.UUID, 0, len(wanted)), map[uuid.UUID]*account.Order{}
	for _, row := range read {
		if _, ok := wanted[row.ID]; ok {
			ids, as[row.ID] = append(ids, row.ID), row
		}
	}
	rows, err := m.tx.Order.Query().Where(order.IDIn(ids...), locked).Order(order.ByID()).All(ctx)
	if err != nil {
		return 0, err
	}
	groups, to := map[target][]uuid.UUID{}, map[uuid.UUID]orderveil.Date{}
	for _, row := range rows {
		was := as[row.ID]
		if row.ForgetOn != was.ForgetOn || !row.UpdatedAt.Equal(was.UpdatedAt) || row.ForgottenAt != nil {
			continue
		}
		t := wanted[row.ID]
		groups[t] = append(groups[t], row.ID)
		if t.day > s.today() { // what must be forgotten today is left to the sweep
			to[row.ID] = t.day
		}
	}
	moved := 0
	for t, some := range groups {
		moved += len(some)
		if err := setDay(m.tx.Order.Update().Where(order.IDIn(some...)), t, s.config.Clock()).Exec(ctx); err != nil {
			return 0, err
		}
	}
	if len(to) == 0 {
		return moved, nil
	}
	return moved, m.bring(ctx, to)
}

// setDay gives orders another day. A warning of the old one no longer holds.
func setDay(u *account.OrderUpdate, t target, now time.Time) *account.OrderUpdate {
	return u.SetForgetOn(t.day).SetForgetRule(t.rule).ClearWarningID().SetUpdatedAt(now)
}

// settings updates the retention settings that were chosen at a moment.
func (a *openAccount) settings(changedAt time.Time) *account.RetentionSettingsUpdate {
	return a.db.RetentionSettings.Update().Where(func(sel *sql.Selector) {
		sel.Where(sql.EQ(sel.C("changed_at"), changedAt))
	})
}
