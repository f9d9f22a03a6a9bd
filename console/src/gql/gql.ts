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
    "\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n": typeof types.SessionsDocument,
    "\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n": typeof types.EndSessionDocument,
    "\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n": typeof types.RemovePasskeyDocument,
    "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number } }\n  }\n": typeof types.ViewerDocument,
};
const documents: Documents = {
    "\n  query Sessions {\n    sessions { id current secondFactor createdAt usedAt expiresAt }\n    passkeys { id createdAt lastUsedAt }\n  }\n": types.SessionsDocument,
    "\n  mutation EndSession($session: ID!) { endSession(session: $session) { id } }\n": types.EndSessionDocument,
    "\n  mutation RemovePasskey($passkey: ID!) { removePasskey(passkey: $passkey) { id } }\n": types.RemovePasskeyDocument,
    "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number } }\n  }\n": types.ViewerDocument,
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
export function graphql(source: "\n  query Viewer {\n    viewer { subject role permissions reveals account { id number } }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer { subject role permissions reveals account { id number } }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;