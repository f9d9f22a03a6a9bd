import { Anchor, Button, Checkbox, Group, Modal, Progress, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { FailedOrdersQuery, ForwardState } from '../gql/graphql'
import { useOrderChanges } from '../live'
import { ForwardAgain } from '../order/forward'
import { usePaged } from '../paged'
import { Page } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Empty, Failed as Failure, LoadingRows, useFailure, Wrong } from '../ui/states'
import { Status } from '../ui/words'
import { useCan } from '../viewer'

const FailedOrdersDocument = graphql(`
  query FailedOrders($after: String, $filter: OrderFilter) {
    orders(first: 50, after: $after, filter: $filter) {
      nodes { id number placedAt connection { label } total { amount currency } forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

const ForwardEachAgainDocument = graphql(`
  mutation ForwardEachAgain($order: ID!, $reason: String!) {
    forwardAgain(order: $order, reason: $reason) { id forward { state } }
  }
`)

type Order = FailedOrdersQuery['orders']['nodes'][number]

// FailedOrders are those that do not go on by themselves: who has to act, and how.
export default function FailedOrders() {
  const { t } = useTranslation()
  const can = useCan()
  const [state, setState] = useState<ForwardState>('FAILED')
  const { nodes, error, hasMore, more, fetching, again, change } = usePaged(FailedOrdersDocument, { filter: { forwardState: [state] } }, (data) => data.orders)
  const [chosen, setChosen] = useState<string[]>([])
  useOrderChanges((order) => {
    if (order.forward.state !== state) change((all) => all.filter((n) => n.id !== order.id))
    else if (!nodes?.some((n) => n.id === order.id)) again()
  })
  const picked = chosen.filter((id) => nodes?.some((n) => n.id === id))
  return (
    <Page title={t('page.failed')} lead={t('failed.lead')} actions={can('ORDERS_FORWARD') && picked.length > 0 && <Retry orders={picked} done={() => (setChosen([]), again())} />}>
      <Group mb="md" justify="space-between">
        <SegmentedControl
          value={state} onChange={(v) => (setState(v as ForwardState), setChosen([]))} aria-label={t('order.forward')}
          data={(['FAILED', 'UNKNOWN', 'HELD'] as const).map((value) => ({ value, label: t(`ForwardState.${value}`) }))}
        />
        {can('ORDERS_FORWARD') && nodes && nodes.length > 0 && (
          <Checkbox label={t('failed.all')} checked={picked.length === nodes.length} indeterminate={picked.length > 0 && picked.length < nodes.length} onChange={(e) => setChosen(e.currentTarget.checked ? nodes.map((n) => n.id) : [])} />
        )}
      </Group>
      {error && !nodes?.length ? <Failure error={error} again={again} />
        : !nodes ? <LoadingRows />
          : nodes.length === 0 ? <Empty title={t('failed.none')}>{t('failed.none.more')}</Empty>
            : nodes.map((order) => (
              <Entry key={order.id} order={order} chosen={chosen.includes(order.id)} choose={can('ORDERS_FORWARD') ? (yes) => setChosen((old) => (yes ? [...old, order.id] : old.filter((id) => id !== order.id))) : undefined} />
            ))}
      {hasMore && (
        <Button mt="md" variant="default" loading={fetching} onClick={more}>
          {t('act.more')}
        </Button>
      )}
    </Page>
  )
}

function Entry({ order, chosen, choose }: { order: Order; chosen: boolean; choose?: (yes: boolean) => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <section className="ov-panel" aria-label={order.number}>
      <div className="ov-panel-head">
        <Group gap="sm">
          {choose && <Checkbox checked={chosen} onChange={(e) => choose(e.currentTarget.checked)} aria-label={t('failed.choose', { number: order.number })} />}
          <Anchor component={Link} href={`/orders/${order.id}`} fw={600} className="ov-number">
            {order.number}
          </Anchor>
          <Text size="sm" c="dimmed">
            {order.connection.label} · {f.money(order.total)} · {f.moment(order.placedAt)}
          </Text>
        </Group>
        <Group gap="sm">
          <Status of="ForwardState" value={order.forward.state} />
          {choose && <ForwardAgain small order={order.id} />}
        </Group>
      </div>
      <div className="ov-panel-body">
        {order.forward.problem && <ProblemNote problem={order.forward.problem} />}
        <Text size="sm" c="dimmed" mt="xs">
          {t('failed.attempts', { count: order.forward.attempts })}
          {order.forward.nextAttemptAt && ` · ${t('order.next')}: ${f.ago(order.forward.nextAttemptAt)}`}
        </Text>
      </div>
    </section>
  )
}

// Retry forwards many orders again, one after the other, and shows how far it is.
function Retry({ orders, done }: { orders: string[]; done: () => void }) {
  const { t } = useTranslation()
  const failure = useFailure()
  const [open, { open: show, close }] = useDisclosure()
  const [reason, setReason] = useState('')
  const [at, setAt] = useState<number>()
  const [wrong, setWrong] = useState('')
  const [, forward] = useMutation(ForwardEachAgainDocument)
  async function run() {
    setWrong('')
    for (const [i, order] of orders.entries()) {
      setAt(i)
      const { error } = await forward({ order, reason: reason.trim() })
      if (error) {
        setAt(undefined)
        return setWrong(failure(error).text)
      }
    }
    setAt(undefined)
    close()
    done()
  }
  return (
    <>
      <Button onClick={show}>{t('failed.retry', { count: orders.length })}</Button>
      <Modal opened={open} onClose={close} title={t('failed.retry', { count: orders.length })} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void run()
          }}
        >
          <Stack>
            <Text size="sm">{t('order.again.more')}</Text>
            <Textarea data-autofocus label={t('act.reason')} description={t('act.reason.more')} minLength={3} maxLength={200} required value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
            {at !== undefined && <Progress value={(100 * (at + 1)) / orders.length} aria-label={t('failed.progress')} />}
            <Wrong>{wrong}</Wrong>
            <Button type="submit" loading={at !== undefined}>
              {t('failed.retry', { count: orders.length })}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
