const e=`"""
Personal data of a customer. The access policy decides per viewer and category whether the value is
revealed, masked or withheld; \`Order.privacy\` says which, and why. Every such field can be null.
"""
directive @personal(category: DataCategory!) on FIELD_DEFINITION

"""
Who may ask. Without the permission the request ends with the error code FORBIDDEN before any data is read.
"""
directive @requires(permission: Permission!) on FIELD_DEFINITION

"""
How the answer is written: as a whole where that can be done, which is faster. It says the same either way.
"""
directive @planned on FIELD_DEFINITION

"A right to a kind of request."
enum Permission {
  "List and filter the orders of one's account."
  ORDERS_LIST
  "Look orders up by their exact number."
  ORDERS_FIND
  "Ask a marketplace for orders now, and decide of orders that are held."
  SYNC_RUN
  "Forward an order again. It shows nothing of the order."
  ORDERS_FORWARD
  "Tell marketplaces what was shipped or cancelled."
  SHIPMENTS_REPORT
  "See the account's connections and their runs."
  CONNECTIONS_READ
  "Add, try, change, pause and remove the connections of one's own account."
  CONNECTIONS_MANAGE
  "See one's own account."
  ACCOUNT_READ
  "See for how long customer data is kept: settings, holds, receipts and what other systems were told."
  RETENTION_READ
  "Set for how long customer data is kept; place and release legal holds."
  RETENTION_MANAGE
  "Export and erase what is kept of one person."
  SUBJECT_REQUESTS
  "Cancel one's own account."
  ACCOUNT_CANCEL
  "See who looked at customer data."
  AUDIT_READ
  "See the alarms of the whole installation."
  ALARMS_READ
  "Ask to see a customer of one order."
  GRANT_REQUEST
  "Approve, refuse and revoke grants of one's own account."
  GRANT_DECIDE
  "Be the second member of staff in an emergency."
  GRANT_CONFIRM
  "See what is wrong with the form of customer data, without seeing it."
  DIAGNOSE
  "Say from which networks one's own account is reached."
  NETWORKS_MANAGE
  "Invite, change and remove users: of one's own account, or the operator's."
  USERS_MANAGE
  "Read the schema through introspection."
  SCHEMA_READ
  "Let partners' programs into one's own account."
  CLIENTS_MANAGE
  "Say by rules what becomes of orders, and what back offices are not given of customers."
  RULES_MANAGE
  "See the register of personal data, the record of processing and the recipients."
  REGISTER_READ
  "See who has access, and confirm that it is still needed."
  ACCESS_REVIEW
  "See the accounts, the queue, the workers and the keys of the installation, and no order."
  INSTALL_READ
  "Open, suspend and resume accounts, and exchange their keys."
  INSTALL_MANAGE
}

"What the access policy decides about: all fields of a category are shown or withheld together."
enum DataCategory {
  "Salutation, first and last name, company."
  NAME
  "Street to region. The country is no personal data."
  ADDRESS
  "E-mail address, a marketplace's relay address included."
  EMAIL
  "Telephone number."
  PHONE
  "VAT number and chamber of commerce number."
  TAX_ID
  "Track and trace, pick-up point."
  DELIVERY
  "Free text that somebody wrote."
  NOTE
}

"What a viewer gets of an order's customer."
enum PrivacyState {
  "All there is."
  VISIBLE
  "Less than there is: see \`withheld\`."
  MASKED
  "Nobody can read it any more: its day has come."
  PSEUDONYMISED
  "Nobody can read it any more: it was erased on request."
  ERASED
  "The key service does not answer: each personal field is null with the error code KEY_UNAVAILABLE, and can be read again later. All else works."
  UNAVAILABLE
}

"Why a viewer gets what it gets of an order's customer, and until which day: the last five are the rules that set the day."
enum PrivacyReason {
  "The key service does not answer: customer data can be read again when it does."
  KEYS_UNAVAILABLE
  "The access policy does not show all to the viewer's role."
  ACCESS_POLICY
  "It was forgotten on its day."
  DAY_HAS_COME
  "The account's number of days after handling."
  SETTING
  "The marketplace's longest time after handling."
  MARKETPLACE_CAP
  "The longest time for an order that stays open."
  MAXIMUM_AGE
  "A legal hold."
  LEGAL_HOLD
  "It was erased on request."
  ERASURE
}

"How far an order has come, as the marketplace sees it."
enum OrderStatus {
  "Nothing has left yet."
  OPEN
  "Some of it has left."
  PARTIALLY_SHIPPED
  "All that was not cancelled has left."
  SHIPPED
  "Nothing will be sent."
  CANCELLED
  "It came back."
  RETURNED
}

"Who ships an order."
enum Fulfilment {
  "The merchant, so the order goes to the back office."
  MERCHANT
  "The marketplace from its own warehouse, so the order is kept and not forwarded."
  MARKETPLACE
}

"How far the forwarding to the back office has come."
enum ForwardState {
  "Waits for its next attempt."
  WAITING
  "Stopped by a rule, a person or a customer who wants out."
  HELD
  "On its way right now."
  SENDING
  "The back office has it."
  FORWARDED
  "No clear answer came: the back office is asked before anything is sent again."
  UNKNOWN
  "Somebody has to act: see \`problem\`."
  FAILED
  "Not meant to be forwarded."
  SKIPPED
}

"Where orders come from and where they go."
enum ConnectionKind {
  "Orders come from here."
  MARKETPLACE
  "Orders go here."
  BACK_OFFICE
}

"Whether a connection takes part in the syncs."
enum ConnectionState {
  "It does."
  ACTIVE
  "A person has stopped it."
  PAUSED
  "Waits for the merchant to let it in at the other side: see \`problem\`, and \`beginAuthorisation\`."
  UNAUTHORISED
  "The other side refuses its credentials: see \`problem\`."
  REFUSED
  "Somebody took it away; its orders stay."
  REMOVED
}

"How far a run has come."
enum SyncState {
  "Waits for a worker."
  QUEUED
  "Under way."
  RUNNING
  "Ended well."
  DONE
  "Did not end well: see \`problem\`."
  FAILED
}

"A moment, RFC 3339, in UTC."
scalar Time

"A day, 2006-01-02, in UTC."
scalar Date

"A credential on its way in. It is never shown again."
scalar Secret

"An exact decimal number as a string, such as \\"12.90\\"."
scalar Decimal

"An exact amount in one currency."
type Money {
  "The amount, VAT included unless the field says otherwise."
  amount: Decimal!
  "ISO 4217, such as EUR."
  currency: String!
}

"Whatever can be found again by its id."
interface Node {
  "Opaque, and the same for ever."
  id: ID!
}

"What can be asked."
type Query {
  "Who is asking, and what they may see."
  viewer: Viewer!
  "One thing by its id; null when it is not there or not the viewer's. Not for staff, who work by order number."
  node(id: ID!): Node
  "Orders of the viewer's account, newest first. Not for support."
  orders(
    "1 to 100; 50 when neither first nor last is given."
    first: Int
    "A cursor: what comes after it."
    after: String
    "1 to 100, from the end."
    last: Int
    "A cursor: what comes before it."
    before: String
    filter: OrderFilter
    orderBy: OrderOrder
  ): OrderConnection! @planned @requires(permission: ORDERS_LIST)
  """
  Exact look-up by the marketplace's, the hub's or the back office's order number; spaces, dashes and capitals do not
  matter. For support across accounts, and the only way in for support. What is not there and what is not the viewer's
  is the same empty list.
  """
  ordersByNumber(number: String!): [Order!]! @planned @requires(permission: ORDERS_FIND)
  "The viewer's own ways to look at the list of orders, in the order of the alphabet."
  savedViews: [SavedView!]! @requires(permission: ORDERS_LIST)
  "The connections of the viewer's account, oldest first."
  connections: [Connection!]! @requires(permission: CONNECTIONS_READ)
  "What a connection can be made with, in the order of the alphabet."
  connectors: [Connector!]! @requires(permission: CONNECTIONS_MANAGE)
  "What becomes of orders that come in, in the order in which the rules are asked."
  rules: [Rule!]! @requires(permission: RULES_MANAGE)
  "For how long customer data is kept. Staff gives the number of the account."
  retention(account: Int): Retention! @requires(permission: RETENTION_READ)
  """
  What will be forgotten when: as things stand, or as if customer data were kept for another number of days after
  handling. Changes nothing. Staff gives the number of the account.
  """
  retentionPlan(account: Int, afterHandling: Int): [RetentionPlanLine!]! @requires(permission: RETENTION_READ)
  """
  What will be forgotten when, of all accounts together, some accounts at a time by their numbers: for staff, which
  learns numbers of orders and nothing of any.
  """
  retentionOverview("\`next\` of the part before." after: Int): RetentionOverview! @requires(permission: RETENTION_READ)
  "Legal holds, newest first, ended ones included. Staff gives the number of the account."
  holds(
    account: Int
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): HoldConnection! @requires(permission: RETENTION_READ)
  """
  The account's audit trail, newest first: who was shown which categories of which orders and by which right, who changed
  what, who was turned away. Kept for 400 days. Staff gives the number of the account. The whole of it is downloaded at
  \`/audit/trail\` and checked with \`orderveil audit verify\`.
  """
  auditTrail(
    account: Int
    filter: AuditFilter
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): AuditConnection! @requires(permission: AUDIT_READ)
  "The newest signed heads of the audit trail's tree. Keep them elsewhere: a trail that was shortened or rewritten since does not fit them."
  auditHeads(
    account: Int
    "1 to 100; 50 when not given."
    first: Int
  ): [AuditHead!]! @requires(permission: AUDIT_READ)
  """
  Reads the account's audit trail from its first entry to its last and holds it against every signed head, and against heads
  that were kept elsewhere: what \`orderveil audit verify\` does with a trail that was downloaded, for whom a check by the
  server itself is enough. A trail of several million entries takes too long for an answer: download it then.
  """
  auditVerification(
    account: Int
    "Documents of heads that were kept elsewhere, at most 20."
    kept: [String!]
  ): AuditVerification! @requires(permission: AUDIT_READ)
  """
  Whose views of which customers fall into a window of time, by viewer: of all accounts for staff, unless it gives the
  number of one. Every order is listed in the file at \`/audit/incident?from=…&to=…&format=csv\` (or json). Both leave an entry
  in the trail of every account that they are about.
  """
  incident(from: Time!, to: Time!, account: Int): Incident! @requires(permission: AUDIT_READ)
  "What personal data there is, where, for what, for how long, who sees it and to whom it goes: the record of processing of GDPR art. 30."
  register: Register! @requires(permission: REGISTER_READ)
  "How the installation works: accounts, queue, workers, throughput and keys. There is no order in it."
  installation: Installation! @requires(permission: INSTALL_READ)
  "Proof that an entry stands in the audit trail: JSON with the entry, a signed head, and the hashes between them, for \`orderveil audit verify\`."
  auditProof(entry: ID!): String! @requires(permission: AUDIT_READ)
  """
  Grants by which staff of the operator may see a customer, newest first: of the viewer's account; for staff those that it
  asked for, and the emergencies that wait for a second member of staff.
  """
  grants(
    state: [GrantState!]
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): GrantConnection!
  "Who signs in to the viewer's account, or of staff to the operator's, newest first: also the access review, with who has what, when it was last used, and by when somebody has to look."
  users: [User!]! @requires(permission: ACCESS_REVIEW)
  "Where the viewer is signed in, newest first."
  sessions: [Session!]!
  "The passkeys by which the viewer signs in, newest first. One is added at POST /auth/passkey/enrol/begin."
  passkeys: [Passkey!]!
  "The partners' programs of the viewer's account, newest first."
  apiClients: [ApiClient!]! @requires(permission: CLIENTS_MANAGE)
  """
  Orders that are new or changed, or whose customer data was forgotten, and that the viewer's program has not
  acknowledged, the longest waiting first. They are listed again until they are: at least once, and none is left out.
  """
  workQueue("1 to 100; 50 when not given." first: Int): [WorkItem!]! @requires(permission: ORDERS_LIST)
  "A bulk export that the viewer asked for; NOT_FOUND when it is over. The file is at /bulk/ID, for the same viewer's token."
  export(id: ID!): Export @requires(permission: ORDERS_LIST)
  "From which networks alone the viewer's account is reached; none lets everybody come from anywhere."
  networks: [String!]! @requires(permission: NETWORKS_MANAGE)
  "Signed receipts of what was done to customer data, newest first. Staff gives the number of the account."
  receipts(
    account: Int
    kind: [ReceiptKind!]
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): ReceiptConnection! @requires(permission: RETENTION_READ)
  "What back offices were told of forgotten orders, newest first. Staff gives the number of the account."
  notices(
    account: Int
    state: [NoticeState!]
    "Those of one back office."
    connection: ID
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): NoticeConnection! @requires(permission: RETENTION_READ)
  """
  All that is kept of one person, for an answer to the person's own request (GDPR art. 15 and 20). Give one of: an order
  number, an e-mail address, a telephone number, or a postcode with a house number.
  """
  dataSubjectExport(
    number: String
    email: String
    phone: String
    postcode: String
    houseNumber: String
  ): SubjectExport! @requires(permission: SUBJECT_REQUESTS)
  "Canaries that were read, newest first: orders that belong to nobody, so that whoever reads one has no business there."
  alarms(
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): AlarmConnection! @requires(permission: ALARMS_READ)
  "The cancellation of the viewer's account; null when there is none. It can be asked for after the account is gone."
  closure: Closure @requires(permission: ACCOUNT_CANCEL)
}

"Whose views of customers fall into a window of time."
type Incident {
  "Its beginning."
  from: Time!
  "Its end, which is not in it."
  to: Time!
  "How many accounts are concerned."
  accounts: Int!
  "How many orders were shown."
  orders: Int!
  "How many answers showed them."
  looks: Int!
  "Who was shown them, the most orders first; at most 200."
  viewers: [IncidentViewer!]!
}

"What somebody was shown in a window of time, in one account and by one right."
type IncidentViewer {
  "The number of the account."
  account: Int!
  "Who, as the issuer of the token names them; worker for the hub's own forwarding."
  subject: String!
  "Who that is, as far as the viewer need know."
  by: Actor!
  "In which role."
  role: String!
  "By which right: role, scopes, or the id of a grant."
  right: String
  "How many answers."
  looks: Int!
  "How many orders."
  orders: Int!
  "What of them."
  categories: [DataCategory!]!
  "The first time."
  first: Time!
  "The last time."
  last: Time!
}

"How the installation works."
type Installation {
  "The accounts by their numbers."
  accounts(
    "1 to 100; 50 when not given."
    first: Int
    "The number of the last account of the page before."
    after: Int
  ): [OpenedAccount!]!
  "The servers of the accounts' databases, in the order of the configuration."
  servers: [DatabaseServer!]!
  "The background work that waits or is under way, by queue."
  queues: [WorkQueueState!]!
  "The programs that do background work and said so within the last two minutes."
  workers: [Worker!]!
  "What was done in each of the last hours, over all accounts; the newest hour is not over."
  throughput("1 to 168; 48 when not given." hours: Int): [ThroughputHour!]!
  "The connections whose next run is due and has not begun, the latest first; at most 100."
  late: [LateConnection!]!
  "How the keys are."
  keys: KeyStatus!
}

"How an account stands with the operator."
enum AccountState {
  "A crash left it half open: open it again, or abandon it."
  OPENING
  "It works."
  ACTIVE
  "Nobody of it comes in, and no order moves; customers are forgotten all the same."
  SUSPENDED
  "It was cancelled, and its number stays taken."
  CLOSED
}

"An account as the operator sees it: without its orders."
type OpenedAccount {
  "Its number."
  number: Int!
  "Its orders are invented; said when it is opened, and never changed."
  sandbox: Boolean!
  "How it stands."
  state: AccountState!
  "When it was opened."
  createdAt: Time!
  "Since when it is suspended."
  suspendedAt: Time
  "Its database, and on PostgreSQL the role that alone reaches it: a random name."
  placement: String!
  "The server where that is, by name."
  server: String!
  "The server to which it is being moved; null when it stays."
  movingTo: String
  "How many of its connections are asked for orders."
  marketplaces: Int!
}

"A server of accounts' databases."
type DatabaseServer {
  "Its name."
  name: String!
  "Where it is; empty when the configuration does not say."
  region: String!
  "Its share of new accounts beside the others' weights."
  weight: Int!
  "How many accounts it holds at most; null sets no limit."
  capacity: Int
  "It takes new accounts only by name."
  closed: Boolean!
  "How many it holds; one that moves takes room on both."
  accounts: Int!
}

"An account that was opened, with the invitation of its first merchant."
type Opening {
  "The account."
  account: OpenedAccount!
  "The invitation, shown this once and good for seven days."
  invitation: String!
}

"One queue of background work."
type WorkQueueState {
  "Its name; a name that ends with _slow is the lane of work that takes long or fails."
  name: String!
  "What waits for a worker."
  waiting: Int!
  "What is under way."
  running: Int!
  "What failed and waits for its next attempt."
  retrying: Int!
  "Since when the oldest waits."
  oldestAt: Time
}

"A program that does background work."
type Worker {
  "Opaque, and another after each start."
  id: ID!
  "The machine's name."
  machine: String!
  "Since when it runs."
  startedAt: Time!
  "When it last said so."
  seenAt: Time!
}

"What was done in one hour."
type ThroughputHour {
  "Its beginning."
  at: Time!
  "Orders that were new or changed."
  imported: Int!
  "Orders that a back office took."
  forwarded: Int!
  "Orders whose forwarding needs somebody."
  failed: Int!
  "For how many seconds due work waited for a worker at the longest, as the workers look every ten seconds; 0 when less than one."
  waitedSeconds: Int!
}

"A connection whose next run is due and has not begun."
type LateConnection {
  "Its id."
  connection: ID!
  "The number of its account."
  account: Int!
  "When the run was due."
  dueAt: Time!
  "Whether its runs take long or fail, so that they wait on a lane of their own."
  slow: Boolean!
}

"How far the exchange of an account's key has come."
enum KeyStage {
  "Every node learns of the next key, with which nothing is sealed yet."
  PUBLISHED
  "The next key seals, and takes over what the old one sealed."
  PROMOTED
}

"How the keys are."
type KeyStatus {
  "Which key of the key service wraps all others."
  provider: String!
  "How many of the installation's and the accounts' keys it wraps."
  wrapped: Int!
  "How many an earlier key wraps: \`orderveil keys rewrap\` takes care of them."
  wrappedByOthers: Int!
  "Open accounts whose key is not there."
  withoutKey: [Int!]!
  "The accounts' keys of days."
  days: Int!
  "The first of those days."
  oldestDay: Date
  "The last of those days."
  newestDay: Date
  "Keys of days that are over, which ought to be destroyed."
  past: Int!
  "Exchanges that are under way."
  rotating: [KeyRotation!]!
}

"The exchange of an account's key."
type KeyRotation {
  "The number of the account; null when it is gone."
  account: Int
  "How far it has come."
  stage: KeyStage!
  "Since when it is there."
  since: Time!
  "How many keys of days the next key has taken over."
  done: Int!
  "How many it has still to take over."
  left: Int!
}

"The register of personal data, put together from what the program works with."
type Register {
  "The processor's name; empty when it is not configured."
  operator: String!
  "How the processor is reached; empty when it is not configured."
  contact: String!
  "Its data protection officer; empty when it is not configured."
  dpo: String!
  "What is kept of customers."
  categories: [RegisterCategory!]!
  "What each role gets of each category."
  access: [RegisterAccess!]!
  "For how long it is kept."
  retention: RegisterRetention!
  "To whom it goes: marketplaces, back offices, sub-processors and the operator's own systems."
  recipients: [Recipient!]!
  "How it is protected (GDPR art. 32), in English."
  measures: [String!]!
  "The same in codes, in the same order."
  measureCodes: [String!]!
  "All of it as a document, Markdown."
  markdown: String!
  "All of it for machines, JSON, with every column."
  json: String!
}

"A category of personal data."
type RegisterCategory {
  "The category."
  category: DataCategory!
  "For what it is kept."
  purpose: String!
  "Its fields."
  fields: [String!]!
  "Where they are sealed: schema, table, column."
  columns: [String!]!
}

"What a role gets."
type RegisterAccess {
  "The role."
  role: String!
  "Whether it is the operator's."
  staff: Boolean!
  "Shown in full."
  revealed: [DataCategory!]!
  "Shown in part."
  masked: [DataCategory!]!
  "What it gets follows from its scopes."
  byScope: Boolean!
}

"For how long personal data is kept, in days, unless a merchant sets less."
type RegisterRetention {
  "After the order was handled."
  afterHandling: Int!
  "The most that a marketplace allows."
  cap: Int!
  "While the order stays open."
  whileOpen: Int!
  "Backups of the keys."
  keyBackups: Int!
}

"Somebody to whom data may go."
type Recipient {
  "Its name."
  name: String!
  "MARKETPLACE, BACK_OFFICE, SUB_PROCESSOR or OPERATOR."
  role: String!
  "Where the data goes, ISO 3166-1 alpha-2."
  country: String!
  "Whether that is outside the European Economic Area."
  outsideEU: Boolean!
  "The ground for the transfer."
  reason: String
  "For what."
  purpose: String!
  "That it comes with the program, in a connector, and purpose and reason are always the same; null when the configuration says them. Its code."
  connector: String
  "Its hosts, and directories of this machine."
  places: [String!]!
  "The date of the data processing agreement."
  agreement: String
}

"Somebody did what nobody has a reason to do."
type Alarm {
  "Opaque, and the same for ever; also its cursor."
  id: ID!
  "What: CANARY_READ."
  kind: String!
  "In which account: its number; null when it is gone."
  account: Int
  "Who did it, as the issuer of the token names them; worker for the hub's own forwarding."
  subject: String!
  "Who that is, as far as the viewer need know."
  by: Actor!
  "In which role."
  role: String!
  "When."
  at: Time!
  "When the operator's alarm system took it; null before."
  sentAt: Time
}

"A page of alarms, newest first."
type AlarmConnection {
  "The alarms themselves."
  nodes: [Alarm!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"What becomes of the data when an account is cancelled."
enum ClosureMode {
  "An export for the merchant first, encrypted to its own key; then everything is deleted."
  RETURN_THEN_DELETE
  "Everything is deleted."
  DELETE
}

"How far the cancellation of an account has come."
enum ClosureState {
  "The cooling-off period runs: everything goes on, and it can be withdrawn."
  REQUESTED
  "It was withdrawn: the account goes on."
  WITHDRAWN
  "The export is being made, or waits to be fetched."
  RETURNING
  "The back offices are being told."
  TELLING
  "Keys, database and role are being destroyed."
  DESTROYING
  "All is deleted; the certificate is issued."
  CLOSED
}

"The cancellation of an account."
type Closure {
  "The merchant's choice."
  mode: ClosureMode!
  "How far it has come."
  state: ClosureState!
  "When it was asked for."
  requestedAt: Time!
  "Who asked for it."
  requestedBy: String!
  "When the cooling-off period ends, or the time to fetch the export; null in other states."
  dueAt: Time
  "Whether the export can be fetched: see \`exportLink\`."
  exportReady: Boolean!
  "The signed certificate, JSON; \`orderveil certificate verify\` checks it offline."
  certificate: String
  "When the account was deleted."
  closedAt: Time
}

"What the answer to a person's request means."
enum SubjectFound {
  "Nothing is kept by which the person can be recognised. Orders that were forgotten are found by their number only."
  NOTHING
  "The customer data of some of the orders was forgotten; what is left of them names nobody."
  SOME_FORGOTTEN
  "This is all that is kept."
  ALL
}

"A language in which people are answered."
enum Language {
  "English."
  EN
  "Dutch."
  NL
  "German."
  DE
}

"All that is kept of one person. Only for viewers who get every category in full."
type SubjectExport {
  "Whether anything was found by which the person can be recognised, or that has this order number."
  identified: Boolean!
  "What the answer means, in an English sentence."
  message: String!
  "The same in a code."
  found: SubjectFound!
  "The orders that were found."
  orders: [Order!]!
  "The export for machines: JSON with every field, who received it and who looked at it."
  json: String!
  "The same for people: one HTML page."
  page("The language of the person who asked." language: Language! = EN): String!
}

"For how long an account's customer data is kept, in days."
type Retention {
  "After the order was handled: shipped, or cancelled."
  afterHandling: Int!
  "The most for an order that stays open."
  whileOpen: Int!
  "The shortest that the account's marketplaces allow; \`afterHandling\` is never more."
  cap: Int!
  "The longest hold for the tax office, from the day of the order; the merchant states it."
  fiscalLimit: Int!
  "The longest hold for a claim or an authority, from the day of the order; the merchant states it."
  legalLimit: Int!
  "Whether every stored order has the day that these settings give; after a change that takes a while."
  applied: Boolean!
  "When the merchant last changed it; null when it never did."
  changedAt: Time
  "Who changed it."
  changedBy: String
}

"How many orders are forgotten on a day, by a rule."
type RetentionPlanLine {
  "From this day on nobody can read their customer data."
  day: Date!
  "Which rule sets it: SETTING, MARKETPLACE_CAP, MAXIMUM_AGE, LEGAL_HOLD or ERASURE."
  rule: String!
  "How many orders."
  orders: Int!
}

"What will be forgotten when, of some accounts together."
type RetentionOverview {
  "How many accounts are counted here, suspended ones included: at most 50."
  accounts: Int!
  "The numbers of those whose database did not answer; they are not counted."
  unread: [Int!]!
  "How many orders are forgotten on each day, by each rule."
  days: [RetentionPlanLine!]!
  "Ask for the accounts after this one; null when there are no more."
  next: Int
}

"Why customer data is kept longer than the rules say."
enum HoldBasis {
  "The tax office may ask for the invoice."
  FISCAL_DUTY
  "A claim is made or defended."
  LEGAL_CLAIM
  "An authority asked to keep it."
  AUTHORITY_REQUEST
}

"Keeps the customer data of one order until a day, on which it ends by itself."
type Hold {
  "Opaque, and the same for ever; also its cursor."
  id: ID!
  "The marketplace's number of the order."
  orderNumber: String!
  "Why."
  basis: HoldBasis!
  "From this day on nobody can read the customer data."
  until: Date!
  "What was written of it, such as a case number."
  note: String @personal(category: NOTE)
  "When it was placed."
  placedAt: Time!
  "Who placed it."
  placedBy: String!
  "When somebody ended it or put another in its place; null while it holds."
  releasedAt: Time
}

"A page of holds, newest first."
type HoldConnection {
  "The holds themselves."
  nodes: [Hold!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"What a receipt is for."
enum ReceiptKind {
  "The customer data will be forgotten within a week."
  PSEUDONYMISATION_DUE
  "It was forgotten on its day."
  PSEUDONYMISED
  "It was erased on request."
  ERASED
}

"A signed receipt of something that was done to the customer data of some orders."
type Receipt {
  "Opaque, and the same for ever; also its cursor."
  id: ID!
  "What was done."
  kind: ReceiptKind!
  "When."
  at: Time!
  "Who did it; null for the hub itself."
  actor: String
  "To how many orders."
  count: Int!
  "The signed statement, JSON; \`orderveil certificate verify\` checks it offline."
  document: String!
  "What back offices were told of it; the first 100."
  notices: [Notice!]!
}

"A page of receipts, newest first."
type ReceiptConnection {
  "The receipts themselves."
  nodes: [Receipt!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"How far a notice has come."
enum NoticeState {
  "Waits for its next attempt."
  WAITING
  "On its way right now."
  SENDING
  "The back office said that it has it: the proof that it was told."
  ACKNOWLEDGED
  "Somebody has to act: see \`problem\`."
  FAILED
  "This kind of back office cannot be told: see \`problem\`."
  UNSUPPORTED
}

"What a back office was told of orders that it received."
type Notice {
  "Opaque, and the same for ever; also its cursor."
  id: ID!
  "What it was told: order.pseudonymisationDue, order.pseudonymised, order.erased or account.closed."
  kind: String!
  "The back office."
  connectionId: ID!
  "Of how many orders; 0 when the whole account is meant."
  count: Int!
  "How far it has come."
  state: NoticeState!
  "How often it was tried."
  attempts: Int!
  "When it was last tried."
  lastAttemptAt: Time
  "When it is tried again by itself."
  nextAttemptAt: Time
  "The HTTP status of the last answer; null when none came, or it is no system that answers so."
  answer: Int
  "When it was written."
  createdAt: Time!
  "When the back office said that it has it; null before."
  acknowledgedAt: Time
  "What stands in the way."
  problem: Problem
}

"A page of notices, newest first."
type NoticeConnection {
  "The notices themselves."
  nodes: [Notice!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"Who asks."
type Viewer {
  "Who, as the issuer of the token names them."
  subject: String!
  "The viewer's part, such as merchant or support."
  role: String!
  "The viewer's account; null for staff, who belong to none."
  account: Account
  "What the viewer may do."
  permissions: [Permission!]!
  "Categories that the viewer gets in full, for at least one party of an order."
  reveals: [DataCategory!]!
}

"A merchant at this installation."
type Account implements Node {
  "Opaque, and the same for ever."
  id: ID!
  "Short and stable, for people."
  number: Int!
  "Its orders are invented, for partners to try their programs with. It is connected with nobody but receivers of webhooks."
  sandbox: Boolean!
}

"Narrows a list of orders. What is not given does not narrow."
input OrderFilter {
  "In one of these states."
  status: [OrderStatus!]
  "With a forwarding in one of these states."
  forwardState: [ForwardState!]
  "From one of these connections."
  connection: [ID!]
  "With one of these tags."
  tags: [String!]
  "Ordered at this moment or later."
  placedAfter: Time
  "Ordered before this moment."
  placedBefore: Time
  "Exact match through a blind index; needs the right to see the category in full, else FORBIDDEN."
  customerEmail: String
  "Exact match; any usual way to write the number. Needs the right to see the category in full, else FORBIDDEN."
  customerPhone: String
  "Exact match; needs the right to see the category in full, else FORBIDDEN."
  customerPostcode: String
  "House number with its addition, together with \`customerPostcode\`."
  customerHouseNumber: String
}

"How a list of orders is sorted."
input OrderOrder {
  "What to sort by."
  field: OrderOrderField!
  "Which end comes first."
  direction: OrderDirection!
}

"What a list of orders is sorted by."
enum OrderOrderField {
  "When the customer ordered."
  PLACED_AT
}

"Which end of a list comes first."
enum OrderDirection {
  "Oldest first."
  ASC
  "Newest first."
  DESC
}

"A way to look at the list of orders that somebody keeps under a name. There is nothing about a customer in it."
type SavedView {
  "Opaque, and the same for ever."
  id: ID!
  "What the viewer calls it."
  name: String!
  "In one of these states; none does not narrow."
  status: [OrderStatus!]!
  "With a forwarding in one of these states; none does not narrow."
  forwardState: [ForwardState!]!
  "From this connection."
  connection: ID
  "Ordered on this day or later."
  placedFrom: Date
  "Ordered on this day or earlier."
  placedUntil: Date
  "The oldest orders come first."
  oldestFirst: Boolean!
}

"A way to look at the list of orders, to be kept. What is not given does not narrow."
input SavedViewInput {
  "What to call it: 1 to 40 characters, and nothing of a customer. It takes the place of the viewer's one of the same name."
  name: String!
  "In one of these states."
  status: [OrderStatus!]
  "With a forwarding in one of these states."
  forwardState: [ForwardState!]
  "From this connection of the account."
  connection: ID
  "Ordered on this day or later."
  placedFrom: Date
  "Ordered on this day or earlier."
  placedUntil: Date
  "The oldest orders come first."
  oldestFirst: Boolean! = false
}

"A page of orders."
type OrderConnection {
  "The orders themselves."
  nodes: [Order!]!
  "The orders with their cursors."
  edges: [OrderEdge!]!
  "Whether there is more on either side."
  pageInfo: PageInfo!
  "How many orders the filter lets through; counted only when asked for."
  totalCount: Int!
}

"An order with its place in the list."
type OrderEdge {
  "Its place, for this viewer only."
  cursor: String!
  "The order itself."
  node: Order!
}

"Where a page lies in its list."
type PageInfo {
  "Whether there is more after this page."
  hasNextPage: Boolean!
  "Whether there is more before this page."
  hasPreviousPage: Boolean!
  "Cursor of the first entry; null on an empty page."
  startCursor: String
  "Cursor of the last entry; null on an empty page."
  endCursor: String
}

"An order as a marketplace gave it."
type Order implements Node {
  "Opaque, and the same for ever."
  id: ID!
  "The marketplace's order number."
  number: String!
  "The hub's number, such as OV-7H2K-M4RD-09TZ."
  hubNumber: String!
  "The number in the back office, once it has the order."
  backOfficeNumber: String
  "The merchant whose order this is."
  account: Account!
  "Where the order came from."
  connection: Connection!
  "How far it has come at the marketplace."
  status: OrderStatus!
  "Who ships."
  fulfilment: Fulfilment!
  "The marketplace's code of how it is to be sent, such as REGULAR or EVENING; null when it gives none."
  shippingMethod: String
  "The words that rules gave it, in the order of the alphabet."
  tags: [String!]!
  "When the customer ordered."
  placedAt: Time!
  "When nothing was left to ship; null before."
  handledAt: Time
  "What the customer pays, after discounts, VAT included."
  total: Money!
  "The VAT in the total; null when the marketplace does not give it."
  tax: Money
  "The products, as the marketplace lists them."
  lines: [OrderLine!]!
  "Who pays."
  billTo: Party
  "Who receives."
  shipTo: Party
  "The parcels, oldest first."
  shipments: [Shipment!]!
  "What the marketplace is told of the order: what left, and what will not be delivered; oldest first."
  reports: [Report!]!
  "What the customer sends back, as the marketplace says; oldest first."
  returns: [Return!]!
  "How far the forwarding to the back office has come."
  forward: Forward!
  "What the viewer gets of the customer, until when, and why."
  privacy: Privacy!
  "What happened to the order, oldest first."
  timeline("1 to 100; 50 when not given." first: Int, "A cursor: what comes after it." after: String): EventConnection!
  "What is wrong with the form of the customer data, and whether the back offices have the same, without saying any of it. Null once the order is forgotten."
  diagnosis: Diagnosis @requires(permission: DIAGNOSE)
  "The connections of the order's account and how they are, for whoever looks into why it does not go on."
  connections: [Connection!]! @requires(permission: DIAGNOSE)
  "Who was shown customer data of this order, newest first. Kept for 400 days."
  looks("1 to 100; 50 when not given." first: Int): [Look!]! @requires(permission: AUDIT_READ)
}

"One answer in which somebody was shown customer data of an order."
type Look {
  "When."
  at: Time!
  "To whom, as the issuer of the token names them."
  subject: String!
  "In which role."
  role: String!
  "By which question, such as orders."
  via: String!
  "What was shown, in full or in part."
  categories: [DataCategory!]!
}

"An order that is new, changed or forgotten."
type WorkItem {
  "The order as it is now: never older than the version."
  order: Order!
  "Names the order's last change, for this program only. A later change puts the order back."
  version: ID!
}

"A file of orders."
type Export {
  "Opaque."
  id: ID!
  "How far it has come."
  state: ExportState!
  "How the file is written."
  format: ExportFormat!
  "The categories of customer data in the file."
  categories: [DataCategory!]!
  "How many orders are written."
  done: Int!
  "How many orders there were when it began."
  total: Int!
  "SHA-256 of the file, in hex; null before it is ready."
  sha256: String
  "When the file is deleted."
  expiresAt: Time!
}

"How the file of an export is written."
enum ExportFormat {
  "A row per order line. What a spreadsheet would take for a formula has an apostrophe before it."
  CSV
  "A JSON object per order and line."
  JSONL
}

"How far an export has come."
enum ExportState {
  "Waits for a worker."
  QUEUED
  "Is being written."
  RUNNING
  "Can be fetched."
  READY
  "Could not be made in three attempts; ask again, or ask the operator."
  FAILED
}

"Says that a program has done with an order, as far as a version."
input Acknowledgement {
  "The order."
  order: ID!
  "As the work queue gave it."
  version: ID!
}

"How a user stands."
enum UserState {
  "Has not come in yet."
  INVITED
  "Signs in."
  ACTIVE
  "Kept out by somebody, or because nobody reviewed the access for 90 days."
  SUSPENDED
  "Gone for good."
  REMOVED
}

"Somebody who signs in."
type User {
  "Global id."
  id: ID!
  "How tokens, the audit trail and timelines name it."
  subject: String!
  "What colleagues call the desk or the person."
  label: String!
  "Its part."
  role: String!
  "How it stands."
  state: UserState!
  "When it was invited."
  createdAt: Time!
  "When it last signed in or went on."
  lastUsedAt: Time
  "When somebody last said that the access is needed."
  reviewedAt: Time!
  "When the access ends unless somebody says so again."
  reviewBy: Time!
}

"A browser in which the viewer is signed in."
type Session {
  "Global id."
  id: ID!
  "The one that asks."
  current: Boolean!
  "It began with a second factor."
  secondFactor: Boolean!
  "When it began."
  createdAt: Time!
  "When it last went on."
  usedAt: Time!
  "When it ends by itself."
  expiresAt: Time!
}

"A key in a phone, a computer or a security key by which the viewer signs in."
type Passkey {
  "Global id."
  id: ID!
  "When it was added."
  createdAt: Time!
  "When it last signed in."
  lastUsedAt: Time
}

"A user with the token by which it comes in, shown this once."
type Invitation {
  "The user."
  user: User!
  "For POST /auth/invitation and /auth/enrol."
  token: String!
}

"A partner's program. It gets its tokens at /oauth/token by client credentials (RFC 6749, section 4.4)."
type ApiClient {
  "Global id."
  id: ID!
  "What it calls itself at the token endpoint."
  clientId: String!
  "The merchant's name for it."
  label: String!
  "Its purposes."
  scopes: [String!]!
  "From which alone it comes; none lets it come from anywhere."
  networks: [String!]!
  "When it was made."
  createdAt: Time!
  "Who made it, as the issuer of the token names them."
  createdBy: String!
  "When it is over."
  expiresAt: Time!
  "When somebody ended it."
  revokedAt: Time
  "When it last got a token."
  lastUsedAt: Time
}

"A client with its secret, which is shown this once and kept as a hash."
type ApiClientSecret {
  "The client."
  client: ApiClient!
  "For the token endpoint."
  secret: String!
}

"How one field looks."
enum Check {
  "There is nothing."
  EMPTY
  "It has the form that such a field has."
  FITS
  "It has not."
  UNFIT
  "There is something, and no form is known for the country."
  NO_RULE
  "An e-mail address of the marketplace's, which forwards and ends."
  RELAY
  "An e-mail address at a provider for everybody."
  FREEMAIL
}

"How what a back office was given relates to what the marketplace says now."
enum Comparison {
  "The same, but for spaces and case."
  SAME
  "Something else."
  DIFFERENT
  "Neither has anything."
  EMPTY
  "The marketplace has something that the back office was not given."
  MISSING
  "It cannot be told any more: the key of the fingerprint is destroyed."
  UNKNOWN
}

"Whose details."
enum PartyKind {
  "Who pays."
  BILL_TO
  "Who receives."
  SHIP_TO
}

"What can be said of an order's customer data without saying any of it."
type Diagnosis {
  "The form of who pays."
  billTo: PartyShape
  "The form of who receives."
  shipTo: PartyShape
  "What the back offices were given, against what the marketplace says now."
  compare: [DeliveryComparison!]!
}

"The form of a party's details."
type PartyShape {
  "The names of the fields that have a text, such as lastName."
  present: [String!]!
  "The names of the fields without which no carrier delivers, and that have none."
  missing: [String!]!
  "A number with a short addition, or a street line that has one in it."
  houseNumber: Check!
  "Against the form of the country's postcodes."
  postcode: Check!
  "What kind of e-mail address it is."
  email: Check!
  "8 to 15 digits."
  phone: Check!
}

"What one back office was given, against what the marketplace says now."
type DeliveryComparison {
  "The back office's connection."
  connection: ID!
  "Its label."
  label: String!
  "By party and category; empty when the order is not forwarded yet."
  categories: [CategoryComparison!]!
}

"One category of one party."
type CategoryComparison {
  "Whose details."
  party: PartyKind!
  "Which of them."
  category: DataCategory!
  "How they relate."
  result: Comparison!
}

"Why staff asks to see a customer."
enum GrantPurpose {
  "A parcel does not arrive."
  DELIVERY_PROBLEM
  "The back office or the carrier refuses the address."
  ADDRESS_PROBLEM
  "Something comes back, or money does."
  RETURN_OR_REFUND
  "The back office refuses the order."
  FORWARDING_PROBLEM
  "The customer asked the operator."
  CUSTOMER_REQUEST
}

"How far a grant has come. It shows something only while it is LIVE."
enum GrantState {
  "Waits for the merchant, or in an emergency for a second member of staff."
  REQUESTED
  "The viewer who asked sees the categories."
  LIVE
  "The answer was no."
  REFUSED
  "Ended by the merchant, or by who asked."
  REVOKED
  "Its time is over, or nobody decided within a day."
  EXPIRED
}

"Grants, newest first."
type GrantConnection {
  "The grants themselves."
  nodes: [Grant!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"Lets one member of staff see some categories of one order for a time."
type Grant {
  "Global id; also the grant's cursor."
  id: ID!
  "The one order."
  orderId: ID!
  "The marketplace's number of the order."
  orderNumber: String!
  "Who asked, as the issuer of the token names them."
  requestedBy: String!
  "Who that is, as far as the viewer need know."
  by: Actor!
  "What is shown."
  categories: [DataCategory!]!
  "Why."
  purpose: GrantPurpose!
  "The number of the ticket."
  ticket: String!
  "What was written for the merchant. It goes with the order's customer data."
  reason: String @personal(category: NOTE)
  "A second member of staff decides, and the merchant's systems are told."
  emergency: Boolean!
  "For how many minutes, once it is live."
  minutes: Int!
  "How far it has come."
  state: GrantState!
  "When it was asked for."
  requestedAt: Time!
  "When somebody approved or refused."
  decidedAt: Time
  "Who approved or refused."
  decidedBy: String
  "Who that is, as far as the viewer need know."
  decider: Actor
  "When a request or a live grant is over by itself, or when it was ended."
  endsAt: Time!
  "The answers in which it showed something, newest first."
  uses("1 to 100; 20 when not given." first: Int = 20): [AuditEntry!]!
}

"What an entry of the audit trail is about."
enum AuditKind {
  "Customer data was shown."
  LOOK
  "Somebody changed something, or tried to."
  CHANGE
  "Somebody was turned away at the door."
  REFUSAL
  "Somebody signed in, or tried to."
  SIGN_IN
  "Somebody took out who had looked."
  EXPORT
}

"Narrows an audit trail; what is not given does not narrow."
input AuditFilter {
  "About one of these."
  kind: [AuditKind!]
  "Of which customer data was shown, or that was changed."
  order: ID
  "Who, as the issuer of the token names them."
  subject: String
  "At this moment or later."
  after: Time
  "Earlier than this moment."
  before: Time
}

"Entries of an audit trail, newest first."
type AuditConnection {
  "The entries themselves."
  nodes: [AuditEntry!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"One entry of an audit trail. Personal data never is in it."
type AuditEntry {
  "Global id; also the entry's cursor."
  id: ID!
  "Its place in the signed tree, from 0; null for up to a minute."
  sequence: Int
  "When."
  at: Time!
  "What it is about."
  kind: AuditKind!
  "Who, as the issuer of the token names them."
  subject: String!
  "Who that is, as far as the viewer need know."
  by: Actor!
  "In which role."
  role: String!
  "By which right: role, a partner's scopes, or the id of a grant."
  right: String
  "By which question, mutation or route."
  via: String!
  "The orders of which customer data was shown."
  shown: [ShownOrder!]!
  "What was changed."
  object: ID
  "How it ended: OK, or the code of the error."
  outcome: String
}

"What an answer showed of one order."
type ShownOrder {
  "The order."
  order: ID!
  "What was shown, in full or in part."
  categories: [DataCategory!]!
}

"The signed head of an audit trail's tree."
type AuditHead {
  "How many entries it covers."
  size: Int!
  "When it was signed."
  at: Time!
  "The tree's root hash (RFC 6962), base64."
  root: String!
  "The signed statement, JSON, for \`orderveil audit verify --head\`."
  document: String!
}

"What came of reading an audit trail from its first entry to its last."
type AuditVerification {
  "Whether every entry is there as it was written."
  whole: Boolean!
  "How many entries were read before something was wrong, or all."
  entries: Int!
  "The first that is there, counted from 0: those before are older than 400 days."
  first: Int!
  "With how many signed heads of its own the trail was compared."
  heads: Int!
  "What is wrong; null when nothing is."
  fault: AuditFault
  "The first entry concerned, counted from 0; null where no entries are, or nothing is wrong."
  from: Int
  "The last entry concerned."
  to: Int
}

"What is wrong with an audit trail."
enum AuditFault {
  "Entries are not as they were when a head over them was signed."
  CHANGED
  "Entries are not there any more."
  MISSING
  "Entries have no signed head over them."
  UNSIGNED
  "A head is not what this installation signed."
  FORGED
}

"What a viewer gets of an order's customer."
type Privacy {
  "It in one word."
  state: PrivacyState!
  "Categories that exist and that this viewer does not get, or gets in part. A null personal field whose category is not listed was never received."
  withheld: [DataCategory!]!
  "Stands for the customer of this order once the data is forgotten; random, not derived from anything."
  pseudonym: String
  "The day from which nobody can read the customer data of this order any more. It moves on while the order is open."
  forgetOn: Date
  "A legal hold keeps the customer data until this day; null without one."
  holdUntil: Date
  "The receipt of the forgetting; null before, and where there was nothing to forget."
  receiptId: ID
  "Which rule set that day, and why data is withheld, in English."
  reason: String!
  "The same in codes, in the same order."
  reasons: [PrivacyReason!]!
}

"Who pays or who receives."
type Party {
  "How to address the person."
  salutation: String @personal(category: NAME)
  "The given name."
  firstName: String @personal(category: NAME)
  "The family name."
  lastName: String @personal(category: NAME)
  "The company's name."
  company: String @personal(category: NAME)
  "The street without the house number."
  street: String @personal(category: ADDRESS)
  "The number without its addition."
  houseNumber: String @personal(category: ADDRESS)
  "What follows the number, such as 3HS, 2 or bus 4."
  houseNumberAddition: String @personal(category: ADDRESS)
  "The street line exactly as the marketplace gave it."
  streetOriginal: String @personal(category: ADDRESS)
  "What the customer wrote for the carrier."
  addressNote: String @personal(category: NOTE)
  "The customer's own reference."
  orderReference: String @personal(category: NOTE)
  "The postal code, as the country writes it."
  postcode: String @personal(category: ADDRESS)
  "The town."
  city: String @personal(category: ADDRESS)
  "The province or state."
  region: String @personal(category: ADDRESS)
  "ISO 3166-1 alpha-2. No personal data."
  country: String!
  "The e-mail address; marketplaces give one that relays."
  email: String @personal(category: EMAIL)
  "The telephone number, as the marketplace gave it."
  phone: String @personal(category: PHONE)
  "The VAT number."
  taxId: String @personal(category: TAX_ID)
  "The number in the trade register."
  chamberOfCommerce: String @personal(category: TAX_ID)
  "Where the customer collects the parcel."
  pickupPoint: String @personal(category: DELIVERY)
}

"One product of an order."
type OrderLine {
  "Opaque, and the same for ever."
  id: ID!
  "The merchant's reference of the product."
  sku: String
  "The product's bar code."
  ean: String
  "The product's name."
  title: String!
  "How many were ordered."
  quantity: Int!
  "How many have left."
  quantityShipped: Int!
  "How many will not be sent."
  quantityCancelled: Int!
  "The price of one, VAT included."
  unitPrice: Money!
  "The price of all, after discounts, VAT included."
  total: Money!
  "The customer wants out of this line, and nobody has answered yet."
  cancellationRequested: Boolean!
}

"A parcel that left."
type Shipment {
  "Opaque, and the same for ever."
  id: ID!
  "Who carries the parcel."
  carrier: String!
  "Whoever has it finds the address."
  trackingCode: String @personal(category: DELIVERY)
  "The carrier's page about the parcel."
  trackingUrl: String @personal(category: DELIVERY)
  "When it left."
  shippedAt: Time!
  "When the marketplace confirmed that it knows; null before."
  reportedToMarketplaceAt: Time
}

"A line of an order that the customer sends back. What the customer wrote is not kept."
type Return {
  "Opaque, and the same for ever."
  id: ID!
  "The marketplace's number of the return."
  number: String!
  "The line that comes back; null when the marketplace does not say."
  line: OrderLine
  "How many of it."
  quantity: Int!
  "The marketplace's code of why."
  reason: String
  "When the customer announced it."
  registeredAt: Time!
  "When it was handled; null while the merchant has something to do."
  handledAt: Time
  "The marketplace's code of how it was handled."
  result: String
}

"What is reported to a marketplace."
enum ReportKind {
  "Lines left."
  SHIPPED
  "Lines will not be delivered."
  CANCELLED
}

"How far a report to a marketplace has come."
enum ReportState {
  "Due at nextAttemptAt."
  WAITING
  "On its way."
  SENDING
  "The marketplace took it on and has not done it yet."
  ACCEPTED
  "The marketplace confirmed it."
  DONE
  "No clear answer came; the marketplace will be asked before anything is sent again."
  UNKNOWN
  "Somebody has to act; see problem."
  FAILED
  "It is not sent: somebody decided so, or nothing was left to report."
  DROPPED
}

"Why a merchant does not deliver."
enum CancelReason {
  "It is not in stock."
  OUT_OF_STOCK
  "The customer asked for it."
  CUSTOMER_REQUEST
  "The price was wrong."
  PRICE_ERROR
  "It is damaged."
  DAMAGED
  "It cannot be there in time."
  TOO_LATE
  "The customer ordered twice."
  ORDERED_TWICE
  "Something else."
  OTHER
}

"Tells a marketplace that lines left, or will not be delivered."
type Report {
  "Opaque, and the same for ever."
  id: ID!
  "What is reported."
  kind: ReportKind!
  "How far it has come."
  state: ReportState!
  "Why lines will not be delivered; null for a parcel."
  reason: CancelReason
  "The parcel; null for a cancellation."
  shipment: Shipment
  "How many of which lines."
  lines: [ReportLine!]!
  "How often it was tried or asked for."
  attempts: Int!
  "When it was entered."
  createdAt: Time!
  "Who entered it: a user, a partner's program, or the connection to a back office."
  enteredBy: String!
  "When the marketplace confirmed it."
  doneAt: Time
  "When it goes on; null when nothing will happen by itself."
  nextAttemptAt: Time
  "What is wrong, who has to act, and how."
  problem: Problem
}

"How many of a line are in a report."
type ReportLine {
  "The line."
  line: OrderLine!
  "How many."
  quantity: Int!
}

"How many of a line."
input ReportLineInput {
  "The line's id."
  line: ID!
  "1 or more."
  quantity: Int!
}

"How far the forwarding has come: of several back offices, the one that is furthest behind."
type Forward {
  "It in one word."
  state: ForwardState!
  "How often it was tried."
  attempts: Int!
  "When it was tried last; null before."
  lastAttemptAt: Time
  "When it is tried again by itself."
  nextAttemptAt: Time
  "What stands in the way; null when nothing does."
  problem: Problem
}

"A failure as a person can act on it; never the remote system's own words."
type Problem {
  "Always the same for the same failure, such as UNKNOWN_SKU."
  code: String!
  "What is the matter, in a sentence."
  cause: String!
  "Who can solve it."
  owner: ProblemOwner!
  "What to do about it, in a sentence."
  nextStep: String!
  "When it was met last."
  at: Time!
}

"Who can solve a problem."
enum ProblemOwner {
  "The merchant, in the marketplace's or the back office's settings, or in its products."
  MERCHANT
  "The marketplace."
  MARKETPLACE
  "Whoever runs the back office."
  BACK_OFFICE
  "Whoever runs this installation."
  OPERATOR
}

"A page of a timeline, oldest first."
type EventConnection {
  "The events themselves."
  nodes: [Event!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"Something that happened to an order."
type Event {
  "Also its cursor."
  id: ID!
  "When it happened."
  at: Time!
  "What happened, in a code such as IMPORTED or FORWARD_FORWARDED."
  kind: String!
  "More about it: a state, a problem's code or an order number."
  detail: String
  "The subject of who did it; null for the hub itself."
  actor: String
  "Who that is; null for the hub itself, and for whoever is nobody of the account or the operator any more."
  by: Actor
  "What they wrote of it."
  note: String @personal(category: NOTE)
}

"Who did something. A merchant is told of the operator's staff by their role alone, and so is staff of a merchant's users; a program is told roles alone."
type Actor {
  "What colleagues call the person, or the program; null for people of the other side."
  name: String
  "Their part: merchant, support, partner."
  role: String!
}

"What a back office lacks that it cannot do without."
enum WithholdLoss {
  "It can neither address a parcel nor write an invoice."
  NAME
  "It can neither print a label nor write an invoice, and cannot tell which tax is due."
  ADDRESS
  "It can neither print a label nor write an invoice."
  NAME_AND_ADDRESS
}

"A link to a marketplace or a back office. Its credentials are never shown."
type Connection implements Node {
  "Opaque, and the same for ever."
  id: ID!
  "Where orders come from, or where they go."
  kind: ConnectionKind!
  "The connector, such as bol or vendure."
  code: String!
  "The merchant's word for it."
  label: String!
  "Whether it takes part in the syncs."
  state: ConnectionState!
  "When the last run began that ended well."
  lastRunAt: Time
  "Why the other side refuses it."
  problem: Problem
  "What a back office is not given of customers: it is not even opened for it."
  withhold: [DataCategory!]!
  "What the back office cannot do without, in an English sentence; null when nothing of that kind is withheld."
  withholdWarning: String
  "The same in a code."
  withholdLoss: WithholdLoss
  "Until when the other side is left alone, because it could not be reached several times in a row; null when it is not."
  restsUntil: Time
  "What somebody should look at: something that ends soon, unusual silence, orders that do not go on. Looked for every few minutes."
  warnings: [Problem!]!
  "How it is set up, less its credentials, which are never shown."
  settings: [ConnectionSetting!]! @requires(permission: CONNECTIONS_MANAGE)
  "When its credentials were last set."
  credentialsSetAt: Time!
  "What of it ends by itself, such as a consent or a secret, as far as its settings say when."
  expiries: [ConnectionExpiry!]!
  "How often the other side is asked, in minutes; 0 is never."
  everyMinutes: Int!
  "When the other side is asked next; null when it is not."
  nextRunAt: Time
  "Until when the other side wants to be left alone because too much was asked of it; null when it does not."
  limitedUntil: Time
  "How many attempts in a row did not reach the other side."
  failures: Int!
  "How many orders or reports wait for the other side."
  backlog: Int!
  "Its runs, newest first; they are kept for two weeks."
  runs("1 to 100; 50 when not given." first: Int): [SyncRun!]!
  "The orders that went to a back office, or are to go there, newest first."
  deliveries(
    state: [ForwardState!]
    "1 to 100; 50 when not given."
    first: Int
    "A cursor: what comes after it."
    after: String
  ): DeliveryConnection! @requires(permission: ORDERS_LIST)
  "The path at which the other side can tell of changes, signed as it signs: behind the installation's address."
  hook: String!
  "Orders that could not be read or kept, the next to be tried first; at most 100."
  refusals: [Refusal!]! @requires(permission: ORDERS_LIST)
}

"A setting of a connection."
type ConnectionSetting {
  "Its name, such as url."
  name: String!
  "What it is set to."
  value: String!
}

"Something of a connection that ends by itself and has to be renewed by people."
type ConnectionExpiry {
  "Always the same for the same thing of a connector, such as CONSENT_EXPIRES."
  code: String!
  "What ends, in a few English words."
  what: String!
  "The day on which it ends."
  endsOn: Date!
  "Nothing is sent any more after that day."
  stops: Boolean!
}

"What a connection can be made with."
type Connector {
  "Its code, such as bol. It never changes."
  code: String!
  "Its name for people."
  name: String!
  "Whether orders come from there or go there."
  kind: ConnectionKind!
  "What it is told that is not secret."
  settings: [ConnectorInput!]!
  "Its credentials."
  secrets: [ConnectorInput!]!
  "How the merchant lets the hub in at the other side; null where making credentials is all."
  consent: String
  """
  The credential that comes by itself when the merchant agrees at the other side's own page; null where there is no such
  page. Without it a connection is added all the same, and waits.
  """
  authorises: String
  "The shortest period in which the other side may be asked, in minutes."
  everyMinutes: Int!
}

"A setting or a credential of a connector."
type ConnectorInput {
  "Its name. It never changes."
  name: String!
  "What it is, where to find it, and what holds without it."
  means: String!
  "What one looks like; of a credential its form alone."
  example: String
  "It may be left out."
  optional: Boolean!
  "The only values that it may have, the one that holds without it first; empty for any text."
  choices: [String!]!
}

"A connection as it is written down."
input ConnectionDraft {
  "The code of a connector."
  connector: String!
  "The merchant's word for it, to 60 characters; the connector's name when not given."
  label: String
  "How it is set up."
  settings: [SettingInput!]!
  "Its credentials."
  secrets: [SecretInput!]!
  "How often the other side is asked, to 1440; 5 or the shortest period when not given."
  everyMinutes: Int
  "What a back office is not given of customers."
  withhold: [DataCategory!]
}

"What is to be different about a connection. What is not given stays."
input ConnectionChange {
  "The merchant's word for it, to 60 characters."
  label: String
  "All settings, those too that stay."
  settings: [SettingInput!]
  "Credentials that are replaced. Settings that lead to another address need them."
  secrets: [SecretInput!]
  "How often the other side is asked, to 1440."
  everyMinutes: Int
}

"A setting of a connection; an empty one is left out."
input SettingInput {
  "Its name, as the connector says."
  name: String!
  "What it is set to."
  value: String!
}

"A credential of a connection."
input SecretInput {
  "Its name, as the connector says."
  name: String!
  "The credential."
  value: Secret!
}

"What trying a connection showed."
type ConnectionTrial {
  "The other side took the credentials."
  accepted: Boolean!
  "What stands in the way; null when it did."
  problem: Problem
}

"Where a merchant goes to let the hub in at the other side."
type AuthorisationPage {
  "The address of the other side's page, which is good for who asked for it."
  url: String!
  "Until when the merchant has to be back."
  until: Time!
}

"How a merchant's way to the other side ended."
type Authorisation {
  "The connection that it was for."
  connection: Connection!
  "The merchant agreed, and the other side takes the credentials that this brought."
  accepted: Boolean!
  "What stands in the way; null when it did."
  problem: Problem
}

"The forwarding of an order to one back office."
type Delivery {
  "Opaque, and the same for ever; also its cursor."
  id: ID!
  "The order."
  orderId: ID!
  "The marketplace's number of the order."
  orderNumber: String!
  "How far it has come."
  state: ForwardState!
  "How often it was tried."
  attempts: Int!
  "When it was tried last; null before."
  lastAttemptAt: Time
  "When it is tried again by itself."
  nextAttemptAt: Time
  "The HTTP status of the last answer; null when none came, or it is no system that answers so."
  answer: Int
  "What stands in the way; null when nothing does."
  problem: Problem
}

"A page of deliveries, newest first."
type DeliveryConnection {
  "The deliveries themselves."
  nodes: [Delivery!]!
  "Whether there is more."
  pageInfo: PageInfo!
}

"An order that a marketplace named and that could not be read or kept. It is tried again by itself."
type Refusal {
  "The marketplace's order number, with ? for what is not plain."
  number: String!
  "What stands in the way."
  problem: Problem!
  "How often it was tried."
  attempts: Int!
  "When it is tried again."
  nextAttemptAt: Time!
}

"How far a run looks back to see that no order is missing."
enum GapCheck {
  "Every day: 48 hours."
  DAY
  "Every week: 30 days."
  MONTH
}

"One turn of asking a marketplace for orders, or a back office for what it sent."
type SyncRun implements Node {
  "Opaque, and the same for ever."
  id: ID!
  "How far it has come."
  state: SyncState!
  "When it was asked for."
  queuedAt: Time!
  "When it began; null while it is queued."
  startedAt: Time
  "When it ended; null before."
  finishedAt: Time
  "Orders that the marketplace named."
  listed: Int!
  "Orders that were new or changed."
  imported: Int!
  "Orders that could not be read or kept; they are tried again by themselves."
  refused: Int!
  "How far it looked back to see that no order is missing; null when it asked for changes alone."
  gapCheck: GapCheck
  "Orders that this check found and no earlier run had brought."
  missed: Int!
  "Why it did not end well."
  problem: Problem
}

"Whether a rule is asked."
enum RuleState {
  "Made or changed, and not switched on since."
  DRAFT
  "Asked about every order that comes in."
  ACTIVE
  "Switched off."
  OFF
}

"What a rule does with an order that fits."
enum RuleActionKind {
  "The order waits for a person. Of the rules that hold or skip, the first that fits decides."
  HOLD
  "The order is not forwarded."
  SKIP
  "The order gets a word by which it is found. Every rule that fits adds its own."
  TAG
  "The order goes to some back offices alone. The first that fits decides."
  ROUTE
}

"""
Says what becomes of orders that fit it when they come in. It can ask for nothing that is about a customer.
"""
type Rule {
  "Opaque, and the same for ever."
  id: ID!
  "The merchant's word for it."
  name: String!
  "Its place among the rules: the first is asked first."
  position: Int!
  "Whether it is asked."
  state: RuleState!
  "Grows with every change."
  version: Int!
  "All of these have to hold."
  conditions: RuleConditions!
  "What happens then."
  action: RuleAction!
  "It was tried on past orders since its last change, and can be switched on."
  tried: Boolean!
  "When it was last tried."
  triedAt: Time
  "When it was made."
  createdAt: Time!
  "Who made it."
  createdBy: String!
  "When it was last changed or switched."
  changedAt: Time!
  "Who did that."
  changedBy: String!
}

"What a rule asks of an order. Whatever is empty or null is not asked."
type RuleConditions {
  "It came from one of these marketplaces."
  connections: [Connection!]!
  "It is sent to one of these countries, ISO 3166-1 alpha-2."
  countries: [String!]!
  "Who ships it."
  fulfilment: Fulfilment
  "Of its total."
  currency: String
  "Its total is this or more."
  from: Decimal
  "Its total is less than this."
  below: Decimal
  "One of its lines has one of these references, in any case."
  skus: [String!]!
  "It is to be sent in one of these ways: the marketplace's codes, in any case."
  shippingMethods: [String!]!
}

"What a rule does."
type RuleAction {
  "It in a word."
  kind: RuleActionKind!
  "Of TAG."
  tag: String
  "Of ROUTE: the back offices that alone get the order."
  routes: [Connection!]!
}

"A rule as it is written down."
input RuleInput {
  "1 to 60 characters, without customer data."
  name: String!
  "All of these have to hold; without any, every order fits."
  conditions: RuleConditionsInput!
  "What happens then."
  action: RuleActionInput!
}

"What a rule asks of an order; at most 200 values of each."
input RuleConditionsInput {
  "From one of these marketplaces."
  connections: [ID!]
  "Sent to one of these countries, ISO 3166-1 alpha-2."
  countries: [String!]
  "Shipped by."
  fulfilment: Fulfilment
  "ISO 4217; needed with amounts."
  currency: String
  "The total is this or more."
  from: Decimal
  "The total is less than this."
  below: Decimal
  "A line has one of these references, in any case."
  skus: [String!]
  "To be sent in one of these ways: the marketplace's codes, in any case."
  shippingMethods: [String!]
}

"What a rule does."
input RuleActionInput {
  "It in a word."
  kind: RuleActionKind!
  "Of TAG: 1 to 40 characters, without customer data."
  tag: String
  "Of ROUTE: back offices."
  routes: [ID!]
}

"What a rule would have done to past orders."
type RuleTrial {
  "Orders that were asked about."
  looked: Int!
  "Orders that fit."
  fitting: Int!
  "Orders on which the rule would have had a say: no rule above it had the same already."
  decided: Int!
  "The newest that fit, at most 100."
  orders: [RuleTrialOrder!]!
}

"What the rules would have made of a past order that fits."
type RuleTrialOrder {
  "The order, to which nothing was done."
  order: Order!
  "The rule would have had a say."
  decided: Boolean!
  "How it would have entered the outbox: WAITING, HELD or SKIPPED."
  state: ForwardState!
  "How it would have been tagged."
  tags: [String!]!
  "Where it would have gone."
  routes: [Connection!]!
  "The names of the rules that would have had a say."
  because: [String!]!
}

"What became of orders that rules held, judged again."
type Judgement {
  "Those that go."
  released: Int!
  "Those that are not forwarded."
  skipped: Int!
  "Those that a rule holds still."
  held: Int!
}

"What can be changed."
type Mutation {
  "Ask a connection for new orders now. The run is followed by its id."
  syncNow(connection: ID!): SyncRun! @requires(permission: SYNC_RUN)
  "Forward an order again: the back office is asked first whether it already has it."
  forwardAgain(
    order: ID!
    "Why, in 3 to 200 characters."
    reason: String!
  ): Order! @requires(permission: ORDERS_FORWARD)
  """
  See whether the other side takes the credentials of a connection that is stored, or of one that is written down. Nothing is
  changed there and nothing kept here. Only hosts in the register of recipients are reached.
  """
  tryConnection(connection: ID, draft: ConnectionDraft): ConnectionTrial! @requires(permission: CONNECTIONS_MANAGE)
  "Connect the account with a marketplace or a back office. A marketplace is asked for its orders at once."
  addConnection(draft: ConnectionDraft!): Connection! @requires(permission: CONNECTIONS_MANAGE)
  "Change how a connection is set up."
  changeConnection(connection: ID!, change: ConnectionChange!): Connection! @requires(permission: CONNECTIONS_MANAGE)
  "Put other credentials in the place of those of the same names. An empty one is taken away."
  replaceCredentials(connection: ID!, secrets: [SecretInput!]!): Connection! @requires(permission: CONNECTIONS_MANAGE)
  """
  Begin to let the hub in at the other side's own page: the browser is to go to the address that is returned, and comes back
  to /authorised with a state and, if the merchant agreed, a code. It has to be finished within 10 minutes by who began it.
  """
  beginAuthorisation(connection: ID!): AuthorisationPage! @requires(permission: CONNECTIONS_MANAGE)
  """
  Finish what was begun: the code is turned into a credential, which is kept and never shown, and the connection is tried.
  """
  finishAuthorisation(
    "What came back with the merchant; it is good once."
    state: Secret!
    "What the other side gave the merchant; none when the merchant did not agree."
    code: Secret
  ): Authorisation! @requires(permission: CONNECTIONS_MANAGE)
  "Stop a connection until somebody lets it go on: nothing is asked and nothing sent."
  pauseConnection(connection: ID!): Connection! @requires(permission: CONNECTIONS_MANAGE)
  "Let a connection go on that somebody stopped."
  resumeConnection(connection: ID!): Connection! @requires(permission: CONNECTIONS_MANAGE)
  """
  Take a connection away for good and destroy its credentials. The orders that came through it stay; what still waits for it
  is given up. A marketplace that is connected anew brings its open orders again, as other orders. Returns the others.
  """
  removeConnection(connection: ID!): [Connection!]! @requires(permission: CONNECTIONS_MANAGE)
  """
  Say what a back office is not given of customers, in place of what was withheld before. It holds for what is sent from now
  on; what the back office has, it keeps.
  """
  setWithheld(connection: ID!, categories: [DataCategory!]!): Connection! @requires(permission: RULES_MANAGE)
  "Let an order go that a rule, a person or a customer who wanted out holds."
  releaseOrder(
    order: ID!
    "3 to 200 characters, without customer data."
    reason: String!
  ): Order! @requires(permission: SYNC_RUN)
  "Decide of an order that is held that it is not forwarded."
  skipOrder(
    order: ID!
    "3 to 200 characters, without customer data."
    reason: String!
  ): Order! @requires(permission: SYNC_RUN)
  "Keep a way to look at the list of orders, for the viewer alone and wherever it signs in: at most 24. Returns all of the viewer's."
  saveView(view: SavedViewInput!): [SavedView!]! @requires(permission: ORDERS_LIST)
  "Call one of the viewer's ways otherwise. Returns all of the viewer's."
  renameView(
    view: ID!
    "1 to 40 characters, and nothing of a customer."
    name: String!
  ): [SavedView!]! @requires(permission: ORDERS_LIST)
  "Take one of the viewer's ways away. Returns the others."
  deleteView(view: ID!): [SavedView!]! @requires(permission: ORDERS_LIST)
  "Add a rule after the others. It is a draft: try it, then switch it on."
  createRule(rule: RuleInput!): Rule! @requires(permission: RULES_MANAGE)
  "Change what a rule asks or does, which makes it a draft again, or its name alone, which does not."
  changeRule(
    rule: ID!
    "The version that you saw: a rule that changed since is left alone."
    version: Int!
    to: RuleInput!
  ): Rule! @requires(permission: RULES_MANAGE)
  "Give a rule another place among the rules, 1 for the first. Returns all of them."
  moveRule(rule: ID!, position: Int!): [Rule!]! @requires(permission: RULES_MANAGE)
  "Take a rule away; what it did to orders stays. Returns the others."
  deleteRule(rule: ID!): [Rule!]! @requires(permission: RULES_MANAGE)
  "Switch a rule ACTIVE, if it was tried since its last change, or OFF."
  setRuleState(rule: ID!, state: RuleState!): Rule! @requires(permission: RULES_MANAGE)
  """
  What a rule would have done to the newest orders, together with the rules that are switched on. Nothing is done to them.
  Give a rule that is stored, which may be switched on after that, or a draft.
  """
  tryRule(
    rule: ID
    draft: RuleInput
    "On how many orders, 1 to 1000; 100 when not given. Of those that fit the newest 100 are shown."
    first: Int
  ): RuleTrial! @requires(permission: RULES_MANAGE)
  "Judge all orders that rules hold by the rules as they stand: those that none holds any more go."
  releaseHeld: Judgement! @requires(permission: RULES_MANAGE)
  "Set for how long customer data is kept. What is not given stays. Stored orders get their new day soon after."
  setRetention(
    "1 to the \`cap\` of the account's marketplaces."
    afterHandling: Int
    "The longest hold for the tax office: 1 to 3660 days after the order."
    fiscalLimit: Int
    "The longest hold for a claim or an authority: 1 to 3660 days after the order."
    legalLimit: Int
  ): Retention! @requires(permission: RETENTION_MANAGE)
  "Keep the customer data of an order until a day, because the law says so. Takes the place of an earlier hold."
  placeHold(
    order: ID!
    basis: HoldBasis!
    "The day on which the hold ends by itself; at most the limit that the merchant states."
    until: Date!
    "Such as a case number, up to 200 characters; sealed like customer data."
    note: String
  ): Order! @requires(permission: RETENTION_MANAGE)
  "End a hold. What would have been forgotten by now is forgotten at once."
  releaseHold(order: ID!): Order! @requires(permission: RETENTION_MANAGE)
  "Invite somebody to the viewer's account, or staff to the operator's. The invitation is shown this once and good for seven days."
  inviteUser(
    "The name to sign in with: 3 to 200 characters. Only a keyed hash of it is kept."
    login: String!
    "What colleagues call the desk or the person: 1 to 100 characters."
    label: String!
    "Such as merchant, fulfilment, finance, viewer; of staff support, billing, engineer, privacy-officer, administrator."
    role: String!
  ): Invitation! @requires(permission: USERS_MANAGE)
  "Give a user another role. What it was before ends within a minute."
  changeRole(user: ID!, role: String!): User! @requires(permission: USERS_MANAGE)
  "Keep a user out until somebody confirms its access."
  suspendUser(user: ID!): User! @requires(permission: USERS_MANAGE)
  "Take a user out for good. What it signs in with is destroyed."
  removeUser(user: ID!): User! @requires(permission: USERS_MANAGE)
  "Sign the viewer out somewhere. What is open there ends within 30 seconds."
  endSession(session: ID!): Session!
  "Take a passkey away, such as that of a lost phone. The last way in cannot be taken away."
  removePasskey(passkey: ID!): Passkey!
  """
  Tell the marketplace that a parcel left. It is entered once under its reference, sent in the background, and done when the
  marketplace has confirmed it; see Order.reports.
  """
  reportShipment(
    order: ID!
    "What the sender calls the parcel, 1 to 100 characters: the same reference of an order is the same parcel."
    reference: String!
    "What is in it; all that is left when not given."
    lines: [ReportLineInput!]
    "Such as PostNL or DHL."
    carrier: String!
    "The carrier's code, by which the customer follows the parcel."
    trackingCode: String
    "Now, when not given."
    shippedAt: Time
  ): Report! @requires(permission: SHIPMENTS_REPORT)
  "Tell the marketplace that lines will not be delivered; all that is left when none are given."
  reportCancellation(
    order: ID!
    lines: [ReportLineInput!]
    reason: CancelReason!
  ): Report! @requires(permission: SHIPMENTS_REPORT)
  "Send a report again that failed, after what stood in its way is out of it. The marketplace is asked first whether it has it."
  sendReportAgain(
    report: ID!
    "3 to 200 characters, without customer data."
    reason: String!
  ): Report! @requires(permission: SHIPMENTS_REPORT)
  "Give a report up that failed, because the marketplace was told in another way."
  dropReport(
    report: ID!
    "3 to 200 characters, without customer data."
    reason: String!
  ): Report! @requires(permission: SHIPMENTS_REPORT)
  "Say that a colleague still needs its access, for 90 days more."
  confirmAccess(user: ID!): User! @requires(permission: ACCESS_REVIEW)
  "Take orders out of the work queue of the viewer's program, as far as the versions that it saw. Returns how many are out; one that changed since stays in."
  acknowledge(items: [Acknowledgement!]!): Int! @requires(permission: ORDERS_LIST)
  """
  Have orders written to a file, in the background. It lies at /bulk/ID for 24 hours, for whoever asked for it. There is no
  customer data in it, unless categories are named that the viewer is shown in full; then the file is encrypted.
  """
  startExport(
    "Which orders; not by customer."
    filter: OrderFilter
    format: ExportFormat!
    "Of the parties, what is shown to the viewer in full. Parcels' tracking is in JSONL alone, with DELIVERY."
    categories: [DataCategory!]
    "With categories: an age public key (age1…), to which the file is encrypted."
    recipient: String
  ): Export! @requires(permission: ORDERS_LIST)
  "Let a partner's program into the viewer's account, for the purposes of its scopes. Its secret is shown this once."
  createApiClient(
    "1 to 100 characters."
    label: String!
    "Such as orders:read, orders:ship_to, orders:bill_to, orders:contact, shipments:write."
    scopes: [String!]!
    "1 to 365 days."
    days: Int!
    "From which alone it comes, such as 192.0.2.0/24; none lets it come from anywhere."
    networks: [String!]
  ): ApiClientSecret! @requires(permission: CLIENTS_MANAGE)
  "Give a client another secret, shown this once. The one before is good for so many hours more: 0 to 168."
  rotateApiClientSecret(client: ID!, overlapHours: Int! = 24): ApiClientSecret! @requires(permission: CLIENTS_MANAGE)
  "End a client: it gets no token any more, and those that it has end within a minute."
  revokeApiClient(client: ID!): ApiClient! @requires(permission: CLIENTS_MANAGE)
  "Say from which networks alone the viewer's account is reached, such as 192.0.2.0/24; none lets everybody come from anywhere. It holds everywhere within 30 seconds."
  setNetworks(networks: [String!]!): [String!]! @requires(permission: NETWORKS_MANAGE)
  "Ask to see some categories of one order's customer. Nothing is shown until the merchant agrees, or in an emergency a second member of staff. At most 25 a day."
  requestGrant(
    order: ID!
    categories: [DataCategory!]!
    purpose: GrantPurpose!
    "The number of the ticket, such as SUP-1234."
    ticket: String!
    "What the merchant decides by: 20 to 500 characters. Sealed like customer data."
    reason: String!
    "For how long once it is live: 1 to 1440, in an emergency to 60; 60 when not given."
    minutes: Int
    "The merchant cannot be reached: another member of staff decides, and the merchant's systems are told at once."
    emergency: Boolean! = false
  ): Grant! @requires(permission: GRANT_REQUEST)
  "Let a grant live, from now on. The merchant decides; in an emergency a second member of staff."
  approveGrant(grant: ID!): Grant!
  "Say no to a request."
  refuseGrant(grant: ID!): Grant!
  "End a grant or a request at once: the merchant, or who asked for it."
  revokeGrant(grant: ID!): Grant!
  "Open an account under a number that was never taken, with a database and keys of its own, and invite its first merchant."
  openAccount(
    "1 or more."
    number: Int!
    "The name with which its first merchant signs in: 3 to 200 characters. Only a keyed hash of it is kept."
    login: String!
    "What to call the merchant: 1 to 100 characters."
    label: String!
    "The server of its database by name, one that is closed to others included; of \`Installation.servers\`. The emptiest for its weight when neither is given."
    server: String
    "Any server of this region."
    region: String
    "With invented orders, for partners to try their programs with. It is connected with nobody but receivers of webhooks, and this never changes."
    sandbox: Boolean! = false
  ): Opening! @requires(permission: INSTALL_MANAGE)
  "Take back an account that was left half open, with what was begun of it. Its number, which is free again; an account that works or worked is not taken back, it is cancelled."
  abandonAccount(number: Int!): Int! @requires(permission: INSTALL_MANAGE)
  "Put 125 other invented orders into a sandbox; it takes up to 2,000 in all."
  seedSandbox("The number of an account that was opened as a sandbox." number: Int!): OpenedAccount! @requires(permission: INSTALL_MANAGE)
  "Keep everybody of an account out and leave its orders where they are. Within 30 seconds it holds everywhere. What must be forgotten is forgotten."
  suspendAccount(number: Int!): OpenedAccount! @requires(permission: INSTALL_MANAGE)
  "Let a suspended account work again, from where it stopped."
  resumeAccount(number: Int!): OpenedAccount! @requires(permission: INSTALL_MANAGE)
  "Begin to exchange the keys of some accounts, at most 100 at once, while they are in use. The workers take it to its end; see \`KeyStatus.rotating\`."
  rotateKeys(accounts: [Int!]!): KeyStatus! @requires(permission: INSTALL_MANAGE)
  "Tell a back office again what it could not be told."
  notifyAgain(notice: ID!): Notice! @requires(permission: RETENTION_MANAGE)
  """
  Erase the customer data of an order at once, tell every system that received it, and sign for it. An order that is
  still to be sent or must be kept is left as it is, and \`obstacles\` names why.
  """
  eraseOrder(order: ID!): Erasure! @requires(permission: SUBJECT_REQUESTS)
  """
  Cancel one's own account. Until the cooling-off period is over everything goes on, and it can be withdrawn. Then imports
  stop, the export is made if one was asked for, back offices are told, and keys and database are destroyed.
  """
  cancelAccount(
    mode: ClosureMode!
    "For RETURN_THEN_DELETE: an age public key (age1…), to which the export is encrypted."
    recipient: String
  ): Closure! @requires(permission: ACCOUNT_CANCEL)
  "Go on with the account; possible while the cooling-off period runs."
  withdrawCancellation: Closure! @requires(permission: ACCOUNT_CANCEL)
  "A path on this server under which the export can be fetched once, within a quarter of an hour."
  exportLink: String! @requires(permission: ACCOUNT_CANCEL)
  "Say that the export is there and opens: the deletion need not wait any longer."
  confirmExport: Closure! @requires(permission: ACCOUNT_CANCEL)
}

"The answer to a request to erase."
type Erasure {
  "The order as it is now."
  order: Order!
  "Whether the customer data is gone."
  erased: Boolean!
  "Why it is not; nothing was changed then."
  obstacles: [ErasureObstacle!]!
  "The signed receipt."
  receipt: Receipt
}

"Keeps an order from being erased now."
type ErasureObstacle {
  "HOLD, OPEN, ON_ITS_WAY or FORGOTTEN."
  code: String!
  "What to do about it."
  advice: String!
  "When it goes away by itself."
  until: Date
}

"What can be followed, over server-sent events or graphql-transport-ws on the same path."
type Subscription {
  "Orders of the viewer's account as they arrive or change. It ends when the viewer's token does."
  orderChanged: Order! @requires(permission: ORDERS_LIST)
  "Grants of the viewer's account, or those that the viewer asked for, as they are asked for, decided and over. It ends when the viewer's token does."
  grantChanged: Grant!
}
`;export{e as default};
