import type { CodegenConfig } from '@graphql-codegen/cli'
import { Kind, visit, type DocumentNode } from 'graphql'

// Answers are kept by the types in them. The root's type says nothing, and the audit trail
// lists what was asked of the root.
function typed(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (set, _key, parent) =>
      parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        ? undefined
        : { ...set, selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }, ...set.selections] },
  })
}

// Types of every document, and the manifest of trusted documents: the server knows the
// console's operations by their SHA-256.
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'src/gql/': {
      preset: 'client',
      documentTransforms: [{ transform: ({ documents }) => documents.map((file) => ({ ...file, document: file.document && typed(file.document) })) }],
      presetConfig: { fragmentMasking: false, persistedDocuments: { mode: 'embedHashInDocument', hashPropertyName: 'hash', hashAlgorithm: 'sha256' } },
      config: {
        useTypeImports: true, enumsAsTypes: true, avoidOptionals: false, strictScalars: true, onlyOperationTypes: true, disableDescriptions: true,
        scalars: { Secret: 'string', Time: 'string', Date: 'string', Decimal: 'string' },
      },
    },
  },
}
export default config
