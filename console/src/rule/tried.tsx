import { Anchor, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Link } from 'wouter'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { Failed, LoadingRows } from '../ui/states'
import { Listed } from '../ui/table'
import { Status } from '../ui/words'

const TryRuleDocument = graphql(`
  mutation TryRule($rule: ID) {
    tryRule(rule: $rule, first: 100) {
      looked fitting decided
      orders { decided state tags because routes { id label } order { id number placedAt total { amount currency } } }
    }
  }
`)

// Tried is what a rule would have done to the newest orders. Nothing is done to them.
export function Tried({ rule, tried }: { rule: string; tried: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [{ data, error }, run] = useMutation(TryRuleDocument)
  const again = () => void run({ rule }).then((answer) => answer.data && tried())
  useEffect(again, [rule])
  if (error) return <Failed error={error} again={again} />
  if (!data) return <LoadingRows rows={3} />
  const trial = data.tryRule
  return (
    <div style={{ marginTop: 14 }}>
      <Text size="sm" role="status" mb="sm">
        {t('rules.trial', { looked: f.number(trial.looked), fitting: f.number(trial.fitting), decided: f.number(trial.decided) })}
      </Text>
      <Listed
        nodes={trial.orders} of={(o) => o.order.id} again={again} none={{ title: t('rules.trial.none'), more: t('rules.trial.none.more') }} width={620}
        columns={[t('order.number'), t('order.placed'), t('order.total'), t('rules.would'), t('rules.because')]}
        row={(o) => [
          <Anchor key="n" component={Link} href={`/orders/${o.order.id}`} className="ov-number">{o.order.number}</Anchor>,
          f.short(o.order.placedAt),
          f.money(o.order.total),
          <span key="s"><Status of="ForwardState" value={o.state} /> {[...o.tags, ...o.routes.map((r) => r.label)].join(', ')}</span>,
          o.because.join(', '),
        ]}
      />
    </div>
  )
}
