import { Anchor } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { graphql } from '../gql'
import { useOrderChanges } from '../live'
import { OrderView } from '../order/view'
import { Empty, Failed, LoadingRows } from '../ui/states'
import { useCan } from '../viewer'

const OrderDocument = graphql(`
  query Order($id: ID!, $diagnosis: Boolean!, $looks: Boolean!) {
    node(id: $id) { ...OrderDetail }
  }
`)

// Order is one order of the viewer's account.
export default function Order({ id }: { id: string }) {
  const { t } = useTranslation()
  const can = useCan()
  const [{ data, error }, again] = useQuery({ query: OrderDocument, variables: { id, diagnosis: can('DIAGNOSE'), looks: can('AUDIT_READ') } })
  useOrderChanges((changed) => changed.id === id && again({ requestPolicy: 'network-only' }))
  return (
    <>
      <Anchor component={Link} href="/orders" size="sm" mb="xs" style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
        <IconArrowLeft size={16} aria-hidden />
        {t('page.orders')}
      </Anchor>
      {data?.node?.__typename === 'Order' ? <OrderView order={data.node} changed={() => again({ requestPolicy: 'network-only' })} />
        : error ? <Failed error={error} again={again} />
          : data ? <Empty title={t('order.lost')}>{t('order.lost.more')}</Empty> : <LoadingRows />}
    </>
  )
}
