import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { ConnectionHealthFragment } from '../gql/graphql'
import { Said } from '../said'
import { Facts } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Listed } from '../ui/table'
import { Status } from '../ui/words'

graphql(`
  fragment ConnectionHealth on Connection {
    id kind code label state lastRunAt nextRunAt restsUntil limitedUntil failures backlog everyMinutes
    expiries { code what endsOn stops }
    problem { ...ProblemFields }
    warnings { ...ProblemFields }
    runs(first: 20) { id state queuedAt finishedAt listed imported refused missed gapCheck problem { ...ProblemFields } }
  }
`)

// polled tells a connection that is asked from one that is only sent to. It may be asked more often than once a minute.
export function polled({ kind, everyMinutes }: { kind: string; everyMinutes: number }) {
  return kind === 'MARKETPLACE' || everyMinutes > 0
}

// Health is how a connection is: its problem, what is to be looked at, and the figures.
export function Health({ of }: { of: ConnectionHealthFragment }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <>
      <Facts of={[
        [t('health.state'), <Status key="s" of="ConnectionState" value={of.state} />],
        [t('connections.last'), polled(of) ? (of.lastRunAt ? f.ago(of.lastRunAt) : t('connections.last.never')) : undefined],
        [t('health.next'), of.nextRunAt ? f.ago(of.nextRunAt) : undefined],
        [t('health.backlog'), f.number(of.backlog)],
        [t('health.breaker'), of.restsUntil ? t('health.rests', { until: f.moment(of.restsUntil) }) : of.failures > 0 ? t('health.failures', { count: of.failures }) : t('health.reached')],
        [t('health.limit'), of.limitedUntil ? t('health.limited', { until: f.moment(of.limitedUntil) }) : t('health.unlimited')],
        ...of.expiries.map((e): [ReactNode, string] => [<Said key={e.code} of={`expiry.${of.code}.${e.code}`} english={e.what} />, `${f.day(e.endsOn)} (${f.ago(e.endsOn)})`]),
      ]} />
      {of.problem && <ProblemNote problem={of.problem} />}
      {of.warnings.map((w) => <ProblemNote key={w.code} problem={w} />)}
    </>
  )
}

// Runs are a connection's last runs with what they brought.
export function Runs({ of, again }: { of: ConnectionHealthFragment; again: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <Listed
      title={t('health.runs')} nodes={of.runs} of={(r) => r.id} again={again} none={{ title: t('health.runs.none'), more: t('health.runs.none.more') }} width={700}
      columns={[t('health.when'), t('health.state'), t('health.listed'), t('health.imported'), t('health.refused'), t('health.problem')]}
      row={(r) => [
        <span key="q" className="ov-whole">{f.short(r.queuedAt)}</span>,
        <Status key="s" of="SyncState" value={r.state} />,
        f.number(r.listed),
        f.number(r.imported) + (r.missed ? ` (${t('health.missed', { count: r.missed })})` : ''),
        f.number(r.refused),
        r.problem ? <span key="p" title={r.problem.cause} className="ov-number">{r.problem.code}</span> : '',
      ]}
    />
  )
}
