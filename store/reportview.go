package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/order"
	"orderveil/ent/account/report"
	"orderveil/personal"
)

// ReportView is a report to a marketplace as a viewer sees it.
type ReportView struct {
	order *OrderView
	row   *account.Report
}

// Reports are what the marketplace is told of the order, oldest first.
func (o *OrderView) Reports() []*ReportView {
	views := make([]*ReportView, len(o.row.Edges.Reports))
	for i, row := range o.row.Edges.Reports {
		views[i] = &ReportView{o, row}
	}
	return views
}

// ID is the report's global id.
func (r *ReportView) ID() string { return r.order.global(kindReport, r.row.ID) }

// Kind is what is reported.
func (r *ReportView) Kind() orderveil.ReportKind { return r.row.Kind }

// State is how far it has come.
func (r *ReportView) State() orderveil.ReportState { return r.row.State }

// Reason is why lines will not be delivered, or nil.
func (r *ReportView) Reason() *orderveil.CancelReason {
	if r.row.Reason == "" {
		return nil
	}
	return &r.row.Reason
}

// Shipment is the parcel, or nil.
func (r *ReportView) Shipment() *ShipmentView {
	for _, s := range r.order.row.Edges.Shipments {
		if r.row.ShipmentID != nil && s.ID == *r.row.ShipmentID {
			return &ShipmentView{order: r.order, row: s}
		}
	}
	return nil
}

// Lines are how many of which lines.
func (r *ReportView) Lines() []*ReportLineView {
	views := []*ReportLineView{}
	for _, l := range r.row.Lines {
		for _, row := range r.order.row.Edges.Lines {
			if row.MarketplaceID == l.Line {
				views = append(views, &ReportLineView{&LineView{order: r.order, row: row}, l.Quantity})
			}
		}
	}
	return views
}

// Attempts is how often it was tried or asked for.
func (r *ReportView) Attempts() int { return r.row.Attempts }

// CreatedAt is when it was entered.
func (r *ReportView) CreatedAt() time.Time { return r.row.CreatedAt.UTC() }

// EnteredBy is a viewer's subject, or a back office's connection.
func (r *ReportView) EnteredBy() string { return r.row.CreatedBy }

// DoneAt is when the marketplace confirmed it, or nil.
func (r *ReportView) DoneAt() *time.Time { return utc(r.row.DoneAt) }

// NextAttemptAt is when it goes on, or nil.
func (r *ReportView) NextAttemptAt() *time.Time { return utc(r.row.NextAttemptAt) }

// Problem is what is wrong, or nil.
func (r *ReportView) Problem() *orderveil.Problem { return reportOf(r.row).Problem }

// ReportLineView is how many of a line are in a report.
type ReportLineView struct {
	line     *LineView
	quantity int
}

// Line is the line.
func (l *ReportLineView) Line() *LineView { return l.line }

// Quantity is how many.
func (l *ReportLineView) Quantity() int { return l.quantity }

// LineQuantity is how many of a line, by its global id.
type LineQuantity struct {
	Line     string
	Quantity int
}

// ReportShipment enters a parcel that a viewer says has left.
func (s *Store) ReportShipment(ctx context.Context, v orderveil.Viewer, global, reference string, lines []*LineQuantity, carrier string, tracking *string, shippedAt *time.Time) (*ReportView, error) {
	switch {
	case reference == "" || len(reference) > 100:
		return nil, orderveil.Invalidf("a parcel's reference has 1 to 100 characters")
	case carrier == "" || len(carrier) > 60:
		return nil, orderveil.Invalidf("a carrier has 1 to 60 characters, such as PostNL")
	case tracking != nil && (len(*tracking) > 90 || !printable(*tracking)):
		return nil, orderveil.Invalidf("a tracking code has at most 90 plain characters")
	}
	n := NewReport{Kind: orderveil.ReportShipped, Key: reference, Carrier: connectors.CarrierOf(carrier)}
	if tracking != nil && *tracking != "" {
		n.Tracking = personal.NewRecord(personal.Delivery).With(personal.TrackingCode, *tracking)
	}
	if shippedAt != nil {
		if now := s.config.Clock(); shippedAt.After(now.Add(24*time.Hour)) || shippedAt.Before(now.AddDate(0, -3, 0)) {
			return nil, orderveil.Invalidf("a parcel left within the last three months, or leaves within a day")
		}
		n.ShippedAt = *shippedAt
	}
	return s.reportFor(ctx, v, global, n, lines)
}

// ReportCancellation enters what a viewer says will not be delivered. Each line is a report
// of its own, since marketplaces answer line by line; the first one is returned.
func (s *Store) ReportCancellation(ctx context.Context, v orderveil.Viewer, global string, lines []*LineQuantity, reason orderveil.CancelReason) (*ReportView, error) {
	return s.reportFor(ctx, v, global, NewReport{Kind: orderveil.ReportCancelled, Key: "cancel " + s.config.IDs().String(), Reason: reason}, lines)
}

func (s *Store) reportFor(ctx context.Context, v orderveil.Viewer, global string, n NewReport, lines []*LineQuantity) (*ReportView, error) {
	if !v.Can(orderveil.PermissionShipmentsReport) {
		return nil, orderveil.ErrForbidden
	}
	id, err := parseGlobal(global, kindOrder)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	if len(lines) > orderveil.MaxLines {
		return nil, orderveil.Invalidf("a report has at most %d lines", orderveil.MaxLines)
	}
	n.Order, n.By = id.row, v.Subject
	for i, l := range lines {
		line, err := parseGlobal(l.Line, kindLine)
		if err != nil || line.account != id.account {
			return nil, orderveil.Invalidf("line %d of the report is no line of the order", i+1)
		}
		n.Lines = append(n.Lines, ReportedLine{ID: line.row, Quantity: l.Quantity})
	}
	if _, err := s.EnterReport(ctx, id.account, n); err != nil {
		return nil, err
	}
	return s.reportView(ctx, v, id.account, id.row, func(r *account.Report) bool { return r.EntryKey == n.entryKey() })
}

// reportView is the first report of an order that is looked for.
func (s *Store) reportView(ctx context.Context, v orderveil.Viewer, id, of uuid.UUID, is func(*account.Report) bool) (*ReportView, error) {
	found, err := s.ordersByID(ctx, v, id, []uuid.UUID{of}, LoadAll)
	if err != nil || len(found) == 0 {
		return nil, firstOf(err, orderveil.ErrNotFound)
	}
	for _, r := range found[0].Reports() {
		if is(r.row) {
			return r, nil
		}
	}
	return nil, orderveil.ErrNotFound
}

// SendReportAgain puts a report that failed back into the outbox. The marketplace is asked
// first whether it has it.
func (s *Store) SendReportAgain(ctx context.Context, v orderveil.Viewer, global, reason string) (*ReportView, error) {
	return s.decideReport(ctx, v, global, reason, "REPORT_AGAIN", func(u *account.ReportUpdate) {
		u.Where(report.AttemptsGT(0)) // a parcel that does not fit has nothing to be sent
		u.SetState(orderveil.ReportWaiting).SetAskFirst(true).SetProcess("").SetNextAttemptAt(s.config.Clock())
		setProblem(u, nil)
	})
}

// DropReport gives a report up that failed.
func (s *Store) DropReport(ctx context.Context, v orderveil.Viewer, global, reason string) (*ReportView, error) {
	return s.decideReport(ctx, v, global, reason, "REPORT_DROPPED", func(u *account.ReportUpdate) {
		u.SetState(orderveil.ReportDropped).ClearNextAttemptAt()
	})
}

func (s *Store) decideReport(ctx context.Context, v orderveil.Viewer, global, reason, kind string, change func(*account.ReportUpdate)) (*ReportView, error) {
	if !v.Can(orderveil.PermissionShipmentsReport) {
		return nil, orderveil.ErrForbidden
	}
	if n := len([]rune(reason)); n < 3 || n > 200 {
		return nil, orderveil.Invalidf("say in 3 to 200 characters why, without customer data")
	}
	id, err := parseGlobal(global, kindReport)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	if err := s.wakeAt(ctx, id.account, s.config.Clock().Add(settle)); err != nil {
		return nil, err
	}
	var of uuid.UUID
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.db.Report.Get(ctx, id.row)
		if err != nil {
			return notFound(err)
		}
		of = row.OrderID
		for attempt := 1; ; attempt++ {
			note, err := s.sealReason(ctx, a, of, reason)
			if err != nil {
				return err
			}
			err = a.inTx(ctx, func(tx *account.Tx) error {
				o, err := tx.Order.Query().Where(order.ID(of), locked).Only(ctx)
				if err != nil {
					return notFound(err)
				}
				if needs(note.value, o.ForgetOn) || o.ForgottenAt != nil {
					return errDayMoved
				}
				update := tx.Report.Update().Where(report.ID(id.row), report.StateEQ(orderveil.ReportFailed))
				change(update)
				n, err := update.Save(ctx)
				if err != nil {
					return err
				}
				if n == 0 {
					return orderveil.Invalidf("only a report that was sent and failed can be sent again or dropped")
				}
				return s.event(tx, of, kind, "", v.Subject).SetID(note.event).SetNote(note.value).Exec(ctx)
			})
			if !errors.Is(err, errDayMoved) || attempt == 4 {
				return err
			}
		}
	})
	if err != nil {
		return nil, err
	}
	s.changes.publish(ctx, id.account, []uuid.UUID{of})
	if err := s.wakeAt(ctx, id.account, s.config.Clock()); err != nil {
		return nil, err
	}
	return s.reportView(ctx, v, id.account, of, func(r *account.Report) bool { return r.ID == id.row })
}

// printable reports whether a text is of the printable characters of ASCII.
func printable(text string) bool {
	for _, r := range text {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}
