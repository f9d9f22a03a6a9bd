import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../format'
import { graphql } from '../gql'
import { usePaged } from '../paged'
import { Confirmed } from '../ui/act'
import { OfAccount } from '../ui/account'
import { Page } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { download, Listed } from '../ui/table'
import { Status, useWord } from '../ui/words'
import { useCan } from '../viewer'

const HoldsDocument = graphql(`
  query Holds($account: Int, $after: String) {
    holds(account: $account, first: 25, after: $after) { nodes { id orderNumber basis until note placedAt releasedAt } pageInfo { hasNextPage endCursor } }
  }
`)

const ReceiptsDocument = graphql(`
  query Receipts($account: Int, $after: String) {
    receipts(account: $account, first: 25, after: $after) { nodes { id kind at count document } pageInfo { hasNextPage endCursor } }
  }
`)

const NoticesDocument = graphql(`
  query Notices($account: Int, $after: String) {
    notices(account: $account, first: 25, after: $after) { nodes { id kind count state attempts createdAt acknowledgedAt problem { ...ProblemFields } } pageInfo { hasNextPage endCursor } }
  }
`)

const NotifyAgainDocument = graphql(`
  mutation NotifyAgain($notice: ID!) { notifyAgain(notice: $notice) { id state } }
`)

// Holds keep customer data longer; receipts and notices prove that it was forgotten.
export default function Holds() {
  const { t } = useTranslation()
  return (
    <Page title={t('page.holds')} lead={t('holds.lead')}>
      <OfAccount>
        {(account) => (
          <>
            <HeldOrders account={account} />
            <Receipts account={account} />
            <Notices account={account} />
          </>
        )}
      </OfAccount>
    </Page>
  )
}

interface Of {
  account: number | undefined
}

function HeldOrders({ account }: Of) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const { nodes, error, hasMore, more, fetching, again } = usePaged(HoldsDocument, { account }, (data) => data.holds)
  return (
    <Listed
      title={t('holds.title')} columns={[t('order.title'), t('hold.basis'), t('hold.until'), t('hold.note'), t('order.status')]} nodes={nodes} of={(h) => h.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching}
      none={{ title: t('holds.none'), more: t('holds.none.more') }}
      row={(h) => [
        <span key="n" className="ov-number">{h.orderNumber}</span>, word('HoldBasis', h.basis), f.day(h.until), h.note ?? '–',
        h.releasedAt ? <span key="r" className="ov-status ov-quiet">{t('holds.over')}</span> : <span key="h" className="ov-status ov-good">{t('holds.holds')}</span>,
      ]}
    />
  )
}

function Receipts({ account }: Of) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const { nodes, error, hasMore, more, fetching, again } = usePaged(ReceiptsDocument, { account }, (data) => data.receipts)
  return (
    <Listed
      title={t('receipts.title')} columns={[t('audit.at'), t('receipts.what'), t('page.orders'), '']} nodes={nodes} of={(r) => r.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching}
      none={{ title: t('receipts.none'), more: t('receipts.none.more') }}
      row={(r) => [
        f.moment(r.at), word('ReceiptKind', r.kind), f.number(r.count),
        <Button key="d" size="compact-xs" variant="subtle" onClick={() => download(`receipt-${r.at.slice(0, 10)}.json`, 'application/json', r.document)}>{t('receipts.keep')}</Button>,
      ]}
    />
  )
}

function Notices({ account }: Of) {
  const { t, i18n } = useTranslation()
  const f = useFormat()
  const can = useCan()
  const { nodes, error, hasMore, more, fetching, again } = usePaged(NoticesDocument, { account }, (data) => data.notices)
  const name = (kind: string) => (i18n.exists(`notice.${kind}`) ? t(`notice.${kind}` as never) : kind)
  return (
    <Listed
      title={t('notices.title')} columns={[t('audit.at'), t('notices.what'), t('page.orders'), t('order.status'), '']} nodes={nodes} of={(n) => n.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching} width={760}
      none={{ title: t('notices.none'), more: t('notices.none.more') }}
      row={(n) => [
        f.moment(n.createdAt), name(n.kind), n.count ? f.number(n.count) : t('notices.all'),
        <><Status of="NoticeState" value={n.state} />{n.problem && <ProblemNote problem={n.problem} />}</>,
        n.state === 'FAILED' && can('RETENTION_MANAGE') && <Confirmed key="a" label={t('notices.again')} title={t('notices.again.title')} document={NotifyAgainDocument} done={t('notices.again.done')} variables={() => ({ notice: n.id })} />,
      ]}
    />
  )
}
