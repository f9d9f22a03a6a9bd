package store

import (
	"context"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
	"orderveil/ent/account/report"
)

// Progress counts an account's orders, and their forwardings and reports by state.
type Progress struct {
	Orders   int
	Forwards map[orderveil.ForwardState]int
	Reports  map[orderveil.ReportState]int
}

// Progress counts where an account's orders have come to.
func (s *Store) Progress(ctx context.Context, id uuid.UUID) (p Progress, err error) {
	p.Forwards, p.Reports = map[orderveil.ForwardState]int{}, map[orderveil.ReportState]int{}
	err = s.with(ctx, id, func(a *openAccount) error {
		if p.Orders, err = a.db.Order.Query().Where(a.real()...).Count(ctx); err != nil {
			return err
		}
		var counts []struct {
			State orderveil.ForwardState `json:"state"`
			Count int                    `json:"count"`
		}
		err := a.db.Delivery.Query().Where(delivery.HasOrderWith(a.real()...)).GroupBy(delivery.FieldState).Aggregate(account.Count()).Scan(ctx, &counts)
		for _, c := range counts {
			p.Forwards[c.State] = c.Count
		}
		if err != nil {
			return err
		}
		var reports []struct {
			State orderveil.ReportState `json:"state"`
			Count int                   `json:"count"`
		}
		err = a.db.Report.Query().GroupBy(report.FieldState).Aggregate(account.Count()).Scan(ctx, &reports)
		for _, c := range reports {
			p.Reports[c.State] = c.Count
		}
		return err
	})
	return p, err
}
