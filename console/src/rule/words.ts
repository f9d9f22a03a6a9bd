import { useTranslation } from 'react-i18next'
import type { RuleFieldsFragment } from '../gql/graphql'
import { useWord } from '../ui/words'

export type Rule = RuleFieldsFragment

// useSummary says in a line what a rule asks and does.
export function useSummary() {
  const { t } = useTranslation()
  const word = useWord()
  return {
    conditions: (c: Rule['conditions']) =>
      [
        c.connections.length ? `${t('rules.connections')}: ${c.connections.map((o) => o.label).join(', ')}` : '',
        c.countries.length ? `${t('rules.countries')}: ${c.countries.join(', ')}` : '',
        c.fulfilment ? word('Fulfilment', c.fulfilment) : '',
        c.from ? `${t('rules.from')}: ${c.from} ${c.currency}` : '',
        c.below ? `${t('rules.below')}: ${c.below} ${c.currency}` : '',
        c.skus.length ? `${t('rules.skus')}: ${c.skus.join(', ')}` : '',
        c.shippingMethods.length ? `${t('rules.methods')}: ${c.shippingMethods.join(', ')}` : '',
      ].filter(Boolean).join(' · ') || t('rules.every'),
    action: (a: Rule['action']) => [t(`RuleActionKind.${a.kind}`), a.tag, a.routes.map((o) => o.label).join(', ')].filter(Boolean).join(': '),
  }
}
