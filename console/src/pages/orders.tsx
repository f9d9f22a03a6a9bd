import { Button } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconFilter, IconRefresh } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { OrdersDocument, ordersAsked } from '../first'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { ForwardState, OrderFilter, OrderRowFragment, OrderStatus } from '../gql/graphql'
import { withSetupTexts } from '../i18n'
import { useOrderChanges } from '../live'
import { all, type Chosen } from '../order/chosen'
import { usePaged } from '../paged'
import { calm } from '../ui/calm'
import { Page, Panel } from '../ui/page'
import { Empty, Failed, LoadingRows, Stuck } from '../ui/states'
import { Status, useWord } from '../ui/words'
import { useViewer } from '../viewer'

const CountDocument = graphql(`
  query OrderCount($filter: OrderFilter) { orders(first: 1, filter: $filter) { totalCount } }
`)

const Filters = lazy(() => calm().then(() => import('../order/filters')))
const SavedViews = lazy(() => calm().then(() => withSetupTexts(import('../order/views'))))

// What was chosen stays while the page is left for an order; it is not in the address.
let remembered = all

// Orders is the account's list of orders.
export default function Orders() {
  const { t } = useTranslation()
  const f = useFormat()
  const viewer = useViewer()
  const [chosen, setChosen] = useState(remembered)
  remembered = chosen
  const set = (change: Partial<Chosen>) => setChosen((old) => ({ ...old, ...change }))
  const use = (view: Chosen) => (setChosen(view), setEmail(''))
  const [filtering, { toggle }] = useDisclosure()
  const [email, setEmail] = useState('')
  const [soughtEmail] = useDebouncedValue(email.trim(), 400)
  const filter = useMemo<OrderFilter>(() => ({
    status: chosen.status.length ? (chosen.status as OrderStatus[]) : undefined,
    forwardState: chosen.forward.length ? (chosen.forward as ForwardState[]) : undefined,
    connection: chosen.connection ? [chosen.connection] : undefined,
    placedAfter: chosen.from ? new Date(`${chosen.from}T00:00`).toISOString() : undefined,
    placedBefore: chosen.until ? new Date(new Date(`${chosen.until}T00:00`).getTime() + 86_400_000).toISOString() : undefined,
    customerEmail: soughtEmail || undefined,
  }), [chosen, soughtEmail])
  const { nodes, error, fetching, hasMore, more, again, change } = usePaged(OrdersDocument, ordersAsked(filter, chosen.oldest), (data) => data.orders)
  const [{ data: count }, countAgain] = useQuery({ query: CountDocument, variables: { filter } })
  const [fresh, setFresh] = useState<Set<string>>(new Set())
  useEffect(() => setFresh(new Set()), [nodes === undefined])
  useOrderChanges((order) => {
    if (nodes?.some((n) => n.id === order.id)) change((all) => all.map((n) => (n.id === order.id ? order : n)))
    else setFresh((old) => (old.has(order.id) ? old : new Set(old).add(order.id)))
  })
  const filtered = Object.values(filter).some((v) => v !== undefined)
  return (
    <Page
      title={t('page.orders')} lead={count ? t('orders.count', { count: count.orders.totalCount, n: f.number(count.orders.totalCount) }) : ' '}
      actions={fresh.size > 0 && (
        <Button variant="light" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => (again(), countAgain({ requestPolicy: 'network-only' }), setFresh(new Set()))}>
          {t('orders.fresh', { count: fresh.size })}
        </Button>
      )}
    >
      <Button hiddenFrom="sm" variant="default" size="sm" mb="sm" leftSection={<IconFilter size={16} aria-hidden />} onClick={toggle} aria-expanded={filtering}>
        {t('orders.filters')}
      </Button>
      <Suspense fallback={null}>
        <SavedViews chosen={chosen} use={use} />
      </Suspense>
      <Suspense fallback={<div className="ov-filters ov-filters-awaited" data-open={filtering || undefined} />}>
        <Filters open={filtering} chosen={chosen} set={set} email={viewer.reveals.includes('EMAIL') ? email : undefined} setEmail={setEmail} clear={filtered ? () => use({ ...all, oldest: chosen.oldest }) : undefined} />
      </Suspense>
      <Panel flush>
        {error && !nodes?.length ? <Failed error={error} again={again} />
          : !nodes ? <LoadingRows rows={10} />
            : nodes.length === 0 ? (filtered ? <Empty title={t('orders.none.filtered')}>{t('orders.none.filtered.more')}</Empty> : <Empty title={t('orders.none')}>{t('orders.none.more')}</Empty>)
              : <List orders={nodes} hasMore={hasMore} fetching={fetching} more={more} broken={Boolean(error)} />}
        {error && nodes?.length ? <Stuck error={error} again={more} /> : null}
      </Panel>
    </Page>
  )
}

const narrow = window.matchMedia('(max-width: 48em)')

// List shows the rows that are in sight, and asks for more when their end is near.
function List({ orders, hasMore, fetching, more, broken }: { orders: OrderRowFragment[]; hasMore: boolean; fetching: boolean; more: () => void; broken: boolean }) {
  const { t } = useTranslation()
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: orders.length, getScrollElement: () => scroll.current, estimateSize: () => (narrow.matches ? 108 : 56), overscan: 8 })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !fetching && !broken && last > orders.length - 40) more()
  }, [last, orders.length, hasMore, fetching, more, broken])
  return (
    <div className="ov-list" ref={scroll} role="table" aria-label={t('page.orders')} aria-rowcount={hasMore ? -1 : orders.length + 1} tabIndex={0} aria-busy={fetching}>
      <div role="rowgroup">
        <div className="ov-list-head" role="row">
          <span role="columnheader">{t('order.number')}</span>
          <span role="columnheader">{t('order.customer')}</span>
          <span role="columnheader">{t('order.placed')}</span>
          <span role="columnheader">{t('order.status')}</span>
          <span role="columnheader">{t('order.forward')}</span>
          <span role="columnheader" className="ov-end">{t('order.total')}</span>
        </div>
      </div>
      <div className="ov-list-inner" role="rowgroup" style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => (
          <Row key={row.key} order={orders[row.index]!} index={row.index} start={row.start} />
        ))}
      </div>
    </div>
  )
}

function Row({ order, index, start }: { order: OrderRowFragment; index: number; start: number }) {
  const f = useFormat()
  return (
    <div className="ov-row" role="row" aria-rowindex={index + 2} style={{ transform: `translateY(${start}px)` }}>
      <span role="cell">
        <Link href={`/orders/${order.id}`} className="ov-row-link">
          <span className="ov-number">{order.number}</span>
        </Link>
        <span className="ov-under">{order.connection.label}</span>
      </span>
      <span role="cell">
        <Who of={order} />
        <span className="ov-under">{order.shipTo ? [order.shipTo.city, order.shipTo.country].filter(Boolean).join(', ') : ''}</span>
      </span>
      <span role="cell" title={f.moment(order.placedAt)}>{f.short(order.placedAt)}</span>
      <span role="cell"><Status of="OrderStatus" value={order.status} /></span>
      <span role="cell"><Status of="ForwardState" value={order.forward.state} /></span>
      <span role="cell" className="ov-end">{f.money(order.total)}</span>
    </div>
  )
}

// Who names the customer as far as this viewer may know.
function Who({ of: { shipTo, privacy } }: { of: OrderRowFragment }) {
  const word = useWord()
  const name = shipTo && ([shipTo.firstName, shipTo.lastName].filter(Boolean).join(' ') || shipTo.company)
  return name ? <>{name}</> : <span className="ov-veiled">{word('PrivacyState', privacy.state)}</span>
}
