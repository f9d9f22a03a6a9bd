package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/orderline"
	"orderveil/ent/account/report"
	"orderveil/personal"
	"orderveil/seal"
)

// Reports are the outbox to marketplaces: what left, and what will not be delivered. A
// report is entered once under a key, such as a back office's id of the parcel, and sent in
// the order of its order's reports, one at a time.

// NewReport is a report to be entered.
type NewReport struct {
	Order uuid.UUID
	Kind  orderveil.ReportKind
	// Key is what the sender calls the parcel: the same key of an order is the same report.
	Key string
	// Lines are what is in it. None means all that is left.
	Lines     []ReportedLine
	Carrier   connectors.Carrier
	Tracking  personal.Record // category DELIVERY
	Reason    orderveil.CancelReason
	ShippedAt time.Time // zero is now
	By        string    // the viewer's subject, or the back office's connection
}

// ReportedLine is how many of a line, which is named by its id or its SKU.
type ReportedLine struct {
	ID       uuid.UUID
	SKU      string
	Quantity int
}

// maxKey is the length of a key.
const maxKey = 200

// EnterReport enters a report into the outbox, and reports whether it was not there yet. An
// ErrInvalid says what is wrong with it: nothing is entered then.
func (s *Store) EnterReport(ctx context.Context, id uuid.UUID, n NewReport) (entered bool, err error) {
	if n.Key == "" || len(n.Key) > maxKey {
		return false, orderveil.Invalidf("a parcel is named by 1 to %d characters", maxKey)
	}
	// Before the row is there: a crash in between costs a look in vain.
	if err := s.wakeAt(ctx, id, s.config.Clock().Add(settle)); err != nil {
		return false, err
	}
	err = s.with(ctx, id, func(a *openAccount) error {
		for attempt := 1; ; attempt++ {
			err := s.enterReport(ctx, a, n, &entered)
			if !errors.Is(err, errDayMoved) || attempt == 4 {
				return err
			}
		}
	})
	if err != nil || !entered {
		return entered, err
	}
	s.changes.publish(ctx, id, []uuid.UUID{n.Order})
	return true, s.wakeAt(ctx, id, s.config.Clock())
}

func (s *Store) enterReport(ctx context.Context, a *openAccount, n NewReport, entered *bool) error {
	row, err := a.db.Order.Get(ctx, n.Order)
	if err != nil {
		return notFound(err)
	}
	var sealer *seal.Sealer
	if !n.Tracking.Empty() && !s.forgotten(row) {
		if sealer, err = a.keys.Sealer(ctx, []orderveil.Date{row.ForgetOn}); err != nil {
			return err
		}
	}
	return a.inTx(ctx, func(tx *account.Tx) error {
		*entered = false
		row, err := tx.Order.Query().Where(order.ID(n.Order), locked).WithReports().
			WithLines(func(q *account.OrderLineQuery) { q.Order(orderline.ByPosition()) }).Only(ctx)
		if err != nil {
			return notFound(err)
		}
		if slices.ContainsFunc(row.Edges.Reports, func(r *account.Report) bool { return r.EntryKey == n.entryKey() }) {
			return nil
		}
		if row.Fulfilment == orderveil.ByMarketplace {
			return orderveil.Invalidf("the marketplace ships this order itself: there is nothing to report")
		}
		lines, err := reportLines(row, n)
		if err != nil {
			return err
		}
		if err := s.writeReports(ctx, tx, row, n, lines, sealer); err != nil {
			return err
		}
		if err := s.event(tx, row.ID, "REPORT_"+string(n.Kind), "", n.By).Exec(ctx); err != nil {
			return err
		}
		*entered = true
		return changed(ctx, tx, []uuid.UUID{row.ID})
	})
}

// entryKey is what makes a report the same as another of its order.
func (n *NewReport) entryKey() string { return n.By + " " + n.Key }

// writeReports writes a parcel with its report, or a report for each line that will not be
// delivered: marketplaces answer cancellations line by line.
func (s *Store) writeReports(ctx context.Context, tx *account.Tx, row *account.Order, n NewReport, lines []orderveil.ReportLine, sealer *seal.Sealer) error {
	now := s.config.Clock()
	create := func(part string, lines []orderveil.ReportLine) *account.ReportCreate {
		return tx.Report.Create().SetID(orderveil.ReportID(row.ID, n.entryKey()+part)).SetOrderID(row.ID).SetConnectionID(row.ConnectionID).
			SetKind(n.Kind).SetEntryKey(n.entryKey()).SetLines(lines).SetReason(n.Reason).SetState(orderveil.ReportWaiting).
			SetCreatedAt(now).SetCreatedBy(n.By).SetNextAttemptAt(now)
	}
	if n.Kind == orderveil.ReportCancelled {
		for _, l := range lines {
			if err := create(" "+l.Line, []orderveil.ReportLine{l}).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	}
	parcel, err := s.parcel(tx, row, n, sealer)
	if err != nil {
		return err
	}
	made, err := parcel.Save(ctx)
	if err != nil {
		return err
	}
	return create("", lines).SetShipmentID(made.ID).Exec(ctx)
}

// parcel is the shipment of a report, with its tracking sealed to the order's day.
func (s *Store) parcel(tx *account.Tx, row *account.Order, n NewReport, sealer *seal.Sealer) (*account.ShipmentCreate, error) {
	shipped := n.ShippedAt
	if shipped.IsZero() {
		shipped = s.config.Clock()
	}
	create := tx.Shipment.Create().SetID(orderveil.ShipmentID(row.ID, "report "+n.entryKey())).SetOrderID(row.ID).SetMarketplaceID("").
		SetCarrier(string(n.Carrier)).SetShippedAt(shipped.UTC())
	if sealer == nil || s.forgotten(row) {
		return create, nil
	}
	id, _ := create.Mutation().ID()
	v, err := sealer.Seal(trackingPlace(id), row.ForgetOn, n.Tracking)
	if err != nil {
		return nil, dayMoved(err)
	}
	return create.SetTracking(v), nil
}

// reportLines finds the lines of a report, and refuses more than is left of them once the
// reports that are under way are done.
func reportLines(row *account.Order, n NewReport) ([]orderveil.ReportLine, error) {
	left := map[string]int{}
	for _, l := range row.Edges.Lines {
		left[l.MarketplaceID] = l.Quantity - l.QuantityShipped - l.QuantityCancelled
	}
	for _, r := range row.Edges.Reports {
		if r.State.Ended() && (r.State != orderveil.ReportDone || !pending(row, r)) {
			continue
		}
		for _, l := range r.Lines {
			left[l.Line] -= l.Quantity
		}
	}
	var lines []orderveil.ReportLine
	add := func(l *account.OrderLine, quantity int) {
		for i := range lines {
			if lines[i].Line == l.MarketplaceID {
				lines[i].Quantity += quantity
				return
			}
		}
		lines = append(lines, orderveil.ReportLine{Line: l.MarketplaceID, Quantity: quantity})
	}
	if len(n.Lines) == 0 {
		for _, l := range row.Edges.Lines {
			if left[l.MarketplaceID] > 0 {
				add(l, left[l.MarketplaceID])
			}
		}
		if len(lines) == 0 {
			return nil, orderveil.Invalidf("nothing is left of the order that was not shipped, cancelled or reported")
		}
		return lines, nil
	}
	for i, wanted := range n.Lines {
		need := wanted.Quantity
		if need < 1 {
			return nil, orderveil.Invalidf("line %d of the report: the quantity is 1 or more", i+1)
		}
		found := false
		for _, l := range row.Edges.Lines {
			if wanted.ID != l.ID && (wanted.ID != uuid.Nil || wanted.SKU == "" || wanted.SKU != l.Sku && wanted.SKU != l.Ean) {
				continue
			}
			found = true
			if take := min(need, left[l.MarketplaceID]); take > 0 {
				add(l, take)
				left[l.MarketplaceID] -= take
				need -= take
			}
		}
		switch {
		case !found:
			return nil, orderveil.Invalidf("line %d of the report is no line of the order", i+1)
		case need > 0:
			return nil, orderveil.Invalidf("line %d of the report: %d more than is left to ship or cancel", i+1, need)
		}
	}
	return lines, nil
}

// pending reports whether a report that is done does not show in the order yet, which is
// read again later.
func pending(row *account.Order, r *account.Report) bool {
	return r.DoneAt != nil && row.ChangedAt.Before(*r.DoneAt) && !shows(row, r)
}

// shows reports whether an order's quantities are what they are after a report.
func shows(row *account.Order, r *account.Report) bool {
	stands := map[string]int{}
	for _, l := range row.Edges.Lines {
		stands[l.MarketplaceID] = l.QuantityShipped
		if r.Kind == orderveil.ReportCancelled {
			stands[l.MarketplaceID] = l.QuantityCancelled
		}
	}
	for _, l := range r.Lines {
		if stands[l.Line] < l.Before+l.Quantity {
			return false
		}
	}
	return true
}

// reportsDue returns the marketplaces with reports that are due, and when the next one will
// be.
func (a *openAccount) reportsDue(ctx context.Context, now time.Time) (due []uuid.UUID, next time.Time, err error) {
	var marketplaces []struct {
		ConnectionID uuid.UUID `json:"connection_id"`
	}
	if err := a.db.Report.Query().Where(report.NextAttemptAtLTE(now)).GroupBy(report.FieldConnectionID).Scan(ctx, &marketplaces); err != nil {
		return nil, next, err
	}
	for _, m := range marketplaces {
		due = append(due, m.ConnectionID)
	}
	first, err := a.db.Report.Query().Where(report.NextAttemptAtGT(now)).Order(report.ByNextAttemptAt()).First(ctx)
	if account.IsNotFound(err) {
		return due, next, nil
	}
	if err == nil {
		next = *first.NextAttemptAt
	}
	return due, next, err
}

// ReportClaim is a report that a worker has taken.
type ReportClaim struct {
	orderveil.Report
	Account  uuid.UUID
	Was      orderveil.ReportState // before it was taken
	AskFirst bool                  // an earlier attempt may have had its effect
	Number   string                // the marketplace's order number
	Dispatch connectors.Dispatch   // of a shipment
}

// ReportOutcome is how an attempt ended: the state it leads to, and when to go on.
type ReportOutcome struct {
	State    orderveil.ReportState
	AskFirst bool
	Process  string
	Again    time.Time
	Problem  *orderveil.Problem
}

// ClaimReport takes a marketplace's next due report for this worker. Reports of one order
// wait for each other. ErrNotFound means that nothing is due.
func (s *Store) ClaimReport(ctx context.Context, id, marketplace uuid.UUID) (claim ReportClaim, err error) {
	err = s.with(ctx, id, func(a *openAccount) error {
		for {
			row, err := s.nextReport(ctx, a, marketplace)
			if err != nil {
				return notFound(err)
			}
			taken, err := s.takeReport(ctx, a, row)
			if err != nil {
				return err
			}
			if !taken { // another worker was faster, or an earlier report goes first
				continue
			}
			claim, err = s.claimedReport(ctx, a, row)
			return err
		}
	})
	return claim, err
}

func (s *Store) nextReport(ctx context.Context, a *openAccount, marketplace uuid.UUID) (*account.Report, error) {
	return a.db.Report.Query().Where(report.ConnectionID(marketplace), report.NextAttemptAtLTE(s.config.Clock())).
		Order(report.ByNextAttemptAt(), report.ByCreatedAt(), report.ByID()).First(ctx)
}

// takeReport moves a report to SENDING, or puts it off while an earlier one of its order
// has not ended. A worker that went away while sending may have succeeded.
func (s *Store) takeReport(ctx context.Context, a *openAccount, row *account.Report) (taken bool, err error) {
	now := s.config.Clock()
	if err := s.wakeAt(ctx, a.ID, now.Add(lease)); err != nil {
		return false, err
	}
	err = a.inTx(ctx, func(tx *account.Tx) error {
		if _, err := tx.Order.Query().Where(order.ID(row.OrderID), locked).OnlyID(ctx); err != nil {
			return err
		}
		earlier, err := tx.Report.Query().Where(report.OrderID(row.OrderID), report.IDNEQ(row.ID),
			report.Or(report.CreatedAtLT(row.CreatedAt), report.And(report.CreatedAtEQ(row.CreatedAt), report.IDLT(row.ID))),
			report.StateNotIn(orderveil.ReportDone, orderveil.ReportFailed, orderveil.ReportDropped)).
			Order(report.ByNextAttemptAt()).First(ctx)
		update := tx.Report.Update().Where(report.ID(row.ID), report.Attempts(row.Attempts), report.StateEQ(row.State))
		if err == nil {
			after := now.Add(time.Second)
			if earlier.NextAttemptAt != nil && earlier.NextAttemptAt.After(after) {
				after = *earlier.NextAttemptAt
			}
			return update.SetNextAttemptAt(after).Exec(ctx)
		}
		if !account.IsNotFound(err) {
			return err
		}
		lines, err := s.stand(ctx, tx, row)
		if err != nil {
			return err
		}
		n, err := update.SetState(orderveil.ReportSending).AddAttempts(1).SetLines(lines).
			SetAskFirst(row.AskFirst || row.State == orderveil.ReportSending || row.State == orderveil.ReportUnknown).
			SetLastAttemptAt(now).SetNextAttemptAt(now.Add(lease)).Save(ctx)
		taken = n == 1
		return err
	})
	return taken, err
}

// stand notes, when a report is sent for the first time, how its lines stand.
func (s *Store) stand(ctx context.Context, tx *account.Tx, row *account.Report) ([]orderveil.ReportLine, error) {
	if row.Attempts > 0 {
		return row.Lines, nil
	}
	stored, err := tx.OrderLine.Query().Where(orderline.OrderID(row.OrderID)).All(ctx)
	if err != nil {
		return nil, err
	}
	lines := slices.Clone(row.Lines)
	for i := range lines {
		for _, l := range stored {
			if l.MarketplaceID != lines[i].Line {
				continue
			}
			if lines[i].Before = l.QuantityShipped; row.Kind == orderveil.ReportCancelled {
				lines[i].Before = l.QuantityCancelled
			}
		}
	}
	return lines, nil
}

func (s *Store) claimedReport(ctx context.Context, a *openAccount, was *account.Report) (ReportClaim, error) {
	row, err := a.db.Report.Query().Where(report.ID(was.ID)).WithOrder().Only(ctx)
	if err != nil {
		return ReportClaim{}, notFound(err)
	}
	claim := ReportClaim{Report: reportOf(row), Account: a.ID, Was: was.State, AskFirst: row.AskFirst, Number: row.Edges.Order.Number}
	claim.Dispatch = connectors.Dispatch{Order: claim.Number, Lines: quantities(row.Lines)}
	if row.ShipmentID == nil {
		return claim, nil
	}
	parcel, err := a.db.Shipment.Get(ctx, *row.ShipmentID)
	if err != nil {
		return claim, notFound(err)
	}
	claim.Dispatch.Carrier, claim.Dispatch.ShippedAt = connectors.Carrier(parcel.Carrier), parcel.ShippedAt.UTC()
	if parcel.Tracking.Absent() {
		return claim, nil
	}
	if claim.Dispatch.Tracking, err = s.reveal(ctx, a, trackingPlace(parcel.ID), personal.Delivery, parcel.Tracking); err != nil {
		return claim, fmt.Errorf("store: open a parcel's tracking: %w", err)
	}
	return claim, nil
}

func quantities(lines []orderveil.ReportLine) []connectors.LineQuantity {
	all := make([]connectors.LineQuantity, len(lines))
	for i, l := range lines {
		all[i] = connectors.LineQuantity{Line: l.Line, Quantity: l.Quantity, Before: l.Before}
	}
	return all
}

// FinishReport records how a claimed attempt ended. It is an ErrConflict when the claim ran
// out and another worker has taken over.
func (s *Store) FinishReport(ctx context.Context, c ReportClaim, o ReportOutcome) error {
	if !o.Again.IsZero() {
		if err := s.wakeAt(ctx, c.Account, o.Again); err != nil {
			return err
		}
	}
	err := s.with(ctx, c.Account, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error { return s.finishReport(ctx, tx, c, o) })
	})
	if err == nil && o.State != orderveil.ReportAccepted {
		s.changes.publish(ctx, c.Account, []uuid.UUID{c.Order})
	}
	return err
}

func (s *Store) finishReport(ctx context.Context, tx *account.Tx, c ReportClaim, o ReportOutcome) error {
	now := s.config.Clock()
	update := tx.Report.Update().Where(report.ID(c.ID), report.Attempts(c.Attempts), report.StateEQ(orderveil.ReportSending)).
		SetState(o.State).SetAskFirst(o.AskFirst).SetProcess(o.Process)
	setProblem(update, o.Problem)
	if o.Again.IsZero() {
		update.ClearNextAttemptAt()
	} else {
		update.SetNextAttemptAt(o.Again)
	}
	if o.State == orderveil.ReportDone {
		update.SetDoneAt(now)
	}
	n, err := update.Save(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("another worker has taken over report %s: %w", c.ID, orderveil.ErrConflict)
	}
	if o.State == orderveil.ReportAccepted || o.State == orderveil.ReportWaiting {
		return nil
	}
	detail := ""
	if o.Problem != nil {
		detail = o.Problem.Code
	}
	if err := s.event(tx, c.Order, "REPORT_"+string(o.State), detail, "").Exec(ctx); err != nil {
		return err
	}
	if o.State != orderveil.ReportDone {
		return nil
	}
	row, err := tx.Report.Get(ctx, c.ID)
	if err != nil {
		return err
	}
	if row.ShipmentID != nil {
		if err := tx.Shipment.UpdateOneID(*row.ShipmentID).SetReportedAt(now).Exec(ctx); err != nil {
			return err
		}
	}
	return changed(ctx, tx, []uuid.UUID{c.Order})
}

func reportOf(row *account.Report) orderveil.Report {
	return orderveil.Report{
		ID: row.ID, Order: row.OrderID, Marketplace: row.ConnectionID, Kind: row.Kind, Lines: row.Lines, Reason: row.Reason, State: row.State,
		Attempts: row.Attempts, Process: row.Process, NextAttemptAt: timeOf(row.NextAttemptAt),
		Problem: problemOf(row.ProblemCode, row.ProblemCause, row.ProblemOwner, row.ProblemNextStep, row.ProblemAt),
	}
}
