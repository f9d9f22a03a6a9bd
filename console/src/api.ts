import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core'
import { authExchange } from '@urql/exchange-auth'
import { persistedExchange } from '@urql/exchange-persisted'
import { taken } from './ahead'
import { aboutToEnd, accessToken, refresh } from './session'

// newClient talks to the API. The cache lives as long as the client: a session's answers
// are gone with it.
export function newClient(): Client {
  const events = lazily(async () => {
    const { createClient } = await import('graphql-sse')
    return createClient({
      url: '/graphql',
      credentials: 'same-origin',
      retryAttempts: Infinity,
      headers: async () => {
        if (aboutToEnd()) await refresh()
        return { Authorization: `Bearer ${accessToken()}` }
      },
    })
  })
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    // A page that is left does not break its requests off: what is half read would end as an error of nobody's.
    fetch: (input, init) => taken(init?.body) ?? fetch(input, { ...init, signal: undefined }),
    requestPolicy: 'cache-and-network',
    fetchOptions: { credentials: 'same-origin', headers: { Accept: 'application/graphql-response+json, application/json' } },
    exchanges: [
      cacheExchange,
      authExchange(async ({ appendHeaders }) => ({
        addAuthToOperation: (operation) => appendHeaders(operation, { Authorization: `Bearer ${accessToken()}` }),
        willAuthError: aboutToEnd,
        didAuthError: (error) => error.response?.status === 401 || error.graphQLErrors.some((e) => e.extensions.code === 'UNAUTHENTICATED'),
        refreshAuth: refresh,
      })),
      // Operations go by their SHA-256: the server knows those of this console.
      persistedExchange({
        enforcePersistedQueries: true, enableForMutation: true, enableForSubscriptions: true, preferGetForPersistedQueries: false,
        generateHash: (_, document) => Promise.resolve(hashOf(document)),
      }),
      subscriptionExchange({
        forwardSubscription: ({ variables, extensions }) => ({
          subscribe: (sink) => {
            let over = false
            let end = () => {
              over = true
            }
            void events().then((client) => {
              if (!over) end = client.subscribe({ query: '', variables: variables as Record<string, unknown>, extensions }, sink as never)
            })
            return { unsubscribe: () => end() }
          },
        }),
      }),
      fetchExchange,
    ],
  })
}

function hashOf(document: unknown): string {
  return (document as { __meta__: { hash: string } }).__meta__.hash
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
