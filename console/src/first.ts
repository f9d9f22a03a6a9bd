import { graphql } from './gql'
import type { OrderFilter, OrdersQueryVariables } from './gql/graphql'

// What is shown first, and so asked for first. Nothing of the app is needed for that.

export const ViewerDocument = graphql(`
  query Viewer {
    viewer { subject role permissions reveals account { id number sandbox } }
  }
`)

export const OrdersDocument = graphql(`
  query Orders($first: Int, $after: String, $filter: OrderFilter, $orderBy: OrderOrder) {
    orders(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      nodes { ...OrderRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

// ordersAsked is a page of the list.
export function ordersAsked(filter: OrderFilter, oldest: boolean): OrdersQueryVariables {
  return { first: 100, filter, orderBy: { field: 'PLACED_AT', direction: oldest ? 'ASC' : 'DESC' } }
}
