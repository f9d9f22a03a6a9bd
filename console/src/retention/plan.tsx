import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import type { RetentionPlanQuery } from '../gql/graphql'
import { Scroll } from '../ui/scroll'

export type Line = RetentionPlanQuery['retentionPlan'][number]

// PlanTable says in words how many orders are forgotten on which day.
export function PlanTable({ of }: { of: Line[] }) {
  const { t, i18n } = useTranslation()
  const f = useFormat()
  const rule = (name: string) => (i18n.exists(`rule.${name}`) ? t(`rule.${name}` as never) : name)
  return (
    <Scroll width={420}>
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('retention.day')}</Table.Th>
            <Table.Th>{t('retention.rule')}</Table.Th>
            <Table.Th ta="right">{t('page.orders')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {of.map((l) => (
            <Table.Tr key={l.day + l.rule}>
              <Table.Td>{f.day(l.day)}</Table.Td>
              <Table.Td>{rule(l.rule)}</Table.Td>
              <Table.Td ta="right">{f.number(l.orders)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  )
}

// Bars draws the orders by day; the table says the same in words.
export function Bars({ of }: { of: Line[] }) {
  const f = useFormat()
  const byDay = new Map<string, number>()
  for (const l of of) byDay.set(l.day, (byDay.get(l.day) ?? 0) + l.orders)
  const most = Math.max(...byDay.values())
  return (
    <div className="ov-bars" aria-hidden>
      {[...byDay].slice(0, 120).map(([day, orders]) => (
        <div key={day} title={`${f.day(day)}: ${f.number(orders)}`} style={{ height: `${Math.max(2, (100 * orders) / most)}%` }} />
      ))}
    </div>
  )
}
