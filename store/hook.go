package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"orderveil"
	"orderveil/connectors"
	"orderveil/ent/account"
	"orderveil/ent/account/delivery"
)

// HookID is the id of a connection as it stands in the address that the other side sends
// messages to.
func HookID(account, conn uuid.UUID) string {
	return globalID{kind: kindConnection, account: account, row: conn}.String()
}

// ParseHookID reads such an id. Whatever else it is, it is not there.
func ParseHookID(text string) (account, conn uuid.UUID, err error) {
	id, err := parseGlobal(text, kindConnection)
	return id.account, id.row, err
}

// AskedPrivacy enters into the orders' timelines that a back office passes on what a customer
// asks about them, and raises an alarm. People decide what follows: such a request may
// concern orders that the law keeps.
func (s *Store) AskedPrivacy(ctx context.Context, id, conn uuid.UUID, asked connectors.PrivacyRequest) error {
	code := "PRIVACY_" + string(asked.Kind)
	err := s.with(ctx, id, func(a *openAccount) error {
		for _, reference := range asked.Orders {
			row, err := a.delivered(ctx, conn, reference)
			if err != nil {
				return err
			}
			if row == nil { // not ours
				continue
			}
			if err := a.db.Event.Create().SetID(s.config.IDs()).SetOrderID(row.OrderID).SetAt(s.config.Clock()).SetKind(code).SetActor(conn.String()).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.alarmOf(ctx, id, conn, orderveil.Problem{Code: code})
}

// delivered is the delivery to a back office with a reference, or nil.
func (a *openAccount) delivered(ctx context.Context, office uuid.UUID, reference string) (*account.Delivery, error) {
	ref, ours := strings.CutPrefix(reference, "orderveil:")
	id, bad := uuid.Parse(ref)
	if !ours || bad != nil {
		return nil, nil
	}
	row, err := a.db.Delivery.Query().Where(delivery.ID(id), delivery.ConnectionID(office)).Only(ctx)
	if account.IsNotFound(err) {
		return nil, nil
	}
	return row, err
}
