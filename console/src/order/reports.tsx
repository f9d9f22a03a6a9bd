import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { CancelReason, OrderDetailFragment } from '../gql/graphql'
import { Confirmed, useAct } from '../ui/act'
import { Panel } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Wrong } from '../ui/states'
import { Status, useWord } from '../ui/words'
import { useCan } from '../viewer'

interface Props {
  order: OrderDetailFragment
  changed: () => void
}

const ReportShipmentDocument = graphql(`
  mutation ReportShipment($order: ID!, $reference: String!, $lines: [ReportLineInput!], $carrier: String!, $trackingCode: String) {
    reportShipment(order: $order, reference: $reference, lines: $lines, carrier: $carrier, trackingCode: $trackingCode) { id state }
  }
`)

const ReportCancellationDocument = graphql(`
  mutation ReportCancellation($order: ID!, $lines: [ReportLineInput!], $reason: CancelReason!) {
    reportCancellation(order: $order, lines: $lines, reason: $reason) { id state }
  }
`)

const SendReportAgainDocument = graphql(`
  mutation SendReportAgain($report: ID!, $reason: String!) { sendReportAgain(report: $report, reason: $reason) { id state } }
`)

const DropReportDocument = graphql(`
  mutation DropReport($report: ID!, $reason: String!) { dropReport(report: $report, reason: $reason) { id state } }
`)

// useQuantities is how many of each line that is left; all of it to begin with.
function useQuantities(order: OrderDetailFragment) {
  const left = order.lines.map((l) => ({ id: l.id, title: l.title, left: l.quantity - l.quantityShipped - l.quantityCancelled })).filter((l) => l.left > 0)
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const of = (id: string, all: number) => chosen[id] ?? String(all)
  return {
    lines: left.map((l) => ({ line: l.id, quantity: Number(of(l.id, l.left)) })).filter((l) => l.quantity > 0),
    fields: left.map((l) => (
      <TextInput key={l.id} type="number" min={0} max={l.left} label={l.title} value={of(l.id, l.left)} onChange={(e) => setChosen({ ...chosen, [l.id]: e.currentTarget.value })} />
    )),
  }
}

export function ReportShipment({ order, changed }: Props) {
  const { t } = useTranslation()
  const [open, { open: show, close }] = useDisclosure()
  const [carrier, setCarrier] = useState('')
  const [code, setCode] = useState('')
  const [reference, setReference] = useState('')
  const { lines, fields } = useQuantities(order)
  const { busy, wrong, act, clear } = useAct(ReportShipmentDocument, t('report.entered'))
  return (
    <>
      <Button onClick={() => (clear(), setReference(`${order.shipments.length + order.reports.length + 1}`), show())}>{t('report.ship')}</Button>
      <Modal opened={open} onClose={close} title={t('report.ship')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act({ order: order.id, reference, carrier, trackingCode: code.trim() || undefined, lines }).then((done) => done && (close(), changed()))
          }}
        >
          <Stack>
            <TextInput data-autofocus label={t('shipment.carrier')} required value={carrier} onChange={(e) => setCarrier(e.currentTarget.value)} placeholder="PostNL" />
            <TextInput label={t('shipment.tracking')} value={code} onChange={(e) => setCode(e.currentTarget.value)} autoComplete="off" />
            <TextInput label={t('report.reference')} description={t('report.reference.more')} required maxLength={100} value={reference} onChange={(e) => setReference(e.currentTarget.value)} />
            {fields}
            <Wrong>{wrong}</Wrong>
            <Button type="submit" loading={busy} disabled={lines.length === 0}>
              {t('report.ship')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

const reasons: CancelReason[] = ['OUT_OF_STOCK', 'CUSTOMER_REQUEST', 'PRICE_ERROR', 'DAMAGED', 'TOO_LATE', 'ORDERED_TWICE', 'OTHER']

export function ReportCancellation({ order, changed }: Props) {
  const { t } = useTranslation()
  const word = useWord()
  const [open, { open: show, close }] = useDisclosure()
  const [reason, setReason] = useState<CancelReason>('OUT_OF_STOCK')
  const { lines, fields } = useQuantities(order)
  const { busy, wrong, act, clear } = useAct(ReportCancellationDocument, t('report.entered'))
  return (
    <>
      <Button variant="default" onClick={() => (clear(), show())}>
        {t('report.cancel')}
      </Button>
      <Modal opened={open} onClose={close} title={t('report.cancel.title')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void act({ order: order.id, reason, lines }).then((done) => done && (close(), changed()))
          }}
        >
          <Stack>
            <Text size="sm">{t('report.cancel.more')}</Text>
            <Select label={t('act.reason')} data={reasons.map((value) => ({ value, label: word('CancelReason', value) }))} value={reason} onChange={(v) => v && setReason(v as CancelReason)} allowDeselect={false} />
            {fields}
            <Wrong>{wrong}</Wrong>
            <Button type="submit" color="red" loading={busy} disabled={lines.length === 0}>
              {t('report.cancel')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

// Reports are what the marketplace is told, and how far that is.
export function Reports({ order }: Props) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const can = useCan()
  return (
    <Panel title={t('report.title')}>
      <ol className="ov-timeline">
        {order.reports.map((r) => (
          <li key={r.id}>
            <Group gap="sm">
              <Text fw={550}>{word('ReportKind', r.kind)}</Text>
              <Status of="ReportState" value={r.state} />
            </Group>
            <Text size="sm" c="dimmed">
              {[f.moment(r.createdAt), r.reason && word('CancelReason', r.reason), r.shipment?.carrier].filter(Boolean).join(' · ')}
            </Text>
            <Text size="sm">{r.lines.map((l) => `${f.number(l.quantity)} × ${l.line.title}`).join(', ')}</Text>
            {r.problem && <ProblemNote problem={r.problem} />}
            {r.state === 'FAILED' && can('SHIPMENTS_REPORT') && (
              <Group gap="xs" mt={6}>
                <Confirmed label={t('report.again')} title={t('report.again.title')} document={SendReportAgainDocument} done={t('report.entered')} reason variables={(reason) => ({ report: r.id, reason })} />
                <Confirmed label={t('report.drop')} title={t('report.drop.title')} document={DropReportDocument} done={t('report.dropped')} reason variables={(reason) => ({ report: r.id, reason })} />
              </Group>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
