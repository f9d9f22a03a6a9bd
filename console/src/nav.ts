import {
  IconAlertOctagon, IconArrowsSplit, IconClockHour4, IconKey, IconLock, IconPackage, IconPlugConnected, IconScale, IconSearch, IconShieldCheck,
  IconUserQuestion, IconUsers, IconDoorExit, IconUserCircle, IconExclamationCircle, IconEyeSearch, IconListDetails, IconWebhook, IconActivity, IconBuildingStore, type Icon,
} from '@tabler/icons-react'
import { lazy, type ComponentType } from 'react'
import type { Permission } from './gql/graphql'
import { withSetupTexts, withStaffTexts } from './i18n'

// What the console has to show, and which permission each page needs: one of them, or none.

export interface Item {
  name: PageName
  icon: Icon
  needs: Permission[]
  page: ComponentType
  one?: ComponentType<{ id: string }>
}

export type PageName =
  | 'orders' | 'failed' | 'connections' | 'rules' | 'webhooks' | 'support' | 'grants' | 'audit' | 'retention' | 'holds' | 'requests' | 'alarms' | 'incident' | 'register' | 'accounts' | 'work' | 'keys' | 'users' | 'clients' | 'cancellation' | 'account'

export const sections: { name: 'work' | 'operate' | 'privacy' | 'manage' | 'you'; items: Item[] }[] = [
  {
    name: 'work',
    items: [
      { name: 'orders', icon: IconPackage, needs: ['ORDERS_LIST'], page: lazy(() => import('./pages/orders')), one: lazy(() => import('./pages/order')) },
      { name: 'failed', icon: IconExclamationCircle, needs: ['ORDERS_LIST'], page: lazy(() => import('./pages/failed')) },
      { name: 'connections', icon: IconPlugConnected, needs: ['CONNECTIONS_READ'], page: lazy(() => withSetupTexts(import('./pages/connections'))), one: lazy(() => withSetupTexts(import('./pages/connection'))) },
      { name: 'rules', icon: IconArrowsSplit, needs: ['RULES_MANAGE'], page: lazy(() => withSetupTexts(import('./pages/rules'))) },
      { name: 'webhooks', icon: IconWebhook, needs: ['CONNECTIONS_MANAGE'], page: lazy(() => withSetupTexts(import('./pages/webhooks'))) },
      { name: 'support', icon: IconSearch, needs: ['ORDERS_FIND'], page: lazy(() => import('./pages/support')) },
    ],
  },
  {
    name: 'operate',
    items: [
      { name: 'accounts', icon: IconBuildingStore, needs: ['INSTALL_READ'], page: lazy(() => withStaffTexts(import('./pages/accounts'))) },
      { name: 'work', icon: IconActivity, needs: ['INSTALL_READ'], page: lazy(() => withStaffTexts(import('./pages/work'))) },
      { name: 'keys', icon: IconKey, needs: ['INSTALL_READ'], page: lazy(() => withStaffTexts(import('./pages/keys'))) },
    ],
  },
  {
    name: 'privacy',
    items: [
      { name: 'grants', icon: IconLock, needs: ['GRANT_DECIDE', 'GRANT_REQUEST', 'GRANT_CONFIRM'], page: lazy(() => import('./pages/grants')) },
      { name: 'audit', icon: IconShieldCheck, needs: ['AUDIT_READ'], page: lazy(() => import('./pages/audit')) },
      { name: 'retention', icon: IconClockHour4, needs: ['RETENTION_READ'], page: lazy(() => import('./pages/retention')) },
      { name: 'holds', icon: IconScale, needs: ['RETENTION_READ'], page: lazy(() => import('./pages/holds')) },
      { name: 'requests', icon: IconUserQuestion, needs: ['SUBJECT_REQUESTS'], page: lazy(() => import('./pages/requests')) },
      { name: 'alarms', icon: IconAlertOctagon, needs: ['ALARMS_READ'], page: lazy(() => import('./pages/alarms')) },
      { name: 'incident', icon: IconEyeSearch, needs: ['AUDIT_READ'], page: lazy(() => withStaffTexts(import('./pages/incident'))) },
      { name: 'register', icon: IconListDetails, needs: ['REGISTER_READ'], page: lazy(() => withStaffTexts(import('./pages/register'))) },
    ],
  },
  {
    name: 'manage',
    items: [
      { name: 'users', icon: IconUsers, needs: ['ACCESS_REVIEW'], page: lazy(() => import('./pages/users')) },
      { name: 'clients', icon: IconKey, needs: ['CLIENTS_MANAGE'], page: lazy(() => import('./pages/clients')) },
      { name: 'cancellation', icon: IconDoorExit, needs: ['ACCOUNT_CANCEL'], page: lazy(() => import('./pages/cancellation')) },
    ],
  },
  { name: 'you', items: [{ name: 'account', icon: IconUserCircle, needs: [], page: lazy(() => import('./pages/account')) }] },
]

