/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation TryDraft($draft: ConnectionDraft) { tryConnection(draft: $draft) { accepted problem { ...ProblemFields } } }\n": typeof types.TryDraftDocument,
    "\n  mutation AddConnection($draft: ConnectionDraft!) { addConnection(draft: $draft) { id kind code label state } }\n": typeof types.AddConnectionDocument,
    "\n  mutation BeginAuthorisation($connection: ID!) { beginAuthorisation(connection: $connection) { url until } }\n": typeof types.BeginAuthorisationDocument,
    "\n  fragment ConnectionHealth on Connection {\n    id kind code label state lastRunAt nextRunAt restsUntil limitedUntil failures backlog everyMinutes\n    expiries { code what endsOn stops }\n    problem { ...ProblemFields }\n    warnings { ...ProblemFields }\n    runs(first: 20) { id state queuedAt finishedAt listed imported refused missed gapCheck problem { ...ProblemFields } }\n  }\n": typeof types.ConnectionHealthFragmentDoc,
    "\n  query Connectors {\n    connectors {\n      code name kind consent authorises everyMinutes\n      settings { name means example optional choices }\n      secrets { name means example optional choices }\n    }\n  }\n": typeof types.ConnectorsDocument,
    "\n  query ConnectionSettings($id: ID!) { node(id: $id) { ... on Connection { id settings { name value } } } }\n": typeof types.ConnectionSettingsDocument,
    "\n  mutation TryStored($connection: ID) { tryConnection(connection: $connection) { accepted problem { ...ProblemFields } } }\n": typeof types.TryStoredDocument,
    "\n  mutation ChangeConnection($connection: ID!, $change: ConnectionChange!) { changeConnection(connection: $connection, change: $change) { id label state } }\n": typeof types.ChangeConnectionDocument,
    "\n  mutation ReplaceCredentials($connection: ID!, $secrets: [SecretInput!]!) { replaceCredentials(connection: $connection, secrets: $secrets) { id state credentialsSetAt } }\n": typeof types.ReplaceCredentialsDocument,
    "\n  mutation PauseConnection($connection: ID!) { pauseConnection(connection: $connection) { id state nextRunAt } }\n": typeof types.PauseConnectionDocument,
    "\n  mutation ResumeConnection($connection: ID!) { resumeConnection(connection: $connection) { id state nextRunAt } }\n": typeof types.ResumeConnectionDocument,
    "\n  mutation RemoveConnection($connection: ID!) { removeConnection(connection: $connection) { id } }\n": typeof types.RemoveConnectionDocument,
    "\n  mutation SetWithheld($connection: ID!, $categories: [DataCategory!]!) { setWithheld(connection: $connection, categories: $categories) { id withhold withholdWarning withholdLoss } }\n": typeof types.SetWithheldDocument,
    "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number sandbox } }\n  }\n": typeof types.ViewerDocument,
    "\n  query Orders($first: Int, $after: String, $filter: OrderFilter, $orderBy: OrderOrder) {\n    orders(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n      nodes { ...OrderRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.OrdersDocument,
    "\n  fragment OrderRow on Order {\n    id number hubNumber status fulfilment placedAt\n    total { amount currency }\n    connection { id label code }\n    forward { state problem { code } }\n    shipTo { firstName lastName company city country }\n    privacy { state }\n  }\n": typeof types.OrderRowFragmentDoc,
    "\n  subscription OrderChanged { orderChanged { ...OrderRow } }\n": typeof types.OrderChangedDocument,
    "\n  subscription GrantChanged { grantChanged { id state orderId } }\n": typeof types.GrantChangedDocument,
    "\n  mutation PlaceHold($order: ID!, $basis: HoldBasis!, $until: Date!, $note: String) {\n    placeHold(order: $order, basis: $basis, until: $until, note: $note) { id privacy { state holdUntil forgetOn reason reasons } }\n  }\n": typeof types.PlaceHoldDocument,
    "\n  mutation ReleaseHold($order: ID!) { releaseHold(order: $order) { id privacy { state holdUntil forgetOn reason reasons } } }\n": typeof types.ReleaseHoldDocument,
    "\n  mutation EraseOrder($order: ID!) {\n    eraseOrder(order: $order) {\n      erased\n      obstacles { code advice until }\n      receipt { id document }\n      order { id privacy { state withheld pseudonym forgetOn receiptId reason reasons } }\n    }\n  }\n": typeof types.EraseOrderDocument,
    "\n  query FilterConnections { connections { id kind label } }\n": typeof types.FilterConnectionsDocument,
    "\n  mutation ForwardAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state attempts nextAttemptAt } }\n  }\n": typeof types.ForwardAgainDocument,
    "\n  fragment ProblemFields on Problem { code cause owner nextStep at }\n": typeof types.ProblemFieldsFragmentDoc,
    "\n  fragment PartyFields on Party {\n    salutation firstName lastName company street houseNumber houseNumberAddition streetOriginal addressNote orderReference postcode city region country\n    email phone taxId chamberOfCommerce pickupPoint\n  }\n": typeof types.PartyFieldsFragmentDoc,
    "\n  fragment ShapeFields on PartyShape { present missing houseNumber postcode email phone }\n": typeof types.ShapeFieldsFragmentDoc,
    "\n  fragment ReportFields on Report {\n    id kind state reason attempts createdAt enteredBy doneAt nextAttemptAt problem { ...ProblemFields }\n    lines { quantity line { id title } } shipment { id carrier trackingCode }\n  }\n": typeof types.ReportFieldsFragmentDoc,
    "\n  fragment OrderDetail on Order {\n    id number hubNumber backOfficeNumber status fulfilment placedAt handledAt\n    account { number }\n    connection { id label code }\n    total { amount currency }\n    tax { amount currency }\n    lines { id sku ean title quantity quantityShipped quantityCancelled unitPrice { amount currency } total { amount currency } cancellationRequested }\n    billTo { ...PartyFields }\n    shipTo { ...PartyFields }\n    shipments { id carrier trackingCode trackingUrl shippedAt reportedToMarketplaceAt }\n    reports { ...ReportFields }\n    forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } }\n    privacy { state withheld pseudonym forgetOn holdUntil receiptId reason reasons }\n    timeline(first: 100) { nodes { id at kind detail actor by { name role } note } pageInfo { hasNextPage } }\n    diagnosis @include(if: $diagnosis) {\n      billTo { ...ShapeFields }\n      shipTo { ...ShapeFields }\n      compare { connection label categories { party category result } }\n    }\n    looks(first: 20) @include(if: $looks) { at subject role via categories }\n  }\n": typeof types.OrderDetailFragmentDoc,
    "\n  mutation RequestGrant($order: ID!, $categories: [DataCategory!]!, $purpose: GrantPurpose!, $ticket: String!, $reason: String!, $minutes: Int, $emergency: Boolean!) {\n    requestGrant(order: $order, categories: $categories, purpose: $purpose, ticket: $ticket, reason: $reason, minutes: $minutes, emergency: $emergency) { id state endsAt }\n  }\n": typeof types.RequestGrantDocument,
    "\n  query OrderGrants { grants(state: [REQUESTED, LIVE], first: 100) { nodes { id orderId state categories minutes endsAt ticket } } }\n": typeof types.OrderGrantsDocument,
    "\n  mutation RevokeMine($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n": typeof types.RevokeMineDocument,
    "\n  query AccountHealth($number: String!) { ordersByNumber(number: $number) { id connections { ...ConnectionHealth } } }\n": typeof types.AccountHealthDocument,
    "\n  mutation ReportShipment($order: ID!, $reference: String!, $lines: [ReportLineInput!], $carrier: String!, $trackingCode: String) {\n    reportShipment(order: $order, reference: $reference, lines: $lines, carrier: $carrier, trackingCode: $trackingCode) { id state }\n  }\n": typeof types.ReportShipmentDocument,
    "\n  mutation ReportCancellation($order: ID!, $lines: [ReportLineInput!], $reason: CancelReason!) {\n    reportCancellation(order: $order, lines: $lines, reason: $reason) { id state }\n  }\n": typeof types.ReportCancellationDocument,
    "\n  mutation SendReportAgain($report: ID!, $reason: String!) { sendReportAgain(report: $report, reason: $reason) { id state } }\n": typeof types.SendReportAgainDocument,
    "\n  mutation DropReport($report: ID!, $reason: String!) { dropReport(report: $report, reason: $reason) { id state } }\n": typeof types.DropReportDocument,
    "\n  fragment SavedViewFields on SavedView { id name status forwardState connection placedFrom placedUntil oldestFirst }\n": typeof types.SavedViewFieldsFragmentDoc,
    "\n  query SavedViews { savedViews { ...SavedViewFields } }\n": typeof types.SavedViewsDocument,
    "\n  mutation SaveView($view: SavedViewInput!) { saveView(view: $view) { ...SavedViewFields } }\n": typeof types.SaveViewDocument,
    "\n  mutation RenameView($view: ID!, $name: String!) { renameView(view: $view, name: $name) { ...SavedViewFields } }\n": typeof types.RenameViewDocument,
    "\n  mutation DeleteView($view: ID!) { deleteView(view: $view) { ...SavedViewFields } }\n": typeof types.DeleteViewDocument,
    "\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n": typeof types.SessionsDocument,
    "\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n": typeof types.EndSessionDocument,
    "\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n": typeof types.RemovePasskeyDocument,
    "\n  query OpenedAccounts($after: Int) {\n    installation { accounts(first: 50, after: $after) { number sandbox state createdAt suspendedAt placement server movingTo marketplaces } }\n  }\n": typeof types.OpenedAccountsDocument,
    "\n  query DatabaseServers { installation { servers { name region weight capacity closed accounts } } }\n": typeof types.DatabaseServersDocument,
    "\n  mutation OpenAccount($number: Int!, $login: String!, $label: String!, $server: String, $region: String, $sandbox: Boolean!) { openAccount(number: $number, login: $login, label: $label, server: $server, region: $region, sandbox: $sandbox) { invitation account { number } } }\n": typeof types.OpenAccountDocument,
    "\n  mutation SuspendAccount($number: Int!) { suspendAccount(number: $number) { number state } }\n": typeof types.SuspendAccountDocument,
    "\n  mutation ResumeAccount($number: Int!) { resumeAccount(number: $number) { number state } }\n": typeof types.ResumeAccountDocument,
    "\n  mutation AbandonAccount($number: Int!) { abandonAccount(number: $number) }\n": typeof types.AbandonAccountDocument,
    "\n  mutation SeedSandbox($number: Int!) { seedSandbox(number: $number) { number } }\n": typeof types.SeedSandboxDocument,
    "\n  query Alarms($after: String) { alarms(first: 50, after: $after) { nodes { id kind account subject role by { name } at sentAt } pageInfo { hasNextPage endCursor } } }\n": typeof types.AlarmsDocument,
    "\n  query Audit($account: Int, $after: String, $filter: AuditFilter) {\n    auditTrail(account: $account, first: 50, after: $after, filter: $filter) {\n      nodes { id sequence at kind subject role by { name } right via outcome shown { order categories } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.AuditDocument,
    "\n  query AuditHeads($account: Int) { auditHeads(account: $account, first: 1) { size at root document } }\n": typeof types.AuditHeadsDocument,
    "\n  query AuditVerification($account: Int, $kept: [String!]) {\n    auditVerification(account: $account, kept: $kept) { whole entries first heads fault from to }\n  }\n": typeof types.AuditVerificationDocument,
    "\n  query AuditProof($entry: ID!) { auditProof(entry: $entry) }\n": typeof types.AuditProofDocument,
    "\n  mutation FinishAuthorisation($state: Secret!, $code: Secret) {\n    finishAuthorisation(state: $state, code: $code) { accepted problem { ...ProblemFields } connection { id label code state } }\n  }\n": typeof types.FinishAuthorisationDocument,
    "\n  query Closure { closure { mode state requestedAt dueAt exportReady certificate closedAt } }\n": typeof types.ClosureDocument,
    "\n  mutation CancelAccount($mode: ClosureMode!, $recipient: String) { cancelAccount(mode: $mode, recipient: $recipient) { state dueAt } }\n": typeof types.CancelAccountDocument,
    "\n  mutation Withdraw { withdrawCancellation { state } }\n": typeof types.WithdrawDocument,
    "\n  mutation ExportLink { exportLink }\n": typeof types.ExportLinkDocument,
    "\n  mutation ConfirmExport { confirmExport { state } }\n": typeof types.ConfirmExportDocument,
    "\n  query ApiClients { apiClients { id clientId label scopes networks createdAt expiresAt revokedAt lastUsedAt } }\n": typeof types.ApiClientsDocument,
    "\n  mutation CreateClient($label: String!, $scopes: [String!]!, $days: Int!, $networks: [String!]) {\n    createApiClient(label: $label, scopes: $scopes, days: $days, networks: $networks) { secret client { id clientId } }\n  }\n": typeof types.CreateClientDocument,
    "\n  mutation RotateSecret($client: ID!, $overlapHours: Int!) { rotateApiClientSecret(client: $client, overlapHours: $overlapHours) { secret client { id } } }\n": typeof types.RotateSecretDocument,
    "\n  mutation RevokeClient($client: ID!) { revokeApiClient(client: $client) { id revokedAt } }\n": typeof types.RevokeClientDocument,
    "\n  query Networks { networks }\n": typeof types.NetworksDocument,
    "\n  mutation SetNetworks($networks: [String!]!) { setNetworks(networks: $networks) }\n": typeof types.SetNetworksDocument,
    "\n  fragment ConnectionDetail on Connection { ...ConnectionHealth credentialsSetAt withhold withholdWarning withholdLoss hook }\n": typeof types.ConnectionDetailFragmentDoc,
    "\n  query Connection($id: ID!) { node(id: $id) { ...ConnectionDetail } }\n": typeof types.ConnectionDocument,
    "\n  query Connections { connections { id kind code label state lastRunAt nextRunAt backlog everyMinutes problem { ...ProblemFields } warnings { ...ProblemFields } } }\n": typeof types.ConnectionsDocument,
    "\n  mutation SyncNow($connection: ID!) { syncNow(connection: $connection) { id state } }\n": typeof types.SyncNowDocument,
    "\n  query SyncRun($id: ID!) {\n    node(id: $id) { ... on SyncRun { id state queuedAt finishedAt listed imported refused problem { ...ProblemFields } } }\n  }\n": typeof types.SyncRunDocument,
    "\n  query FailedOrders($after: String, $filter: OrderFilter) {\n    orders(first: 50, after: $after, filter: $filter) {\n      nodes { id number placedAt connection { label } total { amount currency } forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.FailedOrdersDocument,
    "\n  mutation ForwardEachAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state } }\n  }\n": typeof types.ForwardEachAgainDocument,
    "\n  fragment GrantFields on Grant {\n    id orderId orderNumber requestedBy by { name role } decider { name role } categories purpose ticket reason emergency minutes state requestedAt decidedAt endsAt\n    uses(first: 20) { id at via shown { categories } }\n  }\n": typeof types.GrantFieldsFragmentDoc,
    "\n  query Grants($after: String, $state: [GrantState!]) {\n    grants(first: 25, after: $after, state: $state) { nodes { ...GrantFields } pageInfo { hasNextPage endCursor } }\n  }\n": typeof types.GrantsDocument,
    "\n  mutation ApproveGrant($grant: ID!) { approveGrant(grant: $grant) { id state decidedAt endsAt } }\n": typeof types.ApproveGrantDocument,
    "\n  mutation RefuseGrant($grant: ID!) { refuseGrant(grant: $grant) { id state decidedAt endsAt } }\n": typeof types.RefuseGrantDocument,
    "\n  mutation RevokeGrant($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n": typeof types.RevokeGrantDocument,
    "\n  query Holds($account: Int, $after: String) {\n    holds(account: $account, first: 25, after: $after) { nodes { id orderNumber basis until note placedAt releasedAt } pageInfo { hasNextPage endCursor } }\n  }\n": typeof types.HoldsDocument,
    "\n  query Receipts($account: Int, $after: String) {\n    receipts(account: $account, first: 25, after: $after) { nodes { id kind at count document } pageInfo { hasNextPage endCursor } }\n  }\n": typeof types.ReceiptsDocument,
    "\n  query Notices($account: Int, $after: String) {\n    notices(account: $account, first: 25, after: $after) { nodes { id kind count state attempts createdAt acknowledgedAt problem { ...ProblemFields } } pageInfo { hasNextPage endCursor } }\n  }\n": typeof types.NoticesDocument,
    "\n  mutation NotifyAgain($notice: ID!) { notifyAgain(notice: $notice) { id state } }\n": typeof types.NotifyAgainDocument,
    "\n  query Incident($from: Time!, $to: Time!, $account: Int) {\n    incident(from: $from, to: $to, account: $account) {\n      accounts orders looks\n      viewers { account subject role by { name } right looks orders categories first last }\n    }\n  }\n": typeof types.IncidentDocument,
    "\n  query Keys {\n    installation { keys { provider wrapped wrappedByOthers withoutKey days oldestDay newestDay past rotating { account stage since done left } } }\n  }\n": typeof types.KeysDocument,
    "\n  query AccountNumbers($after: Int) { installation { accounts(first: 50, after: $after) { number state } } }\n": typeof types.AccountNumbersDocument,
    "\n  mutation RotateKeys($accounts: [Int!]!) { rotateKeys(accounts: $accounts) { rotating { account } } }\n": typeof types.RotateKeysDocument,
    "\n  query Order($id: ID!, $diagnosis: Boolean!, $looks: Boolean!) {\n    node(id: $id) { ...OrderDetail }\n  }\n": typeof types.OrderDocument,
    "\n  query OrderCount($filter: OrderFilter) { orders(first: 1, filter: $filter) { totalCount } }\n": typeof types.OrderCountDocument,
    "\n  query Register {\n    register {\n      operator contact dpo measures measureCodes markdown json\n      categories { category purpose fields columns }\n      access { role staff revealed masked byScope }\n      retention { afterHandling cap whileOpen keyBackups }\n      recipients { name role country outsideEU reason purpose places agreement connector }\n    }\n  }\n": typeof types.RegisterDocument,
    "\n  query Subject($number: String, $email: String, $phone: String, $postcode: String, $houseNumber: String, $language: Language!) {\n    dataSubjectExport(number: $number, email: $email, phone: $phone, postcode: $postcode, houseNumber: $houseNumber) {\n      identified found message json page(language: $language) orders { id number placedAt status privacy { state } }\n    }\n  }\n": typeof types.SubjectDocument,
    "\n  query Retention($account: Int) { retention(account: $account) { afterHandling whileOpen cap fiscalLimit legalLimit applied changedAt changedBy } }\n": typeof types.RetentionDocument,
    "\n  query RetentionPlan($account: Int, $afterHandling: Int) { retentionPlan(account: $account, afterHandling: $afterHandling) { day rule orders } }\n": typeof types.RetentionPlanDocument,
    "\n  mutation SetRetention($afterHandling: Int, $fiscalLimit: Int, $legalLimit: Int) {\n    setRetention(afterHandling: $afterHandling, fiscalLimit: $fiscalLimit, legalLimit: $legalLimit) { afterHandling fiscalLimit legalLimit applied }\n  }\n": typeof types.SetRetentionDocument,
    "\n  fragment RuleFields on Rule {\n    id name position state version tried triedAt\n    conditions { connections { id label } countries fulfilment currency from below skus shippingMethods }\n    action { kind tag routes { id label } }\n  }\n": typeof types.RuleFieldsFragmentDoc,
    "\n  query Rules { rules { ...RuleFields } }\n": typeof types.RulesDocument,
    "\n  mutation MoveRule($rule: ID!, $position: Int!) { moveRule(rule: $rule, position: $position) { id position } }\n": typeof types.MoveRuleDocument,
    "\n  mutation DeleteRule($rule: ID!) { deleteRule(rule: $rule) { id } }\n": typeof types.DeleteRuleDocument,
    "\n  mutation SetRuleState($rule: ID!, $state: RuleState!) { setRuleState(rule: $rule, state: $state) { id state } }\n": typeof types.SetRuleStateDocument,
    "\n  mutation ReleaseHeld { releaseHeld { released skipped held } }\n": typeof types.ReleaseHeldDocument,
    "\n  query Find($number: String!, $diagnosis: Boolean!, $looks: Boolean!) {\n    ordersByNumber(number: $number) { ...OrderDetail }\n  }\n": typeof types.FindDocument,
    "\n  query Users { users { id subject label role state createdAt lastUsedAt reviewedAt reviewBy } }\n": typeof types.UsersDocument,
    "\n  mutation Invite($login: String!, $label: String!, $role: String!) { inviteUser(login: $login, label: $label, role: $role) { token user { id label role state } } }\n": typeof types.InviteDocument,
    "\n  mutation ChangeRole($user: ID!, $role: String!) { changeRole(user: $user, role: $role) { id role state } }\n": typeof types.ChangeRoleDocument,
    "\n  mutation Suspend($user: ID!) { suspendUser(user: $user) { id state } }\n": typeof types.SuspendDocument,
    "\n  mutation Remove($user: ID!) { removeUser(user: $user) { id state } }\n": typeof types.RemoveDocument,
    "\n  mutation ConfirmAccess($user: ID!) { confirmAccess(user: $user) { id state reviewedAt reviewBy } }\n": typeof types.ConfirmAccessDocument,
    "\n  query Endpoints { connections { id code label state } }\n": typeof types.EndpointsDocument,
    "\n  query SentOrders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Connection {\n        id\n        deliveries(first: 50, after: $after) {\n          nodes { id orderId orderNumber state attempts lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n          pageInfo { hasNextPage endCursor }\n        }\n      }\n    }\n  }\n": typeof types.SentOrdersDocument,
    "\n  query SentNotices($id: ID!, $after: String) {\n    notices(first: 50, after: $after, connection: $id) {\n      nodes { id kind count state attempts createdAt lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": typeof types.SentNoticesDocument,
    "\n  mutation SendNoticeAgain($notice: ID!) { notifyAgain(notice: $notice) { id state nextAttemptAt } }\n": typeof types.SendNoticeAgainDocument,
    "\n  query Work {\n    installation {\n      queues { name waiting running retrying oldestAt }\n      workers { id machine startedAt seenAt }\n      throughput(hours: 48) { at imported forwarded failed waitedSeconds }\n      late { connection account dueAt slow }\n    }\n  }\n": typeof types.WorkDocument,
    "\n  query RetentionOverview($after: Int) { retentionOverview(after: $after) { accounts unread next days { day rule orders } } }\n": typeof types.RetentionOverviewDocument,
    "\n  query RuleConnections { connections { id kind label } }\n": typeof types.RuleConnectionsDocument,
    "\n  mutation CreateRule($rule: RuleInput!) { createRule(rule: $rule) { id } }\n": typeof types.CreateRuleDocument,
    "\n  mutation ChangeRule($rule: ID!, $version: Int!, $to: RuleInput!) { changeRule(rule: $rule, version: $version, to: $to) { id } }\n": typeof types.ChangeRuleDocument,
    "\n  mutation TryRule($rule: ID) {\n    tryRule(rule: $rule, first: 100) {\n      looked fitting decided\n      orders { decided state tags because routes { id label } order { id number placedAt total { amount currency } } }\n    }\n  }\n": typeof types.TryRuleDocument,
};
const documents: Documents = {
    "\n  mutation TryDraft($draft: ConnectionDraft) { tryConnection(draft: $draft) { accepted problem { ...ProblemFields } } }\n": types.TryDraftDocument,
    "\n  mutation AddConnection($draft: ConnectionDraft!) { addConnection(draft: $draft) { id kind code label state } }\n": types.AddConnectionDocument,
    "\n  mutation BeginAuthorisation($connection: ID!) { beginAuthorisation(connection: $connection) { url until } }\n": types.BeginAuthorisationDocument,
    "\n  fragment ConnectionHealth on Connection {\n    id kind code label state lastRunAt nextRunAt restsUntil limitedUntil failures backlog everyMinutes\n    expiries { code what endsOn stops }\n    problem { ...ProblemFields }\n    warnings { ...ProblemFields }\n    runs(first: 20) { id state queuedAt finishedAt listed imported refused missed gapCheck problem { ...ProblemFields } }\n  }\n": types.ConnectionHealthFragmentDoc,
    "\n  query Connectors {\n    connectors {\n      code name kind consent authorises everyMinutes\n      settings { name means example optional choices }\n      secrets { name means example optional choices }\n    }\n  }\n": types.ConnectorsDocument,
    "\n  query ConnectionSettings($id: ID!) { node(id: $id) { ... on Connection { id settings { name value } } } }\n": types.ConnectionSettingsDocument,
    "\n  mutation TryStored($connection: ID) { tryConnection(connection: $connection) { accepted problem { ...ProblemFields } } }\n": types.TryStoredDocument,
    "\n  mutation ChangeConnection($connection: ID!, $change: ConnectionChange!) { changeConnection(connection: $connection, change: $change) { id label state } }\n": types.ChangeConnectionDocument,
    "\n  mutation ReplaceCredentials($connection: ID!, $secrets: [SecretInput!]!) { replaceCredentials(connection: $connection, secrets: $secrets) { id state credentialsSetAt } }\n": types.ReplaceCredentialsDocument,
    "\n  mutation PauseConnection($connection: ID!) { pauseConnection(connection: $connection) { id state nextRunAt } }\n": types.PauseConnectionDocument,
    "\n  mutation ResumeConnection($connection: ID!) { resumeConnection(connection: $connection) { id state nextRunAt } }\n": types.ResumeConnectionDocument,
    "\n  mutation RemoveConnection($connection: ID!) { removeConnection(connection: $connection) { id } }\n": types.RemoveConnectionDocument,
    "\n  mutation SetWithheld($connection: ID!, $categories: [DataCategory!]!) { setWithheld(connection: $connection, categories: $categories) { id withhold withholdWarning withholdLoss } }\n": types.SetWithheldDocument,
    "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number sandbox } }\n  }\n": types.ViewerDocument,
    "\n  query Orders($first: Int, $after: String, $filter: OrderFilter, $orderBy: OrderOrder) {\n    orders(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n      nodes { ...OrderRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.OrdersDocument,
    "\n  fragment OrderRow on Order {\n    id number hubNumber status fulfilment placedAt\n    total { amount currency }\n    connection { id label code }\n    forward { state problem { code } }\n    shipTo { firstName lastName company city country }\n    privacy { state }\n  }\n": types.OrderRowFragmentDoc,
    "\n  subscription OrderChanged { orderChanged { ...OrderRow } }\n": types.OrderChangedDocument,
    "\n  subscription GrantChanged { grantChanged { id state orderId } }\n": types.GrantChangedDocument,
    "\n  mutation PlaceHold($order: ID!, $basis: HoldBasis!, $until: Date!, $note: String) {\n    placeHold(order: $order, basis: $basis, until: $until, note: $note) { id privacy { state holdUntil forgetOn reason reasons } }\n  }\n": types.PlaceHoldDocument,
    "\n  mutation ReleaseHold($order: ID!) { releaseHold(order: $order) { id privacy { state holdUntil forgetOn reason reasons } } }\n": types.ReleaseHoldDocument,
    "\n  mutation EraseOrder($order: ID!) {\n    eraseOrder(order: $order) {\n      erased\n      obstacles { code advice until }\n      receipt { id document }\n      order { id privacy { state withheld pseudonym forgetOn receiptId reason reasons } }\n    }\n  }\n": types.EraseOrderDocument,
    "\n  query FilterConnections { connections { id kind label } }\n": types.FilterConnectionsDocument,
    "\n  mutation ForwardAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state attempts nextAttemptAt } }\n  }\n": types.ForwardAgainDocument,
    "\n  fragment ProblemFields on Problem { code cause owner nextStep at }\n": types.ProblemFieldsFragmentDoc,
    "\n  fragment PartyFields on Party {\n    salutation firstName lastName company street houseNumber houseNumberAddition streetOriginal addressNote orderReference postcode city region country\n    email phone taxId chamberOfCommerce pickupPoint\n  }\n": types.PartyFieldsFragmentDoc,
    "\n  fragment ShapeFields on PartyShape { present missing houseNumber postcode email phone }\n": types.ShapeFieldsFragmentDoc,
    "\n  fragment ReportFields on Report {\n    id kind state reason attempts createdAt enteredBy doneAt nextAttemptAt problem { ...ProblemFields }\n    lines { quantity line { id title } } shipment { id carrier trackingCode }\n  }\n": types.ReportFieldsFragmentDoc,
    "\n  fragment OrderDetail on Order {\n    id number hubNumber backOfficeNumber status fulfilment placedAt handledAt\n    account { number }\n    connection { id label code }\n    total { amount currency }\n    tax { amount currency }\n    lines { id sku ean title quantity quantityShipped quantityCancelled unitPrice { amount currency } total { amount currency } cancellationRequested }\n    billTo { ...PartyFields }\n    shipTo { ...PartyFields }\n    shipments { id carrier trackingCode trackingUrl shippedAt reportedToMarketplaceAt }\n    reports { ...ReportFields }\n    forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } }\n    privacy { state withheld pseudonym forgetOn holdUntil receiptId reason reasons }\n    timeline(first: 100) { nodes { id at kind detail actor by { name role } note } pageInfo { hasNextPage } }\n    diagnosis @include(if: $diagnosis) {\n      billTo { ...ShapeFields }\n      shipTo { ...ShapeFields }\n      compare { connection label categories { party category result } }\n    }\n    looks(first: 20) @include(if: $looks) { at subject role via categories }\n  }\n": types.OrderDetailFragmentDoc,
    "\n  mutation RequestGrant($order: ID!, $categories: [DataCategory!]!, $purpose: GrantPurpose!, $ticket: String!, $reason: String!, $minutes: Int, $emergency: Boolean!) {\n    requestGrant(order: $order, categories: $categories, purpose: $purpose, ticket: $ticket, reason: $reason, minutes: $minutes, emergency: $emergency) { id state endsAt }\n  }\n": types.RequestGrantDocument,
    "\n  query OrderGrants { grants(state: [REQUESTED, LIVE], first: 100) { nodes { id orderId state categories minutes endsAt ticket } } }\n": types.OrderGrantsDocument,
    "\n  mutation RevokeMine($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n": types.RevokeMineDocument,
    "\n  query AccountHealth($number: String!) { ordersByNumber(number: $number) { id connections { ...ConnectionHealth } } }\n": types.AccountHealthDocument,
    "\n  mutation ReportShipment($order: ID!, $reference: String!, $lines: [ReportLineInput!], $carrier: String!, $trackingCode: String) {\n    reportShipment(order: $order, reference: $reference, lines: $lines, carrier: $carrier, trackingCode: $trackingCode) { id state }\n  }\n": types.ReportShipmentDocument,
    "\n  mutation ReportCancellation($order: ID!, $lines: [ReportLineInput!], $reason: CancelReason!) {\n    reportCancellation(order: $order, lines: $lines, reason: $reason) { id state }\n  }\n": types.ReportCancellationDocument,
    "\n  mutation SendReportAgain($report: ID!, $reason: String!) { sendReportAgain(report: $report, reason: $reason) { id state } }\n": types.SendReportAgainDocument,
    "\n  mutation DropReport($report: ID!, $reason: String!) { dropReport(report: $report, reason: $reason) { id state } }\n": types.DropReportDocument,
    "\n  fragment SavedViewFields on SavedView { id name status forwardState connection placedFrom placedUntil oldestFirst }\n": types.SavedViewFieldsFragmentDoc,
    "\n  query SavedViews { savedViews { ...SavedViewFields } }\n": types.SavedViewsDocument,
    "\n  mutation SaveView($view: SavedViewInput!) { saveView(view: $view) { ...SavedViewFields } }\n": types.SaveViewDocument,
    "\n  mutation RenameView($view: ID!, $name: String!) { renameView(view: $view, name: $name) { ...SavedViewFields } }\n": types.RenameViewDocument,
    "\n  mutation DeleteView($view: ID!) { deleteView(view: $view) { ...SavedViewFields } }\n": types.DeleteViewDocument,
    "\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n": types.SessionsDocument,
    "\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n": types.EndSessionDocument,
    "\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n": types.RemovePasskeyDocument,
    "\n  query OpenedAccounts($after: Int) {\n    installation { accounts(first: 50, after: $after) { number sandbox state createdAt suspendedAt placement server movingTo marketplaces } }\n  }\n": types.OpenedAccountsDocument,
    "\n  query DatabaseServers { installation { servers { name region weight capacity closed accounts } } }\n": types.DatabaseServersDocument,
    "\n  mutation OpenAccount($number: Int!, $login: String!, $label: String!, $server: String, $region: String, $sandbox: Boolean!) { openAccount(number: $number, login: $login, label: $label, server: $server, region: $region, sandbox: $sandbox) { invitation account { number } } }\n": types.OpenAccountDocument,
    "\n  mutation SuspendAccount($number: Int!) { suspendAccount(number: $number) { number state } }\n": types.SuspendAccountDocument,
    "\n  mutation ResumeAccount($number: Int!) { resumeAccount(number: $number) { number state } }\n": types.ResumeAccountDocument,
    "\n  mutation AbandonAccount($number: Int!) { abandonAccount(number: $number) }\n": types.AbandonAccountDocument,
    "\n  mutation SeedSandbox($number: Int!) { seedSandbox(number: $number) { number } }\n": types.SeedSandboxDocument,
    "\n  query Alarms($after: String) { alarms(first: 50, after: $after) { nodes { id kind account subject role by { name } at sentAt } pageInfo { hasNextPage endCursor } } }\n": types.AlarmsDocument,
    "\n  query Audit($account: Int, $after: String, $filter: AuditFilter) {\n    auditTrail(account: $account, first: 50, after: $after, filter: $filter) {\n      nodes { id sequence at kind subject role by { name } right via outcome shown { order categories } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.AuditDocument,
    "\n  query AuditHeads($account: Int) { auditHeads(account: $account, first: 1) { size at root document } }\n": types.AuditHeadsDocument,
    "\n  query AuditVerification($account: Int, $kept: [String!]) {\n    auditVerification(account: $account, kept: $kept) { whole entries first heads fault from to }\n  }\n": types.AuditVerificationDocument,
    "\n  query AuditProof($entry: ID!) { auditProof(entry: $entry) }\n": types.AuditProofDocument,
    "\n  mutation FinishAuthorisation($state: Secret!, $code: Secret) {\n    finishAuthorisation(state: $state, code: $code) { accepted problem { ...ProblemFields } connection { id label code state } }\n  }\n": types.FinishAuthorisationDocument,
    "\n  query Closure { closure { mode state requestedAt dueAt exportReady certificate closedAt } }\n": types.ClosureDocument,
    "\n  mutation CancelAccount($mode: ClosureMode!, $recipient: String) { cancelAccount(mode: $mode, recipient: $recipient) { state dueAt } }\n": types.CancelAccountDocument,
    "\n  mutation Withdraw { withdrawCancellation { state } }\n": types.WithdrawDocument,
    "\n  mutation ExportLink { exportLink }\n": types.ExportLinkDocument,
    "\n  mutation ConfirmExport { confirmExport { state } }\n": types.ConfirmExportDocument,
    "\n  query ApiClients { apiClients { id clientId label scopes networks createdAt expiresAt revokedAt lastUsedAt } }\n": types.ApiClientsDocument,
    "\n  mutation CreateClient($label: String!, $scopes: [String!]!, $days: Int!, $networks: [String!]) {\n    createApiClient(label: $label, scopes: $scopes, days: $days, networks: $networks) { secret client { id clientId } }\n  }\n": types.CreateClientDocument,
    "\n  mutation RotateSecret($client: ID!, $overlapHours: Int!) { rotateApiClientSecret(client: $client, overlapHours: $overlapHours) { secret client { id } } }\n": types.RotateSecretDocument,
    "\n  mutation RevokeClient($client: ID!) { revokeApiClient(client: $client) { id revokedAt } }\n": types.RevokeClientDocument,
    "\n  query Networks { networks }\n": types.NetworksDocument,
    "\n  mutation SetNetworks($networks: [String!]!) { setNetworks(networks: $networks) }\n": types.SetNetworksDocument,
    "\n  fragment ConnectionDetail on Connection { ...ConnectionHealth credentialsSetAt withhold withholdWarning withholdLoss hook }\n": types.ConnectionDetailFragmentDoc,
    "\n  query Connection($id: ID!) { node(id: $id) { ...ConnectionDetail } }\n": types.ConnectionDocument,
    "\n  query Connections { connections { id kind code label state lastRunAt nextRunAt backlog everyMinutes problem { ...ProblemFields } warnings { ...ProblemFields } } }\n": types.ConnectionsDocument,
    "\n  mutation SyncNow($connection: ID!) { syncNow(connection: $connection) { id state } }\n": types.SyncNowDocument,
    "\n  query SyncRun($id: ID!) {\n    node(id: $id) { ... on SyncRun { id state queuedAt finishedAt listed imported refused problem { ...ProblemFields } } }\n  }\n": types.SyncRunDocument,
    "\n  query FailedOrders($after: String, $filter: OrderFilter) {\n    orders(first: 50, after: $after, filter: $filter) {\n      nodes { id number placedAt connection { label } total { amount currency } forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.FailedOrdersDocument,
    "\n  mutation ForwardEachAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state } }\n  }\n": types.ForwardEachAgainDocument,
    "\n  fragment GrantFields on Grant {\n    id orderId orderNumber requestedBy by { name role } decider { name role } categories purpose ticket reason emergency minutes state requestedAt decidedAt endsAt\n    uses(first: 20) { id at via shown { categories } }\n  }\n": types.GrantFieldsFragmentDoc,
    "\n  query Grants($after: String, $state: [GrantState!]) {\n    grants(first: 25, after: $after, state: $state) { nodes { ...GrantFields } pageInfo { hasNextPage endCursor } }\n  }\n": types.GrantsDocument,
    "\n  mutation ApproveGrant($grant: ID!) { approveGrant(grant: $grant) { id state decidedAt endsAt } }\n": types.ApproveGrantDocument,
    "\n  mutation RefuseGrant($grant: ID!) { refuseGrant(grant: $grant) { id state decidedAt endsAt } }\n": types.RefuseGrantDocument,
    "\n  mutation RevokeGrant($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n": types.RevokeGrantDocument,
    "\n  query Holds($account: Int, $after: String) {\n    holds(account: $account, first: 25, after: $after) { nodes { id orderNumber basis until note placedAt releasedAt } pageInfo { hasNextPage endCursor } }\n  }\n": types.HoldsDocument,
    "\n  query Receipts($account: Int, $after: String) {\n    receipts(account: $account, first: 25, after: $after) { nodes { id kind at count document } pageInfo { hasNextPage endCursor } }\n  }\n": types.ReceiptsDocument,
    "\n  query Notices($account: Int, $after: String) {\n    notices(account: $account, first: 25, after: $after) { nodes { id kind count state attempts createdAt acknowledgedAt problem { ...ProblemFields } } pageInfo { hasNextPage endCursor } }\n  }\n": types.NoticesDocument,
    "\n  mutation NotifyAgain($notice: ID!) { notifyAgain(notice: $notice) { id state } }\n": types.NotifyAgainDocument,
    "\n  query Incident($from: Time!, $to: Time!, $account: Int) {\n    incident(from: $from, to: $to, account: $account) {\n      accounts orders looks\n      viewers { account subject role by { name } right looks orders categories first last }\n    }\n  }\n": types.IncidentDocument,
    "\n  query Keys {\n    installation { keys { provider wrapped wrappedByOthers withoutKey days oldestDay newestDay past rotating { account stage since done left } } }\n  }\n": types.KeysDocument,
    "\n  query AccountNumbers($after: Int) { installation { accounts(first: 50, after: $after) { number state } } }\n": types.AccountNumbersDocument,
    "\n  mutation RotateKeys($accounts: [Int!]!) { rotateKeys(accounts: $accounts) { rotating { account } } }\n": types.RotateKeysDocument,
    "\n  query Order($id: ID!, $diagnosis: Boolean!, $looks: Boolean!) {\n    node(id: $id) { ...OrderDetail }\n  }\n": types.OrderDocument,
    "\n  query OrderCount($filter: OrderFilter) { orders(first: 1, filter: $filter) { totalCount } }\n": types.OrderCountDocument,
    "\n  query Register {\n    register {\n      operator contact dpo measures measureCodes markdown json\n      categories { category purpose fields columns }\n      access { role staff revealed masked byScope }\n      retention { afterHandling cap whileOpen keyBackups }\n      recipients { name role country outsideEU reason purpose places agreement connector }\n    }\n  }\n": types.RegisterDocument,
    "\n  query Subject($number: String, $email: String, $phone: String, $postcode: String, $houseNumber: String, $language: Language!) {\n    dataSubjectExport(number: $number, email: $email, phone: $phone, postcode: $postcode, houseNumber: $houseNumber) {\n      identified found message json page(language: $language) orders { id number placedAt status privacy { state } }\n    }\n  }\n": types.SubjectDocument,
    "\n  query Retention($account: Int) { retention(account: $account) { afterHandling whileOpen cap fiscalLimit legalLimit applied changedAt changedBy } }\n": types.RetentionDocument,
    "\n  query RetentionPlan($account: Int, $afterHandling: Int) { retentionPlan(account: $account, afterHandling: $afterHandling) { day rule orders } }\n": types.RetentionPlanDocument,
    "\n  mutation SetRetention($afterHandling: Int, $fiscalLimit: Int, $legalLimit: Int) {\n    setRetention(afterHandling: $afterHandling, fiscalLimit: $fiscalLimit, legalLimit: $legalLimit) { afterHandling fiscalLimit legalLimit applied }\n  }\n": types.SetRetentionDocument,
    "\n  fragment RuleFields on Rule {\n    id name position state version tried triedAt\n    conditions { connections { id label } countries fulfilment currency from below skus shippingMethods }\n    action { kind tag routes { id label } }\n  }\n": types.RuleFieldsFragmentDoc,
    "\n  query Rules { rules { ...RuleFields } }\n": types.RulesDocument,
    "\n  mutation MoveRule($rule: ID!, $position: Int!) { moveRule(rule: $rule, position: $position) { id position } }\n": types.MoveRuleDocument,
    "\n  mutation DeleteRule($rule: ID!) { deleteRule(rule: $rule) { id } }\n": types.DeleteRuleDocument,
    "\n  mutation SetRuleState($rule: ID!, $state: RuleState!) { setRuleState(rule: $rule, state: $state) { id state } }\n": types.SetRuleStateDocument,
    "\n  mutation ReleaseHeld { releaseHeld { released skipped held } }\n": types.ReleaseHeldDocument,
    "\n  query Find($number: String!, $diagnosis: Boolean!, $looks: Boolean!) {\n    ordersByNumber(number: $number) { ...OrderDetail }\n  }\n": types.FindDocument,
    "\n  query Users { users { id subject label role state createdAt lastUsedAt reviewedAt reviewBy } }\n": types.UsersDocument,
    "\n  mutation Invite($login: String!, $label: String!, $role: String!) { inviteUser(login: $login, label: $label, role: $role) { token user { id label role state } } }\n": types.InviteDocument,
    "\n  mutation ChangeRole($user: ID!, $role: String!) { changeRole(user: $user, role: $role) { id role state } }\n": types.ChangeRoleDocument,
    "\n  mutation Suspend($user: ID!) { suspendUser(user: $user) { id state } }\n": types.SuspendDocument,
    "\n  mutation Remove($user: ID!) { removeUser(user: $user) { id state } }\n": types.RemoveDocument,
    "\n  mutation ConfirmAccess($user: ID!) { confirmAccess(user: $user) { id state reviewedAt reviewBy } }\n": types.ConfirmAccessDocument,
    "\n  query Endpoints { connections { id code label state } }\n": types.EndpointsDocument,
    "\n  query SentOrders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Connection {\n        id\n        deliveries(first: 50, after: $after) {\n          nodes { id orderId orderNumber state attempts lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n          pageInfo { hasNextPage endCursor }\n        }\n      }\n    }\n  }\n": types.SentOrdersDocument,
    "\n  query SentNotices($id: ID!, $after: String) {\n    notices(first: 50, after: $after, connection: $id) {\n      nodes { id kind count state attempts createdAt lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n": types.SentNoticesDocument,
    "\n  mutation SendNoticeAgain($notice: ID!) { notifyAgain(notice: $notice) { id state nextAttemptAt } }\n": types.SendNoticeAgainDocument,
    "\n  query Work {\n    installation {\n      queues { name waiting running retrying oldestAt }\n      workers { id machine startedAt seenAt }\n      throughput(hours: 48) { at imported forwarded failed waitedSeconds }\n      late { connection account dueAt slow }\n    }\n  }\n": types.WorkDocument,
    "\n  query RetentionOverview($after: Int) { retentionOverview(after: $after) { accounts unread next days { day rule orders } } }\n": types.RetentionOverviewDocument,
    "\n  query RuleConnections { connections { id kind label } }\n": types.RuleConnectionsDocument,
    "\n  mutation CreateRule($rule: RuleInput!) { createRule(rule: $rule) { id } }\n": types.CreateRuleDocument,
    "\n  mutation ChangeRule($rule: ID!, $version: Int!, $to: RuleInput!) { changeRule(rule: $rule, version: $version, to: $to) { id } }\n": types.ChangeRuleDocument,
    "\n  mutation TryRule($rule: ID) {\n    tryRule(rule: $rule, first: 100) {\n      looked fitting decided\n      orders { decided state tags because routes { id label } order { id number placedAt total { amount currency } } }\n    }\n  }\n": types.TryRuleDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TryDraft($draft: ConnectionDraft) { tryConnection(draft: $draft) { accepted problem { ...ProblemFields } } }\n"): (typeof documents)["\n  mutation TryDraft($draft: ConnectionDraft) { tryConnection(draft: $draft) { accepted problem { ...ProblemFields } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddConnection($draft: ConnectionDraft!) { addConnection(draft: $draft) { id kind code label state } }\n"): (typeof documents)["\n  mutation AddConnection($draft: ConnectionDraft!) { addConnection(draft: $draft) { id kind code label state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation BeginAuthorisation($connection: ID!) { beginAuthorisation(connection: $connection) { url until } }\n"): (typeof documents)["\n  mutation BeginAuthorisation($connection: ID!) { beginAuthorisation(connection: $connection) { url until } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConnectionHealth on Connection {\n    id kind code label state lastRunAt nextRunAt restsUntil limitedUntil failures backlog everyMinutes\n    expiries { code what endsOn stops }\n    problem { ...ProblemFields }\n    warnings { ...ProblemFields }\n    runs(first: 20) { id state queuedAt finishedAt listed imported refused missed gapCheck problem { ...ProblemFields } }\n  }\n"): (typeof documents)["\n  fragment ConnectionHealth on Connection {\n    id kind code label state lastRunAt nextRunAt restsUntil limitedUntil failures backlog everyMinutes\n    expiries { code what endsOn stops }\n    problem { ...ProblemFields }\n    warnings { ...ProblemFields }\n    runs(first: 20) { id state queuedAt finishedAt listed imported refused missed gapCheck problem { ...ProblemFields } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Connectors {\n    connectors {\n      code name kind consent authorises everyMinutes\n      settings { name means example optional choices }\n      secrets { name means example optional choices }\n    }\n  }\n"): (typeof documents)["\n  query Connectors {\n    connectors {\n      code name kind consent authorises everyMinutes\n      settings { name means example optional choices }\n      secrets { name means example optional choices }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ConnectionSettings($id: ID!) { node(id: $id) { ... on Connection { id settings { name value } } } }\n"): (typeof documents)["\n  query ConnectionSettings($id: ID!) { node(id: $id) { ... on Connection { id settings { name value } } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TryStored($connection: ID) { tryConnection(connection: $connection) { accepted problem { ...ProblemFields } } }\n"): (typeof documents)["\n  mutation TryStored($connection: ID) { tryConnection(connection: $connection) { accepted problem { ...ProblemFields } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeConnection($connection: ID!, $change: ConnectionChange!) { changeConnection(connection: $connection, change: $change) { id label state } }\n"): (typeof documents)["\n  mutation ChangeConnection($connection: ID!, $change: ConnectionChange!) { changeConnection(connection: $connection, change: $change) { id label state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplaceCredentials($connection: ID!, $secrets: [SecretInput!]!) { replaceCredentials(connection: $connection, secrets: $secrets) { id state credentialsSetAt } }\n"): (typeof documents)["\n  mutation ReplaceCredentials($connection: ID!, $secrets: [SecretInput!]!) { replaceCredentials(connection: $connection, secrets: $secrets) { id state credentialsSetAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseConnection($connection: ID!) { pauseConnection(connection: $connection) { id state nextRunAt } }\n"): (typeof documents)["\n  mutation PauseConnection($connection: ID!) { pauseConnection(connection: $connection) { id state nextRunAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeConnection($connection: ID!) { resumeConnection(connection: $connection) { id state nextRunAt } }\n"): (typeof documents)["\n  mutation ResumeConnection($connection: ID!) { resumeConnection(connection: $connection) { id state nextRunAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveConnection($connection: ID!) { removeConnection(connection: $connection) { id } }\n"): (typeof documents)["\n  mutation RemoveConnection($connection: ID!) { removeConnection(connection: $connection) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetWithheld($connection: ID!, $categories: [DataCategory!]!) { setWithheld(connection: $connection, categories: $categories) { id withhold withholdWarning withholdLoss } }\n"): (typeof documents)["\n  mutation SetWithheld($connection: ID!, $categories: [DataCategory!]!) { setWithheld(connection: $connection, categories: $categories) { id withhold withholdWarning withholdLoss } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number sandbox } }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer { subject role permissions reveals account { id number sandbox } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Orders($first: Int, $after: String, $filter: OrderFilter, $orderBy: OrderOrder) {\n    orders(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n      nodes { ...OrderRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Orders($first: Int, $after: String, $filter: OrderFilter, $orderBy: OrderOrder) {\n    orders(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n      nodes { ...OrderRow }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OrderRow on Order {\n    id number hubNumber status fulfilment placedAt\n    total { amount currency }\n    connection { id label code }\n    forward { state problem { code } }\n    shipTo { firstName lastName company city country }\n    privacy { state }\n  }\n"): (typeof documents)["\n  fragment OrderRow on Order {\n    id number hubNumber status fulfilment placedAt\n    total { amount currency }\n    connection { id label code }\n    forward { state problem { code } }\n    shipTo { firstName lastName company city country }\n    privacy { state }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription OrderChanged { orderChanged { ...OrderRow } }\n"): (typeof documents)["\n  subscription OrderChanged { orderChanged { ...OrderRow } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription GrantChanged { grantChanged { id state orderId } }\n"): (typeof documents)["\n  subscription GrantChanged { grantChanged { id state orderId } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PlaceHold($order: ID!, $basis: HoldBasis!, $until: Date!, $note: String) {\n    placeHold(order: $order, basis: $basis, until: $until, note: $note) { id privacy { state holdUntil forgetOn reason reasons } }\n  }\n"): (typeof documents)["\n  mutation PlaceHold($order: ID!, $basis: HoldBasis!, $until: Date!, $note: String) {\n    placeHold(order: $order, basis: $basis, until: $until, note: $note) { id privacy { state holdUntil forgetOn reason reasons } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReleaseHold($order: ID!) { releaseHold(order: $order) { id privacy { state holdUntil forgetOn reason reasons } } }\n"): (typeof documents)["\n  mutation ReleaseHold($order: ID!) { releaseHold(order: $order) { id privacy { state holdUntil forgetOn reason reasons } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EraseOrder($order: ID!) {\n    eraseOrder(order: $order) {\n      erased\n      obstacles { code advice until }\n      receipt { id document }\n      order { id privacy { state withheld pseudonym forgetOn receiptId reason reasons } }\n    }\n  }\n"): (typeof documents)["\n  mutation EraseOrder($order: ID!) {\n    eraseOrder(order: $order) {\n      erased\n      obstacles { code advice until }\n      receipt { id document }\n      order { id privacy { state withheld pseudonym forgetOn receiptId reason reasons } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilterConnections { connections { id kind label } }\n"): (typeof documents)["\n  query FilterConnections { connections { id kind label } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ForwardAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state attempts nextAttemptAt } }\n  }\n"): (typeof documents)["\n  mutation ForwardAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state attempts nextAttemptAt } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ProblemFields on Problem { code cause owner nextStep at }\n"): (typeof documents)["\n  fragment ProblemFields on Problem { code cause owner nextStep at }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PartyFields on Party {\n    salutation firstName lastName company street houseNumber houseNumberAddition streetOriginal addressNote orderReference postcode city region country\n    email phone taxId chamberOfCommerce pickupPoint\n  }\n"): (typeof documents)["\n  fragment PartyFields on Party {\n    salutation firstName lastName company street houseNumber houseNumberAddition streetOriginal addressNote orderReference postcode city region country\n    email phone taxId chamberOfCommerce pickupPoint\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ShapeFields on PartyShape { present missing houseNumber postcode email phone }\n"): (typeof documents)["\n  fragment ShapeFields on PartyShape { present missing houseNumber postcode email phone }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ReportFields on Report {\n    id kind state reason attempts createdAt enteredBy doneAt nextAttemptAt problem { ...ProblemFields }\n    lines { quantity line { id title } } shipment { id carrier trackingCode }\n  }\n"): (typeof documents)["\n  fragment ReportFields on Report {\n    id kind state reason attempts createdAt enteredBy doneAt nextAttemptAt problem { ...ProblemFields }\n    lines { quantity line { id title } } shipment { id carrier trackingCode }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment OrderDetail on Order {\n    id number hubNumber backOfficeNumber status fulfilment placedAt handledAt\n    account { number }\n    connection { id label code }\n    total { amount currency }\n    tax { amount currency }\n    lines { id sku ean title quantity quantityShipped quantityCancelled unitPrice { amount currency } total { amount currency } cancellationRequested }\n    billTo { ...PartyFields }\n    shipTo { ...PartyFields }\n    shipments { id carrier trackingCode trackingUrl shippedAt reportedToMarketplaceAt }\n    reports { ...ReportFields }\n    forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } }\n    privacy { state withheld pseudonym forgetOn holdUntil receiptId reason reasons }\n    timeline(first: 100) { nodes { id at kind detail actor by { name role } note } pageInfo { hasNextPage } }\n    diagnosis @include(if: $diagnosis) {\n      billTo { ...ShapeFields }\n      shipTo { ...ShapeFields }\n      compare { connection label categories { party category result } }\n    }\n    looks(first: 20) @include(if: $looks) { at subject role via categories }\n  }\n"): (typeof documents)["\n  fragment OrderDetail on Order {\n    id number hubNumber backOfficeNumber status fulfilment placedAt handledAt\n    account { number }\n    connection { id label code }\n    total { amount currency }\n    tax { amount currency }\n    lines { id sku ean title quantity quantityShipped quantityCancelled unitPrice { amount currency } total { amount currency } cancellationRequested }\n    billTo { ...PartyFields }\n    shipTo { ...PartyFields }\n    shipments { id carrier trackingCode trackingUrl shippedAt reportedToMarketplaceAt }\n    reports { ...ReportFields }\n    forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } }\n    privacy { state withheld pseudonym forgetOn holdUntil receiptId reason reasons }\n    timeline(first: 100) { nodes { id at kind detail actor by { name role } note } pageInfo { hasNextPage } }\n    diagnosis @include(if: $diagnosis) {\n      billTo { ...ShapeFields }\n      shipTo { ...ShapeFields }\n      compare { connection label categories { party category result } }\n    }\n    looks(first: 20) @include(if: $looks) { at subject role via categories }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestGrant($order: ID!, $categories: [DataCategory!]!, $purpose: GrantPurpose!, $ticket: String!, $reason: String!, $minutes: Int, $emergency: Boolean!) {\n    requestGrant(order: $order, categories: $categories, purpose: $purpose, ticket: $ticket, reason: $reason, minutes: $minutes, emergency: $emergency) { id state endsAt }\n  }\n"): (typeof documents)["\n  mutation RequestGrant($order: ID!, $categories: [DataCategory!]!, $purpose: GrantPurpose!, $ticket: String!, $reason: String!, $minutes: Int, $emergency: Boolean!) {\n    requestGrant(order: $order, categories: $categories, purpose: $purpose, ticket: $ticket, reason: $reason, minutes: $minutes, emergency: $emergency) { id state endsAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrderGrants { grants(state: [REQUESTED, LIVE], first: 100) { nodes { id orderId state categories minutes endsAt ticket } } }\n"): (typeof documents)["\n  query OrderGrants { grants(state: [REQUESTED, LIVE], first: 100) { nodes { id orderId state categories minutes endsAt ticket } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeMine($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n"): (typeof documents)["\n  mutation RevokeMine($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountHealth($number: String!) { ordersByNumber(number: $number) { id connections { ...ConnectionHealth } } }\n"): (typeof documents)["\n  query AccountHealth($number: String!) { ordersByNumber(number: $number) { id connections { ...ConnectionHealth } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReportShipment($order: ID!, $reference: String!, $lines: [ReportLineInput!], $carrier: String!, $trackingCode: String) {\n    reportShipment(order: $order, reference: $reference, lines: $lines, carrier: $carrier, trackingCode: $trackingCode) { id state }\n  }\n"): (typeof documents)["\n  mutation ReportShipment($order: ID!, $reference: String!, $lines: [ReportLineInput!], $carrier: String!, $trackingCode: String) {\n    reportShipment(order: $order, reference: $reference, lines: $lines, carrier: $carrier, trackingCode: $trackingCode) { id state }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReportCancellation($order: ID!, $lines: [ReportLineInput!], $reason: CancelReason!) {\n    reportCancellation(order: $order, lines: $lines, reason: $reason) { id state }\n  }\n"): (typeof documents)["\n  mutation ReportCancellation($order: ID!, $lines: [ReportLineInput!], $reason: CancelReason!) {\n    reportCancellation(order: $order, lines: $lines, reason: $reason) { id state }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendReportAgain($report: ID!, $reason: String!) { sendReportAgain(report: $report, reason: $reason) { id state } }\n"): (typeof documents)["\n  mutation SendReportAgain($report: ID!, $reason: String!) { sendReportAgain(report: $report, reason: $reason) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DropReport($report: ID!, $reason: String!) { dropReport(report: $report, reason: $reason) { id state } }\n"): (typeof documents)["\n  mutation DropReport($report: ID!, $reason: String!) { dropReport(report: $report, reason: $reason) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SavedViewFields on SavedView { id name status forwardState connection placedFrom placedUntil oldestFirst }\n"): (typeof documents)["\n  fragment SavedViewFields on SavedView { id name status forwardState connection placedFrom placedUntil oldestFirst }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SavedViews { savedViews { ...SavedViewFields } }\n"): (typeof documents)["\n  query SavedViews { savedViews { ...SavedViewFields } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SaveView($view: SavedViewInput!) { saveView(view: $view) { ...SavedViewFields } }\n"): (typeof documents)["\n  mutation SaveView($view: SavedViewInput!) { saveView(view: $view) { ...SavedViewFields } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RenameView($view: ID!, $name: String!) { renameView(view: $view, name: $name) { ...SavedViewFields } }\n"): (typeof documents)["\n  mutation RenameView($view: ID!, $name: String!) { renameView(view: $view, name: $name) { ...SavedViewFields } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteView($view: ID!) { deleteView(view: $view) { ...SavedViewFields } }\n"): (typeof documents)["\n  mutation DeleteView($view: ID!) { deleteView(view: $view) { ...SavedViewFields } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n"): (typeof documents)["\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n"): (typeof documents)["\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n"): (typeof documents)["\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OpenedAccounts($after: Int) {\n    installation { accounts(first: 50, after: $after) { number sandbox state createdAt suspendedAt placement server movingTo marketplaces } }\n  }\n"): (typeof documents)["\n  query OpenedAccounts($after: Int) {\n    installation { accounts(first: 50, after: $after) { number sandbox state createdAt suspendedAt placement server movingTo marketplaces } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DatabaseServers { installation { servers { name region weight capacity closed accounts } } }\n"): (typeof documents)["\n  query DatabaseServers { installation { servers { name region weight capacity closed accounts } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation OpenAccount($number: Int!, $login: String!, $label: String!, $server: String, $region: String, $sandbox: Boolean!) { openAccount(number: $number, login: $login, label: $label, server: $server, region: $region, sandbox: $sandbox) { invitation account { number } } }\n"): (typeof documents)["\n  mutation OpenAccount($number: Int!, $login: String!, $label: String!, $server: String, $region: String, $sandbox: Boolean!) { openAccount(number: $number, login: $login, label: $label, server: $server, region: $region, sandbox: $sandbox) { invitation account { number } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SuspendAccount($number: Int!) { suspendAccount(number: $number) { number state } }\n"): (typeof documents)["\n  mutation SuspendAccount($number: Int!) { suspendAccount(number: $number) { number state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeAccount($number: Int!) { resumeAccount(number: $number) { number state } }\n"): (typeof documents)["\n  mutation ResumeAccount($number: Int!) { resumeAccount(number: $number) { number state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AbandonAccount($number: Int!) { abandonAccount(number: $number) }\n"): (typeof documents)["\n  mutation AbandonAccount($number: Int!) { abandonAccount(number: $number) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SeedSandbox($number: Int!) { seedSandbox(number: $number) { number } }\n"): (typeof documents)["\n  mutation SeedSandbox($number: Int!) { seedSandbox(number: $number) { number } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Alarms($after: String) { alarms(first: 50, after: $after) { nodes { id kind account subject role by { name } at sentAt } pageInfo { hasNextPage endCursor } } }\n"): (typeof documents)["\n  query Alarms($after: String) { alarms(first: 50, after: $after) { nodes { id kind account subject role by { name } at sentAt } pageInfo { hasNextPage endCursor } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Audit($account: Int, $after: String, $filter: AuditFilter) {\n    auditTrail(account: $account, first: 50, after: $after, filter: $filter) {\n      nodes { id sequence at kind subject role by { name } right via outcome shown { order categories } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query Audit($account: Int, $after: String, $filter: AuditFilter) {\n    auditTrail(account: $account, first: 50, after: $after, filter: $filter) {\n      nodes { id sequence at kind subject role by { name } right via outcome shown { order categories } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditHeads($account: Int) { auditHeads(account: $account, first: 1) { size at root document } }\n"): (typeof documents)["\n  query AuditHeads($account: Int) { auditHeads(account: $account, first: 1) { size at root document } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditVerification($account: Int, $kept: [String!]) {\n    auditVerification(account: $account, kept: $kept) { whole entries first heads fault from to }\n  }\n"): (typeof documents)["\n  query AuditVerification($account: Int, $kept: [String!]) {\n    auditVerification(account: $account, kept: $kept) { whole entries first heads fault from to }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditProof($entry: ID!) { auditProof(entry: $entry) }\n"): (typeof documents)["\n  query AuditProof($entry: ID!) { auditProof(entry: $entry) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FinishAuthorisation($state: Secret!, $code: Secret) {\n    finishAuthorisation(state: $state, code: $code) { accepted problem { ...ProblemFields } connection { id label code state } }\n  }\n"): (typeof documents)["\n  mutation FinishAuthorisation($state: Secret!, $code: Secret) {\n    finishAuthorisation(state: $state, code: $code) { accepted problem { ...ProblemFields } connection { id label code state } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Closure { closure { mode state requestedAt dueAt exportReady certificate closedAt } }\n"): (typeof documents)["\n  query Closure { closure { mode state requestedAt dueAt exportReady certificate closedAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelAccount($mode: ClosureMode!, $recipient: String) { cancelAccount(mode: $mode, recipient: $recipient) { state dueAt } }\n"): (typeof documents)["\n  mutation CancelAccount($mode: ClosureMode!, $recipient: String) { cancelAccount(mode: $mode, recipient: $recipient) { state dueAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Withdraw { withdrawCancellation { state } }\n"): (typeof documents)["\n  mutation Withdraw { withdrawCancellation { state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ExportLink { exportLink }\n"): (typeof documents)["\n  mutation ExportLink { exportLink }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmExport { confirmExport { state } }\n"): (typeof documents)["\n  mutation ConfirmExport { confirmExport { state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiClients { apiClients { id clientId label scopes networks createdAt expiresAt revokedAt lastUsedAt } }\n"): (typeof documents)["\n  query ApiClients { apiClients { id clientId label scopes networks createdAt expiresAt revokedAt lastUsedAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateClient($label: String!, $scopes: [String!]!, $days: Int!, $networks: [String!]) {\n    createApiClient(label: $label, scopes: $scopes, days: $days, networks: $networks) { secret client { id clientId } }\n  }\n"): (typeof documents)["\n  mutation CreateClient($label: String!, $scopes: [String!]!, $days: Int!, $networks: [String!]) {\n    createApiClient(label: $label, scopes: $scopes, days: $days, networks: $networks) { secret client { id clientId } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateSecret($client: ID!, $overlapHours: Int!) { rotateApiClientSecret(client: $client, overlapHours: $overlapHours) { secret client { id } } }\n"): (typeof documents)["\n  mutation RotateSecret($client: ID!, $overlapHours: Int!) { rotateApiClientSecret(client: $client, overlapHours: $overlapHours) { secret client { id } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeClient($client: ID!) { revokeApiClient(client: $client) { id revokedAt } }\n"): (typeof documents)["\n  mutation RevokeClient($client: ID!) { revokeApiClient(client: $client) { id revokedAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Networks { networks }\n"): (typeof documents)["\n  query Networks { networks }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetNetworks($networks: [String!]!) { setNetworks(networks: $networks) }\n"): (typeof documents)["\n  mutation SetNetworks($networks: [String!]!) { setNetworks(networks: $networks) }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ConnectionDetail on Connection { ...ConnectionHealth credentialsSetAt withhold withholdWarning withholdLoss hook }\n"): (typeof documents)["\n  fragment ConnectionDetail on Connection { ...ConnectionHealth credentialsSetAt withhold withholdWarning withholdLoss hook }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Connection($id: ID!) { node(id: $id) { ...ConnectionDetail } }\n"): (typeof documents)["\n  query Connection($id: ID!) { node(id: $id) { ...ConnectionDetail } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Connections { connections { id kind code label state lastRunAt nextRunAt backlog everyMinutes problem { ...ProblemFields } warnings { ...ProblemFields } } }\n"): (typeof documents)["\n  query Connections { connections { id kind code label state lastRunAt nextRunAt backlog everyMinutes problem { ...ProblemFields } warnings { ...ProblemFields } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SyncNow($connection: ID!) { syncNow(connection: $connection) { id state } }\n"): (typeof documents)["\n  mutation SyncNow($connection: ID!) { syncNow(connection: $connection) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SyncRun($id: ID!) {\n    node(id: $id) { ... on SyncRun { id state queuedAt finishedAt listed imported refused problem { ...ProblemFields } } }\n  }\n"): (typeof documents)["\n  query SyncRun($id: ID!) {\n    node(id: $id) { ... on SyncRun { id state queuedAt finishedAt listed imported refused problem { ...ProblemFields } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FailedOrders($after: String, $filter: OrderFilter) {\n    orders(first: 50, after: $after, filter: $filter) {\n      nodes { id number placedAt connection { label } total { amount currency } forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query FailedOrders($after: String, $filter: OrderFilter) {\n    orders(first: 50, after: $after, filter: $filter) {\n      nodes { id number placedAt connection { label } total { amount currency } forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ForwardEachAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state } }\n  }\n"): (typeof documents)["\n  mutation ForwardEachAgain($order: ID!, $reason: String!) {\n    forwardAgain(order: $order, reason: $reason) { id forward { state } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment GrantFields on Grant {\n    id orderId orderNumber requestedBy by { name role } decider { name role } categories purpose ticket reason emergency minutes state requestedAt decidedAt endsAt\n    uses(first: 20) { id at via shown { categories } }\n  }\n"): (typeof documents)["\n  fragment GrantFields on Grant {\n    id orderId orderNumber requestedBy by { name role } decider { name role } categories purpose ticket reason emergency minutes state requestedAt decidedAt endsAt\n    uses(first: 20) { id at via shown { categories } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Grants($after: String, $state: [GrantState!]) {\n    grants(first: 25, after: $after, state: $state) { nodes { ...GrantFields } pageInfo { hasNextPage endCursor } }\n  }\n"): (typeof documents)["\n  query Grants($after: String, $state: [GrantState!]) {\n    grants(first: 25, after: $after, state: $state) { nodes { ...GrantFields } pageInfo { hasNextPage endCursor } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ApproveGrant($grant: ID!) { approveGrant(grant: $grant) { id state decidedAt endsAt } }\n"): (typeof documents)["\n  mutation ApproveGrant($grant: ID!) { approveGrant(grant: $grant) { id state decidedAt endsAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RefuseGrant($grant: ID!) { refuseGrant(grant: $grant) { id state decidedAt endsAt } }\n"): (typeof documents)["\n  mutation RefuseGrant($grant: ID!) { refuseGrant(grant: $grant) { id state decidedAt endsAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeGrant($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n"): (typeof documents)["\n  mutation RevokeGrant($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Holds($account: Int, $after: String) {\n    holds(account: $account, first: 25, after: $after) { nodes { id orderNumber basis until note placedAt releasedAt } pageInfo { hasNextPage endCursor } }\n  }\n"): (typeof documents)["\n  query Holds($account: Int, $after: String) {\n    holds(account: $account, first: 25, after: $after) { nodes { id orderNumber basis until note placedAt releasedAt } pageInfo { hasNextPage endCursor } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Receipts($account: Int, $after: String) {\n    receipts(account: $account, first: 25, after: $after) { nodes { id kind at count document } pageInfo { hasNextPage endCursor } }\n  }\n"): (typeof documents)["\n  query Receipts($account: Int, $after: String) {\n    receipts(account: $account, first: 25, after: $after) { nodes { id kind at count document } pageInfo { hasNextPage endCursor } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Notices($account: Int, $after: String) {\n    notices(account: $account, first: 25, after: $after) { nodes { id kind count state attempts createdAt acknowledgedAt problem { ...ProblemFields } } pageInfo { hasNextPage endCursor } }\n  }\n"): (typeof documents)["\n  query Notices($account: Int, $after: String) {\n    notices(account: $account, first: 25, after: $after) { nodes { id kind count state attempts createdAt acknowledgedAt problem { ...ProblemFields } } pageInfo { hasNextPage endCursor } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation NotifyAgain($notice: ID!) { notifyAgain(notice: $notice) { id state } }\n"): (typeof documents)["\n  mutation NotifyAgain($notice: ID!) { notifyAgain(notice: $notice) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Incident($from: Time!, $to: Time!, $account: Int) {\n    incident(from: $from, to: $to, account: $account) {\n      accounts orders looks\n      viewers { account subject role by { name } right looks orders categories first last }\n    }\n  }\n"): (typeof documents)["\n  query Incident($from: Time!, $to: Time!, $account: Int) {\n    incident(from: $from, to: $to, account: $account) {\n      accounts orders looks\n      viewers { account subject role by { name } right looks orders categories first last }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Keys {\n    installation { keys { provider wrapped wrappedByOthers withoutKey days oldestDay newestDay past rotating { account stage since done left } } }\n  }\n"): (typeof documents)["\n  query Keys {\n    installation { keys { provider wrapped wrappedByOthers withoutKey days oldestDay newestDay past rotating { account stage since done left } } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountNumbers($after: Int) { installation { accounts(first: 50, after: $after) { number state } } }\n"): (typeof documents)["\n  query AccountNumbers($after: Int) { installation { accounts(first: 50, after: $after) { number state } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RotateKeys($accounts: [Int!]!) { rotateKeys(accounts: $accounts) { rotating { account } } }\n"): (typeof documents)["\n  mutation RotateKeys($accounts: [Int!]!) { rotateKeys(accounts: $accounts) { rotating { account } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Order($id: ID!, $diagnosis: Boolean!, $looks: Boolean!) {\n    node(id: $id) { ...OrderDetail }\n  }\n"): (typeof documents)["\n  query Order($id: ID!, $diagnosis: Boolean!, $looks: Boolean!) {\n    node(id: $id) { ...OrderDetail }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrderCount($filter: OrderFilter) { orders(first: 1, filter: $filter) { totalCount } }\n"): (typeof documents)["\n  query OrderCount($filter: OrderFilter) { orders(first: 1, filter: $filter) { totalCount } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Register {\n    register {\n      operator contact dpo measures measureCodes markdown json\n      categories { category purpose fields columns }\n      access { role staff revealed masked byScope }\n      retention { afterHandling cap whileOpen keyBackups }\n      recipients { name role country outsideEU reason purpose places agreement connector }\n    }\n  }\n"): (typeof documents)["\n  query Register {\n    register {\n      operator contact dpo measures measureCodes markdown json\n      categories { category purpose fields columns }\n      access { role staff revealed masked byScope }\n      retention { afterHandling cap whileOpen keyBackups }\n      recipients { name role country outsideEU reason purpose places agreement connector }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Subject($number: String, $email: String, $phone: String, $postcode: String, $houseNumber: String, $language: Language!) {\n    dataSubjectExport(number: $number, email: $email, phone: $phone, postcode: $postcode, houseNumber: $houseNumber) {\n      identified found message json page(language: $language) orders { id number placedAt status privacy { state } }\n    }\n  }\n"): (typeof documents)["\n  query Subject($number: String, $email: String, $phone: String, $postcode: String, $houseNumber: String, $language: Language!) {\n    dataSubjectExport(number: $number, email: $email, phone: $phone, postcode: $postcode, houseNumber: $houseNumber) {\n      identified found message json page(language: $language) orders { id number placedAt status privacy { state } }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Retention($account: Int) { retention(account: $account) { afterHandling whileOpen cap fiscalLimit legalLimit applied changedAt changedBy } }\n"): (typeof documents)["\n  query Retention($account: Int) { retention(account: $account) { afterHandling whileOpen cap fiscalLimit legalLimit applied changedAt changedBy } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RetentionPlan($account: Int, $afterHandling: Int) { retentionPlan(account: $account, afterHandling: $afterHandling) { day rule orders } }\n"): (typeof documents)["\n  query RetentionPlan($account: Int, $afterHandling: Int) { retentionPlan(account: $account, afterHandling: $afterHandling) { day rule orders } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetRetention($afterHandling: Int, $fiscalLimit: Int, $legalLimit: Int) {\n    setRetention(afterHandling: $afterHandling, fiscalLimit: $fiscalLimit, legalLimit: $legalLimit) { afterHandling fiscalLimit legalLimit applied }\n  }\n"): (typeof documents)["\n  mutation SetRetention($afterHandling: Int, $fiscalLimit: Int, $legalLimit: Int) {\n    setRetention(afterHandling: $afterHandling, fiscalLimit: $fiscalLimit, legalLimit: $legalLimit) { afterHandling fiscalLimit legalLimit applied }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RuleFields on Rule {\n    id name position state version tried triedAt\n    conditions { connections { id label } countries fulfilment currency from below skus shippingMethods }\n    action { kind tag routes { id label } }\n  }\n"): (typeof documents)["\n  fragment RuleFields on Rule {\n    id name position state version tried triedAt\n    conditions { connections { id label } countries fulfilment currency from below skus shippingMethods }\n    action { kind tag routes { id label } }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Rules { rules { ...RuleFields } }\n"): (typeof documents)["\n  query Rules { rules { ...RuleFields } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation MoveRule($rule: ID!, $position: Int!) { moveRule(rule: $rule, position: $position) { id position } }\n"): (typeof documents)["\n  mutation MoveRule($rule: ID!, $position: Int!) { moveRule(rule: $rule, position: $position) { id position } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteRule($rule: ID!) { deleteRule(rule: $rule) { id } }\n"): (typeof documents)["\n  mutation DeleteRule($rule: ID!) { deleteRule(rule: $rule) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetRuleState($rule: ID!, $state: RuleState!) { setRuleState(rule: $rule, state: $state) { id state } }\n"): (typeof documents)["\n  mutation SetRuleState($rule: ID!, $state: RuleState!) { setRuleState(rule: $rule, state: $state) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReleaseHeld { releaseHeld { released skipped held } }\n"): (typeof documents)["\n  mutation ReleaseHeld { releaseHeld { released skipped held } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Find($number: String!, $diagnosis: Boolean!, $looks: Boolean!) {\n    ordersByNumber(number: $number) { ...OrderDetail }\n  }\n"): (typeof documents)["\n  query Find($number: String!, $diagnosis: Boolean!, $looks: Boolean!) {\n    ordersByNumber(number: $number) { ...OrderDetail }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Users { users { id subject label role state createdAt lastUsedAt reviewedAt reviewBy } }\n"): (typeof documents)["\n  query Users { users { id subject label role state createdAt lastUsedAt reviewedAt reviewBy } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Invite($login: String!, $label: String!, $role: String!) { inviteUser(login: $login, label: $label, role: $role) { token user { id label role state } } }\n"): (typeof documents)["\n  mutation Invite($login: String!, $label: String!, $role: String!) { inviteUser(login: $login, label: $label, role: $role) { token user { id label role state } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeRole($user: ID!, $role: String!) { changeRole(user: $user, role: $role) { id role state } }\n"): (typeof documents)["\n  mutation ChangeRole($user: ID!, $role: String!) { changeRole(user: $user, role: $role) { id role state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Suspend($user: ID!) { suspendUser(user: $user) { id state } }\n"): (typeof documents)["\n  mutation Suspend($user: ID!) { suspendUser(user: $user) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Remove($user: ID!) { removeUser(user: $user) { id state } }\n"): (typeof documents)["\n  mutation Remove($user: ID!) { removeUser(user: $user) { id state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmAccess($user: ID!) { confirmAccess(user: $user) { id state reviewedAt reviewBy } }\n"): (typeof documents)["\n  mutation ConfirmAccess($user: ID!) { confirmAccess(user: $user) { id state reviewedAt reviewBy } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Endpoints { connections { id code label state } }\n"): (typeof documents)["\n  query Endpoints { connections { id code label state } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SentOrders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Connection {\n        id\n        deliveries(first: 50, after: $after) {\n          nodes { id orderId orderNumber state attempts lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n          pageInfo { hasNextPage endCursor }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query SentOrders($id: ID!, $after: String) {\n    node(id: $id) {\n      ... on Connection {\n        id\n        deliveries(first: 50, after: $after) {\n          nodes { id orderId orderNumber state attempts lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n          pageInfo { hasNextPage endCursor }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SentNotices($id: ID!, $after: String) {\n    notices(first: 50, after: $after, connection: $id) {\n      nodes { id kind count state attempts createdAt lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"): (typeof documents)["\n  query SentNotices($id: ID!, $after: String) {\n    notices(first: 50, after: $after, connection: $id) {\n      nodes { id kind count state attempts createdAt lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }\n      pageInfo { hasNextPage endCursor }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SendNoticeAgain($notice: ID!) { notifyAgain(notice: $notice) { id state nextAttemptAt } }\n"): (typeof documents)["\n  mutation SendNoticeAgain($notice: ID!) { notifyAgain(notice: $notice) { id state nextAttemptAt } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Work {\n    installation {\n      queues { name waiting running retrying oldestAt }\n      workers { id machine startedAt seenAt }\n      throughput(hours: 48) { at imported forwarded failed waitedSeconds }\n      late { connection account dueAt slow }\n    }\n  }\n"): (typeof documents)["\n  query Work {\n    installation {\n      queues { name waiting running retrying oldestAt }\n      workers { id machine startedAt seenAt }\n      throughput(hours: 48) { at imported forwarded failed waitedSeconds }\n      late { connection account dueAt slow }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RetentionOverview($after: Int) { retentionOverview(after: $after) { accounts unread next days { day rule orders } } }\n"): (typeof documents)["\n  query RetentionOverview($after: Int) { retentionOverview(after: $after) { accounts unread next days { day rule orders } } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RuleConnections { connections { id kind label } }\n"): (typeof documents)["\n  query RuleConnections { connections { id kind label } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateRule($rule: RuleInput!) { createRule(rule: $rule) { id } }\n"): (typeof documents)["\n  mutation CreateRule($rule: RuleInput!) { createRule(rule: $rule) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangeRule($rule: ID!, $version: Int!, $to: RuleInput!) { changeRule(rule: $rule, version: $version, to: $to) { id } }\n"): (typeof documents)["\n  mutation ChangeRule($rule: ID!, $version: Int!, $to: RuleInput!) { changeRule(rule: $rule, version: $version, to: $to) { id } }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TryRule($rule: ID) {\n    tryRule(rule: $rule, first: 100) {\n      looked fitting decided\n      orders { decided state tags because routes { id label } order { id number placedAt total { amount currency } } }\n    }\n  }\n"): (typeof documents)["\n  mutation TryRule($rule: ID) {\n    tryRule(rule: $rule, first: 100) {\n      looked fitting decided\n      orders { decided state tags because routes { id label } order { id number placedAt total { amount currency } } }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;