import { accessToken, listen } from './session'

// What the first page shows is asked for as soon as the session is there, while the app that
// will ask for it is still on its way: its request then takes the answer that is coming.

const asked = new Map<string, Promise<Response>>()

// A document of the build has its hash and the name of its operation.
interface Document {
  __meta__: { hash: string }
  definitions: { name: { value: string } }[]
}

// ordered is a text of a value that does not depend on the order in which it names its fields.
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v))
}

const headers = { Accept: 'application/graphql-response+json, application/json', 'Content-Type': 'application/json' }

export function askAhead(document: unknown, variables: object) {
  const { __meta__, definitions } = document as Document
  const sha256Hash = __meta__.hash
  const body = JSON.stringify({ operationName: definitions[0]!.name.value, variables, extensions: { persistedQuery: { version: 1, sha256Hash } } })
  const answer = fetch('/graphql', { method: 'POST', credentials: 'same-origin', headers: { ...headers, Authorization: `Bearer ${accessToken()}` }, body })
  answer.catch(() => undefined) // whoever takes it is told
  asked.set(sha256Hash + ordered(variables), answer)
}

// taken is the answer to a request that was sent ahead. It is taken once.
export function taken(body: unknown): Promise<Response> | undefined {
  if (!asked.size || typeof body !== 'string') return undefined
  const { variables, extensions } = JSON.parse(body) as { variables?: object; extensions?: { persistedQuery?: { sha256Hash: string } } }
  const key = `${extensions?.persistedQuery?.sha256Hash}${ordered(variables ?? {})}`
  const answer = asked.get(key)
  asked.delete(key)
  return answer
}

// An answer is for the page and the person that it was asked for.
const forget = () => asked.clear()
addEventListener('pushState', forget)
listen(forget)
