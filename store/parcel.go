package store

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/report"
)

// EnterParcel enters what a back office says of an order that it received, as a report to
// the order's marketplace. The same parcel is entered once. One that does not fit the order
// is entered too, as a report that somebody has to look at. It reports whether the parcel is
// new; one of an order that is not ours is none.
func (s *Store) EnterParcel(ctx context.Context, id, office uuid.UUID, p connectors.Parcel) (entered bool, err error) {
	if p.ID == "" || len(p.ID) > maxKey {
		return false, nil
	}
	var of uuid.UUID
	err = s.with(ctx, id, func(a *openAccount) error {
		row, err := a.delivered(ctx, office, p.Reference)
		if row != nil {
			of = row.OrderID
		}
		return err
	})
	if err != nil || of == uuid.Nil {
		return false, err
	}
	n := NewReport{
		Order: of, Kind: orderveil.ReportShipped, Key: p.ID, Carrier: p.Carrier, Tracking: p.Tracking, ShippedAt: p.ShippedAt, By: office.String(),
	}
	if p.Cancelled {
		n.Kind, n.Reason = orderveil.ReportCancelled, orderveil.CancelOther
	}
	for _, l := range p.Lines {
		n.Lines = append(n.Lines, ReportedLine{SKU: l.SKU, Quantity: l.Quantity})
	}
	entered, err = s.EnterReport(ctx, id, n)
	var invalid *orderveil.InvalidError
	if errors.As(err, &invalid) {
		return s.enterMisfit(ctx, id, n, invalid)
	}
	return entered, err
}

// enterMisfit keeps a parcel that cannot be reported, with the reason. When nothing is left
// of the order the marketplace knows already, and nobody has to do anything.
func (s *Store) enterMisfit(ctx context.Context, id uuid.UUID, n NewReport, why *orderveil.InvalidError) (entered bool, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error {
			entered = false
			row, err := tx.Order.Query().Where(order.ID(n.Order), locked).WithLines().Only(ctx)
			if err != nil {
				return notFound(err)
			}
			if known, err := tx.Report.Query().Where(report.OrderID(row.ID), report.EntryKey(n.entryKey())).Exist(ctx); err != nil || known {
				return err
			}
			state := orderveil.ReportFailed
			if row.Status.Handled() {
				state = orderveil.ReportDropped
			}
			now := s.config.Clock()
			create := tx.Report.Create().SetID(orderveil.ReportID(row.ID, n.entryKey())).SetEntryKey(n.entryKey()).SetOrderID(row.ID).SetConnectionID(row.ConnectionID).SetKind(n.Kind).
				SetLines([]orderveil.ReportLine{}).SetReason(n.Reason).SetState(state).SetCreatedAt(now).SetCreatedBy(n.By)
			made, err := create.Save(ctx)
			if err != nil {
				return err
			}
			update := made.Update()
			setProblem(update, &orderveil.Problem{
				Code: "PARCEL_DOES_NOT_FIT", Cause: "What the back office sent is not what the marketplace expects: " + why.Advice + ".", At: now,
				Owner: orderveil.OwnerMerchant, NextStep: "Compare the order in the back office and at the marketplace, and report what was sent by hand.",
			})
			if err := update.Exec(ctx); err != nil {
				return err
			}
			entered = true
			return s.event(tx, row.ID, "REPORT_"+string(state), "PARCEL_DOES_NOT_FIT", n.By).Exec(ctx)
		})
	})
	if entered && err == nil {
		s.changes.publish(ctx, id, []uuid.UUID{n.Order})
	}
	return entered, err
}
