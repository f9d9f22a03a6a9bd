package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/retentionsettings"
)

// Retention is for how long an account's customer data is kept, in days.
type Retention struct {
	AfterHandling int  // after the order was handled
	WhileOpen     int  // the most for an order that stays open
	Cap           int  // the shortest that the account's marketplaces allow
	FiscalLimit   int  // the longest hold for the tax office, from the day of the order
	LegalLimit    int  // the longest hold for a claim or an authority
	Applied       bool // every stored order has the day that these settings give
	ChangedAt     *time.Time
	ChangedBy     *string
}

// accountOf is the account that a request is about: a merchant's own, or for staff the
// one of the number.
func (s *Store) accountOf(ctx context.Context, v orderveil.Viewer, p orderveil.Permission, number *int) (uuid.UUID, error) {
	if !v.Can(p) {
		return uuid.Nil, orderveil.ErrForbidden
	}
	if number == nil {
		if v.Staff() {
			return uuid.Nil, orderveil.Invalidf("give the number of the account")
		}
		return v.Account, nil
	}
	a, err := s.Account(ctx, *number)
	if err != nil || !v.Sees(a.ID) {
		return uuid.Nil, orderveil.ErrNotFound
	}
	return a.ID, nil
}

// Retention returns what holds for an account.
func (s *Store) Retention(ctx context.Context, v orderveil.Viewer, number *int) (r *Retention, err error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionRead, number)
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		r, err = s.retention(ctx, a.db)
		return err
	})
	return r, err
}

func (s *Store) retention(ctx context.Context, db *account.Client) (*Retention, error) {
	t, err := s.terms(ctx, db)
	if err != nil {
		return nil, err
	}
	r := &Retention{
		AfterHandling: t.general.AfterHandling, WhileOpen: t.general.WhileOpen, Cap: t.cap(),
		FiscalLimit: orderveil.DefaultFiscalLimit, LegalLimit: orderveil.DefaultLegalLimit, Applied: true,
	}
	chosen, err := db.RetentionSettings.Query().Only(ctx)
	if account.IsNotFound(err) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	r.FiscalLimit, r.LegalLimit, r.Applied = chosen.FiscalLimit, chosen.LegalLimit, chosen.Applied
	r.ChangedAt, r.ChangedBy = utc(&chosen.ChangedAt), &chosen.ChangedBy
	return r, nil
}

// RetentionChange is what a merchant sets; what is nil stays.
type RetentionChange struct {
	AfterHandling *int
	FiscalLimit   *int
	LegalLimit    *int
}

// SetRetention changes the merchant's settings. A time beyond what a marketplace of the
// account allows is refused. Orders that are stored get their new day soon after.
func (s *Store) SetRetention(ctx context.Context, v orderveil.Viewer, c RetentionChange) (r *Retention, err error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionManage, nil)
	if err != nil {
		return nil, err
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		if r, err = s.retention(ctx, a.db); err != nil {
			return err
		}
		for from, to := range map[*int]*int{c.AfterHandling: &r.AfterHandling, c.FiscalLimit: &r.FiscalLimit, c.LegalLimit: &r.LegalLimit} {
			if from != nil {
				*to = *from
			}
		}
		if err := s.checkRetention(r); err != nil {
			return err
		}
		err := a.db.RetentionSettings.Create().SetID(id).SetAfterHandling(r.AfterHandling).
			SetFiscalLimit(r.FiscalLimit).SetLegalLimit(r.LegalLimit).
			SetChangedAt(s.config.Clock()).SetChangedBy(v.Subject).SetApplied(false).
			OnConflictColumns(retentionsettings.FieldID).UpdateNewValues().
			Update(func(u *account.RetentionSettingsUpsert) { u.ClearAppliedTo() }).Exec(ctx)
		if err != nil {
			return err
		}
		r, err = s.retention(ctx, a.db)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, s.forgetSoon(ctx, id)
}

func (s *Store) checkRetention(r *Retention) error {
	switch {
	case r.AfterHandling < 1:
		return orderveil.Invalidf("customer data is kept for 1 day or more after handling")
	case r.AfterHandling > r.Cap:
		return orderveil.Invalidf("a marketplace of this account allows at most %d days: choose 1 to %d", r.Cap, r.Cap)
	case r.AfterHandling+s.config.KeyBackupDays > r.Cap:
		return orderveil.Invalidf("backups of the keys live for %d days, and a marketplace of this account allows at most %d days in all: choose 1 to %d",
			s.config.KeyBackupDays, r.Cap, r.Cap-s.config.KeyBackupDays)
	case min(r.FiscalLimit, r.LegalLimit) < 1 || max(r.FiscalLimit, r.LegalLimit) > orderveil.LongestHold:
		return orderveil.Invalidf("the limits of holds are 1 to %d days", orderveil.LongestHold)
	}
	return nil
}

// PlanLine is one line of a plan: how many orders are forgotten on a day, by a rule.
type PlanLine struct {
	Day    orderveil.Date
	Rule   string
	Orders int
}

// RetentionPlan says what will be forgotten when: as things stand, or as if the account
// kept customer data for another number of days. It changes nothing.
func (s *Store) RetentionPlan(ctx context.Context, v orderveil.Viewer, number, afterHandling *int) (plan []*PlanLine, err error) {
	id, err := s.accountOf(ctx, v, orderveil.PermissionRetentionRead, number)
	if err != nil {
		return nil, err
	}
	return s.Plan(ctx, id, afterHandling)
}

// Plan is RetentionPlan for the program itself.
func (s *Store) Plan(ctx context.Context, id uuid.UUID, afterHandling *int) (plan []*PlanLine, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		if afterHandling == nil {
			plan, err = a.plan(ctx)
			return err
		}
		r, err := s.retention(ctx, a.db)
		if err != nil {
			return err
		}
		r.AfterHandling = *afterHandling
		if err := s.checkRetention(r); err != nil {
			return err
		}
		plan, err = s.planAsIf(ctx, a, *afterHandling)
		return err
	})
	slices.SortFunc(plan, func(a, b *PlanLine) int {
		if a.Day != b.Day {
			return int(a.Day - b.Day)
		}
		return len(a.Rule) - len(b.Rule)
	})
	return plan, err
}

func (a *openAccount) plan(ctx context.Context) ([]*PlanLine, error) {
	var lines []struct {
		ForgetOn   orderveil.Date `json:"forget_on"`
		ForgetRule string         `json:"forget_rule"`
		Count      int            `json:"count"`
	}
	err := a.db.Order.Query().Where(a.real()...).Where(order.ForgottenAtIsNil()).
		GroupBy(order.FieldForgetOn, order.FieldForgetRule).Aggregate(account.Count()).Scan(ctx, &lines)
	plan := make([]*PlanLine, len(lines))
	for i, l := range lines {
		plan[i] = &PlanLine{Day: l.ForgetOn, Rule: l.ForgetRule, Orders: l.Count}
	}
	return plan, err
}

// planPage is how many orders are looked at in one statement.
const planPage = 5000

func (s *Store) planAsIf(ctx context.Context, a *openAccount, afterHandling int) ([]*PlanLine, error) {
	t, err := s.terms(ctx, a.db)
	if err != nil {
		return nil, err
	}
	t.general.AfterHandling = afterHandling
	counts, after, today := map[target]int{}, uuid.Nil, s.today()
	for {
		rows, err := a.db.Order.Query().Where(a.real()...).Where(order.ForgottenAtIsNil(), order.IDGT(after)).Order(order.ByID()).Limit(planPage).
			Select(order.FieldID, order.FieldConnectionID, order.FieldPlacedAt, order.FieldHandledAt, order.FieldDeliveredAt,
				order.FieldHoldUntil, order.FieldForgetOn, order.FieldForgetRule).All(ctx)
		if err != nil {
			return nil, fmt.Errorf("store: plan the forgetting: %w", err)
		}
		for _, row := range rows {
			to := target{row.ForgetOn, row.ForgetRule}
			if row.ForgetOn > today {
				to.day, to.rule = t.of(row.ConnectionID).Keep(dates(row), row.ForgetOn, row.ForgetRule, today)
			}
			counts[to]++
		}
		if len(rows) < planPage {
			break
		}
		after = rows[len(rows)-1].ID
	}
	plan := make([]*PlanLine, 0, len(counts))
	for to, n := range counts {
		plan = append(plan, &PlanLine{Day: to.day, Rule: to.rule, Orders: n})
	}
	return plan, nil
}
