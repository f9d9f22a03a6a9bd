import { Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { clock, useFormat } from '../format'
import { graphql } from '../gql'
import type { GrantFieldsFragment, GrantState } from '../gql/graphql'
import { useGrantChanges } from '../live'
import { useTime } from '../order/granted'
import { usePaged } from '../paged'
import { Confirmed } from '../ui/act'
import { Facts, Page } from '../ui/page'
import { Empty, Failed, LoadingRows } from '../ui/states'
import { Categories, Status, useActor, useWord } from '../ui/words'
import { isStaff, useCan, useViewer } from '../viewer'

graphql(`
  fragment GrantFields on Grant {
    id orderId orderNumber requestedBy by { name role } decider { name role } categories purpose ticket reason emergency minutes state requestedAt decidedAt endsAt
    uses(first: 20) { id at via shown { categories } }
  }
`)

const GrantsDocument = graphql(`
  query Grants($after: String, $state: [GrantState!]) {
    grants(first: 25, after: $after, state: $state) { nodes { ...GrantFields } pageInfo { hasNextPage endCursor } }
  }
`)

const ApproveGrantDocument = graphql(`
  mutation ApproveGrant($grant: ID!) { approveGrant(grant: $grant) { id state decidedAt endsAt } }
`)

const RefuseGrantDocument = graphql(`
  mutation RefuseGrant($grant: ID!) { refuseGrant(grant: $grant) { id state decidedAt endsAt } }
`)

const RevokeGrantDocument = graphql(`
  mutation RevokeGrant($grant: ID!) { revokeGrant(grant: $grant) { id state endsAt } }
`)

const filters: Record<string, GrantState[] | undefined> = { waiting: ['REQUESTED', 'LIVE'], over: ['REFUSED', 'REVOKED', 'EXPIRED'] }

// Grants are what staff asked to see, who decided, and what they looked at.
export default function Grants() {
  const { t } = useTranslation()
  const viewer = useViewer()
  const [shown, setShown] = useState('waiting')
  const { nodes, error, hasMore, more, fetching, again } = usePaged(GrantsDocument, { state: filters[shown] }, (data) => data.grants)
  useGrantChanges(again)
  const live = nodes?.some((g) => g.state === 'LIVE')
  useEffect(() => {
    if (!live) return
    const turn = setInterval(again, 10_000) // what a live grant shows is told by nothing but its uses
    return () => clearInterval(turn)
  }, [live, again])
  return (
    <Page title={t('page.grants')} lead={isStaff(viewer) ? t('grants.lead.staff') : t('grants.lead')}>
      <SegmentedControl mb="md" value={shown} onChange={setShown} aria-label={t('page.grants')} data={[{ value: 'waiting', label: t('grants.waiting') }, { value: 'over', label: t('grants.over') }]} />
      {error && !nodes?.length ? <Failed error={error} again={again} />
        : !nodes ? <LoadingRows />
          : nodes.length === 0 ? <Empty title={t('grants.none')}>{t('grants.none.more')}</Empty>
            : nodes.map((g) => <Card key={g.id} grant={g} changed={again} />)}
      {hasMore && (
        <Button mt="md" variant="default" loading={fetching} onClick={more}>
          {t('act.more')}
        </Button>
      )}
    </Page>
  )
}

function Card({ grant: g, changed }: { grant: GrantFieldsFragment; changed: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const who = useActor()
  const can = useCan()
  const viewer = useViewer()
  const decides = g.state === 'REQUESTED' && (isStaff(viewer) ? g.emergency && can('GRANT_CONFIRM') && g.requestedBy !== viewer.subject : can('GRANT_DECIDE'))
  const ends = g.state === 'LIVE' || (g.state === 'REQUESTED' && g.requestedBy === viewer.subject)
  return (
    <section className="ov-panel" aria-label={g.orderNumber}>
      <div className="ov-panel-head">
        <Group gap="md">
          {can('ORDERS_LIST') ? <Anchor component={Link} href={`/orders/${g.orderId}`} fw={600} className="ov-number">{g.orderNumber}</Anchor> : <Text fw={600} className="ov-number">{g.orderNumber}</Text>}
          <Status of="GrantState" value={g.state} />
          {g.emergency && <span className="ov-status ov-bad">{t('grant.emergency')}</span>}
        </Group>
        <Group gap="xs">
          {decides && <Confirmed label={t('grants.approve')} title={t('grants.approve.title', { count: g.minutes })} document={ApproveGrantDocument} done={t('grants.approved')} variables={() => ({ grant: g.id })} look={{ variant: 'filled' }}>{t('grants.approve.more')}</Confirmed>}
          {decides && <Confirmed label={t('grants.refuse')} title={t('grants.refuse.title')} document={RefuseGrantDocument} done={t('grants.refused')} variables={() => ({ grant: g.id })} />}
          {ends && <Confirmed label={t('grant.end')} title={t('grant.end.title')} danger document={RevokeGrantDocument} done={t('grant.ended')} variables={() => ({ grant: g.id })} />}
        </Group>
      </div>
      <div className="ov-panel-body">
        {g.reason && <Text mb="sm">“{g.reason}”</Text>}
        <Facts of={[
          [t('grants.shown'), <Categories key="c" of={g.categories} />],
          [t('grant.purpose'), word('GrantPurpose', g.purpose)],
          [t('grant.ticket'), g.ticket],
          [t('grants.by'), who(g.by)],
          [t('grants.at'), f.moment(g.requestedAt)],
          [t('grants.decided'), g.decidedAt ? [f.moment(g.decidedAt), g.decider && who(g.decider)].filter(Boolean).join(' · ') : undefined],
          [t('grants.long'), t('grants.minutes', { count: g.minutes })],
          [g.state === 'LIVE' ? t('grant.left') : t('grants.ends'), g.state === 'LIVE' ? <Left key={g.endsAt} until={g.endsAt} over={changed} /> : f.moment(g.endsAt)],
        ]} />
        {g.uses.length > 0 && <Uses of={g.uses} />}
      </div>
    </section>
  )
}

function Left({ until, over }: { until: string; over: () => void }) {
  return (
    <strong role="timer" className="ov-number">
      {clock(useTime(until, over))}
    </strong>
  )
}

// Uses are the answers in which a grant showed something.
function Uses({ of }: { of: GrantFieldsFragment['uses'] }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [open, { toggle }] = useDisclosure()
  return (
    <>
      <Button mt="sm" size="xs" variant="subtle" onClick={toggle} aria-expanded={open}>
        {t('grants.uses', { count: of.length })}
      </Button>
      {open && (
        <ol className="ov-timeline" style={{ marginTop: 8 }}>
          {of.map((u) => (
            <li key={u.id}>
              <Text size="sm">
                {f.moment(u.at)} · <span className="ov-number">{u.via}</span>
              </Text>
              <Categories of={[...new Set(u.shown.flatMap((s) => s.categories))]} />
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
