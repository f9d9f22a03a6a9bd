package connectors

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"orderveil"
)

// Notifier is a Sink that can be told what became of the orders it received, so that
// it forgets them too.
type Notifier interface {
	// Notify returns nil when the back office has acknowledged the notice, and
	// ErrCannotBeTold when it has no way to take one of this kind. The same id is the
	// same notice, however often it comes.
	Notify(ctx context.Context, n Notice) error
}

// ErrCannotBeTold means that a back office cannot take this kind of notice.
var ErrCannotBeTold = errors.New("this kind of back office cannot be told")

// Notice is what a back office is told. It holds no personal data.
type Notice struct {
	ID     uuid.UUID
	Kind   orderveil.NoticeKind
	At     time.Time     // when it happened
	Orders []NoticeOrder // none when the whole account is meant
}

// NoticeOrder names an order as both sides know it.
type NoticeOrder struct {
	Reference        string // that the order was created under
	Number           string // the marketplace's
	HubNumber        string
	BackOfficeNumber string
	ForgetOn         orderveil.Date // the day from which the hub cannot read the customer
}
