import { Anchor, Button, Group, Text } from '@mantine/core'
import { IconBuildingWarehouse, IconShoppingBag } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { useFormat } from '../format'
import { polled } from '../connection/health'
import { graphql } from '../gql'
import type { ConnectionsQuery } from '../gql/graphql'
import { useAct } from '../ui/act'
import { Facts, Page } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Empty, Failed, LoadingRows, Wrong } from '../ui/states'
import { Status, useWord } from '../ui/words'
import { useCan } from '../viewer'

const ConnectionsDocument = graphql(`
  query Connections { connections { id kind code label state lastRunAt nextRunAt backlog everyMinutes problem { ...ProblemFields } warnings { ...ProblemFields } } }
`)

const SyncNowDocument = graphql(`
  mutation SyncNow($connection: ID!) { syncNow(connection: $connection) { id state } }
`)

const SyncRunDocument = graphql(`
  query SyncRun($id: ID!) {
    node(id: $id) { ... on SyncRun { id state queuedAt finishedAt listed imported refused problem { ...ProblemFields } } }
  }
`)

// Connections are where orders come from and where they go, and how they are.
export default function Connections() {
  const { t } = useTranslation()
  const can = useCan()
  const [{ data, error }, again] = useQuery({ query: ConnectionsDocument })
  useEffect(() => {
    const turn = setInterval(() => again({ requestPolicy: 'network-only' }), 15_000)
    return () => clearInterval(turn)
  }, [again])
  return (
    <Page
      title={t('page.connections')} lead={t('connections.lead')}
      actions={can('CONNECTIONS_MANAGE') && (
        <Button component={Link} href="/connections/new">
          {t('connect.add')}
        </Button>
      )}
    >
      {error && !data ? <Failed error={error} again={again} />
        : !data ? <LoadingRows />
          : data.connections.length === 0 ? <Empty title={t('connections.none')}>{t('connections.none.more')}</Empty>
            : <div className="ov-cards">{data.connections.map((c) => <Card key={c.id} of={c} />)}</div>}
    </Page>
  )
}

function Card({ of }: { of: ConnectionsQuery['connections'][number] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const can = useCan()
  const [run, setRun] = useState<string>()
  const { busy, wrong, act } = useAct(SyncNowDocument)
  const Sign = of.kind === 'MARKETPLACE' ? IconShoppingBag : IconBuildingWarehouse
  return (
    <section className="ov-panel" style={{ margin: 0 }} aria-label={of.label}>
      <div className="ov-panel-head">
        <Group gap="sm" wrap="nowrap">
          <Sign size={22} stroke={1.6} aria-hidden />
          <div>
            <Anchor component={Link} href={`/connections/${of.id}`} fw={650}>{of.label}</Anchor>
            <Text size="xs" c="dimmed">
              {word('ConnectionKind', of.kind)} · {of.code}
            </Text>
          </div>
        </Group>
        <Status of="ConnectionState" value={of.state} />
      </div>
      <div className="ov-panel-body">
        <Facts of={[
          [t('connections.last'), polled(of) ? (of.lastRunAt ? f.ago(of.lastRunAt) : t('connections.last.never')) : undefined],
          [t('health.next'), of.nextRunAt ? f.ago(of.nextRunAt) : undefined],
          [t('health.backlog'), f.number(of.backlog)],
        ]} />
        {of.problem && <ProblemNote problem={of.problem} />}
        {of.warnings.map((w) => <ProblemNote key={w.code} problem={w} />)}
        {of.kind === 'MARKETPLACE' && can('SYNC_RUN') && (
          <>
            <Button mt="md" size="xs" variant="default" loading={busy} disabled={of.state !== 'ACTIVE'} onClick={() => act({ connection: of.id }).then((d) => d && setRun(d.syncNow.id))}>
              {t('connections.sync')}
            </Button>
            <Wrong>{wrong}</Wrong>
            {run && <Run id={run} />}
          </>
        )}
      </div>
    </section>
  )
}

// Run follows a run until it ends.
function Run({ id }: { id: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [{ data }, again] = useQuery({ query: SyncRunDocument, variables: { id } })
  const run = data?.node?.__typename === 'SyncRun' ? data.node : undefined
  const over = run?.state === 'DONE' || run?.state === 'FAILED'
  useEffect(() => {
    if (over) return
    const turn = setInterval(() => again({ requestPolicy: 'network-only' }), 1_000)
    return () => clearInterval(turn)
  }, [over, again])
  if (!run) return null
  return (
    <div role="status" style={{ marginTop: 12 }}>
      <Status of="SyncState" value={run.state} />
      <Text size="sm" c="dimmed">
        {t('connections.run', { listed: f.number(run.listed), imported: f.number(run.imported), refused: f.number(run.refused) })}
      </Text>
      {run.problem && <ProblemNote problem={run.problem} />}
    </div>
  )
}
