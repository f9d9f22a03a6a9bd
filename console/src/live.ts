import { useEffect, useRef } from 'react'
import { useClient } from 'urql'
import { graphql } from './gql'
import type { GrantChangedSubscription, OrderChangedSubscription } from './gql/graphql'
import { useCan } from './viewer'

graphql(`
  fragment OrderRow on Order {
    id number hubNumber status fulfilment placedAt
    total { amount currency }
    connection { id label code }
    forward { state problem { code } }
    shipTo { firstName lastName company city country }
    privacy { state }
  }
`)

const OrderChangedDocument = graphql(`
  subscription OrderChanged { orderChanged { ...OrderRow } }
`)

const GrantChangedDocument = graphql(`
  subscription GrantChanged { grantChanged { id state orderId } }
`)

// useOrderChanges tells of orders as they come and change. All who listen share one stream.
export function useOrderChanges(changed: (order: OrderChangedSubscription['orderChanged']) => void) {
  const client = useClient()
  const can = useCan()('ORDERS_LIST')
  const latest = useRef(changed)
  latest.current = changed
  useEffect(() => {
    if (!can) return
    return client.subscription(OrderChangedDocument, {}).subscribe(({ data }) => data && latest.current(data.orderChanged)).unsubscribe
  }, [client, can])
}

// useGrantChanges tells of grants that are asked for, decided and over.
export function useGrantChanges(changed: (grant: GrantChangedSubscription['grantChanged']) => void) {
  const client = useClient()
  const latest = useRef(changed)
  latest.current = changed
  useEffect(() => client.subscription(GrantChangedDocument, {}).subscribe(({ data }) => data && latest.current(data.grantChanged)).unsubscribe, [client])
}
