import { IconUserCircle, type Icon } from '@tabler/icons-react'
import { lazy, type ComponentType } from 'react'
import type { Permission } from './gql/graphql'

// What the console has to show, and which permission each page needs: one of them, or none.

export interface Item {
  name: PageName
  icon: Icon
  needs: Permission[]
  page: ComponentType
  one?: ComponentType<{ id: string }>
}

export type PageName =
  | 'orders' | 'failed' | 'connections' | 'support' | 'grants' | 'audit' | 'retention' | 'holds' | 'requests' | 'alarms' | 'users' | 'clients' | 'cancellation' | 'account'

export const sections: { name: 'work' | 'privacy' | 'manage' | 'you'; items: Item[] }[] = [
  { name: 'you', items: [{ name: 'account', icon: IconUserCircle, needs: [], page: lazy(() => import('./pages/account')) }] },
]

