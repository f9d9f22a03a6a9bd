import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync } from 'node:fs'
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

const names = (folder: string, ending: string) => readdirSync(folder).filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length))

// Pages that have no frame around them.
const alone = ['door', 'invitation', 'developers']

// ahead has the app fetched together with the first script, and tells that script which files
// make up each page, so that they need not wait for the app either. It stands in the page
// because that is never kept: a script's name stands for its content.
function ahead(): Plugin {
  return {
    name: 'ahead',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((c) => c.type === 'chunk')
        const of = (source: string) => chunks.find((c) => c.moduleIds.some((id) => id.endsWith(`/src/${source}`)))!
        const needed = (file: string, found: Set<string>): Set<string> => {
          if (!found.has(file)) {
            found.add(file)
            chunks.find((c) => c.fileName === file)?.imports.forEach((other) => needed(other, found))
          }
          return found
        }
        const beyond = (source: string, has: Set<string>) => [...needed(of(source).fileName, new Set(has))].filter((file) => !has.has(file))
        const first = needed(chunks.find((c) => c.isEntry)!.fileName, new Set())
        const app = new Set([...first, ...beyond('app.tsx', first)])
        const shell = new Set([...app, ...beyond('shell.tsx', app)])
        const files = [['shell', ...beyond('shell.tsx', app)]]
        for (const page of names('src/pages', '.tsx')) files.push([`page/${page}`, ...beyond(`pages/${page}.tsx`, alone.includes(page) ? app : shell)])
        for (const language of names('src/locales', '.json')) files.push([`words/${language}`, ...beyond(`locales/${language}.json`, app)])
        const text = files.map((all) => all.map((file) => file.replace(/^assets\/|\.js$/g, '')).join(' ')).join(';')
        return [
          ...beyond('app.tsx', first).map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` }, injectTo: 'head' as const })),
          { tag: 'meta', attrs: { name: 'orderveil-files', content: text }, injectTo: 'head-prepend' as const },
        ]
      },
    },
  }
}

// The server puts an answer's own nonce in the place of the mark.
export default defineConfig({
  plugins: [documents(), ahead(), react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    target: 'es2022', manifest: true, sourcemap: false, chunkSizeWarningLimit: 700, reportCompressedSize: false,
    modulePreload: { polyfill: false }, assetsInlineLimit: 0,
  },
  server: { proxy: Object.fromEntries(['/graphql', '/auth', '/bulk', '/audit/trail', '/audit/incident'].map((path) => [path, 'http://127.0.0.1:8080'])) },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/test/setup.ts'] },
})
