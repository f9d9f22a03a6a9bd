package scalar

import (
	"github.com/99designs/gqlgen/graphql"

	"orderveil"
	"orderveil/store"
)

// MarshalPermission writes a permission.
func MarshalPermission(v orderveil.Permission) graphql.Marshaler { return marshal(v) }

// UnmarshalPermission reads a permission.
func UnmarshalPermission(v any) (orderveil.Permission, error) {
	return enum[orderveil.Permission]{orderveil.Permissions()}.unmarshal(v)
}

// MarshalOrderStatus writes an order's status.
func MarshalOrderStatus(v orderveil.OrderStatus) graphql.Marshaler { return marshal(v) }

// UnmarshalOrderStatus reads an order's status.
func UnmarshalOrderStatus(v any) (orderveil.OrderStatus, error) {
	return enum[orderveil.OrderStatus]{orderveil.OrderStatuses()}.unmarshal(v)
}

// MarshalForwardState writes a forwarding's state.
func MarshalForwardState(v orderveil.ForwardState) graphql.Marshaler { return marshal(v) }

// UnmarshalForwardState reads a forwarding's state.
func UnmarshalForwardState(v any) (orderveil.ForwardState, error) {
	return enum[orderveil.ForwardState]{orderveil.ForwardStates()}.unmarshal(v)
}

// MarshalFulfilment writes who ships.
func MarshalFulfilment(v orderveil.Fulfilment) graphql.Marshaler { return marshal(v) }

// UnmarshalFulfilment reads who ships.
func UnmarshalFulfilment(v any) (orderveil.Fulfilment, error) {
	return enum[orderveil.Fulfilment]{[]orderveil.Fulfilment{orderveil.ByMerchant, orderveil.ByMarketplace}}.unmarshal(v)
}

// MarshalConnectionKind writes a connection's kind.
func MarshalConnectionKind(v orderveil.ConnectionKind) graphql.Marshaler { return marshal(v) }

// UnmarshalConnectionKind reads a connection's kind.
func UnmarshalConnectionKind(v any) (orderveil.ConnectionKind, error) {
	return enum[orderveil.ConnectionKind]{[]orderveil.ConnectionKind{orderveil.Marketplace, orderveil.BackOffice}}.unmarshal(v)
}

// MarshalConnectionState writes a connection's state.
func MarshalConnectionState(v orderveil.ConnectionState) graphql.Marshaler { return marshal(v) }

// UnmarshalConnectionState reads a connection's state.
func UnmarshalConnectionState(v any) (orderveil.ConnectionState, error) {
	return enum[orderveil.ConnectionState]{orderveil.ConnectionStates()}.unmarshal(v)
}

// MarshalSyncState writes a run's state.
func MarshalSyncState(v orderveil.SyncState) graphql.Marshaler { return marshal(v) }

// UnmarshalSyncState reads a run's state.
func UnmarshalSyncState(v any) (orderveil.SyncState, error) {
	return enum[orderveil.SyncState]{[]orderveil.SyncState{orderveil.SyncQueued, orderveil.SyncRunning, orderveil.SyncDone, orderveil.SyncFailed}}.unmarshal(v)
}

// MarshalProblemOwner writes who can solve a problem.
func MarshalProblemOwner(v orderveil.ProblemOwner) graphql.Marshaler { return marshal(v) }

// UnmarshalProblemOwner reads who can solve a problem.
func UnmarshalProblemOwner(v any) (orderveil.ProblemOwner, error) {
	return enum[orderveil.ProblemOwner]{[]orderveil.ProblemOwner{orderveil.OwnerMerchant, orderveil.OwnerMarketplace, orderveil.OwnerBackOffice, orderveil.OwnerOperator}}.unmarshal(v)
}

// MarshalPrivacyState writes what a viewer gets.
func MarshalPrivacyState(v store.PrivacyState) graphql.Marshaler { return marshal(v) }

// UnmarshalPrivacyState reads what a viewer gets.
func UnmarshalPrivacyState(v any) (store.PrivacyState, error) {
	return enum[store.PrivacyState]{[]store.PrivacyState{store.PrivacyVisible, store.PrivacyMasked, store.PrivacyPseudonymised, store.PrivacyErased, store.PrivacyUnavailable}}.unmarshal(v)
}

// MarshalHoldBasis writes a HoldBasis.
func MarshalHoldBasis(v orderveil.HoldBasis) graphql.Marshaler { return marshal(v) }

// UnmarshalHoldBasis reads a HoldBasis.
func UnmarshalHoldBasis(v any) (orderveil.HoldBasis, error) {
	return enum[orderveil.HoldBasis]{orderveil.HoldBases()}.unmarshal(v)
}

// MarshalGrantPurpose writes a GrantPurpose.
func MarshalGrantPurpose(v orderveil.GrantPurpose) graphql.Marshaler { return marshal(v) }

// UnmarshalGrantPurpose reads a GrantPurpose.
func UnmarshalGrantPurpose(v any) (orderveil.GrantPurpose, error) {
	return enum[orderveil.GrantPurpose]{orderveil.GrantPurposes()}.unmarshal(v)
}

// MarshalGrantState writes a GrantState.
func MarshalGrantState(v orderveil.GrantState) graphql.Marshaler { return marshal(v) }

// UnmarshalGrantState reads a GrantState.
func UnmarshalGrantState(v any) (orderveil.GrantState, error) {
	return enum[orderveil.GrantState]{orderveil.GrantStates()}.unmarshal(v)
}

// MarshalCheck writes a Check.
func MarshalCheck(v orderveil.Check) graphql.Marshaler { return marshal(v) }

// UnmarshalCheck reads a Check.
func UnmarshalCheck(v any) (orderveil.Check, error) {
	return enum[orderveil.Check]{orderveil.Checks()}.unmarshal(v)
}

// MarshalComparison writes a Comparison.
func MarshalComparison(v orderveil.Comparison) graphql.Marshaler { return marshal(v) }

// UnmarshalComparison reads a Comparison.
func UnmarshalComparison(v any) (orderveil.Comparison, error) {
	return enum[orderveil.Comparison]{orderveil.Comparisons()}.unmarshal(v)
}

// MarshalPartyKind writes a PartyKind.
func MarshalPartyKind(v orderveil.PartyKind) graphql.Marshaler { return marshal(v) }

// UnmarshalPartyKind reads a PartyKind.
func UnmarshalPartyKind(v any) (orderveil.PartyKind, error) {
	return enum[orderveil.PartyKind]{orderveil.PartyKinds()}.unmarshal(v)
}

// MarshalUserState writes a UserState.
func MarshalUserState(v orderveil.UserState) graphql.Marshaler { return marshal(v) }

// UnmarshalUserState reads a UserState.
func UnmarshalUserState(v any) (orderveil.UserState, error) {
	return enum[orderveil.UserState]{orderveil.UserStates()}.unmarshal(v)
}

// MarshalAuditKind writes an AuditKind.
func MarshalAuditKind(v orderveil.AuditKind) graphql.Marshaler { return marshal(v) }

// UnmarshalAuditKind reads an AuditKind.
func UnmarshalAuditKind(v any) (orderveil.AuditKind, error) {
	return enum[orderveil.AuditKind]{orderveil.AuditKinds()}.unmarshal(v)
}

// MarshalAuditFault writes an AuditFault.
func MarshalAuditFault(v orderveil.AuditFault) graphql.Marshaler { return marshal(v) }

// UnmarshalAuditFault reads an AuditFault.
func UnmarshalAuditFault(v any) (orderveil.AuditFault, error) {
	return enum[orderveil.AuditFault]{orderveil.AuditFaults()}.unmarshal(v)
}

// MarshalGapCheck writes a GapCheck.
func MarshalGapCheck(v orderveil.GapCheck) graphql.Marshaler { return marshal(v) }

// UnmarshalGapCheck reads a GapCheck.
func UnmarshalGapCheck(v any) (orderveil.GapCheck, error) {
	return enum[orderveil.GapCheck]{orderveil.GapChecks()}.unmarshal(v)
}

// MarshalReportKind writes a ReportKind.
func MarshalReportKind(v orderveil.ReportKind) graphql.Marshaler { return marshal(v) }

// UnmarshalReportKind reads a ReportKind.
func UnmarshalReportKind(v any) (orderveil.ReportKind, error) {
	return enum[orderveil.ReportKind]{orderveil.ReportKinds()}.unmarshal(v)
}

// MarshalReportState writes a ReportState.
func MarshalReportState(v orderveil.ReportState) graphql.Marshaler { return marshal(v) }

// UnmarshalReportState reads a ReportState.
func UnmarshalReportState(v any) (orderveil.ReportState, error) {
	return enum[orderveil.ReportState]{orderveil.ReportStates()}.unmarshal(v)
}

// MarshalCancelReason writes a CancelReason.
func MarshalCancelReason(v orderveil.CancelReason) graphql.Marshaler { return marshal(v) }

// UnmarshalCancelReason reads a CancelReason.
func UnmarshalCancelReason(v any) (orderveil.CancelReason, error) {
	return enum[orderveil.CancelReason]{orderveil.CancelReasons()}.unmarshal(v)
}

// MarshalReceiptKind writes a ReceiptKind.
func MarshalReceiptKind(v orderveil.ReceiptKind) graphql.Marshaler { return marshal(v) }

// UnmarshalReceiptKind reads a ReceiptKind.
func UnmarshalReceiptKind(v any) (orderveil.ReceiptKind, error) {
	return enum[orderveil.ReceiptKind]{orderveil.ReceiptKinds()}.unmarshal(v)
}

// MarshalNoticeState writes a NoticeState.
func MarshalNoticeState(v orderveil.NoticeState) graphql.Marshaler { return marshal(v) }

// UnmarshalNoticeState reads a NoticeState.
func UnmarshalNoticeState(v any) (orderveil.NoticeState, error) {
	return enum[orderveil.NoticeState]{orderveil.NoticeStates()}.unmarshal(v)
}

// MarshalClosureMode writes a ClosureMode.
func MarshalClosureMode(v orderveil.ClosureMode) graphql.Marshaler { return marshal(v) }

// UnmarshalClosureMode reads a ClosureMode.
func UnmarshalClosureMode(v any) (orderveil.ClosureMode, error) {
	return enum[orderveil.ClosureMode]{orderveil.ClosureModes()}.unmarshal(v)
}

// MarshalClosureState writes a ClosureState.
func MarshalClosureState(v orderveil.ClosureState) graphql.Marshaler { return marshal(v) }

// UnmarshalClosureState reads a ClosureState.
func UnmarshalClosureState(v any) (orderveil.ClosureState, error) {
	return enum[orderveil.ClosureState]{orderveil.ClosureStates()}.unmarshal(v)
}

// MarshalExportFormat writes an ExportFormat.
func MarshalExportFormat(v orderveil.ExportFormat) graphql.Marshaler { return marshal(v) }

// UnmarshalExportFormat reads an ExportFormat.
func UnmarshalExportFormat(v any) (orderveil.ExportFormat, error) {
	return enum[orderveil.ExportFormat]{orderveil.ExportFormats()}.unmarshal(v)
}

// MarshalExportState writes an ExportState.
func MarshalExportState(v orderveil.ExportState) graphql.Marshaler { return marshal(v) }

// UnmarshalExportState reads an ExportState.
func UnmarshalExportState(v any) (orderveil.ExportState, error) {
	return enum[orderveil.ExportState]{orderveil.ExportStates()}.unmarshal(v)
}

// MarshalRuleState writes a rule's state.
func MarshalRuleState(v orderveil.RuleState) graphql.Marshaler { return marshal(v) }

// UnmarshalRuleState reads a rule's state.
func UnmarshalRuleState(v any) (orderveil.RuleState, error) {
	return enum[orderveil.RuleState]{orderveil.RuleStates()}.unmarshal(v)
}

// MarshalRuleActionKind writes what a rule does.
func MarshalRuleActionKind(v orderveil.RuleActionKind) graphql.Marshaler { return marshal(v) }

// UnmarshalRuleActionKind reads what a rule does.
func UnmarshalRuleActionKind(v any) (orderveil.RuleActionKind, error) {
	return enum[orderveil.RuleActionKind]{orderveil.RuleActionKinds()}.unmarshal(v)
}

// MarshalAccountState writes an account's state.
func MarshalAccountState(v orderveil.AccountState) graphql.Marshaler { return marshal(v) }

// UnmarshalAccountState reads an account's state.
func UnmarshalAccountState(v any) (orderveil.AccountState, error) {
	return enum[orderveil.AccountState]{orderveil.AccountStates()}.unmarshal(v)
}

// MarshalKeyStage writes a stage of a key's exchange.
func MarshalKeyStage(v orderveil.KeyStage) graphql.Marshaler { return marshal(v) }

// UnmarshalKeyStage reads a stage of a key's exchange.
func UnmarshalKeyStage(v any) (orderveil.KeyStage, error) {
	return enum[orderveil.KeyStage]{orderveil.KeyStages()}.unmarshal(v)
}

// MarshalPrivacyReason writes why a viewer gets what it gets.
func MarshalPrivacyReason(v store.PrivacyReason) graphql.Marshaler { return marshal(v) }

// UnmarshalPrivacyReason reads why a viewer gets what it gets.
func UnmarshalPrivacyReason(v any) (store.PrivacyReason, error) {
	return enum[store.PrivacyReason]{store.PrivacyReasons()}.unmarshal(v)
}

// MarshalSubjectFound writes what an answer to a person means.
func MarshalSubjectFound(v store.SubjectFound) graphql.Marshaler { return marshal(v) }

// UnmarshalSubjectFound reads what an answer to a person means.
func UnmarshalSubjectFound(v any) (store.SubjectFound, error) {
	return enum[store.SubjectFound]{store.SubjectsFound()}.unmarshal(v)
}

// MarshalLanguage writes a language.
func MarshalLanguage(v store.Language) graphql.Marshaler { return marshal(v) }

// UnmarshalLanguage reads a language.
func UnmarshalLanguage(v any) (store.Language, error) {
	return enum[store.Language]{store.Languages()}.unmarshal(v)
}

// MarshalWithholdLoss writes what a back office lacks.
func MarshalWithholdLoss(v store.WithholdLoss) graphql.Marshaler { return marshal(v) }

// UnmarshalWithholdLoss reads what a back office lacks.
func UnmarshalWithholdLoss(v any) (store.WithholdLoss, error) {
	return enum[store.WithholdLoss]{store.WithholdLosses()}.unmarshal(v)
}
