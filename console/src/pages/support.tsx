import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import type { FindQuery } from '../gql/graphql'
import { withSetupTexts } from '../i18n'
import { useGrantChanges, useOrderChanges } from '../live'
import { LiveGrants } from '../order/granted'
import { Page } from '../ui/page'
import { Empty, Failed, LoadingRows } from '../ui/states'
import { isStaff, useCan, useViewer } from '../viewer'

const OrderView = lazy(() => import('../order/view').then((m) => ({ default: m.OrderView })))
const AccountHealth = lazy(() => withSetupTexts(import('../order/health')))

const FindDocument = graphql(`
  query Find($number: String!, $diagnosis: Boolean!, $looks: Boolean!) {
    ordersByNumber(number: $number) { ...OrderDetail }
  }
`)

// Support is one box for an order number. The number stays out of the address.
export default function Support() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [number, setNumber] = useState('')
  return (
    <>
      <form
        role="search" aria-label={t('page.support')} style={{ marginBottom: 20 }}
        onSubmit={(event) => {
          event.preventDefault()
          setNumber(typed.trim())
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            size="md" label={t('support.number')} leftSection={<IconSearch size={18} aria-hidden />} value={typed} onChange={(e) => setTyped(e.currentTarget.value)}
            autoComplete="off" spellCheck={false} style={{ flex: '1 1 220px', maxWidth: 460 }}
          />
          <Button size="md" type="submit" disabled={!typed.trim()}>
            {t('support.find')}
          </Button>
        </Group>
      </form>
      {number ? <Found key={number} number={number} /> : (
        <Page title={t('page.support')}>
          <Empty title={t('support.start')}>{t('support.start.more')}</Empty>
        </Page>
      )}
    </>
  )
}

// askedAgain is how many times an order is asked for whose forwarding does not come further.
const askedAgain = 6

// useUnderway asks again while an order is on its way to the back office, ever less often and
// not for ever: staff has no stream of orders.
function useUnderway(data: FindQuery | undefined, again: () => void) {
  const streams = useCan()('ORDERS_LIST')
  const states = data?.ordersByNumber.map((o) => o.forward.state) ?? []
  const turn = useRef(0)
  useEffect(() => void (turn.current = 0), [states.join()])
  useEffect(() => {
    if (streams || turn.current === askedAgain || !states.some((s) => s === 'WAITING' || s === 'SENDING')) return
    const timer = setTimeout(again, 1000 * 2 ** turn.current++)
    return () => clearTimeout(timer)
  }, [data])
}

function Found({ number }: { number: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const viewer = useViewer()
  const [{ data, error, fetching }, again] = useQuery({ query: FindDocument, variables: { number, diagnosis: can('DIAGNOSE'), looks: can('AUDIT_READ') }, requestPolicy: 'network-only' })
  const anew = () => again({ requestPolicy: 'network-only' })
  const known = data?.ordersByNumber.map((o) => o.id)
  useGrantChanges((grant) => known?.includes(grant.orderId) && anew())
  useOrderChanges((order) => known?.includes(order.id) && anew())
  useUnderway(data, anew)
  if (error && !data) return <Failed error={error} again={anew} />
  if (!data || (fetching && !data)) return <LoadingRows />
  if (data.ordersByNumber.length === 0) return <Empty title={t('support.none')}>{t('support.none.more')}</Empty>
  return (
    <>
      {data.ordersByNumber.length > 1 && <Text mb="md">{t('support.several', { count: data.ordersByNumber.length })}</Text>}
      {data.ordersByNumber.map((order) => (
        <div key={order.id} style={{ marginBottom: 32 }}>
          {can('GRANT_REQUEST') && <LiveGrants order={order.id} over={anew} />}
          <Suspense fallback={<LoadingRows />}>
            <OrderView order={order} changed={anew} more={can('DIAGNOSE') && isStaff(viewer) && <Suspense fallback={<LoadingRows rows={3} />}><AccountHealth number={order.number} order={order.id} /></Suspense>} />
          </Suspense>
        </div>
      ))}
    </>
  )
}
