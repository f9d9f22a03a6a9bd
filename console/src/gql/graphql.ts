/* eslint-disable */
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day, 2006-01-02, in UTC. */
  Date: { input: string; output: string; }
  /** An exact decimal number as a string, such as "12.90". */
  Decimal: { input: string; output: string; }
  /** A moment, RFC 3339, in UTC. */
  Time: { input: string; output: string; }
};

/** A merchant at this installation. */
export type Account = Node & {
  __typename?: 'Account';
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** Short and stable, for people. */
  number: Scalars['Int']['output'];
};

/** Says that a program has done with an order, as far as a version. */
export type Acknowledgement = {
  /** The order. */
  order: Scalars['ID']['input'];
  /** As the work queue gave it. */
  version: Scalars['ID']['input'];
};

/** Somebody did what nobody has a reason to do. */
export type Alarm = {
  __typename?: 'Alarm';
  /** In which account: its number; null when it is gone. */
  account?: Maybe<Scalars['Int']['output']>;
  /** When. */
  at: Scalars['Time']['output'];
  /** Opaque, and the same for ever; also its cursor. */
  id: Scalars['ID']['output'];
  /** What: CANARY_READ. */
  kind: Scalars['String']['output'];
  /** In which role. */
  role: Scalars['String']['output'];
  /** When the operator's alarm system took it; null before. */
  sentAt?: Maybe<Scalars['Time']['output']>;
  /** Who did it, as the issuer of the token names them; worker for the hub's own forwarding. */
  subject: Scalars['String']['output'];
};

/** A page of alarms, newest first. */
export type AlarmConnection = {
  __typename?: 'AlarmConnection';
  /** The alarms themselves. */
  nodes: Array<Alarm>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** A partner's program. It gets its tokens at /oauth/token by client credentials (RFC 6749, section 4.4). */
export type ApiClient = {
  __typename?: 'ApiClient';
  /** What it calls itself at the token endpoint. */
  clientId: Scalars['String']['output'];
  /** When it was made. */
  createdAt: Scalars['Time']['output'];
  /** Who made it, as the issuer of the token names them. */
  createdBy: Scalars['String']['output'];
  /** When it is over. */
  expiresAt: Scalars['Time']['output'];
  /** Global id. */
  id: Scalars['ID']['output'];
  /** The merchant's name for it. */
  label: Scalars['String']['output'];
  /** When it last got a token. */
  lastUsedAt?: Maybe<Scalars['Time']['output']>;
  /** From which alone it comes; none lets it come from anywhere. */
  networks: Array<Scalars['String']['output']>;
  /** When somebody ended it. */
  revokedAt?: Maybe<Scalars['Time']['output']>;
  /** Its purposes. */
  scopes: Array<Scalars['String']['output']>;
};

/** A client with its secret, which is shown this once and kept as a hash. */
export type ApiClientSecret = {
  __typename?: 'ApiClientSecret';
  /** The client. */
  client: ApiClient;
  /** For the token endpoint. */
  secret: Scalars['String']['output'];
};

/** Entries of an audit trail, newest first. */
export type AuditConnection = {
  __typename?: 'AuditConnection';
  /** The entries themselves. */
  nodes: Array<AuditEntry>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** One entry of an audit trail. Personal data never is in it. */
export type AuditEntry = {
  __typename?: 'AuditEntry';
  /** When. */
  at: Scalars['Time']['output'];
  /** Global id; also the entry's cursor. */
  id: Scalars['ID']['output'];
  /** What it is about. */
  kind: AuditKind;
  /** What was changed. */
  object?: Maybe<Scalars['ID']['output']>;
  /** How it ended: OK, or the code of the error. */
  outcome?: Maybe<Scalars['String']['output']>;
  /** By which right: role, a partner's scopes, or the id of a grant. */
  right?: Maybe<Scalars['String']['output']>;
  /** In which role. */
  role: Scalars['String']['output'];
  /** Its place in the signed tree, from 0; null for up to a minute. */
  sequence?: Maybe<Scalars['Int']['output']>;
  /** The orders of which customer data was shown. */
  shown: Array<ShownOrder>;
  /** Who, as the issuer of the token names them. */
  subject: Scalars['String']['output'];
  /** By which question, mutation or route. */
  via: Scalars['String']['output'];
};

/** Narrows an audit trail; what is not given does not narrow. */
export type AuditFilter = {
  /** At this moment or later. */
  after?: InputMaybe<Scalars['Time']['input']>;
  /** Earlier than this moment. */
  before?: InputMaybe<Scalars['Time']['input']>;
  /** About one of these. */
  kind?: InputMaybe<Array<AuditKind>>;
  /** Of which customer data was shown, or that was changed. */
  order?: InputMaybe<Scalars['ID']['input']>;
  /** Who, as the issuer of the token names them. */
  subject?: InputMaybe<Scalars['String']['input']>;
};

/** The signed head of an audit trail's tree. */
export type AuditHead = {
  __typename?: 'AuditHead';
  /** When it was signed. */
  at: Scalars['Time']['output'];
  /** The signed statement, JSON, for `orderveil audit verify --head`. */
  document: Scalars['String']['output'];
  /** The tree's root hash (RFC 6962), base64. */
  root: Scalars['String']['output'];
  /** How many entries it covers. */
  size: Scalars['Int']['output'];
};

/** What an entry of the audit trail is about. */
export type AuditKind =
  /** Somebody changed something, or tried to. */
  | 'CHANGE'
  /** Customer data was shown. */
  | 'LOOK'
  /** Somebody was turned away at the door. */
  | 'REFUSAL'
  /** Somebody signed in, or tried to. */
  | 'SIGN_IN';

/** Why a merchant does not deliver. */
export type CancelReason =
  /** The customer asked for it. */
  | 'CUSTOMER_REQUEST'
  /** It is damaged. */
  | 'DAMAGED'
  /** The customer ordered twice. */
  | 'ORDERED_TWICE'
  /** Something else. */
  | 'OTHER'
  /** It is not in stock. */
  | 'OUT_OF_STOCK'
  /** The price was wrong. */
  | 'PRICE_ERROR'
  /** It cannot be there in time. */
  | 'TOO_LATE';

/** One category of one party. */
export type CategoryComparison = {
  __typename?: 'CategoryComparison';
  /** Which of them. */
  category: DataCategory;
  /** Whose details. */
  party: PartyKind;
  /** How they relate. */
  result: Comparison;
};

/** How one field looks. */
export type Check =
  /** There is nothing. */
  | 'EMPTY'
  /** It has the form that such a field has. */
  | 'FITS'
  /** An e-mail address at a provider for everybody. */
  | 'FREEMAIL'
  /** There is something, and no form is known for the country. */
  | 'NO_RULE'
  /** An e-mail address of the marketplace's, which forwards and ends. */
  | 'RELAY'
  /** It has not. */
  | 'UNFIT';

/** The cancellation of an account. */
export type Closure = {
  __typename?: 'Closure';
  /** The signed certificate, JSON; `orderveil certificate verify` checks it offline. */
  certificate?: Maybe<Scalars['String']['output']>;
  /** When the account was deleted. */
  closedAt?: Maybe<Scalars['Time']['output']>;
  /** When the cooling-off period ends, or the time to fetch the export; null in other states. */
  dueAt?: Maybe<Scalars['Time']['output']>;
  /** Whether the export can be fetched: see `exportLink`. */
  exportReady: Scalars['Boolean']['output'];
  /** The merchant's choice. */
  mode: ClosureMode;
  /** When it was asked for. */
  requestedAt: Scalars['Time']['output'];
  /** Who asked for it. */
  requestedBy: Scalars['String']['output'];
  /** How far it has come. */
  state: ClosureState;
};

/** What becomes of the data when an account is cancelled. */
export type ClosureMode =
  /** Everything is deleted. */
  | 'DELETE'
  /** An export for the merchant first, encrypted to its own key; then everything is deleted. */
  | 'RETURN_THEN_DELETE';

/** How far the cancellation of an account has come. */
export type ClosureState =
  /** All is deleted; the certificate is issued. */
  | 'CLOSED'
  /** Keys, database and role are being destroyed. */
  | 'DESTROYING'
  /** The cooling-off period runs: everything goes on, and it can be withdrawn. */
  | 'REQUESTED'
  /** The export is being made, or waits to be fetched. */
  | 'RETURNING'
  /** The back offices are being told. */
  | 'TELLING'
  /** It was withdrawn: the account goes on. */
  | 'WITHDRAWN';

/** How what a back office was given relates to what the marketplace says now. */
export type Comparison =
  /** Something else. */
  | 'DIFFERENT'
  /** Neither has anything. */
  | 'EMPTY'
  /** The marketplace has something that the back office was not given. */
  | 'MISSING'
  /** The same, but for spaces and case. */
  | 'SAME'
  /** It cannot be told any more: the key of the fingerprint is destroyed. */
  | 'UNKNOWN';

/** A link to a marketplace or a back office. Its credentials are never shown. */
export type Connection = Node & {
  __typename?: 'Connection';
  /** The connector, such as bol or vendure. */
  code: Scalars['String']['output'];
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** Where orders come from, or where they go. */
  kind: ConnectionKind;
  /** The merchant's word for it. */
  label: Scalars['String']['output'];
  /** When the last run began that ended well. */
  lastRunAt?: Maybe<Scalars['Time']['output']>;
  /** Why the other side refuses it. */
  problem?: Maybe<Problem>;
  /** Whether it takes part in the syncs. */
  state: ConnectionState;
};

/** Where orders come from and where they go. */
export type ConnectionKind =
  /** Orders go here. */
  | 'BACK_OFFICE'
  /** Orders come from here. */
  | 'MARKETPLACE';

/** Whether a connection takes part in the syncs. */
export type ConnectionState =
  /** It does. */
  | 'ACTIVE'
  /** A person has stopped it. */
  | 'PAUSED'
  /** The other side refuses its credentials: see `problem`. */
  | 'REFUSED';

/** What the access policy decides about: all fields of a category are shown or withheld together. */
export type DataCategory =
  /** Street to region. The country is no personal data. */
  | 'ADDRESS'
  /** Track and trace, pick-up point. */
  | 'DELIVERY'
  /** E-mail address, a marketplace's relay address included. */
  | 'EMAIL'
  /** Salutation, first and last name, company. */
  | 'NAME'
  /** Free text that somebody wrote. */
  | 'NOTE'
  /** Telephone number. */
  | 'PHONE'
  /** VAT number and chamber of commerce number. */
  | 'TAX_ID';

/** What one back office was given, against what the marketplace says now. */
export type DeliveryComparison = {
  __typename?: 'DeliveryComparison';
  /** By party and category; empty when the order is not forwarded yet. */
  categories: Array<CategoryComparison>;
  /** The back office's connection. */
  connection: Scalars['ID']['output'];
  /** Its label. */
  label: Scalars['String']['output'];
};

/** What can be said of an order's customer data without saying any of it. */
export type Diagnosis = {
  __typename?: 'Diagnosis';
  /** The form of who pays. */
  billTo?: Maybe<PartyShape>;
  /** What the back offices were given, against what the marketplace says now. */
  compare: Array<DeliveryComparison>;
  /** The form of who receives. */
  shipTo?: Maybe<PartyShape>;
};

/** The answer to a request to erase. */
export type Erasure = {
  __typename?: 'Erasure';
  /** Whether the customer data is gone. */
  erased: Scalars['Boolean']['output'];
  /** Why it is not; nothing was changed then. */
  obstacles: Array<ErasureObstacle>;
  /** The order as it is now. */
  order: Order;
  /** The signed receipt. */
  receipt?: Maybe<Receipt>;
};

/** Keeps an order from being erased now. */
export type ErasureObstacle = {
  __typename?: 'ErasureObstacle';
  /** What to do about it. */
  advice: Scalars['String']['output'];
  /** HOLD, OPEN, ON_ITS_WAY or FORGOTTEN. */
  code: Scalars['String']['output'];
  /** When it goes away by itself. */
  until?: Maybe<Scalars['Date']['output']>;
};

/** Something that happened to an order. */
export type Event = {
  __typename?: 'Event';
  /** Who did it; null for the hub itself. */
  actor?: Maybe<Scalars['String']['output']>;
  /** When it happened. */
  at: Scalars['Time']['output'];
  /** More about it: a state, a problem's code or an order number. */
  detail?: Maybe<Scalars['String']['output']>;
  /** Also its cursor. */
  id: Scalars['ID']['output'];
  /** What happened, in a code such as IMPORTED or FORWARD_FORWARDED. */
  kind: Scalars['String']['output'];
  /** What they wrote of it. */
  note?: Maybe<Scalars['String']['output']>;
};

/** A page of a timeline, oldest first. */
export type EventConnection = {
  __typename?: 'EventConnection';
  /** The events themselves. */
  nodes: Array<Event>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** A file of orders. */
export type Export = {
  __typename?: 'Export';
  /** The categories of customer data in the file. */
  categories: Array<DataCategory>;
  /** How many orders are written. */
  done: Scalars['Int']['output'];
  /** When the file is deleted. */
  expiresAt: Scalars['Time']['output'];
  /** How the file is written. */
  format: ExportFormat;
  /** Opaque. */
  id: Scalars['ID']['output'];
  /** SHA-256 of the file, in hex; null before it is ready. */
  sha256?: Maybe<Scalars['String']['output']>;
  /** How far it has come. */
  state: ExportState;
  /** How many orders there were when it began. */
  total: Scalars['Int']['output'];
};

/** How the file of an export is written. */
export type ExportFormat =
  /** A row per order line. What a spreadsheet would take for a formula has an apostrophe before it. */
  | 'CSV'
  /** A JSON object per order and line. */
  | 'JSONL';

/** How far an export has come. */
export type ExportState =
  /** Could not be made in three attempts; ask again, or ask the operator. */
  | 'FAILED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** Can be fetched. */
  | 'READY'
  /** Is being written. */
  | 'RUNNING';

/** How far the forwarding has come: of several back offices, the one that is furthest behind. */
export type Forward = {
  __typename?: 'Forward';
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** When it was tried last; null before. */
  lastAttemptAt?: Maybe<Scalars['Time']['output']>;
  /** When it is tried again by itself. */
  nextAttemptAt?: Maybe<Scalars['Time']['output']>;
  /** What stands in the way; null when nothing does. */
  problem?: Maybe<Problem>;
  /** It in one word. */
  state: ForwardState;
};

/** How far the forwarding to the back office has come. */
export type ForwardState =
  /** Somebody has to act: see `problem`. */
  | 'FAILED'
  /** The back office has it. */
  | 'FORWARDED'
  /** Stopped by a rule, a person or a customer who wants out. */
  | 'HELD'
  /** On its way right now. */
  | 'SENDING'
  /** Not meant to be forwarded. */
  | 'SKIPPED'
  /** No clear answer came: the back office is asked before anything is sent again. */
  | 'UNKNOWN'
  /** Waits for its next attempt. */
  | 'WAITING';

/** Who ships an order. */
export type Fulfilment =
  /** The marketplace from its own warehouse, so the order is kept and not forwarded. */
  | 'MARKETPLACE'
  /** The merchant, so the order goes to the back office. */
  | 'MERCHANT';

/** Lets one member of staff see some categories of one order for a time. */
export type Grant = {
  __typename?: 'Grant';
  /** What is shown. */
  categories: Array<DataCategory>;
  /** When somebody approved or refused. */
  decidedAt?: Maybe<Scalars['Time']['output']>;
  /** Who approved or refused. */
  decidedBy?: Maybe<Scalars['String']['output']>;
  /** A second member of staff decides, and the merchant's systems are told. */
  emergency: Scalars['Boolean']['output'];
  /** When a request or a live grant is over by itself, or when it was ended. */
  endsAt: Scalars['Time']['output'];
  /** Global id; also the grant's cursor. */
  id: Scalars['ID']['output'];
  /** For how many minutes, once it is live. */
  minutes: Scalars['Int']['output'];
  /** The one order. */
  orderId: Scalars['ID']['output'];
  /** The marketplace's number of the order. */
  orderNumber: Scalars['String']['output'];
  /** Why. */
  purpose: GrantPurpose;
  /** What was written for the merchant. It goes with the order's customer data. */
  reason?: Maybe<Scalars['String']['output']>;
  /** When it was asked for. */
  requestedAt: Scalars['Time']['output'];
  /** Who asked, as the issuer of the token names them. */
  requestedBy: Scalars['String']['output'];
  /** How far it has come. */
  state: GrantState;
  /** The number of the ticket. */
  ticket: Scalars['String']['output'];
  /** The answers in which it showed something, newest first. */
  uses: Array<AuditEntry>;
};


/** Lets one member of staff see some categories of one order for a time. */
export type GrantUsesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Grants, newest first. */
export type GrantConnection = {
  __typename?: 'GrantConnection';
  /** The grants themselves. */
  nodes: Array<Grant>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** Why staff asks to see a customer. */
export type GrantPurpose =
  /** The back office or the carrier refuses the address. */
  | 'ADDRESS_PROBLEM'
  /** The customer asked the operator. */
  | 'CUSTOMER_REQUEST'
  /** A parcel does not arrive. */
  | 'DELIVERY_PROBLEM'
  /** The back office refuses the order. */
  | 'FORWARDING_PROBLEM'
  /** Something comes back, or money does. */
  | 'RETURN_OR_REFUND';

/** How far a grant has come. It shows something only while it is LIVE. */
export type GrantState =
  /** Its time is over, or nobody decided within a day. */
  | 'EXPIRED'
  /** The viewer who asked sees the categories. */
  | 'LIVE'
  /** The answer was no. */
  | 'REFUSED'
  /** Waits for the merchant, or in an emergency for a second member of staff. */
  | 'REQUESTED'
  /** Ended by the merchant, or by who asked. */
  | 'REVOKED';

/** Keeps the customer data of one order until a day, on which it ends by itself. */
export type Hold = {
  __typename?: 'Hold';
  /** Why. */
  basis: HoldBasis;
  /** Opaque, and the same for ever; also its cursor. */
  id: Scalars['ID']['output'];
  /** What was written of it, such as a case number. */
  note?: Maybe<Scalars['String']['output']>;
  /** The marketplace's number of the order. */
  orderNumber: Scalars['String']['output'];
  /** When it was placed. */
  placedAt: Scalars['Time']['output'];
  /** Who placed it. */
  placedBy: Scalars['String']['output'];
  /** When somebody ended it or put another in its place; null while it holds. */
  releasedAt?: Maybe<Scalars['Time']['output']>;
  /** From this day on nobody can read the customer data. */
  until: Scalars['Date']['output'];
};

/** Why customer data is kept longer than the rules say. */
export type HoldBasis =
  /** An authority asked to keep it. */
  | 'AUTHORITY_REQUEST'
  /** The tax office may ask for the invoice. */
  | 'FISCAL_DUTY'
  /** A claim is made or defended. */
  | 'LEGAL_CLAIM';

/** A page of holds, newest first. */
export type HoldConnection = {
  __typename?: 'HoldConnection';
  /** The holds themselves. */
  nodes: Array<Hold>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** A user with the token by which it comes in, shown this once. */
export type Invitation = {
  __typename?: 'Invitation';
  /** For POST /auth/invitation and /auth/enrol. */
  token: Scalars['String']['output'];
  /** The user. */
  user: User;
};

/** One answer in which somebody was shown customer data of an order. */
export type Look = {
  __typename?: 'Look';
  /** When. */
  at: Scalars['Time']['output'];
  /** What was shown, in full or in part. */
  categories: Array<DataCategory>;
  /** In which role. */
  role: Scalars['String']['output'];
  /** To whom, as the issuer of the token names them. */
  subject: Scalars['String']['output'];
  /** By which question, such as orders. */
  via: Scalars['String']['output'];
};

/** An exact amount in one currency. */
export type Money = {
  __typename?: 'Money';
  /** The amount, VAT included unless the field says otherwise. */
  amount: Scalars['Decimal']['output'];
  /** ISO 4217, such as EUR. */
  currency: Scalars['String']['output'];
};

/** What can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Take orders out of the work queue of the viewer's program, as far as the versions that it saw. Returns how many are out; one that changed since stays in. */
  acknowledge: Scalars['Int']['output'];
  /** Let a grant live, from now on. The merchant decides; in an emergency a second member of staff. */
  approveGrant: Grant;
  /**
   * Cancel one's own account. Until the cooling-off period is over everything goes on, and it can be withdrawn. Then imports
   * stop, the export is made if one was asked for, back offices are told, and keys and database are destroyed.
   */
  cancelAccount: Closure;
  /** Give a user another role. What it was before ends within a minute. */
  changeRole: User;
  /** Say that a colleague still needs its access, for 90 days more. */
  confirmAccess: User;
  /** Say that the export is there and opens: the deletion need not wait any longer. */
  confirmExport: Closure;
  /** Let a partner's program into the viewer's account, for the purposes of its scopes. Its secret is shown this once. */
  createApiClient: ApiClientSecret;
  /** Give a report up that failed, because the marketplace was told in another way. */
  dropReport: Report;
  /** Sign the viewer out somewhere. What is open there ends within 30 seconds. */
  endSession: Session;
  /**
   * Erase the customer data of an order at once, tell every system that received it, and sign for it. An order that is
   * still to be sent or must be kept is left as it is, and `obstacles` names why.
   */
  eraseOrder: Erasure;
  /** A path on this server under which the export can be fetched once, within a quarter of an hour. */
  exportLink: Scalars['String']['output'];
  /** Forward an order again: the back office is asked first whether it already has it. */
  forwardAgain: Order;
  /** Invite somebody to the viewer's account, or staff to the operator's. The invitation is shown this once and good for seven days. */
  inviteUser: Invitation;
  /** Tell a back office again what it could not be told. */
  notifyAgain: Notice;
  /** Keep the customer data of an order until a day, because the law says so. Takes the place of an earlier hold. */
  placeHold: Order;
  /** Say no to a request. */
  refuseGrant: Grant;
  /** End a hold. What would have been forgotten by now is forgotten at once. */
  releaseHold: Order;
  /** Take a passkey away, such as that of a lost phone. The last way in cannot be taken away. */
  removePasskey: Passkey;
  /** Take a user out for good. What it signs in with is destroyed. */
  removeUser: User;
  /** Tell the marketplace that lines will not be delivered; all that is left when none are given. */
  reportCancellation: Report;
  /**
   * Tell the marketplace that a parcel left. It is entered once under its reference, sent in the background, and done when the
   * marketplace has confirmed it; see Order.reports.
   */
  reportShipment: Report;
  /** Ask to see some categories of one order's customer. Nothing is shown until the merchant agrees, or in an emergency a second member of staff. At most 25 a day. */
  requestGrant: Grant;
  /** End a client: it gets no token any more, and those that it has end within a minute. */
  revokeApiClient: ApiClient;
  /** End a grant or a request at once: the merchant, or who asked for it. */
  revokeGrant: Grant;
  /** Give a client another secret, shown this once. The one before is good for so many hours more: 0 to 168. */
  rotateApiClientSecret: ApiClientSecret;
  /** Send a report again that failed, after what stood in its way is out of it. The marketplace is asked first whether it has it. */
  sendReportAgain: Report;
  /** Say from which networks alone the viewer's account is reached, such as 192.0.2.0/24; none lets everybody come from anywhere. It holds everywhere within 30 seconds. */
  setNetworks: Array<Scalars['String']['output']>;
  /** Set for how long customer data is kept. What is not given stays. Stored orders get their new day soon after. */
  setRetention: Retention;
  /**
   * Have orders written to a file, in the background. It lies at /bulk/ID for 24 hours, for whoever asked for it. There is no
   * customer data in it, unless categories are named that the viewer is shown in full; then the file is encrypted.
   */
  startExport: Export;
  /** Keep a user out until somebody confirms its access. */
  suspendUser: User;
  /** Ask a connection for new orders now. The run is followed by its id. */
  syncNow: SyncRun;
  /** Go on with the account; possible while the cooling-off period runs. */
  withdrawCancellation: Closure;
};


/** What can be changed. */
export type MutationAcknowledgeArgs = {
  items: Array<Acknowledgement>;
};


/** What can be changed. */
export type MutationApproveGrantArgs = {
  grant: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCancelAccountArgs = {
  mode: ClosureMode;
  recipient?: InputMaybe<Scalars['String']['input']>;
};


/** What can be changed. */
export type MutationChangeRoleArgs = {
  role: Scalars['String']['input'];
  user: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationConfirmAccessArgs = {
  user: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCreateApiClientArgs = {
  days: Scalars['Int']['input'];
  label: Scalars['String']['input'];
  networks?: InputMaybe<Array<Scalars['String']['input']>>;
  scopes: Array<Scalars['String']['input']>;
};


/** What can be changed. */
export type MutationDropReportArgs = {
  reason: Scalars['String']['input'];
  report: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationEndSessionArgs = {
  session: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationEraseOrderArgs = {
  order: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationForwardAgainArgs = {
  order: Scalars['ID']['input'];
  reason: Scalars['String']['input'];
};


/** What can be changed. */
export type MutationInviteUserArgs = {
  label: Scalars['String']['input'];
  login: Scalars['String']['input'];
  role: Scalars['String']['input'];
};


/** What can be changed. */
export type MutationNotifyAgainArgs = {
  notice: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationPlaceHoldArgs = {
  basis: HoldBasis;
  note?: InputMaybe<Scalars['String']['input']>;
  order: Scalars['ID']['input'];
  until: Scalars['Date']['input'];
};


/** What can be changed. */
export type MutationRefuseGrantArgs = {
  grant: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationReleaseHoldArgs = {
  order: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRemovePasskeyArgs = {
  passkey: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRemoveUserArgs = {
  user: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationReportCancellationArgs = {
  lines?: InputMaybe<Array<ReportLineInput>>;
  order: Scalars['ID']['input'];
  reason: CancelReason;
};


/** What can be changed. */
export type MutationReportShipmentArgs = {
  carrier: Scalars['String']['input'];
  lines?: InputMaybe<Array<ReportLineInput>>;
  order: Scalars['ID']['input'];
  reference: Scalars['String']['input'];
  shippedAt?: InputMaybe<Scalars['Time']['input']>;
  trackingCode?: InputMaybe<Scalars['String']['input']>;
};


/** What can be changed. */
export type MutationRequestGrantArgs = {
  categories: Array<DataCategory>;
  emergency?: Scalars['Boolean']['input'];
  minutes?: InputMaybe<Scalars['Int']['input']>;
  order: Scalars['ID']['input'];
  purpose: GrantPurpose;
  reason: Scalars['String']['input'];
  ticket: Scalars['String']['input'];
};


/** What can be changed. */
export type MutationRevokeApiClientArgs = {
  client: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRevokeGrantArgs = {
  grant: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRotateApiClientSecretArgs = {
  client: Scalars['ID']['input'];
  overlapHours?: Scalars['Int']['input'];
};


/** What can be changed. */
export type MutationSendReportAgainArgs = {
  reason: Scalars['String']['input'];
  report: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationSetNetworksArgs = {
  networks: Array<Scalars['String']['input']>;
};


/** What can be changed. */
export type MutationSetRetentionArgs = {
  afterHandling?: InputMaybe<Scalars['Int']['input']>;
  fiscalLimit?: InputMaybe<Scalars['Int']['input']>;
  legalLimit?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be changed. */
export type MutationStartExportArgs = {
  categories?: InputMaybe<Array<DataCategory>>;
  filter?: InputMaybe<OrderFilter>;
  format: ExportFormat;
  recipient?: InputMaybe<Scalars['String']['input']>;
};


/** What can be changed. */
export type MutationSuspendUserArgs = {
  user: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationSyncNowArgs = {
  connection: Scalars['ID']['input'];
};

/** Whatever can be found again by its id. */
export type Node = {
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
};

/** What a back office was told of orders that it received. */
export type Notice = {
  __typename?: 'Notice';
  /** When the back office said that it has it; null before. */
  acknowledgedAt?: Maybe<Scalars['Time']['output']>;
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** The back office. */
  connectionId: Scalars['ID']['output'];
  /** Of how many orders; 0 when the whole account is meant. */
  count: Scalars['Int']['output'];
  /** When it was written. */
  createdAt: Scalars['Time']['output'];
  /** Opaque, and the same for ever; also its cursor. */
  id: Scalars['ID']['output'];
  /** What it was told: order.pseudonymisationDue, order.pseudonymised, order.erased or account.closed. */
  kind: Scalars['String']['output'];
  /** What stands in the way. */
  problem?: Maybe<Problem>;
  /** How far it has come. */
  state: NoticeState;
};

/** A page of notices, newest first. */
export type NoticeConnection = {
  __typename?: 'NoticeConnection';
  /** The notices themselves. */
  nodes: Array<Notice>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** How far a notice has come. */
export type NoticeState =
  /** The back office said that it has it: the proof that it was told. */
  | 'ACKNOWLEDGED'
  /** Somebody has to act: see `problem`. */
  | 'FAILED'
  /** On its way right now. */
  | 'SENDING'
  /** This kind of back office cannot be told: see `problem`. */
  | 'UNSUPPORTED'
  /** Waits for its next attempt. */
  | 'WAITING';

/** An order as a marketplace gave it. */
export type Order = Node & {
  __typename?: 'Order';
  /** The merchant whose order this is. */
  account: Account;
  /** The number in the back office, once it has the order. */
  backOfficeNumber?: Maybe<Scalars['String']['output']>;
  /** Who pays. */
  billTo?: Maybe<Party>;
  /** Where the order came from. */
  connection: Connection;
  /** What is wrong with the form of the customer data, and whether the back offices have the same, without saying any of it. Null once the order is forgotten. */
  diagnosis?: Maybe<Diagnosis>;
  /** How far the forwarding to the back office has come. */
  forward: Forward;
  /** Who ships. */
  fulfilment: Fulfilment;
  /** When nothing was left to ship; null before. */
  handledAt?: Maybe<Scalars['Time']['output']>;
  /** The hub's number, such as OV-7H2K-M4RD-09TZ. */
  hubNumber: Scalars['String']['output'];
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** The products, as the marketplace lists them. */
  lines: Array<OrderLine>;
  /** Who was shown customer data of this order, newest first. Kept for 400 days. */
  looks: Array<Look>;
  /** The marketplace's order number. */
  number: Scalars['String']['output'];
  /** When the customer ordered. */
  placedAt: Scalars['Time']['output'];
  /** What the viewer gets of the customer, until when, and why. */
  privacy: Privacy;
  /** What the marketplace is told of the order: what left, and what will not be delivered; oldest first. */
  reports: Array<Report>;
  /** Who receives. */
  shipTo?: Maybe<Party>;
  /** The parcels, oldest first. */
  shipments: Array<Shipment>;
  /** How far it has come at the marketplace. */
  status: OrderStatus;
  /** The VAT in the total; null when the marketplace does not give it. */
  tax?: Maybe<Money>;
  /** What happened to the order, oldest first. */
  timeline: EventConnection;
  /** What the customer pays, after discounts, VAT included. */
  total: Money;
};


/** An order as a marketplace gave it. */
export type OrderLooksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** An order as a marketplace gave it. */
export type OrderTimelineArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of orders. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders with their cursors. */
  edges: Array<OrderEdge>;
  /** The orders themselves. */
  nodes: Array<Order>;
  /** Whether there is more on either side. */
  pageInfo: PageInfo;
  /** How many orders the filter lets through; counted only when asked for. */
  totalCount: Scalars['Int']['output'];
};

/** Which end of a list comes first. */
export type OrderDirection =
  /** Oldest first. */
  | 'ASC'
  /** Newest first. */
  | 'DESC';

/** An order with its place in the list. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Its place, for this viewer only. */
  cursor: Scalars['String']['output'];
  /** The order itself. */
  node: Order;
};

/** Narrows a list of orders. What is not given does not narrow. */
export type OrderFilter = {
  /** From one of these connections. */
  connection?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Exact match through a blind index; needs the right to see the category in full, else FORBIDDEN. */
  customerEmail?: InputMaybe<Scalars['String']['input']>;
  /** House number with its addition, together with `customerPostcode`. */
  customerHouseNumber?: InputMaybe<Scalars['String']['input']>;
  /** Exact match; any usual way to write the number. Needs the right to see the category in full, else FORBIDDEN. */
  customerPhone?: InputMaybe<Scalars['String']['input']>;
  /** Exact match; needs the right to see the category in full, else FORBIDDEN. */
  customerPostcode?: InputMaybe<Scalars['String']['input']>;
  /** With a forwarding in one of these states. */
  forwardState?: InputMaybe<Array<ForwardState>>;
  /** Ordered at this moment or later. */
  placedAfter?: InputMaybe<Scalars['Time']['input']>;
  /** Ordered before this moment. */
  placedBefore?: InputMaybe<Scalars['Time']['input']>;
  /** In one of these states. */
  status?: InputMaybe<Array<OrderStatus>>;
};

/** One product of an order. */
export type OrderLine = {
  __typename?: 'OrderLine';
  /** The customer wants out of this line, and nobody has answered yet. */
  cancellationRequested: Scalars['Boolean']['output'];
  /** The product's bar code. */
  ean?: Maybe<Scalars['String']['output']>;
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** How many were ordered. */
  quantity: Scalars['Int']['output'];
  /** How many will not be sent. */
  quantityCancelled: Scalars['Int']['output'];
  /** How many have left. */
  quantityShipped: Scalars['Int']['output'];
  /** The merchant's reference of the product. */
  sku?: Maybe<Scalars['String']['output']>;
  /** The product's name. */
  title: Scalars['String']['output'];
  /** The price of all, after discounts, VAT included. */
  total: Money;
  /** The price of one, VAT included. */
  unitPrice: Money;
};

/** How a list of orders is sorted. */
export type OrderOrder = {
  /** Which end comes first. */
  direction: OrderDirection;
  /** What to sort by. */
  field: OrderOrderField;
};

/** What a list of orders is sorted by. */
export type OrderOrderField =
  /** When the customer ordered. */
  | 'PLACED_AT';

/** How far an order has come, as the marketplace sees it. */
export type OrderStatus =
  /** Nothing will be sent. */
  | 'CANCELLED'
  /** Nothing has left yet. */
  | 'OPEN'
  /** Some of it has left. */
  | 'PARTIALLY_SHIPPED'
  /** It came back. */
  | 'RETURNED'
  /** All that was not cancelled has left. */
  | 'SHIPPED';

/** Where a page lies in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last entry; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is more before this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first entry; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Who pays or who receives. */
export type Party = {
  __typename?: 'Party';
  /** What the customer wrote for the carrier. */
  addressNote?: Maybe<Scalars['String']['output']>;
  /** The number in the trade register. */
  chamberOfCommerce?: Maybe<Scalars['String']['output']>;
  /** The town. */
  city?: Maybe<Scalars['String']['output']>;
  /** The company's name. */
  company?: Maybe<Scalars['String']['output']>;
  /** ISO 3166-1 alpha-2. No personal data. */
  country: Scalars['String']['output'];
  /** The e-mail address; marketplaces give one that relays. */
  email?: Maybe<Scalars['String']['output']>;
  /** The given name. */
  firstName?: Maybe<Scalars['String']['output']>;
  /** The number without its addition. */
  houseNumber?: Maybe<Scalars['String']['output']>;
  /** What follows the number, such as 3HS, 2 or bus 4. */
  houseNumberAddition?: Maybe<Scalars['String']['output']>;
  /** The family name. */
  lastName?: Maybe<Scalars['String']['output']>;
  /** The customer's own reference. */
  orderReference?: Maybe<Scalars['String']['output']>;
  /** The telephone number, as the marketplace gave it. */
  phone?: Maybe<Scalars['String']['output']>;
  /** Where the customer collects the parcel. */
  pickupPoint?: Maybe<Scalars['String']['output']>;
  /** The postal code, as the country writes it. */
  postcode?: Maybe<Scalars['String']['output']>;
  /** The province or state. */
  region?: Maybe<Scalars['String']['output']>;
  /** How to address the person. */
  salutation?: Maybe<Scalars['String']['output']>;
  /** The street without the house number. */
  street?: Maybe<Scalars['String']['output']>;
  /** The street line exactly as the marketplace gave it. */
  streetOriginal?: Maybe<Scalars['String']['output']>;
  /** The VAT number. */
  taxId?: Maybe<Scalars['String']['output']>;
};

/** Whose details. */
export type PartyKind =
  /** Who pays. */
  | 'BILL_TO'
  /** Who receives. */
  | 'SHIP_TO';

/** The form of a party's details. */
export type PartyShape = {
  __typename?: 'PartyShape';
  /** What kind of e-mail address it is. */
  email: Check;
  /** A number with a short addition, or a street line that has one in it. */
  houseNumber: Check;
  /** The names of the fields without which no carrier delivers, and that have none. */
  missing: Array<Scalars['String']['output']>;
  /** 8 to 15 digits. */
  phone: Check;
  /** Against the form of the country's postcodes. */
  postcode: Check;
  /** The names of the fields that have a text, such as lastName. */
  present: Array<Scalars['String']['output']>;
};

/** A key in a phone, a computer or a security key by which the viewer signs in. */
export type Passkey = {
  __typename?: 'Passkey';
  /** When it was added. */
  createdAt: Scalars['Time']['output'];
  /** Global id. */
  id: Scalars['ID']['output'];
  /** When it last signed in. */
  lastUsedAt?: Maybe<Scalars['Time']['output']>;
};

/** A right to a kind of request. */
export type Permission =
  /** Cancel one's own account. */
  | 'ACCOUNT_CANCEL'
  /** See one's own account. */
  | 'ACCOUNT_READ'
  /** See the alarms of the whole installation. */
  | 'ALARMS_READ'
  /** See who looked at customer data. */
  | 'AUDIT_READ'
  /** Let partners' programs into one's own account. */
  | 'CLIENTS_MANAGE'
  /** See the account's connections and their runs. */
  | 'CONNECTIONS_READ'
  /** See what is wrong with the form of customer data, without seeing it. */
  | 'DIAGNOSE'
  /** Be the second member of staff in an emergency. */
  | 'GRANT_CONFIRM'
  /** Approve, refuse and revoke grants of one's own account. */
  | 'GRANT_DECIDE'
  /** Ask to see a customer of one order. */
  | 'GRANT_REQUEST'
  /** Say from which networks one's own account is reached. */
  | 'NETWORKS_MANAGE'
  /** Look orders up by their exact number. */
  | 'ORDERS_FIND'
  /** List and filter the orders of one's account. */
  | 'ORDERS_LIST'
  /** Set for how long customer data is kept; place and release legal holds. */
  | 'RETENTION_MANAGE'
  /** See for how long customer data is kept: settings, holds, receipts and what other systems were told. */
  | 'RETENTION_READ'
  /** Read the schema through introspection. */
  | 'SCHEMA_READ'
  /** Tell marketplaces what was shipped or cancelled. */
  | 'SHIPMENTS_REPORT'
  /** Export and erase what is kept of one person. */
  | 'SUBJECT_REQUESTS'
  /** Ask a marketplace for orders now, and forward an order again. */
  | 'SYNC_RUN'
  /** Invite, change and remove users: of one's own account, or the operator's. */
  | 'USERS_MANAGE';

/** What a viewer gets of an order's customer. */
export type Privacy = {
  __typename?: 'Privacy';
  /** The day from which nobody can read the customer data of this order any more. It moves on while the order is open. */
  forgetOn?: Maybe<Scalars['Date']['output']>;
  /** A legal hold keeps the customer data until this day; null without one. */
  holdUntil?: Maybe<Scalars['Date']['output']>;
  /** Stands for the customer of this order once the data is forgotten; random, not derived from anything. */
  pseudonym?: Maybe<Scalars['String']['output']>;
  /** Which rule set that day, and why data is withheld. */
  reason: Scalars['String']['output'];
  /** The receipt of the forgetting; null before, and where there was nothing to forget. */
  receiptId?: Maybe<Scalars['ID']['output']>;
  /** It in one word. */
  state: PrivacyState;
  /** Categories that exist and that this viewer does not get, or gets in part. A null personal field whose category is not listed was never received. */
  withheld: Array<DataCategory>;
};

/** What a viewer gets of an order's customer. */
export type PrivacyState =
  /** Nobody can read it any more: it was erased on request. */
  | 'ERASED'
  /** Less than there is: see `withheld`. */
  | 'MASKED'
  /** Nobody can read it any more: its day has come. */
  | 'PSEUDONYMISED'
  /** The key service does not answer: each personal field is null with the error code KEY_UNAVAILABLE, and can be read again later. All else works. */
  | 'UNAVAILABLE'
  /** All there is. */
  | 'VISIBLE';

/** A failure as a person can act on it; never the remote system's own words. */
export type Problem = {
  __typename?: 'Problem';
  /** When it was met last. */
  at: Scalars['Time']['output'];
  /** What is the matter, in a sentence. */
  cause: Scalars['String']['output'];
  /** Always the same for the same failure, such as UNKNOWN_SKU. */
  code: Scalars['String']['output'];
  /** What to do about it, in a sentence. */
  nextStep: Scalars['String']['output'];
  /** Who can solve it. */
  owner: ProblemOwner;
};

/** Who can solve a problem. */
export type ProblemOwner =
  /** Whoever runs the back office. */
  | 'BACK_OFFICE'
  /** The marketplace. */
  | 'MARKETPLACE'
  /** The merchant, in the marketplace's or the back office's settings, or in its products. */
  | 'MERCHANT'
  /** Whoever runs this installation. */
  | 'OPERATOR';

/** What can be asked. */
export type Query = {
  __typename?: 'Query';
  /** Canaries that were read, newest first: orders that belong to nobody, so that whoever reads one has no business there. */
  alarms: AlarmConnection;
  /** The partners' programs of the viewer's account, newest first. */
  apiClients: Array<ApiClient>;
  /** The newest signed heads of the audit trail's tree. Keep them elsewhere: a trail that was shortened or rewritten since does not fit them. */
  auditHeads: Array<AuditHead>;
  /** Proof that an entry stands in the audit trail: JSON with the entry, a signed head, and the hashes between them, for `orderveil audit verify`. */
  auditProof: Scalars['String']['output'];
  /**
   * The account's audit trail, newest first: who was shown which categories of which orders and by which right, who changed
   * what, who was turned away. Kept for 400 days. Staff gives the number of the account. The whole of it is downloaded at
   * `/audit/trail` and checked with `orderveil audit verify`.
   */
  auditTrail: AuditConnection;
  /** The cancellation of the viewer's account; null when there is none. It can be asked for after the account is gone. */
  closure?: Maybe<Closure>;
  /** The connections of the viewer's account, oldest first. */
  connections: Array<Connection>;
  /**
   * All that is kept of one person, for an answer to the person's own request (GDPR art. 15 and 20). Give one of: an order
   * number, an e-mail address, a telephone number, or a postcode with a house number.
   */
  dataSubjectExport: SubjectExport;
  /** A bulk export that the viewer asked for; NOT_FOUND when it is over. The file is at /bulk/ID, for the same viewer's token. */
  export?: Maybe<Export>;
  /**
   * Grants by which staff of the operator may see a customer, newest first: of the viewer's account; for staff those that it
   * asked for, and the emergencies that wait for a second member of staff.
   */
  grants: GrantConnection;
  /** Legal holds, newest first, ended ones included. Staff gives the number of the account. */
  holds: HoldConnection;
  /** From which networks alone the viewer's account is reached; none lets everybody come from anywhere. */
  networks: Array<Scalars['String']['output']>;
  /** One thing by its id; null when it is not there or not the viewer's. Not for staff, who work by order number. */
  node?: Maybe<Node>;
  /** What back offices were told of forgotten orders, newest first. Staff gives the number of the account. */
  notices: NoticeConnection;
  /** Orders of the viewer's account, newest first. Not for support. */
  orders: OrderConnection;
  /**
   * Exact look-up by the marketplace's, the hub's or the back office's order number; spaces, dashes and capitals do not
   * matter. For support across accounts, and the only way in for support. What is not there and what is not the viewer's
   * is the same empty list.
   */
  ordersByNumber: Array<Order>;
  /** The passkeys by which the viewer signs in, newest first. One is added at POST /auth/passkey/enrol/begin. */
  passkeys: Array<Passkey>;
  /** Signed receipts of what was done to customer data, newest first. Staff gives the number of the account. */
  receipts: ReceiptConnection;
  /** For how long customer data is kept. Staff gives the number of the account. */
  retention: Retention;
  /**
   * What will be forgotten when: as things stand, or as if customer data were kept for another number of days after
   * handling. Changes nothing. Staff gives the number of the account.
   */
  retentionPlan: Array<RetentionPlanLine>;
  /** Where the viewer is signed in, newest first. */
  sessions: Array<Session>;
  /** Who signs in to the viewer's account, or of staff to the operator's, newest first: also the access review, with who has what, when it was last used, and by when somebody has to look. */
  users: Array<User>;
  /** Who is asking, and what they may see. */
  viewer: Viewer;
  /**
   * Orders that are new or changed, or whose customer data was forgotten, and that the viewer's program has not
   * acknowledged, the longest waiting first. They are listed again until they are: at least once, and none is left out.
   */
  workQueue: Array<WorkItem>;
};


/** What can be asked. */
export type QueryAlarmsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryAuditHeadsArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryAuditProofArgs = {
  entry: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryAuditTrailArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryDataSubjectExportArgs = {
  email?: InputMaybe<Scalars['String']['input']>;
  houseNumber?: InputMaybe<Scalars['String']['input']>;
  number?: InputMaybe<Scalars['String']['input']>;
  phone?: InputMaybe<Scalars['String']['input']>;
  postcode?: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. */
export type QueryExportArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryGrantsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<Array<GrantState>>;
};


/** What can be asked. */
export type QueryHoldsArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. */
export type QueryNoticesArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<Array<NoticeState>>;
};


/** What can be asked. */
export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<OrderOrder>;
};


/** What can be asked. */
export type QueryOrdersByNumberArgs = {
  number: Scalars['String']['input'];
};


/** What can be asked. */
export type QueryReceiptsArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kind?: InputMaybe<Array<ReceiptKind>>;
};


/** What can be asked. */
export type QueryRetentionArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryRetentionPlanArgs = {
  account?: InputMaybe<Scalars['Int']['input']>;
  afterHandling?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be asked. */
export type QueryWorkQueueArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A signed receipt of something that was done to the customer data of some orders. */
export type Receipt = {
  __typename?: 'Receipt';
  /** Who did it; null for the hub itself. */
  actor?: Maybe<Scalars['String']['output']>;
  /** When. */
  at: Scalars['Time']['output'];
  /** To how many orders. */
  count: Scalars['Int']['output'];
  /** The signed statement, JSON; `orderveil certificate verify` checks it offline. */
  document: Scalars['String']['output'];
  /** Opaque, and the same for ever; also its cursor. */
  id: Scalars['ID']['output'];
  /** What was done. */
  kind: ReceiptKind;
  /** What back offices were told of it; the first 100. */
  notices: Array<Notice>;
};

/** A page of receipts, newest first. */
export type ReceiptConnection = {
  __typename?: 'ReceiptConnection';
  /** The receipts themselves. */
  nodes: Array<Receipt>;
  /** Whether there is more. */
  pageInfo: PageInfo;
};

/** What a receipt is for. */
export type ReceiptKind =
  /** It was erased on request. */
  | 'ERASED'
  /** The customer data will be forgotten within a week. */
  | 'PSEUDONYMISATION_DUE'
  /** It was forgotten on its day. */
  | 'PSEUDONYMISED';

/** Tells a marketplace that lines left, or will not be delivered. */
export type Report = {
  __typename?: 'Report';
  /** How often it was tried or asked for. */
  attempts: Scalars['Int']['output'];
  /** When it was entered. */
  createdAt: Scalars['Time']['output'];
  /** When the marketplace confirmed it. */
  doneAt?: Maybe<Scalars['Time']['output']>;
  /** Who entered it: a user, a partner's program, or the connection to a back office. */
  enteredBy: Scalars['String']['output'];
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** What is reported. */
  kind: ReportKind;
  /** How many of which lines. */
  lines: Array<ReportLine>;
  /** When it goes on; null when nothing will happen by itself. */
  nextAttemptAt?: Maybe<Scalars['Time']['output']>;
  /** What is wrong, who has to act, and how. */
  problem?: Maybe<Problem>;
  /** Why lines will not be delivered; null for a parcel. */
  reason?: Maybe<CancelReason>;
  /** The parcel; null for a cancellation. */
  shipment?: Maybe<Shipment>;
  /** How far it has come. */
  state: ReportState;
};

/** What is reported to a marketplace. */
export type ReportKind =
  /** Lines will not be delivered. */
  | 'CANCELLED'
  /** Lines left. */
  | 'SHIPPED';

/** How many of a line are in a report. */
export type ReportLine = {
  __typename?: 'ReportLine';
  /** The line. */
  line: OrderLine;
  /** How many. */
  quantity: Scalars['Int']['output'];
};

/** How many of a line. */
export type ReportLineInput = {
  /** The line's id. */
  line: Scalars['ID']['input'];
  /** 1 or more. */
  quantity: Scalars['Int']['input'];
};

/** How far a report to a marketplace has come. */
export type ReportState =
  /** The marketplace took it on and has not done it yet. */
  | 'ACCEPTED'
  /** The marketplace confirmed it. */
  | 'DONE'
  /** It is not sent: somebody decided so, or nothing was left to report. */
  | 'DROPPED'
  /** Somebody has to act; see problem. */
  | 'FAILED'
  /** On its way. */
  | 'SENDING'
  /** No clear answer came; the marketplace will be asked before anything is sent again. */
  | 'UNKNOWN'
  /** Due at nextAttemptAt. */
  | 'WAITING';

/** For how long an account's customer data is kept, in days. */
export type Retention = {
  __typename?: 'Retention';
  /** After the order was handled: shipped, or cancelled. */
  afterHandling: Scalars['Int']['output'];
  /** Whether every stored order has the day that these settings give; after a change that takes a while. */
  applied: Scalars['Boolean']['output'];
  /** The shortest that the account's marketplaces allow; `afterHandling` is never more. */
  cap: Scalars['Int']['output'];
  /** When the merchant last changed it; null when it never did. */
  changedAt?: Maybe<Scalars['Time']['output']>;
  /** Who changed it. */
  changedBy?: Maybe<Scalars['String']['output']>;
  /** The longest hold for the tax office, from the day of the order; the merchant states it. */
  fiscalLimit: Scalars['Int']['output'];
  /** The longest hold for a claim or an authority, from the day of the order; the merchant states it. */
  legalLimit: Scalars['Int']['output'];
  /** The most for an order that stays open. */
  whileOpen: Scalars['Int']['output'];
};

/** How many orders are forgotten on a day, by a rule. */
export type RetentionPlanLine = {
  __typename?: 'RetentionPlanLine';
  /** From this day on nobody can read their customer data. */
  day: Scalars['Date']['output'];
  /** How many orders. */
  orders: Scalars['Int']['output'];
  /** Which rule sets it: SETTING, MARKETPLACE_CAP, MAXIMUM_AGE, LEGAL_HOLD or ERASURE. */
  rule: Scalars['String']['output'];
};

/** A browser in which the viewer is signed in. */
export type Session = {
  __typename?: 'Session';
  /** When it began. */
  createdAt: Scalars['Time']['output'];
  /** The one that asks. */
  current: Scalars['Boolean']['output'];
  /** When it ends by itself. */
  expiresAt: Scalars['Time']['output'];
  /** Global id. */
  id: Scalars['ID']['output'];
  /** It began with a second factor. */
  secondFactor: Scalars['Boolean']['output'];
  /** When it last went on. */
  usedAt: Scalars['Time']['output'];
};

/** A parcel that left. */
export type Shipment = {
  __typename?: 'Shipment';
  /** Who carries the parcel. */
  carrier: Scalars['String']['output'];
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** When the marketplace confirmed that it knows; null before. */
  reportedToMarketplaceAt?: Maybe<Scalars['Time']['output']>;
  /** When it left. */
  shippedAt: Scalars['Time']['output'];
  /** Whoever has it finds the address. */
  trackingCode?: Maybe<Scalars['String']['output']>;
  /** The carrier's page about the parcel. */
  trackingUrl?: Maybe<Scalars['String']['output']>;
};

/** What an answer showed of one order. */
export type ShownOrder = {
  __typename?: 'ShownOrder';
  /** What was shown, in full or in part. */
  categories: Array<DataCategory>;
  /** The order. */
  order: Scalars['ID']['output'];
};

/** All that is kept of one person. Only for viewers who get every category in full. */
export type SubjectExport = {
  __typename?: 'SubjectExport';
  /** Whether anything was found by which the person can be recognised, or that has this order number. */
  identified: Scalars['Boolean']['output'];
  /** The export for machines: JSON with every field, who received it and who looked at it. */
  json: Scalars['String']['output'];
  /** What the answer means, in a sentence. */
  message: Scalars['String']['output'];
  /** The orders that were found. */
  orders: Array<Order>;
  /** The same for people: one HTML page. */
  page: Scalars['String']['output'];
};

/** What can be followed, over server-sent events or graphql-transport-ws on the same path. */
export type Subscription = {
  __typename?: 'Subscription';
  /** Grants of the viewer's account, or those that the viewer asked for, as they are asked for, decided and over. It ends when the viewer's token does. */
  grantChanged: Grant;
  /** Orders of the viewer's account as they arrive or change. It ends when the viewer's token does. */
  orderChanged: Order;
};

/** One turn of asking a marketplace for orders. */
export type SyncRun = Node & {
  __typename?: 'SyncRun';
  /** When it ended; null before. */
  finishedAt?: Maybe<Scalars['Time']['output']>;
  /** Opaque, and the same for ever. */
  id: Scalars['ID']['output'];
  /** Orders that were new or changed. */
  imported: Scalars['Int']['output'];
  /** Orders that the marketplace named. */
  listed: Scalars['Int']['output'];
  /** Why it did not end well. */
  problem?: Maybe<Problem>;
  /** When it was asked for. */
  queuedAt: Scalars['Time']['output'];
  /** Orders that could not be read or kept; they are tried again by themselves. */
  refused: Scalars['Int']['output'];
  /** When it began; null while it is queued. */
  startedAt?: Maybe<Scalars['Time']['output']>;
  /** How far it has come. */
  state: SyncState;
};

/** How far a run has come. */
export type SyncState =
  /** Ended well. */
  | 'DONE'
  /** Did not end well: see `problem`. */
  | 'FAILED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** Under way. */
  | 'RUNNING';

/** Somebody who signs in. */
export type User = {
  __typename?: 'User';
  /** When it was invited. */
  createdAt: Scalars['Time']['output'];
  /** Global id. */
  id: Scalars['ID']['output'];
  /** What colleagues call the desk or the person. */
  label: Scalars['String']['output'];
  /** When it last signed in or went on. */
  lastUsedAt?: Maybe<Scalars['Time']['output']>;
  /** When the access ends unless somebody says so again. */
  reviewBy: Scalars['Time']['output'];
  /** When somebody last said that the access is needed. */
  reviewedAt: Scalars['Time']['output'];
  /** Its part. */
  role: Scalars['String']['output'];
  /** How it stands. */
  state: UserState;
  /** How tokens, the audit trail and timelines name it. */
  subject: Scalars['String']['output'];
};

/** How a user stands. */
export type UserState =
  /** Signs in. */
  | 'ACTIVE'
  /** Has not come in yet. */
  | 'INVITED'
  /** Gone for good. */
  | 'REMOVED'
  /** Kept out by somebody, or because nobody reviewed the access for 90 days. */
  | 'SUSPENDED';

/** Who asks. */
export type Viewer = {
  __typename?: 'Viewer';
  /** The viewer's account; null for staff, who belong to none. */
  account?: Maybe<Account>;
  /** What the viewer may do. */
  permissions: Array<Permission>;
  /** Categories that the viewer gets in full, for at least one party of an order. */
  reveals: Array<DataCategory>;
  /** The viewer's part, such as merchant or support. */
  role: Scalars['String']['output'];
  /** Who, as the issuer of the token names them. */
  subject: Scalars['String']['output'];
};

/** An order that is new, changed or forgotten. */
export type WorkItem = {
  __typename?: 'WorkItem';
  /** The order as it is now: never older than the version. */
  order: Order;
  /** Names the order's last change, for this program only. A later change puts the order back. */
  version: Scalars['ID']['output'];
};

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { __typename: 'Query', sessions: Array<{ __typename: 'Session', id: string, current: boolean, secondFactor: boolean, createdAt: string, usedAt: string, expiresAt: string }>, passkeys: Array<{ __typename: 'Passkey', id: string, createdAt: string, lastUsedAt?: string | null }> };

export type EndSessionMutationVariables = Exact<{
  session: Scalars['ID']['input'];
}>;


export type EndSessionMutation = { __typename: 'Mutation', endSession: { __typename: 'Session', id: string } };

export type RemovePasskeyMutationVariables = Exact<{
  passkey: Scalars['ID']['input'];
}>;


export type RemovePasskeyMutation = { __typename: 'Mutation', removePasskey: { __typename: 'Passkey', id: string } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename: 'Query', viewer: { __typename: 'Viewer', subject: string, role: string, permissions: Array<Permission>, reveals: Array<DataCategory>, account?: { __typename: 'Account', id: string, number: number } | null } };


export const SessionsDocument = {"__meta__":{"hash":"2d476bbbda452bcf5bea511c0482c42c742a4327cd51322cfc34a47fcbe7a3d6"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"current"}},{"kind":"Field","name":{"kind":"Name","value":"secondFactor"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"usedAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"passkeys"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]} as unknown as DocumentNode<SessionsQuery, SessionsQueryVariables>;
export const EndSessionDocument = {"__meta__":{"hash":"59980ce945e5f4cc30287c05eef0eef80b0f676abe16cb344ff9cba1856a8cf3"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EndSession"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"session"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"endSession"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"session"},"value":{"kind":"Variable","name":{"kind":"Name","value":"session"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<EndSessionMutation, EndSessionMutationVariables>;
export const RemovePasskeyDocument = {"__meta__":{"hash":"43e873d4b2edb4552ec3d1bd064f16fc1fa5d1003c39e2f05c31635dbd033eb7"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemovePasskey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"passkey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"removePasskey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"passkey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"passkey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<RemovePasskeyMutation, RemovePasskeyMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"0c077b375a01e713e334f575774741f7cdc6623e238529475771a9d64afd2377"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"permissions"}},{"kind":"Field","name":{"kind":"Name","value":"reveals"}},{"kind":"Field","name":{"kind":"Name","value":"account"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;