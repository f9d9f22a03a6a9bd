package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"orderveil"
	entaccount "orderveil/ent/catalog/account"
)

// overviewPage is how many accounts are looked at for one answer: each costs one statement.
const overviewPage = 50

// RetentionOverview is what will be forgotten when, of some accounts together.
type RetentionOverview struct {
	Accounts int   // that are counted
	Unread   []int // the numbers of those whose database did not answer
	Days     []*PlanLine
	Next     *int // after which account it goes on; nil at the end
}

// RetentionOverview counts for staff what will be forgotten when, of all accounts, some at a
// time. An account that does not answer is named and keeps nobody from the others.
func (s *Store) RetentionOverview(ctx context.Context, v orderveil.Viewer, after *int) (*RetentionOverview, error) {
	if !v.Can(orderveil.PermissionRetentionRead) || !v.Staff() {
		return nil, orderveil.ErrForbidden
	}
	q := s.catalog.Account.Query().Where(entaccount.State(accountActive)).Order(entaccount.ByNumber()).Limit(overviewPage + 1)
	if after != nil {
		q.Where(entaccount.NumberGT(*after))
	}
	rows, err := q.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: list accounts: %w", err)
	}
	o := &RetentionOverview{Unread: []int{}}
	if len(rows) > overviewPage {
		rows = rows[:overviewPage]
		o.Next = &rows[overviewPage-1].Number
	}
	counts := map[target]int{}
	for _, row := range rows {
		plan, err := s.Plan(ctx, row.ID, nil)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			s.config.Log.Warn("an account is missing from the retention overview", "account", row.ID, "error", err)
			o.Unread = append(o.Unread, row.Number)
			continue
		}
		o.Accounts++
		for _, line := range plan {
			counts[target{line.Day, line.Rule}] += line.Orders
		}
	}
	o.Days = linesOf(counts)
	return o, nil
}

func linesOf(counts map[target]int) []*PlanLine {
	lines := make([]*PlanLine, 0, len(counts))
	for to, n := range counts {
		lines = append(lines, &PlanLine{Day: to.day, Rule: to.rule, Orders: n})
	}
	slices.SortFunc(lines, func(a, b *PlanLine) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Rule, b.Rule))
	})
	return lines
}
