import { Group } from '@mantine/core'
import type { OrderDetailFragment } from '../gql/graphql'
import { useCan } from '../viewer'
import { Erase, Hold } from './actions'
import { ForwardAgain } from './forward'
import { AskGrant } from './grant'
import { ReportCancellation, ReportShipment } from './reports'

type Order = OrderDetailFragment

// OrderActions are what this viewer may do with an order.
export function OrderActions({ order, changed }: { order: Order; changed: () => void }) {
  const can = useCan()
  const left = order.lines.some((l) => l.quantity > l.quantityShipped + l.quantityCancelled)
  return (
    <>
      {can('GRANT_REQUEST') && order.privacy.state === 'MASKED' && <AskGrant order={order} />}
      {can('SHIPMENTS_REPORT') && left && order.fulfilment === 'MERCHANT' && <ReportShipment order={order} changed={changed} />}
      {can('SHIPMENTS_REPORT') && left && order.fulfilment === 'MERCHANT' && <ReportCancellation order={order} changed={changed} />}
      {can('ORDERS_FORWARD') && ['FAILED', 'UNKNOWN', 'HELD', 'WAITING'].includes(order.forward.state) && <ForwardAgain order={order.id} />}
    </>
  )
}

// PrivacyActions keep an order for longer, or forget it.
export function PrivacyActions({ order }: { order: Order }) {
  const can = useCan()
  return (
    <Group gap="xs" mt="sm">
      {can('RETENTION_MANAGE') && <Hold order={order} />}
      {can('SUBJECT_REQUESTS') && <Erase order={order.id} />}
    </Group>
  )
}
