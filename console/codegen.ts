import type { CodegenConfig } from '@graphql-codegen/cli'
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset'

// Types of every document, and the manifest of trusted documents: the server knows the
// console's operations by their SHA-256.
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'src/gql/': {
      preset: 'client',
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: { fragmentMasking: false, persistedDocuments: { mode: 'embedHashInDocument', hashPropertyName: 'hash', hashAlgorithm: 'sha256' } },
      config: { useTypeImports: true, enumsAsTypes: true, avoidOptionals: false, strictScalars: true, onlyOperationTypes: true, disableDescriptions: true, scalars: { Time: 'string', Date: 'string', Decimal: 'string' } },
    },
  },
}
export default config
