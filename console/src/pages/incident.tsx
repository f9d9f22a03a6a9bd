import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, type CombinedError } from 'urql'
import { useAttempt } from '../attempt'
import { fetchFile } from '../files'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { IncidentQuery } from '../gql/graphql'
import { Facts, Page, Panel } from '../ui/page'
import { Empty, Failed, LoadingRows, Wrong } from '../ui/states'
import { Listed } from '../ui/table'
import { By, Categories } from '../ui/words'
import { isStaff, useViewer } from '../viewer'

const IncidentDocument = graphql(`
  query Incident($from: Time!, $to: Time!, $account: Int) {
    incident(from: $from, to: $to, account: $account) {
      accounts orders looks
      viewers { account subject role by { name } right looks orders categories first last }
    }
  }
`)

type Told = IncidentQuery['incident']
interface Asked { from: string; to: string; account?: number }

const local = (ago: number) => {
  const at = new Date(Date.now() - ago)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

// Incident is whose views of which orders fall into a window of time: what a notification
// of a breach has to say.
export default function Incident() {
  const { t } = useTranslation()
  const staff = isStaff(useViewer())
  const client = useClient()
  const [from, setFrom] = useState(() => local(24 * 3_600_000))
  const [to, setTo] = useState(() => local(0))
  const [account, setAccount] = useState('')
  const [asked, setAsked] = useState<Asked>()
  const [told, setTold] = useState<Told>()
  const [error, setError] = useState<CombinedError>()
  // Each question is written down: none is asked but on purpose.
  async function ask(what: Asked) {
    setAsked(what)
    setTold(undefined)
    setError(undefined)
    const answer = await client.query(IncidentDocument, what, { requestPolicy: 'network-only' }).toPromise()
    setTold(answer.data?.incident)
    setError(answer.error)
  }
  return (
    <Page title={t('page.incident')} lead={t('incident.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void ask({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), account: Number(account) || undefined })
        }}
      >
        <Group gap="sm" align="flex-end" mb="md">
          <TextInput type="datetime-local" label={t('incident.from')} required value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
          <TextInput type="datetime-local" label={t('incident.to')} required value={to} onChange={(e) => setTo(e.currentTarget.value)} />
          {staff && <TextInput w={160} label={t('incident.account')} inputMode="numeric" pattern="[0-9]*" value={account} onChange={(e) => setAccount(e.currentTarget.value)} />}
          <Button type="submit" loading={Boolean(asked && !told && !error)}>
            {t('staff.show')}
          </Button>
        </Group>
      </form>
      {!asked ? <Empty title={t('incident.which')}>{t('incident.which.more')}</Empty>
        : error ? <Failed error={error} again={() => void ask(asked)} />
          : !told ? <LoadingRows />
            : <Answer told={told} asked={asked} />}
    </Page>
  )
}

function Answer({ told, asked }: { told: Told; asked: Asked }) {
  const { t } = useTranslation()
  const f = useFormat()
  const { busy, wrong, attempt } = useAttempt()
  const file = (format: 'csv' | 'json') =>
    attempt(format, () => {
      const query = new URLSearchParams({ from: asked.from, to: asked.to, format })
      if (asked.account) query.set('account', String(asked.account))
      return fetchFile(`/audit/incident?${query}`, `incident.${format}`)
    })
  return (
    <>
      <Panel title={t('incident.found')} actions={
        <Group gap="xs">
          <Button size="xs" variant="default" loading={busy === 'csv'} onClick={() => file('csv')}>{t('incident.csv')}</Button>
          <Button size="xs" variant="default" loading={busy === 'json'} onClick={() => file('json')}>{t('incident.json')}</Button>
        </Group>
      }>
        <Facts of={[[t('page.orders'), f.number(told.orders)], [t('incident.looks'), f.number(told.looks)], [t('incident.accounts'), f.number(told.accounts)]]} />
        <Wrong>{wrong}</Wrong>
      </Panel>
      <Listed
        title={t('incident.viewers')} columns={[t('audit.who'), t('door.account'), t('page.orders'), t('audit.shown'), t('incident.when')]} nodes={told.viewers} of={(v) => `${v.account} ${v.subject} ${v.role} ${v.right}`}
        again={() => undefined} width={820} none={{ title: t('incident.none'), more: t('incident.none.more') }}
        row={(v) => [
          <><By of={v} />{v.right && v.right !== 'role' && <span className="ov-under ov-number">{v.right}</span>}</>,
          v.account, <>{f.number(v.orders)}<span className="ov-under">{t('incident.answers', { count: v.looks })}</span></>,
          <Categories key="c" of={v.categories} />, <>{f.short(v.first)}<span className="ov-under">{f.short(v.last)}</span></>,
        ]}
      />
    </>
  )
}
