import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// A document travels as its SHA-256: of its text the app needs what kind of operation it is
// and a name, by which answers are kept apart.
function lean(json: string): string {
  const { __meta__, definitions } = JSON.parse(json) as { __meta__: object; definitions: { kind: string; operation: string; name: object }[] }
  const { kind, operation, name } = definitions.find((d) => d.kind === 'OperationDefinition')!
  const selectionSet = { kind: 'SelectionSet', selections: [{ kind: 'Field', name: { kind: 'Name', value: '__typename' } }] }
  return JSON.stringify({ __meta__, kind: 'Document', definitions: [{ kind, operation, name, selectionSet }] })
}

// documents puts them in the place of their texts, so that each comes with the page that sends it.
function documents(): Plugin {
  const generated = () => new Map([...readFileSync('src/gql/graphql.ts', 'utf8').matchAll(/^export const (\w+)Document = (\{.*\}) as unknown as DocumentNode/gm)].map(([, name, json]) => [name!, json!]))
  return {
    name: 'documents',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/src/') || id.includes('/gql/') || !code.includes('graphql(`')) return
      const all = generated()
      return code
        .replace(/\bgraphql\(`\s*(\w+) (\w+)[^`]*`\)/g, (_, kind: string, name: string) => (kind === 'fragment' ? 'undefined' : lean(all.get(name)!)))
        .replace(/^import \{ graphql \} from .*$/m, '')
    },
  }
}

// The server puts an answer's own nonce in the place of the mark.
export default defineConfig({
  plugins: [documents(), react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    target: 'es2022', manifest: true, sourcemap: false, chunkSizeWarningLimit: 700, reportCompressedSize: false,
    modulePreload: { polyfill: false }, assetsInlineLimit: 0,
  },
  server: { proxy: Object.fromEntries(['/graphql', '/auth', '/bulk', '/audit/trail', '/audit/incident'].map((path) => [path, 'http://127.0.0.1:8080'])) },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/test/setup.ts'] },
})
