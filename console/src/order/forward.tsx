import { useTranslation } from 'react-i18next'
import { graphql } from '../gql'
import { Confirmed } from '../ui/act'

const ForwardAgainDocument = graphql(`
  mutation ForwardAgain($order: ID!, $reason: String!) {
    forwardAgain(order: $order, reason: $reason) { id forward { state attempts nextAttemptAt } }
  }
`)

export function ForwardAgain({ order, small }: { order: string; small?: boolean }) {
  const { t } = useTranslation()
  return (
    <Confirmed label={t('order.again')} title={t('order.again.title')} document={ForwardAgainDocument} done={t('order.again.done')} reason variables={(reason) => ({ order, reason })} look={small ? undefined : { variant: 'filled', size: 'sm' }}>
      {t('order.again.more')}
    </Confirmed>
  )
}
