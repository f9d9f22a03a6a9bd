import i18next from 'i18next'
import { lazy } from 'react'
import { calm } from './calm'

// Messages load after the page does.
const load = () => import('@mantine/notifications')

export const Messages = lazy(() => calm().then(load).then((m) => ({ default: m.Notifications })))

// tell shows a message for a few seconds; screen readers hear it.
export async function tell(message: string, bad = false) {
  const { notifications } = await load()
  notifications.show({ color: bad ? 'red' : 'teal', message, closeButtonProps: { 'aria-label': i18next.t('act.close') } })
}
