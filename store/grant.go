package store

import (
	"context"
	"errors"
	"regexp"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/ent/account"
	"orderveil/ent/account/connection"
	"orderveil/ent/account/order"
	"orderveil/ent/catalog"
	"orderveil/ent/catalog/grant"
	"orderveil/personal"
	"orderveil/seal"
)

// NewGrant is what a member of staff asks for.
type NewGrant struct {
	Order      string // global id
	Categories []personal.Category
	Purpose    orderveil.GrantPurpose
	Ticket     string // the ticket's number
	Reason     string // sealed; it dies with the order's day
	Minutes    *int   // once it is live
	Emergency  bool   // the merchant cannot be reached: a second member of staff decides
}

// ticketNumber leaves no room for a customer.
var ticketNumber = regexp.MustCompile(`^[A-Za-z]{0,10}[-#]?[0-9]{1,12}$`)

func (n NewGrant) check() error {
	minutes, longest := n.minutes(), orderveil.GrantLongest
	if n.Emergency {
		longest = orderveil.GrantEmergency
	}
	switch length := utf8.RuneCountInString(n.Reason); {
	case personal.SetOf(n.Categories...) == 0:
		return orderveil.Invalidf("name the categories that you need to see")
	case !ticketNumber.MatchString(n.Ticket):
		return orderveil.Invalidf("ticket is the number of a ticket, such as SUP-1234")
	case length < 20 || length > 500:
		return orderveil.Invalidf("a reason has 20 to 500 characters: the merchant decides by it")
	case minutes < 1 || minutes > int(longest.Minutes()):
		return orderveil.Invalidf("minutes is 1 to %d", int(longest.Minutes()))
	}
	return nil
}

func (n NewGrant) minutes() int {
	if n.Minutes == nil {
		return int(orderveil.GrantDefault.Minutes())
	}
	return *n.Minutes
}

// RequestGrant asks for some categories of one order. Nothing is shown until somebody else
// agrees.
func (s *Store) RequestGrant(ctx context.Context, v orderveil.Viewer, n NewGrant) (*GrantView, error) {
	if !v.Can(orderveil.PermissionGrantRequest) {
		return nil, orderveil.ErrForbidden
	}
	if err := s.fresh(ctx, v); err != nil {
		return nil, err
	}
	if err := n.check(); err != nil {
		return nil, err
	}
	id, err := parseGlobal(n.Order, kindOrder)
	if err != nil {
		return nil, orderveil.ErrNotFound
	}
	now := s.config.Clock()
	today, err := s.catalog.Grant.Query().Where(grant.Subject(v.Subject), grant.RequestedAtGT(now.Add(-24*time.Hour))).Count(ctx)
	if err != nil {
		return nil, err
	}
	if today >= orderveil.GrantsADay {
		return nil, orderveil.Invalidf("you have asked for %d grants within a day, and there is no more: one that is needed for many orders is not what grants are for", today)
	}
	create := s.catalog.Grant.Create().SetID(s.config.IDs()).SetAccountID(id.account).SetOrderID(id.row).SetSubject(v.Subject).SetRole(v.Role).
		SetCategories(personal.SetOf(n.Categories...)).SetPurpose(n.Purpose).SetTicket(n.Ticket).SetEmergency(n.Emergency).SetMinutes(n.minutes()).
		SetState(orderveil.GrantRequested).SetRequestedAt(now).SetEndsAt(now.Add(orderveil.GrantDecision))
	grantID, _ := create.Mutation().ID()
	err = s.with(ctx, id.account, func(a *openAccount) error {
		row, err := a.db.Order.Get(ctx, id.row)
		if err != nil {
			return notFound(err)
		}
		if s.forgotten(row) {
			return orderveil.Invalidf("the customer data of this order is forgotten: there is nothing left to see")
		}
		sealer, err := a.keys.Sealer(ctx, []orderveil.Date{row.ForgetOn})
		if err != nil {
			return err
		}
		reason, err := sealer.Seal(grantPlace(grantID), row.ForgetOn, personal.NewRecord(personal.Note).With(personal.AddressNote, n.Reason))
		create.SetOrderNumber(row.Number).SetReason(reason)
		return err
	})
	if err != nil {
		return nil, err
	}
	row, err := create.Save(ctx)
	if err != nil {
		return nil, err
	}
	s.tellGrant(ctx, row)
	return s.grantView(v, row), nil
}

func grantPlace(id uuid.UUID) seal.Place {
	return seal.Place{Table: grant.Table, Row: id, Column: grant.FieldReason}
}

// ApproveGrant lets a grant live, from now on. The merchant decides; in an emergency a
// second member of staff, of which the merchant's systems are told at once.
func (s *Store) ApproveGrant(ctx context.Context, v orderveil.Viewer, global string) (*GrantView, error) {
	row, err := s.decidable(ctx, v, global)
	if err != nil {
		return nil, err
	}
	now := s.config.Clock()
	ends := now.Add(time.Duration(row.Minutes) * time.Minute)
	if err := s.stillThere(ctx, row); err != nil {
		return nil, err
	}
	if row.Emergency && v.Staff() { // before anything is shown
		if err := s.tellEmergency(ctx, row); err != nil {
			return nil, err
		}
	}
	return s.moveGrant(ctx, v, row, orderveil.GrantRequested, func(u *catalog.GrantUpdate) {
		u.SetState(orderveil.GrantLive).SetDecidedAt(now).SetDecidedBy(v.Subject).SetEndsAt(ends)
	})
}

// RefuseGrant says no to a request.
func (s *Store) RefuseGrant(ctx context.Context, v orderveil.Viewer, global string) (*GrantView, error) {
	row, err := s.decidable(ctx, v, global)
	if err != nil {
		return nil, err
	}
	now := s.config.Clock()
	return s.moveGrant(ctx, v, row, orderveil.GrantRequested, func(u *catalog.GrantUpdate) {
		u.SetState(orderveil.GrantRefused).SetDecidedAt(now).SetDecidedBy(v.Subject).SetEndsAt(now)
	})
}

// RevokeGrant ends a grant or a request at once: the merchant, or who asked for it.
func (s *Store) RevokeGrant(ctx context.Context, v orderveil.Viewer, global string) (*GrantView, error) {
	row, err := s.grantRow(ctx, v, global)
	if err != nil {
		return nil, err
	}
	if !v.Can(orderveil.PermissionGrantDecide) && row.Subject != v.Subject {
		return nil, orderveil.ErrForbidden
	}
	now := s.config.Clock()
	return s.moveGrant(ctx, v, row, row.State, func(u *catalog.GrantUpdate) {
		u.SetState(orderveil.GrantRevoked).SetEndedAt(now).SetEndedBy(v.Subject).SetEndsAt(now)
	})
}

// decidable finds a request about which the viewer may decide.
func (s *Store) decidable(ctx context.Context, v orderveil.Viewer, global string) (*catalog.Grant, error) {
	if !v.Can(orderveil.PermissionGrantDecide) && !v.Can(orderveil.PermissionGrantConfirm) {
		return nil, orderveil.ErrForbidden
	}
	row, err := s.grantRow(ctx, v, global)
	if err != nil {
		return nil, err
	}
	switch {
	case v.Can(orderveil.PermissionGrantDecide):
		return row, nil
	case !row.Emergency:
		return nil, orderveil.Invalidf("the merchant decides about this request: only one for an emergency is for a second member of staff")
	case row.Subject == v.Subject:
		return nil, orderveil.Invalidf("another member of staff must confirm your request")
	}
	return row, nil
}

// grantRow finds a grant that concerns the viewer; any other is not there.
func (s *Store) grantRow(ctx context.Context, v orderveil.Viewer, global string) (*catalog.Grant, error) {
	id, err := parseGlobal(global, kindGrant)
	if err != nil || !v.Sees(id.account) {
		return nil, orderveil.ErrNotFound
	}
	row, err := s.catalog.Grant.Query().Where(grant.ID(id.row), grant.AccountID(id.account)).Only(ctx)
	if err != nil {
		return nil, notFound(err)
	}
	if v.Staff() && row.Subject != v.Subject && !(row.Emergency && v.Can(orderveil.PermissionGrantConfirm)) {
		return nil, orderveil.ErrNotFound
	}
	touch(ctx, id.account)
	return row, nil
}

// stillThere refuses a grant for an order that is forgotten by now.
func (s *Store) stillThere(ctx context.Context, row *catalog.Grant) error {
	return s.with(ctx, row.AccountID, func(a *openAccount) error {
		o, err := a.db.Order.Query().Where(order.ID(row.OrderID)).Only(ctx)
		if err != nil {
			return notFound(err)
		}
		if s.forgotten(o) {
			return orderveil.Invalidf("the customer data of this order is forgotten: there is nothing left to see")
		}
		return nil
	})
}

// moveGrant changes a grant that is still in a state and whose time is not over, and tells
// both sides.
func (s *Store) moveGrant(ctx context.Context, v orderveil.Viewer, row *catalog.Grant, from orderveil.GrantState, change func(*catalog.GrantUpdate)) (*GrantView, error) {
	if from != orderveil.GrantRequested && from != orderveil.GrantLive {
		return nil, errDecided
	}
	u := s.catalog.Grant.Update().Where(grant.ID(row.ID), grant.StateEQ(from), grant.EndsAtGT(s.config.Clock()))
	change(u)
	n, err := u.Save(ctx)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, errDecided
	}
	if row, err = s.catalog.Grant.Get(ctx, row.ID); err != nil {
		return nil, err
	}
	s.tellGrant(ctx, row)
	return s.grantView(v, row), nil
}

var errDecided = orderveil.Invalidf("this request or grant is over already: look at its state")

// tellEmergency tells every back office of the account that somebody of the operator is
// about to see a customer without the merchant having been asked.
func (s *Store) tellEmergency(ctx context.Context, row *catalog.Grant) error {
	if err := s.wakeAt(ctx, row.AccountID, s.config.Clock().Add(settle)); err != nil {
		return err
	}
	err := s.with(ctx, row.AccountID, func(a *openAccount) error {
		return a.inTx(ctx, func(tx *account.Tx) error {
			offices, err := tx.Connection.Query().Where(connection.KindEQ(orderveil.BackOffice), connection.StateNEQ(orderveil.ConnectionRemoved)).IDs(ctx)
			if err != nil {
				return err
			}
			var notices []*account.NoticeCreate
			for _, office := range offices {
				notices = append(notices, s.notice(tx, office, orderveil.NoticeEmergency).SetOrders(pack([]uuid.UUID{row.OrderID})))
			}
			if err := tx.Notice.CreateBulk(notices...).Exec(ctx); err != nil {
				return err
			}
			return s.event(tx, row.OrderID, "EMERGENCY_ACCESS", "", row.Subject).Exec(ctx)
		})
	})
	return errors.Join(err, s.wakeAt(ctx, row.AccountID, s.config.Clock()))
}

// granted returns, for a member of staff, the viewer that it is for each of the orders for
// which it has a live grant. Nobody else pays for the question.
func (s *Store) granted(ctx context.Context, id uuid.UUID, v orderveil.Viewer, rows []*account.Order) (map[uuid.UUID]orderveil.Viewer, error) {
	if len(rows) == 0 || !v.Can(orderveil.PermissionGrantRequest) {
		return nil, nil
	}
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	live, err := s.catalog.Grant.Query().Where(grant.OrderIDIn(ids...), grant.Subject(v.Subject), grant.AccountID(id),
		grant.StateEQ(orderveil.GrantLive), grant.EndsAtGT(s.config.Clock())).Order(grant.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	granted := make(map[uuid.UUID]orderveil.Viewer, len(live))
	for _, row := range live {
		as := v
		as.Granted, as.Grant = granted[row.OrderID].Granted|row.Categories, row.ID
		granted[row.OrderID] = as
	}
	return granted, nil
}
