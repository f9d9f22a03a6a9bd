import { Anchor } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { Health, polled, Runs } from '../connection/health'
import { graphql } from '../gql'
import { Facts, Page, Panel } from '../ui/page'
import { Empty, Failed, Forbidden, LoadingRows } from '../ui/states'
import { useWord } from '../ui/words'
import { useCan } from '../viewer'

const AddConnection = lazy(() => import('../connection/add').then((m) => ({ default: m.AddConnection })))
const State = lazy(() => import('../connection/manage').then((m) => ({ default: m.State })))
const Manage = lazy(() => import('../connection/manage').then((m) => ({ default: m.Manage })))

graphql(`
  fragment ConnectionDetail on Connection { ...ConnectionHealth credentialsSetAt withhold withholdWarning withholdLoss hook }
`)

const ConnectionDocument = graphql(`
  query Connection($id: ID!) { node(id: $id) { ...ConnectionDetail } }
`)

// Connection is one connection, or the page on which one is added.
export default function Connection({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  return (
    <>
      <Anchor component={Link} href="/connections" size="sm" mb="xs" style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
        <IconArrowLeft size={16} aria-hidden />
        {t('page.connections')}
      </Anchor>
      {id !== 'new' ? <One key={id} id={id} /> : can('CONNECTIONS_MANAGE') ? <Suspense fallback={<LoadingRows />}><AddConnection /></Suspense> : <Forbidden />}
    </>
  )
}

function One({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const word = useWord()
  const [{ data, error }, again] = useQuery({ query: ConnectionDocument, variables: { id } })
  const changed = () => again({ requestPolicy: 'network-only' })
  useEffect(() => {
    const turn = setInterval(changed, 15_000)
    return () => clearInterval(turn)
  }, [again])
  const it = data?.node?.__typename === 'Connection' ? data.node : undefined
  if (!it) return error ? <Failed error={error} again={again} /> : data ? <Empty title={t('connect.lost')}>{t('order.lost.more')}</Empty> : <LoadingRows />
  return (
    <Page title={it.label} lead={`${word('ConnectionKind', it.kind)} · ${it.code}`}>
      <Panel title={t('health.title')}>
        <Health of={it} />
        {can('CONNECTIONS_MANAGE') && <Suspense fallback={null}><State of={it} changed={changed} /></Suspense>}
      </Panel>
      {polled(it) && <Runs of={it} again={changed} />}
      {can('CONNECTIONS_MANAGE') && <Suspense fallback={<LoadingRows />}><Manage of={it} changed={changed} /></Suspense>}
      <Panel title={t('connect.hook')}>
        <Facts of={[[t('connect.hook.path'), <span key="h" className="ov-number" style={{ overflowWrap: 'anywhere' }}>{it.hook}</span>]]} />
      </Panel>
    </Page>
  )
}
