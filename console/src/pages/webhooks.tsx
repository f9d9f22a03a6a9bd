import { Anchor, Group, SegmentedControl, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { ForwardAgain } from '../order/forward'
import { usePaged } from '../paged'
import { Confirmed } from '../ui/act'
import { Page } from '../ui/page'
import { Empty, Failed, LoadingRows } from '../ui/states'
import { Listed } from '../ui/table'
import { Status } from '../ui/words'

const EndpointsDocument = graphql(`
  query Endpoints { connections { id code label state } }
`)

const SentOrdersDocument = graphql(`
  query SentOrders($id: ID!, $after: String) {
    node(id: $id) {
      ... on Connection {
        id
        deliveries(first: 50, after: $after) {
          nodes { id orderId orderNumber state attempts lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`)

const SentNoticesDocument = graphql(`
  query SentNotices($id: ID!, $after: String) {
    notices(first: 50, after: $after, connection: $id) {
      nodes { id kind count state attempts createdAt lastAttemptAt nextAttemptAt answer problem { ...ProblemFields } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

const SendAgainDocument = graphql(`
  mutation SendNoticeAgain($notice: ID!) { notifyAgain(notice: $notice) { id state nextAttemptAt } }
`)

// Webhooks are the messages to systems that take them by Standard Webhooks, and what became of each.
export default function Webhooks() {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: EndpointsDocument })
  const endpoints = data?.connections.filter((c) => c.code === 'webhook')
  const [chosen, setChosen] = useState<string | null>(null)
  const [about, setAbout] = useState('orders')
  const id = chosen ?? endpoints?.[0]?.id
  return (
    <Page title={t('page.webhooks')} lead={t('webhooks.lead')}>
      {error && !data ? <Failed error={error} again={again} />
        : !endpoints ? <LoadingRows />
          : !id ? <Empty title={t('webhooks.none')}>{t('webhooks.none.more')}</Empty> : (
            <>
              <Group mb="md" align="flex-end">
                <Select label={t('webhooks.endpoint')} data={endpoints.map((c) => ({ value: c.id, label: c.label }))} value={id} onChange={setChosen} allowDeselect={false} />
                <SegmentedControl aria-label={t('webhooks.about')} value={about} onChange={setAbout} data={[{ value: 'orders', label: t('page.orders') }, { value: 'notices', label: t('webhooks.notices') }]} />
                <Anchor component={Link} href={`/connections/${id}`} size="sm" pb={6}>
                  {t('webhooks.connection')}
                </Anchor>
              </Group>
              {about === 'orders' ? <SentOrders key={id} id={id} /> : <SentNotices key={id} id={id} />}
            </>
          )}
    </Page>
  )
}

// again is sent by hand when it is not on its way by itself.
const stuck = (state: string) => ['FAILED', 'UNSUPPORTED', 'UNKNOWN', 'HELD'].includes(state)

function useColumns() {
  const { t } = useTranslation()
  return [t('webhooks.what'), t('health.state'), t('order.attempts'), t('webhooks.answer'), t('webhooks.last'), t('order.next'), t('health.problem'), '']
}

function SentOrders({ id }: { id: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { nodes, error, fetching, hasMore, more, again } = usePaged(SentOrdersDocument, { id }, (data) => (data.node?.__typename === 'Connection' ? data.node.deliveries : undefined))
  return (
    <Listed
      columns={useColumns()} nodes={nodes} of={(n) => n.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching} width={860}
      none={{ title: t('webhooks.empty'), more: t('webhooks.empty.more') }}
      row={(n) => [
        <Anchor key="n" component={Link} href={`/orders/${n.orderId}`} className="ov-number">{n.orderNumber}</Anchor>,
        <Status key="s" of="ForwardState" value={n.state} />, f.number(n.attempts), n.answer ?? '–', <span key="t" className="ov-whole">{n.lastAttemptAt ? f.short(n.lastAttemptAt) : '–'}</span>, n.nextAttemptAt ? f.ago(n.nextAttemptAt) : '–',
        n.problem ? <span key="p" title={n.problem.cause} className="ov-number">{n.problem.code}</span> : '',
        stuck(n.state) && <ForwardAgain key="a" small order={n.orderId} />,
      ]}
    />
  )
}

function SentNotices({ id }: { id: string }) {
  const { t, i18n } = useTranslation()
  const f = useFormat()
  const { nodes, error, fetching, hasMore, more, again } = usePaged(SentNoticesDocument, { id }, (data) => data.notices)
  const name = (kind: string) => (i18n.exists(`notice.${kind}`) ? t(`notice.${kind}` as never) : kind)
  return (
    <Listed
      columns={useColumns()} nodes={nodes} of={(n) => n.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching} width={860}
      none={{ title: t('webhooks.empty'), more: t('webhooks.empty.more') }}
      row={(n) => [
        `${name(n.kind)} (${n.count || t('notices.all')})`,
        <Status key="s" of="NoticeState" value={n.state} />, f.number(n.attempts), n.answer ?? '–', <span key="t" className="ov-whole">{n.lastAttemptAt ? f.short(n.lastAttemptAt) : '–'}</span>, n.nextAttemptAt ? f.ago(n.nextAttemptAt) : '–',
        n.problem ? <span key="p" title={n.problem.cause} className="ov-number">{n.problem.code}</span> : '',
        stuck(n.state) && (
          <Confirmed key="a" label={t('notices.again')} title={t('notices.again.title')} document={SendAgainDocument} done={t('notices.again.done')} variables={() => ({ notice: n.id })} after={again} />
        ),
      ]}
    />
  )
}
