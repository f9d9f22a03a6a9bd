import { createContext, useContext } from 'react'
import type { Permission, ViewerQuery } from './gql/graphql'

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
