package connectors

import "context"

// PrivacyAsker is a Sink whose back office passes on what customers ask about their data, or
// that the merchant has left it.
type PrivacyAsker interface {
	// AskedPrivacy reads one message, and asks the back office which orders are meant. It
	// returns ErrForged unless the message is the back office's, and the zero PrivacyRequest
	// when it is about something else or about nobody whom the hub knows. Failures are a
	// *Failure.
	AskedPrivacy(ctx context.Context, m Message) (PrivacyRequest, error)
}

// PrivacyRequest is what a back office asks for. It holds no personal data.
type PrivacyRequest struct {
	Kind PrivacyKind
	ID   string // the same for every copy of the message
	// Orders are the references of the orders that are meant. PrivacyClosed names none: it
	// means all.
	Orders []string
}

// PrivacyKind is what is asked for. The names are stored and never change.
type PrivacyKind string

// The kinds of request.
const (
	PrivacyAccess PrivacyKind = "ACCESS" // a customer wants to know what is kept
	PrivacyErase  PrivacyKind = "ERASE"  // a customer wants to be forgotten
	PrivacyClosed PrivacyKind = "CLOSED" // the merchant has left: forget all that went there
)
