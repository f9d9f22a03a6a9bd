import { Button, Group, Progress, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery, type CombinedError } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { KeysQuery } from '../gql/graphql'
import { Facts, Page, Panel } from '../ui/page'
import { Failed, LoadingRows, useFailure, Wrong } from '../ui/states'
import { Listed } from '../ui/table'
import { tell } from '../ui/tell'
import { Status } from '../ui/words'
import { useCan } from '../viewer'

const KeysDocument = graphql(`
  query Keys {
    installation { keys { provider wrapped wrappedByOthers withoutKey days oldestDay newestDay past rotating { account stage since done left } } }
  }
`)

const NumbersDocument = graphql(`
  query AccountNumbers($after: Int) { installation { accounts(first: 50, after: $after) { number state } } }
`)

const RotateKeysDocument = graphql(`
  mutation RotateKeys($accounts: [Int!]!) { rotateKeys(accounts: $accounts) { rotating { account } } }
`)

// Keys are how the keys are, and the exchange of accounts' keys.
export default function Keys() {
  const { t } = useTranslation()
  const f = useFormat()
  const manages = useCan()('INSTALL_MANAGE')
  const [{ data, error }, again] = useQuery({ query: KeysDocument })
  const of = data?.installation.keys
  const under = of?.rotating.length
  useEffect(() => {
    if (!under) return
    const turn = setInterval(() => again({ requestPolicy: 'network-only' }), 5_000)
    return () => clearInterval(turn)
  }, [under, again])
  return (
    <Page title={t('page.keys')} lead={t('keys.lead')}>
      {error && !of ? <Failed error={error} again={again} /> : !of ? <LoadingRows /> : (
        <>
          <Panel title={t('keys.status')}>
            <Facts of={[
              [t('keys.provider'), <span className="ov-number">{of.provider}</span>], [t('keys.wrapped'), f.number(of.wrapped)],
              [t('keys.others'), of.wrappedByOthers ? <>{f.number(of.wrappedByOthers)} <Text span size="sm" c="dimmed">{t('keys.rewrap')}</Text></> : f.number(0)],
              [t('keys.without'), of.withoutKey.length ? of.withoutKey.slice(0, 20).join(', ') : t('keys.without.none')],
              [t('keys.days'), of.oldestDay && of.newestDay ? t('keys.days.span', { n: f.number(of.days), from: f.day(of.oldestDay), to: f.day(of.newestDay) }) : f.number(of.days)],
              [t('keys.past'), of.past ? <>{f.number(of.past)} <Text span size="sm" c="dimmed">{t('keys.past.more')}</Text></> : f.number(0)],
            ]} />
          </Panel>
          {manages && <Rotate done={() => again({ requestPolicy: 'network-only' })} />}
          <Come of={of.rotating} />
          <Listed
            title={t('keys.rotating')} columns={[t('door.account'), t('keys.stage'), t('keys.since'), t('keys.far')]} nodes={of.rotating} of={(r) => `${r.account} ${r.since}`} again={again}
            none={{ title: t('keys.rotating.none'), more: t('keys.rotating.none.more') }}
            row={(r) => [r.account ?? '–', <Status key="s" of="KeyStage" value={r.stage} />, f.ago(r.since), <Far key="f" of={[r]} label={t('keys.far.account', { account: r.account ?? '–' })} />]}
          />
        </>
      )}
    </Page>
  )
}

type Rotating = KeysQuery['installation']['keys']['rotating']

// Come is how far all exchanges have come that are under way.
function Come({ of }: { of: Rotating }) {
  const { t } = useTranslation()
  if (of.length === 0) return null
  return (
    <Panel title={t('keys.far')}>
      <Text size="sm" mb={6}>{t('keys.under', { count: of.length })}</Text>
      <Far of={of} label={t('keys.far')} />
    </Panel>
  )
}

// Far is how many keys of days are taken over, in numbers and as a bar.
function Far({ of, label }: { of: Rotating; label: string }) {
  const { t } = useTranslation()
  const f = useFormat()
  const done = of.reduce((n, r) => n + r.done, 0)
  const left = of.reduce((n, r) => n + r.left, 0)
  const percent = done + left ? Math.floor((100 * done) / (done + left)) : 100
  return (
    <>
      <Text span size="sm">{t('keys.far.of', { percent, done: f.number(done), left: f.number(left) })}</Text>
      <Progress value={percent} aria-label={label} mt={4} />
    </>
  )
}

// Rotate begins the exchange for all accounts, some at a time.
function Rotate({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const failure = useFailure()
  const [begun, setBegun] = useState<number>()
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState('')
  async function all() {
    let count = 0
    for (let after: number | undefined; ; ) {
      const page = await client.query(NumbersDocument, { after }, { requestPolicy: 'network-only' }).toPromise()
      if (page.error) return page.error
      const accounts = page.data!.installation.accounts
      if (accounts.length === 0) return undefined
      after = accounts.at(-1)!.number
      const open = accounts.filter((a) => a.state === 'ACTIVE' || a.state === 'SUSPENDED').map((a) => a.number)
      if (open.length) {
        const answer = await client.mutation(RotateKeysDocument, { accounts: open }).toPromise()
        if (answer.error) return answer.error
      }
      setBegun((count += open.length))
    }
  }
  async function run() {
    setBusy(true)
    setWrong('')
    setBegun(0)
    const error: CombinedError | undefined = await all()
    setBusy(false)
    if (error) setWrong(failure(error).text)
    else void tell(t('keys.begun'))
    done()
  }
  return (
    <Panel title={t('keys.rotate')}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" maw={640}>{t('keys.rotate.more')}</Text>
        <Button loading={busy} onClick={() => void run()}>{t('keys.rotate.all')}</Button>
      </Group>
      {begun !== undefined && (
        <div role="status">
          {busy && <Progress value={100} animated mt="sm" aria-label={t('keys.rotate')} />}
          <Text size="sm" mt={6}>{t('keys.count', { count: begun })}</Text>
        </div>
      )}
      <Wrong>{wrong}</Wrong>
    </Panel>
  )
}
