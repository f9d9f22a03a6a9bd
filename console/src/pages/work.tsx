import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { Lines } from '../ui/chart'
import { Page, Panel } from '../ui/page'
import { Failed, LoadingRows } from '../ui/states'
import { Listed } from '../ui/table'

const WorkDocument = graphql(`
  query Work {
    installation {
      queues { name waiting running retrying oldestAt }
      workers { id machine startedAt seenAt }
      throughput(hours: 48) { at imported forwarded failed waitedSeconds }
      late { connection account dueAt slow }
    }
  }
`)

const every = 10_000

// Work is what the workers do, what waits for them, and what is late.
export default function Work() {
  const { t } = useTranslation()
  const f = useFormat()
  const [{ data, error }, again] = useQuery({ query: WorkDocument })
  useEffect(() => {
    const turn = setInterval(() => again({ requestPolicy: 'network-only' }), every)
    return () => clearInterval(turn)
  }, [again])
  const of = data?.installation
  const hours = of?.throughput
  const missing = error ? <Failed error={error} again={again} /> : <LoadingRows rows={3} />
  return (
    <Page title={t('page.work')} lead={t('work.lead')}>
      <Panel title={t('work.throughput')}>
        {hours ? (
          <Lines label={t('work.throughput')} at={hours.map((h) => h.at)} lines={[
            { name: t('work.imported'), color: '--mantine-color-teal-6', values: hours.map((h) => h.imported) },
            { name: t('work.forwarded'), color: '--mantine-color-blue-6', values: hours.map((h) => h.forwarded) },
            { name: t('work.failed'), color: '--mantine-color-red-6', values: hours.map((h) => h.failed) },
          ]} />
        ) : missing}
      </Panel>
      <Panel title={t('work.lag')}>
        {hours ? (
          <Lines label={t('work.lag')} at={hours.map((h) => h.at)} lines={[{ name: t('work.seconds'), color: '--mantine-color-orange-6', values: hours.map((h) => h.waitedSeconds) }]} />
        ) : missing}
      </Panel>
      <Listed
        title={t('work.late')} columns={[t('door.account'), t('work.connection'), t('work.due'), t('work.lane')]} nodes={of?.late} of={(l) => l.connection} error={error} again={again}
        none={{ title: t('work.late.none'), more: t('work.late.none.more') }}
        row={(l) => [l.account, <span key="c" className="ov-number">{l.connection.slice(0, 20)}</span>, f.ago(l.dueAt), t(`work.lane.${l.slow ? 'slow' : 'fast'}`)]}
      />
      <Listed
        title={t('work.queues')} columns={[t('work.queue'), t('work.waiting'), t('work.running'), t('work.retrying'), t('work.oldest')]} nodes={of?.queues} of={(q) => q.name} error={error} again={again}
        none={{ title: t('work.queues.none'), more: t('work.queues.none.more') }}
        row={(q) => [<span key="n" className="ov-number">{q.name}</span>, f.number(q.waiting), f.number(q.running), f.number(q.retrying), q.oldestAt ? f.ago(q.oldestAt) : '–']}
      />
      <Listed
        title={t('work.workers')} columns={[t('work.machine'), t('work.since'), t('work.seen')]} nodes={of?.workers} of={(w) => w.id} error={error} again={again}
        none={{ title: t('work.workers.none'), more: t('work.workers.none.more') }}
        row={(w) => [w.machine, f.moment(w.startedAt), f.ago(w.seenAt)]}
      />
    </Page>
  )
}
