package orderveil

// HoldBasis is why an order's customer data is kept longer than the rules say. The
// names are stored and never change.
type HoldBasis string

// The reasons that the law knows for keeping personal data longer.
const (
	HoldFiscal    HoldBasis = "FISCAL_DUTY"       // the tax office may ask for the invoice
	HoldClaim     HoldBasis = "LEGAL_CLAIM"       // a claim is made or defended
	HoldAuthority HoldBasis = "AUTHORITY_REQUEST" // an authority asked to keep it
)

// HoldBases lists every reason.
func HoldBases() []HoldBasis { return []HoldBasis{HoldFiscal, HoldClaim, HoldAuthority} }

// Hold limits, in days, where the merchant states none: seven years for the tax office
// (Dutch law, article 52 of the general tax act), five for claims (article 3:310 of the
// civil code).
const (
	DefaultFiscalLimit = 7 * 366
	DefaultLegalLimit  = 5 * 366
	// LongestHold bounds what a merchant may state: ten years, as for real estate.
	LongestHold = 10 * 366
)

// ReceiptKind is what a receipt is for. The names are stored and never change.
type ReceiptKind string

// The kinds of receipt.
const (
	ReceiptWarned        ReceiptKind = "PSEUDONYMISATION_DUE"
	ReceiptPseudonymised ReceiptKind = "PSEUDONYMISED"
	ReceiptErased        ReceiptKind = "ERASED"
)

// ReceiptKinds lists every kind.
func ReceiptKinds() []ReceiptKind {
	return []ReceiptKind{ReceiptWarned, ReceiptPseudonymised, ReceiptErased}
}

// Notice is what a receipt of this kind tells the systems that received its orders.
func (k ReceiptKind) Notice() NoticeKind {
	switch k {
	case ReceiptWarned:
		return NoticeDue
	case ReceiptPseudonymised:
		return NoticePseudonymised
	case ReceiptErased:
		return NoticeErased
	}
	return ""
}

// NoticeKind is what a back office is told. The names are part of the webhooks'
// contract and never change.
type NoticeKind string

// The kinds of notice.
const (
	NoticeDue           NoticeKind = "order.pseudonymisationDue"
	NoticePseudonymised NoticeKind = "order.pseudonymised"
	NoticeErased        NoticeKind = "order.erased"
	NoticeClosed        NoticeKind = "account.closed"
	NoticeEmergency     NoticeKind = "order.emergencyAccess" // the operator saw the customer, without having asked the merchant
	// NoticeCancel asks not to send what is left of an order: the customer wants out, or the
	// marketplace cancelled.
	NoticeCancel NoticeKind = "order.cancel"
	// NoticeCancelPart is the same about some lines of an order that goes on.
	NoticeCancelPart NoticeKind = "order.cancelPart"
)

// Cancels reports whether a notice asks not to send an order, or a part of it.
func (k NoticeKind) Cancels() bool { return k == NoticeCancel || k == NoticeCancelPart }

// NoticeState is how far a notice has come. The names are stored and never change.
type NoticeState string

// The states of a notice.
const (
	NoticeWaiting      NoticeState = "WAITING"
	NoticeSending      NoticeState = "SENDING"      // claimed by a worker
	NoticeAcknowledged NoticeState = "ACKNOWLEDGED" // the back office said that it has it
	NoticeFailed       NoticeState = "FAILED"       // somebody has to act; see Problem
	NoticeUnsupported  NoticeState = "UNSUPPORTED"  // this kind of back office cannot be told
)

// NoticeStates lists every state.
func NoticeStates() []NoticeState {
	return []NoticeState{NoticeWaiting, NoticeSending, NoticeAcknowledged, NoticeFailed, NoticeUnsupported}
}

// ClosureMode is the controller's choice at the end (GDPR art. 28(3)(g)). The names
// are stored and never change.
type ClosureMode string

// The modes.
const (
	ReturnThenDelete ClosureMode = "RETURN_THEN_DELETE"
	DeleteOnly       ClosureMode = "DELETE"
)

// ClosureModes lists every mode.
func ClosureModes() []ClosureMode { return []ClosureMode{ReturnThenDelete, DeleteOnly} }

// ClosureStates lists every state in the order in which they are reached.
func ClosureStates() []ClosureState {
	return []ClosureState{ClosureRequested, ClosureWithdrawn, ClosureReturning, ClosureTelling, ClosureDestroying, ClosureClosed}
}

// ClosureState is how far the cancellation of an account has come. The names are
// stored and never change.
type ClosureState string

// The states of a cancellation.
const (
	ClosureRequested  ClosureState = "REQUESTED"  // the cooling-off period runs
	ClosureWithdrawn  ClosureState = "WITHDRAWN"  // the account goes on
	ClosureReturning  ClosureState = "RETURNING"  // the export is being written or waits to be fetched
	ClosureTelling    ClosureState = "TELLING"    // the back offices are being told
	ClosureDestroying ClosureState = "DESTROYING" // keys, database and role are going
	ClosureClosed     ClosureState = "CLOSED"     // the certificate is issued
)
