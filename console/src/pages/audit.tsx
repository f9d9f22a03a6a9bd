import { Alert, Button, FileButton, Group, MultiSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { AuditFilter, AuditKind, AuditVerificationQuery } from '../gql/graphql'
import { usePaged } from '../paged'
import { OfAccount } from '../ui/account'
import { Page, Panel } from '../ui/page'
import { Failed, LoadingRows, useFailure, Wrong } from '../ui/states'
import { download, Listed } from '../ui/table'
import { By, Categories, Status, useWord } from '../ui/words'

const AuditDocument = graphql(`
  query Audit($account: Int, $after: String, $filter: AuditFilter) {
    auditTrail(account: $account, first: 50, after: $after, filter: $filter) {
      nodes { id sequence at kind subject role by { name } right via outcome shown { order categories } }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

const HeadsDocument = graphql(`
  query AuditHeads($account: Int) { auditHeads(account: $account, first: 1) { size at root document } }
`)

const VerificationDocument = graphql(`
  query AuditVerification($account: Int, $kept: [String!]) {
    auditVerification(account: $account, kept: $kept) { whole entries first heads fault from to }
  }
`)

const ProofDocument = graphql(`
  query AuditProof($entry: ID!) { auditProof(entry: $entry) }
`)

const kinds: AuditKind[] = ['LOOK', 'CHANGE', 'REFUSAL', 'SIGN_IN']

// Audit is who was shown what, who changed what, and who was turned away.
export default function Audit() {
  const { t } = useTranslation()
  return (
    <Page title={t('page.audit')} lead={t('audit.lead')}>
      <OfAccount>{(account) => <Trail account={account} />}</OfAccount>
    </Page>
  )
}

function Trail({ account }: { account: number | undefined }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const client = useClient()
  const [kind, setKind] = useState<string[]>([])
  const [subject, setSubject] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [sought] = useDebouncedValue(subject.trim(), 400)
  const day = (date: string, days: number) => (date ? new Date(new Date(`${date}T00:00`).getTime() + days * 86_400_000).toISOString() : undefined)
  const filter: AuditFilter = { kind: kind.length ? (kind as AuditKind[]) : undefined, subject: sought || undefined, after: day(from, 0), before: day(until, 1) }
  const { nodes, error, fetching, hasMore, more, again } = usePaged(AuditDocument, { account, filter }, (data) => data.auditTrail)
  async function proof(entry: string) {
    const { data } = await client.query(ProofDocument, { entry }, { requestPolicy: 'network-only' }).toPromise()
    if (data) download('audit-proof.json', 'application/json', data.auditProof)
  }
  return (
    <>
      <Head account={account} />
      <Group gap="sm" my="md" align="flex-end" role="search" aria-label={t('orders.filters')}>
        <MultiSelect w={240} label={t('audit.kind')} placeholder={kind.length ? undefined : t('orders.all')} data={kinds.map((value) => ({ value, label: word('AuditKind', value) }))} value={kind} onChange={setKind} />
        <TextInput w={200} label={t('audit.subject')} value={subject} onChange={(e) => setSubject(e.currentTarget.value)} autoComplete="off" />
        <TextInput type="date" w={150} label={t('audit.from')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <TextInput type="date" w={150} label={t('orders.until')} value={until} onChange={(e) => setUntil(e.currentTarget.value)} />
      </Group>
      <Listed
        columns={[t('audit.at'), t('audit.kind'), t('audit.who'), t('audit.via'), t('audit.shown'), '']} nodes={nodes} of={(e) => e.id} error={error} again={again} more={hasMore ? more : undefined} fetching={fetching} width={820}
        none={{ title: t('audit.none'), more: t('audit.none.more') }}
        row={(e) => [
          <>{f.short(e.at)}</>,
          <Status key="k" of="AuditKind" value={e.kind} />,
          <By key="b" of={e} />,
          <><span className="ov-number">{e.via}</span>{e.outcome && e.outcome !== 'OK' && <span className="ov-status ov-bad">{e.outcome}</span>}</>,
          e.shown.length > 0 ? <><Text size="sm">{t('audit.orders', { count: e.shown.length })}</Text><Categories of={[...new Set(e.shown.flatMap((s) => s.categories))]} /></> : '–',
          e.sequence != null && <Button key="p" size="compact-xs" variant="subtle" onClick={() => proof(e.id)}>{t('audit.proof')}</Button>,
        ]}
      />
    </>
  )
}

// Head is the newest signed head of the trail's tree, to be kept elsewhere.
function Head({ account }: { account: number | undefined }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [{ data, error }, again] = useQuery({ query: HeadsDocument, variables: { account } })
  if (!data) return <Panel>{error ? <Failed error={error} again={again} /> : <LoadingRows rows={1} />}</Panel>
  const head = data.auditHeads[0]
  return (
    <Panel>
      <Group justify="space-between">
        <div>
          <Text fw={600}>{head ? t('audit.head', { count: head.size, n: f.number(head.size), at: f.moment(head.at) }) : t('audit.head.none')}</Text>
          <Text size="sm" c="dimmed">
            {t('audit.head.more')}
          </Text>
        </div>
        {head && (
          <Button variant="default" size="xs" onClick={() => download('audit-head.json', 'application/json', head.document)}>
            {t('audit.head.keep')}
          </Button>
        )}
      </Group>
      <Verify key={account} account={account} />
    </Panel>
  )
}

// Verify has the whole trail held against its signed heads, and against one that was kept.
function Verify({ account }: { account: number | undefined }) {
  const { t } = useTranslation()
  const client = useClient()
  const failure = useFailure()
  const [state, setState] = useState<{ busy?: boolean; found?: AuditVerificationQuery['auditVerification']; kept?: string; wrong?: string }>({})
  async function verify(file?: File | null) {
    const kept = file ? [await file.text()] : undefined
    setState({ busy: true })
    const { data, error } = await client.query(VerificationDocument, { account, kept }, { requestPolicy: 'network-only' }).toPromise()
    setState({ found: data?.auditVerification, kept: file?.name, wrong: error && failure(error).text })
  }
  return (
    <>
      <Group gap="xs" mt="md">
        <Button size="xs" loading={Boolean(state.busy)} onClick={() => void verify()}>
          {t('audit.verify')}
        </Button>
        <FileButton accept="application/json" onChange={(file) => void (file && verify(file))}>
          {(props) => (
            <Button {...props} size="xs" variant="default" disabled={Boolean(state.busy)}>
              {t('audit.verify.kept')}
            </Button>
          )}
        </FileButton>
      </Group>
      <div role="status">{state.found && <Verdict of={state.found} kept={state.kept} />}</div>
      <Wrong>{state.wrong ?? ''}</Wrong>
    </>
  )
}

function Verdict({ of, kept }: { of: AuditVerificationQuery['auditVerification']; kept: string | undefined }) {
  const { t } = useTranslation()
  const f = useFormat()
  const word = useWord()
  const concerned = of.from != null && of.to != null && t('audit.concerned', { from: f.number(of.from + 1), to: f.number(of.to + 1) })
  return (
    <Alert mt="sm" variant="light" color={of.whole ? 'teal' : 'red'} title={of.whole ? t('audit.whole') : word('AuditFault', of.fault ?? 'CHANGED')}>
      <Text size="sm" c="var(--mantine-color-text)">
        {of.whole ? t('audit.whole.more', { count: of.entries, n: f.number(of.entries), heads: f.number(of.heads) }) : <>{concerned} {t('audit.broken.more')}</>}
        {of.whole && kept && ` ${t('audit.whole.kept', { name: kept })}`}
        {of.whole && of.first > 0 && ` ${t('audit.whole.first', { n: f.number(of.first) })}`}
      </Text>
    </Alert>
  )
}
