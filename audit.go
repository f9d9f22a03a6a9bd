package orderveil

// AuditKind says what an entry of the audit trail is about. The names are stored and
// signed, and never change.
type AuditKind string

// The kinds of audit entry.
const (
	AuditLook    AuditKind = "LOOK"    // customer data was shown
	AuditChange  AuditKind = "CHANGE"  // somebody changed something, or tried to
	AuditRefusal AuditKind = "REFUSAL" // somebody was turned away at the door
	AuditSignIn  AuditKind = "SIGN_IN" // somebody came in, or tried to
	AuditExport  AuditKind = "EXPORT"  // somebody took out who had looked
)

// AuditKinds lists every kind.
func AuditKinds() []AuditKind {
	return []AuditKind{AuditLook, AuditChange, AuditRefusal, AuditSignIn, AuditExport}
}

// AuditFault is what is wrong with an audit trail. Its values never change.
type AuditFault string

// The faults.
const (
	AuditChanged  AuditFault = "CHANGED"  // entries are not as they were when a head over them was signed
	AuditMissing  AuditFault = "MISSING"  // entries are not there any more
	AuditUnsigned AuditFault = "UNSIGNED" // entries have no head over them
	AuditForged   AuditFault = "FORGED"   // a head is not what this installation signed
)

// AuditFaults lists them.
func AuditFaults() []AuditFault {
	return []AuditFault{AuditChanged, AuditMissing, AuditUnsigned, AuditForged}
}
