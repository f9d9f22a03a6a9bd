import {
  IconAlertOctagon, IconArrowsSplit, IconClockHour4, IconKey, IconLock, IconPackage, IconPlugConnected, IconScale, IconSearch, IconShieldCheck,
  IconUserQuestion, IconUsers, IconDoorExit, IconUserCircle, IconExclamationCircle, IconEyeSearch, IconListDetails, IconWebhook, IconActivity, IconBuildingStore, type Icon,
} from '@tabler/icons-react'
import { returnPath } from './arrival'
import type { Permission } from './gql/graphql'
import { withSetupTexts, withStaffTexts } from './i18n'
import { later, type Later } from './later'
import { firstPage } from './session'

// What the console has to show, and which permission each page needs: one of them, or none.

export interface Item {
  name: PageName
  icon: Icon
  needs: Permission[]
  page: Later
  one?: Later<{ id: string }>
}

export type PageName =
  | 'orders' | 'failed' | 'connections' | 'rules' | 'webhooks' | 'support' | 'grants' | 'audit' | 'retention' | 'holds' | 'requests' | 'alarms' | 'incident' | 'register' | 'accounts' | 'work' | 'keys' | 'users' | 'clients' | 'cancellation' | 'account'

export const sections: { name: 'work' | 'operate' | 'privacy' | 'manage' | 'you'; items: Item[] }[] = [
  {
    name: 'work',
    items: [
      { name: 'orders', icon: IconPackage, needs: ['ORDERS_LIST'], page: later(() => import('./pages/orders')), one: later(() => import('./pages/order')) },
      { name: 'failed', icon: IconExclamationCircle, needs: ['ORDERS_LIST'], page: later(() => import('./pages/failed')) },
      { name: 'connections', icon: IconPlugConnected, needs: ['CONNECTIONS_READ'], page: later(() => withSetupTexts(import('./pages/connections'))), one: later(() => withSetupTexts(import('./pages/connection'))) },
      { name: 'rules', icon: IconArrowsSplit, needs: ['RULES_MANAGE'], page: later(() => withSetupTexts(import('./pages/rules'))) },
      { name: 'webhooks', icon: IconWebhook, needs: ['CONNECTIONS_MANAGE'], page: later(() => withSetupTexts(import('./pages/webhooks'))) },
      { name: 'support', icon: IconSearch, needs: ['ORDERS_FIND'], page: later(() => import('./pages/support')) },
    ],
  },
  {
    name: 'operate',
    items: [
      { name: 'accounts', icon: IconBuildingStore, needs: ['INSTALL_READ'], page: later(() => withStaffTexts(import('./pages/accounts'))) },
      { name: 'work', icon: IconActivity, needs: ['INSTALL_READ'], page: later(() => withStaffTexts(import('./pages/work'))) },
      { name: 'keys', icon: IconKey, needs: ['INSTALL_READ'], page: later(() => withStaffTexts(import('./pages/keys'))) },
    ],
  },
  {
    name: 'privacy',
    items: [
      { name: 'grants', icon: IconLock, needs: ['GRANT_DECIDE', 'GRANT_REQUEST', 'GRANT_CONFIRM'], page: later(() => import('./pages/grants')) },
      { name: 'audit', icon: IconShieldCheck, needs: ['AUDIT_READ'], page: later(() => import('./pages/audit')) },
      { name: 'retention', icon: IconClockHour4, needs: ['RETENTION_READ'], page: later(() => withStaffTexts(import('./pages/retention'))) },
      { name: 'holds', icon: IconScale, needs: ['RETENTION_READ'], page: later(() => import('./pages/holds')) },
      { name: 'requests', icon: IconUserQuestion, needs: ['SUBJECT_REQUESTS'], page: later(() => import('./pages/requests')) },
      { name: 'alarms', icon: IconAlertOctagon, needs: ['ALARMS_READ'], page: later(() => import('./pages/alarms')) },
      { name: 'incident', icon: IconEyeSearch, needs: ['AUDIT_READ'], page: later(() => withStaffTexts(import('./pages/incident'))) },
      { name: 'register', icon: IconListDetails, needs: ['REGISTER_READ'], page: later(() => withStaffTexts(import('./pages/register'))) },
    ],
  },
  {
    name: 'manage',
    items: [
      { name: 'users', icon: IconUsers, needs: ['ACCESS_REVIEW'], page: later(() => import('./pages/users')) },
      { name: 'clients', icon: IconKey, needs: ['CLIENTS_MANAGE'], page: later(() => import('./pages/clients')) },
      { name: 'cancellation', icon: IconDoorExit, needs: ['ACCOUNT_CANCEL'], page: later(() => import('./pages/cancellation')) },
    ],
  },
  { name: 'you', items: [{ name: 'account', icon: IconUserCircle, needs: [], page: later(() => import('./pages/account')) }] },
]

// Where merchants come back to is on no menu.
export const authorised = later(() => withSetupTexts(import('./pages/authorised')))

// begin fetches the page of an address before it is known whether the viewer may see it, so
// that it does not wait for the answer.
export function begin(path: string): Promise<unknown> | undefined {
  const [, name, id] = path.split('/')
  if (path === returnPath) return authorised.begin().catch(() => undefined)
  const item = sections.flatMap((s) => s.items).find((i) => i.name === (name || firstPage()))
  // What fails here fails again where it is shown, and is told there.
  return (id ? item?.one : item?.page)?.begin().catch(() => undefined)
}
