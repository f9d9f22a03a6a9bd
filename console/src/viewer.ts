import { createContext, useContext } from 'react'
import { graphql } from './gql'
import type { Permission, ViewerQuery } from './gql/graphql'

export const ViewerDocument = graphql(`
  query Viewer {
    viewer { subject role permissions reveals account { id number sandbox } }
  }
`)

export type Viewer = ViewerQuery['viewer']

export const ViewerContext = createContext<Viewer | undefined>(undefined)

export function useViewer(): Viewer {
  return useContext(ViewerContext)!
}

// useCan answers whether the viewer has a permission. It only spares people what would be
// refused: the server decides.
export function useCan() {
  const viewer = useViewer()
  return (permission: Permission) => viewer.permissions.includes(permission)
}

// isStaff tells the operator's people from an account's.
export function isStaff(viewer: Viewer): boolean {
  return !viewer.account
}
