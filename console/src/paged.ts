import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, type AnyVariables, type CombinedError, type TypedDocumentNode } from 'urql'

interface Paged<Node> {
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; endCursor?: string | null }
}

interface State<Node, Data> {
  nodes: Node[]
  first?: Data // the first page's whole answer
  next: string | null // the cursor of what comes; null at the end
  error?: CombinedError
}

// usePaged reads a list page by page. Other variables begin it anew, and what still comes
// of the old ones is dropped.
export function usePaged<Data, Variables extends AnyVariables, Node>(document: TypedDocumentNode<Data, Variables>, variables: Omit<Variables, 'after'>, pick: (data: Data) => Paged<Node> | undefined) {
  const client = useClient()
  const key = JSON.stringify(variables)
  const [state, setState] = useState<State<Node, Data>>()
  const [fetching, setFetching] = useState(true)
  const turn = useRef(0)
  const busy = useRef(false)
  const load = useCallback(
    async (after?: string) => {
      const mine = after ? turn.current : ++turn.current
      busy.current = true
      setFetching(true)
      const { data, error } = await client.query(document, { ...JSON.parse(key), after } as Variables, { requestPolicy: 'network-only' }).toPromise()
      if (mine !== turn.current) return
      busy.current = false
      setFetching(false)
      const page = data ? pick(data) : undefined
      if (!page) return setState((old) => ({ nodes: after ? (old?.nodes ?? []) : [], first: old?.first, next: old?.next ?? null, error }))
      setState((old) => ({
        nodes: after ? [...(old?.nodes ?? []), ...page.nodes] : page.nodes,
        first: after ? old?.first : data,
        next: page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null,
        error: undefined,
      }))
    },
    [client, document, key],
  )
  useEffect(() => {
    setState(undefined)
    void load()
    return () => void ++turn.current
  }, [load])
  const more = useCallback(() => {
    if (!busy.current && state?.next) void load(state.next)
  }, [load, state?.next])
  const change = useCallback((update: (nodes: Node[]) => Node[]) => setState((old) => old && { ...old, nodes: update(old.nodes) }), [])
  return { nodes: state?.nodes, first: state?.first, error: state?.error, fetching, hasMore: Boolean(state?.next), more, again: useCallback(() => void load(), [load]), change }
}
