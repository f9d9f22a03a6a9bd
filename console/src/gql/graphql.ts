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

/** Says that a program has done with an order, as far as a version. */
export type Acknowledgement = {
  /** The order. */
  order: Scalars['ID']['input'];
  /** As the work queue gave it. */
  version: Scalars['ID']['input'];
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

/** Why customer data is kept longer than the rules say. */
export type HoldBasis =
  /** An authority asked to keep it. */
  | 'AUTHORITY_REQUEST'
  /** The tax office may ask for the invoice. */
  | 'FISCAL_DUTY'
  /** A claim is made or defended. */
  | 'LEGAL_CLAIM';

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

/** Which end of a list comes first. */
export type OrderDirection =
  /** Oldest first. */
  | 'ASC'
  /** Newest first. */
  | 'DESC';

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

/** Whose details. */
export type PartyKind =
  /** Who pays. */
  | 'BILL_TO'
  /** Who receives. */
  | 'SHIP_TO';

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
  /** Say by rules what becomes of orders, and what back offices are not given of customers. */
  | 'RULES_MANAGE'
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

/** What a receipt is for. */
export type ReceiptKind =
  /** It was erased on request. */
  | 'ERASED'
  /** The customer data will be forgotten within a week. */
  | 'PSEUDONYMISATION_DUE'
  /** It was forgotten on its day. */
  | 'PSEUDONYMISED';

/** What is reported to a marketplace. */
export type ReportKind =
  /** Lines will not be delivered. */
  | 'CANCELLED'
  /** Lines left. */
  | 'SHIPPED';

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