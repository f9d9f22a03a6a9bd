import { Button, Group, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import type { Fulfilment, RuleActionKind, RuleInput } from '../gql/graphql'
import { useAct } from '../ui/act'
import { Failed, LoadingRows, Wrong } from '../ui/states'
import { useWord } from '../ui/words'
import type { Rule } from './words'

const RuleConnectionsDocument = graphql(`
  query RuleConnections { connections { id kind label } }
`)

const CreateRuleDocument = graphql(`
  mutation CreateRule($rule: RuleInput!) { createRule(rule: $rule) { id } }
`)

const ChangeRuleDocument = graphql(`
  mutation ChangeRule($rule: ID!, $version: Int!, $to: RuleInput!) { changeRule(rule: $rule, version: $version, to: $to) { id } }
`)

const kinds: RuleActionKind[] = ['HOLD', 'SKIP', 'TAG', 'ROUTE']
const fulfilments: Fulfilment[] = ['MERCHANT', 'MARKETPLACE']

const split = (text: string) => text.split(',').map((one) => one.trim()).filter(Boolean)

// RuleForm writes a rule down. It is a draft until it was tried and switched on.
export function RuleForm({ of, done }: { of?: Rule; done: () => void }) {
  const { t } = useTranslation()
  const word = useWord()
  const [{ data, error }, again] = useQuery({ query: RuleConnectionsDocument })
  const creating = useAct(CreateRuleDocument, t('rules.saved'))
  const changing = useAct(ChangeRuleDocument, t('rules.saved'))
  const c = of?.conditions
  const [it, setIt] = useState({
    name: of?.name ?? '', connections: c?.connections.map((o) => o.id) ?? [], countries: c?.countries.join(', ') ?? '', fulfilment: c?.fulfilment ?? null, currency: c?.currency ?? 'EUR',
    from: c?.from ?? '', below: c?.below ?? '', skus: c?.skus.join(', ') ?? '', methods: c?.shippingMethods.join(', ') ?? '',
    kind: of?.action.kind ?? ('HOLD' as RuleActionKind), tag: of?.action.tag ?? '', routes: of?.action.routes.map((o) => o.id) ?? [],
  })
  const set = (change: Partial<typeof it>) => setIt((old) => ({ ...old, ...change }))
  const choices = (kind: string) => data?.connections.filter((o) => o.kind === kind).map((o) => ({ value: o.id, label: o.label }))
  async function save() {
    const amounts = it.from.trim() || it.below.trim()
    const rule: RuleInput = {
      name: it.name.trim(),
      conditions: {
        connections: it.connections, countries: split(it.countries), fulfilment: it.fulfilment, currency: amounts ? it.currency.trim() : undefined,
        from: it.from.trim() || undefined, below: it.below.trim() || undefined, skus: split(it.skus), shippingMethods: split(it.methods),
      },
      action: { kind: it.kind, tag: it.kind === 'TAG' ? it.tag.trim() : undefined, routes: it.kind === 'ROUTE' ? it.routes : undefined },
    }
    const saved = of ? await changing.act({ rule: of.id, version: of.version, to: rule }) : await creating.act({ rule })
    if (saved) done()
  }
  if (!data) return error ? <Failed error={error} again={again} /> : <LoadingRows />
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack>
        <TextInput data-autofocus label={t('rules.name')} description={t('rules.name.more')} required maxLength={60} value={it.name} onChange={(e) => set({ name: e.currentTarget.value })} />
        <Text size="sm" c="dimmed">{t('rules.all')}</Text>
        <MultiSelect label={t('rules.connections')} data={choices('MARKETPLACE')} value={it.connections} onChange={(connections) => set({ connections })} />
        <TextInput label={t('rules.countries')} description={t('rules.commas', { example: 'NL, BE' })} value={it.countries} onChange={(e) => set({ countries: e.currentTarget.value })} />
        <Select label={t('rules.fulfilment')} data={fulfilments.map((value) => ({ value, label: word('Fulfilment', value) }))} value={it.fulfilment} onChange={(v) => set({ fulfilment: v as Fulfilment | null })} clearable clearButtonProps={{ 'aria-label': t('orders.clear') }} />
        <Group grow align="flex-start">
          <TextInput label={t('rules.from')} inputMode="decimal" placeholder="100.00" value={it.from} onChange={(e) => set({ from: e.currentTarget.value })} />
          <TextInput label={t('rules.below')} inputMode="decimal" placeholder="250.00" value={it.below} onChange={(e) => set({ below: e.currentTarget.value })} />
          <TextInput label={t('rules.currency')} maxLength={3} value={it.currency} onChange={(e) => set({ currency: e.currentTarget.value })} />
        </Group>
        <TextInput label={t('rules.skus')} description={t('rules.commas', { example: 'POT-1, POT-2' })} value={it.skus} onChange={(e) => set({ skus: e.currentTarget.value })} />
        <TextInput label={t('rules.methods')} description={t('rules.commas', { example: 'EVENING' })} value={it.methods} onChange={(e) => set({ methods: e.currentTarget.value })} />
        <Select label={t('rules.then')} data={kinds.map((value) => ({ value, label: t(`RuleActionKind.${value}`) }))} value={it.kind} onChange={(v) => v && set({ kind: v as RuleActionKind })} allowDeselect={false} />
        {it.kind === 'TAG' && <TextInput label={t('rules.tag')} description={t('rules.tag.more')} required maxLength={40} value={it.tag} onChange={(e) => set({ tag: e.currentTarget.value })} />}
        {it.kind === 'ROUTE' && <MultiSelect label={t('rules.routes')} data={choices('BACK_OFFICE')} value={it.routes} onChange={(routes) => set({ routes })} />}
        <Wrong>{creating.wrong || changing.wrong}</Wrong>
        <Group justify="flex-end">
          <Button type="submit" loading={creating.busy || changing.busy}>
            {t('act.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
