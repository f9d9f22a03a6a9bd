import type {
  AccountState, AuditFault, AuditKind, CancelReason, Check, ClosureMode, ClosureState, Comparison, ConnectionKind, ConnectionState, DataCategory, ForwardState, Fulfilment, GrantPurpose, GrantState,
  HoldBasis, KeyStage, NoticeState, OrderStatus, PartyKind, PrivacyState, ProblemOwner, ReceiptKind, ReportKind, ReportState, SyncState, UserState,
} from '../gql/graphql'

export type Category = DataCategory

// Enums are the API's enumerations that people read; the catalogues have a word for every value.
export interface Enums {
  AccountState: AccountState
  AuditFault: AuditFault
  AuditKind: AuditKind
  CancelReason: CancelReason
  Check: Check
  ClosureMode: ClosureMode
  ClosureState: ClosureState
  Comparison: Comparison
  ConnectionKind: ConnectionKind
  ConnectionState: ConnectionState
  DataCategory: DataCategory
  ForwardState: ForwardState
  Fulfilment: Fulfilment
  GrantPurpose: GrantPurpose
  GrantState: GrantState
  HoldBasis: HoldBasis
  KeyStage: KeyStage
  NoticeState: NoticeState
  OrderStatus: OrderStatus
  PartyKind: PartyKind
  PrivacyState: PrivacyState
  ProblemOwner: ProblemOwner
  ReceiptKind: ReceiptKind
  ReportKind: ReportKind
  ReportState: ReportState
  SyncState: SyncState
  UserState: UserState
}
