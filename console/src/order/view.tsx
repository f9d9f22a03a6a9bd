import { Group, Table, Text } from '@mantine/core'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import type { OrderDetailFragment, PartyFieldsFragment } from '../gql/graphql'
import { Said } from '../said'
import { Facts, Page, Panel } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Categories, Status, useRole, useWord } from '../ui/words'
import { Diagnosis } from './diagnosis'
import { useViewer } from '../viewer'
import { Scroll } from '../ui/scroll'

type Order = OrderDetailFragment
type Event = Order['timeline']['nodes'][number]

// What can be done with an order comes after what is to be read.
const OrderActions = lazy(() => import('./acts').then((m) => ({ default: m.OrderActions })))
const PrivacyActions = lazy(() => import('./acts').then((m) => ({ default: m.PrivacyActions })))
const Reports = lazy(() => import('./reports').then((m) => ({ default: m.Reports })))

function Lazy({ children }: { children: ReactNode }) {
  return <Suspense fallback={null}>{children}</Suspense>
}

// OrderView is all of an order that this viewer may see.
export function OrderView({ order, changed, more }: { order: Order; changed: () => void; more?: ReactNode }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <Page
      title={`${t('order.title')} ${order.number}`}
      lead={<Group component="span" gap="md"><Status of="OrderStatus" value={order.status} /><Status of="ForwardState" value={order.forward.state} /></Group>}
      actions={<Lazy><OrderActions order={order} changed={changed} /></Lazy>}
    >
      {order.forward.problem && (
        <div className="ov-panel ov-panel-body" style={{ marginBottom: 16 }}>
          <ProblemNote problem={order.forward.problem} />
        </div>
      )}
      <div className="ov-columns">
        <div>
          <Panel title={t('order.parties')}>
            <div className="ov-halves">
              <Party title={t('PartyKind.SHIP_TO')} of={order.shipTo} order={order} />
              <Party title={t('PartyKind.BILL_TO')} of={order.billTo} order={order} />
            </div>
          </Panel>
          <Lines order={order} />
          {order.shipments.length > 0 && <Shipments order={order} />}
          {order.reports.length > 0 && <Lazy><Reports order={order} changed={changed} /></Lazy>}
          {more}
          {order.diagnosis && <Diagnosis of={order.diagnosis} />}
          <Timeline order={order} />
        </div>
        <div>
          <Panel title={t('order.facts')}>
            <Facts of={[
              [t('order.total'), <strong key="t">{f.money(order.total)}</strong>],
              [t('order.tax'), order.tax ? f.money(order.tax) : undefined],
              [t('order.placed'), f.moment(order.placedAt)],
              [t('order.handled'), order.handledAt ? f.moment(order.handledAt) : undefined],
              [t('order.connection'), order.connection.label],
              [t('order.fulfilment'), t(`Fulfilment.${order.fulfilment}`)],
              [t('order.hub'), <span key="h" className="ov-number">{order.hubNumber}</span>],
              [t('order.office'), order.backOfficeNumber ? <span key="b" className="ov-number">{order.backOfficeNumber}</span> : undefined],
              [t('order.account'), order.account.number],
              [t('order.attempts'), order.forward.attempts || undefined],
              [t('order.next'), order.forward.nextAttemptAt ? f.ago(order.forward.nextAttemptAt) : undefined],
            ]} />
          </Panel>
          <Privacy order={order} />
          {order.looks && <Looks of={order.looks} />}
        </div>
      </div>
    </Page>
  )
}

function Party({ title, of, order }: { title: string; of: PartyFieldsFragment | null | undefined; order: Order }) {
  const { t, i18n } = useTranslation()
  const word = useWord()
  if (!of) return null
  const country = new Intl.DisplayNames(i18n.language, { type: 'region' }).of(of.country)
  const join = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' ')
  const name = join(of.firstName, of.lastName)
  const rows: [string, string | null | undefined][] = [
    [t('party.note'), of.addressNote], [t('party.pickup'), of.pickupPoint], [t('party.email'), of.email], [t('party.phone'), of.phone],
    [t('party.reference'), of.orderReference], [t('party.tax'), of.taxId], [t('party.chamber'), of.chamberOfCommerce],
  ]
  const nothing = !name && !of.company && !of.street && !of.streetOriginal && rows.every(([, v]) => !v)
  return (
    <div>
      <Text size="sm" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      {nothing ? (
        <Text className="ov-veiled">{order.privacy.pseudonym ?? word('PrivacyState', order.privacy.state)}</Text>
      ) : (
        <address style={{ fontStyle: 'normal', marginBottom: 10 }}>
          {name && <Text fw={600}>{name}</Text>}
          {of.company && <Text>{of.company}</Text>}
          <Text>{of.street ? join(of.street, join(of.houseNumber, of.houseNumberAddition)) : of.streetOriginal}</Text>
          <Text>{join(of.postcode, of.city)}</Text>
          {of.region && <Text>{of.region}</Text>}
        </address>
      )}
      <Text mb={10}>{country}</Text>
      <Facts of={rows.map(([n, v]): [string, string | undefined] => [n, v ?? undefined])} />
    </div>
  )
}

function Lines({ order }: { order: Order }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <Panel title={t('order.lines')} flush>
      <Scroll width={520}>
        <Table verticalSpacing="sm" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('line.product')}</Table.Th>
              <Table.Th ta="right">{t('line.quantity')}</Table.Th>
              <Table.Th ta="right">{t('line.shipped')}</Table.Th>
              <Table.Th ta="right">{t('line.price')}</Table.Th>
              <Table.Th ta="right">{t('order.total')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {order.lines.map((l) => (
              <Table.Tr key={l.id}>
                <Table.Td>
                  {l.title}
                  <span className="ov-under">{[l.sku, l.ean].filter(Boolean).join(' · ')}</span>
                  {l.cancellationRequested && <span className="ov-status ov-warn">{t('line.out')}</span>}
                </Table.Td>
                <Table.Td ta="right">{f.number(l.quantity)}</Table.Td>
                <Table.Td ta="right">
                  {f.number(l.quantityShipped)}
                  {l.quantityCancelled > 0 && <span className="ov-under">{t('line.cancelled', { n: l.quantityCancelled })}</span>}
                </Table.Td>
                <Table.Td ta="right">{f.money(l.unitPrice)}</Table.Td>
                <Table.Td ta="right">{f.money(l.total)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </Panel>
  )
}

function Shipments({ order }: { order: Order }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <Panel title={t('order.shipments')}>
      {order.shipments.map((s) => (
        <Facts key={s.id} of={[
          [t('shipment.carrier'), s.carrier],
          [t('shipment.tracking'), s.trackingCode ? <span className="ov-number">{s.trackingCode}</span> : undefined],
          [t('shipment.left'), f.moment(s.shippedAt)],
          [t('shipment.reported'), s.reportedToMarketplaceAt ? f.moment(s.reportedToMarketplaceAt) : t('shipment.reported.not')],
        ]} />
      ))}
    </Panel>
  )
}

function Timeline({ order }: { order: Order }) {
  const { t, i18n } = useTranslation()
  const f = useFormat()
  const role = useRole()
  // An id that is nobody's any more says nothing to people.
  const who = ({ by, actor }: Event) => (by ? (by.name ?? role(by.role)) : actor && !/^[\da-f-]{36}$/.test(actor) && role(actor))
  // What a detail says depends on the event: a state, a hold's ground and day, a rule, a problem's code.
  const about = ({ kind, detail }: Event) => {
    const [first, day] = detail!.split(' ')
    if (/^(IMPORTED|STATUS_\w+)$/.test(kind) && i18n.exists(`OrderStatus.${detail}`)) return t(`OrderStatus.${detail}` as never)
    if (kind === 'HOLD_PLACED' && day && i18n.exists(`HoldBasis.${first}`)) return `${t(`HoldBasis.${first}` as never)}, ${f.day(day)}`
    return detail
  }
  const name = (kind: string) => (i18n.exists(`event.${kind}`) ? t(`event.${kind}` as never) : kind)
  return (
    <Panel title={t('order.timeline')}>
      <ol className="ov-timeline">
        {order.timeline.nodes.map((e) => (
          <li key={e.id}>
            <Text fw={550}>{name(e.kind)}</Text>
            <Text size="sm" c="dimmed">
              {[f.moment(e.at), e.detail && about(e), who(e)].filter(Boolean).join(' · ')}
            </Text>
            {e.note && <Text size="sm">{e.note}</Text>}
          </li>
        ))}
      </ol>
      {order.timeline.pageInfo.hasNextPage && <Text size="sm" c="dimmed">{t('order.timeline.more')}</Text>}
    </Panel>
  )
}

// Privacy says what is visible to this viewer, until which day and why.
function Privacy({ order }: { order: Order }) {
  const { t } = useTranslation()
  const f = useFormat()
  const role = useRole()
  const viewer = useViewer()
  const p = order.privacy
  const alive = !['PSEUDONYMISED', 'ERASED'].includes(p.state)
  return (
    <Panel title={t('privacy.title')}>
      <Facts of={[
        [t('privacy.state'), <Status key="s" of="PrivacyState" value={p.state} />],
        [t('privacy.withheld'), p.withheld.length ? <Categories key="w" of={p.withheld} /> : undefined],
        [t('privacy.until'), p.forgetOn ? <><strong>{f.day(p.forgetOn)}</strong> <Text span size="sm" c="dimmed">({f.ago(p.forgetOn)})</Text></> : undefined],
        [t('privacy.hold'), p.holdUntil ? f.day(p.holdUntil) : undefined],
        [t('privacy.pseudonym'), p.pseudonym ? <span key="p" className="ov-number">{p.pseudonym}</span> : undefined],
      ]} />
      <Text size="sm" c="dimmed" mt="sm">
        <Said of={p.reasons.map((r) => `reason.${r}`)} english={p.reason} values={{ role: role(viewer.role) }} />
      </Text>
      {alive && <Lazy><PrivacyActions order={order} /></Lazy>}
    </Panel>
  )
}

function Looks({ of }: { of: NonNullable<Order['looks']> }) {
  const { t } = useTranslation()
  const f = useFormat()
  const role = useRole()
  return (
    <Panel title={t('looks.title')}>
      {of.length === 0 ? <Text size="sm" c="dimmed">{t('looks.none')}</Text> : (
        <ol className="ov-timeline">
          {of.map((l, i) => (
            <li key={i}>
              <Text size="sm" fw={550}>
                {role(l.role)} · <Text span size="sm" c="dimmed">{f.ago(l.at)}</Text>
              </Text>
              <Categories of={l.categories} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
