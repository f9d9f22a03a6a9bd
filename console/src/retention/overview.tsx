import { Text } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, type CombinedError } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { Panel } from '../ui/page'
import { Empty, Failed, LoadingRows } from '../ui/states'
import { Bars, PlanTable, type Line } from './plan'

const OverviewDocument = graphql(`
  query RetentionOverview($after: Int) { retentionOverview(after: $after) { accounts unread next days { day rule orders } } }
`)

interface Counted {
  accounts: number
  unread: number[]
  lines: Map<string, Line>
}

// Overview is what will be forgotten when, of all accounts; it grows while they are looked at.
export function Overview() {
  const { t } = useTranslation()
  const f = useFormat()
  const client = useClient()
  const [of, setOf] = useState<Counted>()
  const [error, setError] = useState<CombinedError>()
  const load = useCallback(async (wanted: () => boolean) => {
    setError(undefined)
    const sum: Counted = { accounts: 0, unread: [], lines: new Map() }
    for (let after: number | null | undefined; ; ) {
      const answer = await client.query(OverviewDocument, { after }, { requestPolicy: 'network-only' }).toPromise()
      if (!wanted()) return
      const part = answer.data?.retentionOverview
      if (!part) return setError(answer.error)
      sum.accounts += part.accounts
      sum.unread.push(...part.unread)
      for (const l of part.days) sum.lines.set(l.day + l.rule, { ...l, orders: l.orders + (sum.lines.get(l.day + l.rule)?.orders ?? 0) })
      setOf({ ...sum })
      after = part.next
      if (!after) return
    }
  }, [client])
  useEffect(() => {
    let here = true
    void load(() => here)
    return () => void (here = false)
  }, [load])
  const lines = of && [...of.lines.values()].sort((a, b) => (a.day + a.rule < b.day + b.rule ? -1 : 1))
  const orders = lines?.reduce((n, l) => n + l.orders, 0) ?? 0
  return (
    <Panel title={t('overview.title')}>
      {error ? <Failed error={error} again={() => void load(() => true)} />
        : !lines ? <LoadingRows rows={3} />
          : (
            <>
              <Text size="sm" mb="sm" role="status">{t('overview.sum', { orders: f.number(orders), accounts: f.number(of.accounts) })}</Text>
              {of.unread.length > 0 && <Text size="sm" c="red" mb="sm">{t('overview.unread', { accounts: of.unread.slice(0, 20).join(', ') })}</Text>}
              {lines.length === 0 ? <Empty title={t('retention.plan.none')}>{t('retention.plan.none.more')}</Empty> : (
                <>
                  <Bars of={lines} />
                  <details className="ov-details">
                    <summary>{t('chart.show')}</summary>
                    <PlanTable of={lines} />
                  </details>
                </>
              )}
            </>
          )}
    </Panel>
  )
}
