import { Button, Checkbox, Group, Modal, Progress, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, useQuery, type CombinedError } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { OpenedAccountsQuery } from '../gql/graphql'
import { places, somewhere, type Place, type Server } from '../places'
import { Confirmed, useAct } from '../ui/act'
import { Page } from '../ui/page'
import { Secret } from '../ui/secret'
import { Wrong } from '../ui/states'
import { Listed } from '../ui/table'
import { Status } from '../ui/words'
import { useCan } from '../viewer'

const AccountsDocument = graphql(`
  query OpenedAccounts($after: Int) {
    installation { accounts(first: 50, after: $after) { number sandbox state createdAt suspendedAt placement server movingTo marketplaces } }
  }
`)

const ServersDocument = graphql(`
  query DatabaseServers { installation { servers { name region weight capacity closed accounts } } }
`)

const OpenAccountDocument = graphql(`
  mutation OpenAccount($number: Int!, $login: String!, $label: String!, $server: String, $region: String, $sandbox: Boolean!) { openAccount(number: $number, login: $login, label: $label, server: $server, region: $region, sandbox: $sandbox) { invitation account { number } } }
`)

const SuspendAccountDocument = graphql(`
  mutation SuspendAccount($number: Int!) { suspendAccount(number: $number) { number state } }
`)

const ResumeAccountDocument = graphql(`
  mutation ResumeAccount($number: Int!) { resumeAccount(number: $number) { number state } }
`)

const AbandonAccountDocument = graphql(`
  mutation AbandonAccount($number: Int!) { abandonAccount(number: $number) }
`)

const SeedSandboxDocument = graphql(`
  mutation SeedSandbox($number: Int!) { seedSandbox(number: $number) { number } }
`)

type Account = OpenedAccountsQuery['installation']['accounts'][number]

// Accounts are the merchants of the installation, without anything of their orders.
export default function Accounts() {
  const { t } = useTranslation()
  const f = useFormat()
  const manages = useCan()('INSTALL_MANAGE')
  const client = useClient()
  const [nodes, setNodes] = useState<Account[]>()
  const [whole, setWhole] = useState(false)
  const [error, setError] = useState<CombinedError>()
  const load = useCallback(async (after?: number) => {
    const answer = await client.query(AccountsDocument, { after }, { requestPolicy: 'network-only' }).toPromise()
    setError(answer.error)
    const page = answer.data?.installation.accounts
    if (!page) return
    setWhole(page.length < 50)
    setNodes((old) => (after ? [...(old ?? []), ...page] : page))
  }, [client])
  useEffect(() => void load(), [load])
  const [{ data: placed, error: unplaced }, askServers] = useQuery({ query: ServersDocument })
  const servers = placed?.installation.servers
  const again = () => (void load(), askServers({ requestPolicy: 'network-only' }))
  return (
    <Page title={t('page.accounts')} lead={t('accounts.lead')} actions={manages && <Open servers={servers ?? []} done={again} />}>
      <Listed
        columns={[t('door.account'), t('order.status'), t('accounts.opened'), t('accounts.marketplaces'), t('accounts.server'), '']} nodes={nodes} of={(a) => String(a.number)} error={error} again={again} width={760}
        more={nodes?.length && !whole ? () => void load(nodes.at(-1)!.number) : undefined} none={{ title: t('accounts.none'), more: t('accounts.none.more') }}
        row={(a) => [
          a.sandbox ? <Group key="n" gap={8} wrap="nowrap">{a.number}<span className="ov-chip">{t('shell.sandbox')}</span></Group> : a.number, <Status key="s" of="AccountState" value={a.state} />, <span key="c" style={{ whiteSpace: 'nowrap' }}>{f.day(a.createdAt.slice(0, 10))}</span>, f.number(a.marketplaces), <span key="p">{a.movingTo ? t('accounts.moving', { from: a.server, to: a.movingTo }) : a.server}<span className="ov-under ov-number" style={{ width: 190, overflowWrap: 'anywhere' }} title={t('accounts.placement')}>{a.placement}</span></span>,
          manages && a.state === 'ACTIVE' ? (
            <Group key="a" gap={8} justify="flex-end" wrap="nowrap">
              {a.sandbox && <Confirmed label={t('accounts.seed')} title={t('accounts.seed.title', { number: a.number })} document={SeedSandboxDocument} done={t('accounts.seeded')} variables={() => ({ number: a.number })}>{t('accounts.seed.more')}</Confirmed>}
              <Confirmed label={t('accounts.suspend')} title={t('accounts.suspend.title', { number: a.number })} danger document={SuspendAccountDocument} done={t('accounts.suspended')} variables={() => ({ number: a.number })}>{t('accounts.suspend.more')}</Confirmed>
            </Group>
          ) : manages && a.state === 'OPENING' ? (
            <Confirmed key="a" label={t('accounts.abandon')} title={t('accounts.abandon.title', { number: a.number })} danger document={AbandonAccountDocument} done={t('accounts.abandoned')} variables={() => ({ number: a.number })} after={again}>{t('accounts.abandon.more')}</Confirmed>
          ) : manages && a.state === 'SUSPENDED' && (
            <Confirmed key="a" label={t('accounts.resume')} title={t('accounts.resume.title', { number: a.number })} document={ResumeAccountDocument} done={t('accounts.resumed')} variables={() => ({ number: a.number })}>{t('accounts.resume.more')}</Confirmed>
          ),
        ]}
      />
      <Listed
        title={t('accounts.servers')} columns={[t('accounts.server'), t('accounts.region'), t('accounts.weight'), t('accounts.held')]} nodes={servers} of={(s) => s.name} error={unplaced} again={again}
        none={{ title: t('accounts.none'), more: t('accounts.none.more') }}
        row={(s) => [
          s.closed ? t('accounts.closed', { server: s.name }) : s.name, s.region || '–', f.number(s.weight),
          s.capacity ? <Group key="h" gap="sm" wrap="nowrap"><Text span size="sm">{t('accounts.room', { n: f.number(s.accounts), of: f.number(s.capacity) })}</Text><Progress w={120} value={(100 * s.accounts) / s.capacity} aria-label={t('accounts.held')} /></Group> : f.number(s.accounts),
        ]}
      />
    </Page>
  )
}

function Open({ servers, done }: { servers: Server[]; done: () => void }) {
  const { t } = useTranslation()
  const [open, { open: show, close }] = useDisclosure()
  const [number, setNumber] = useState('')
  const [login, setLogin] = useState('')
  const [label, setLabel] = useState('')
  const [place, setPlace] = useState<string | null>(null)
  const [, kind, name] = place?.match(/^(\w+) (.*)$/) ?? []
  const [sandbox, setSandbox] = useState(false)
  const [token, setToken] = useState('')
  const { busy, wrong, act, clear } = useAct(OpenAccountDocument)
  const all = places(servers)
  const choice = (label: string, { value, not }: Place) => ({ value, label: not ? t(`accounts.not.${not}`, { place: label }) : label, disabled: Boolean(not) })
  const choices = [...all.regions.map((r) => choice(`${t('accounts.region')}: ${r.name}`, r)), ...all.servers.map((s) => choice(s.name, s))]
  return (
    <>
      <Button onClick={() => (clear(), setToken(''), setNumber(''), setLogin(''), setLabel(''), setSandbox(false), setPlace(null), show())}>{t('accounts.open')}</Button>
      <Modal opened={open} onClose={() => busy || (close(), token && done())} title={t('accounts.open')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        {token ? <Secret text={token}>{t('users.token')}</Secret> : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void act({ number: Number(number), login, label, sandbox, server: kind === 'server' ? name : undefined, region: kind === 'region' ? name : undefined }).then((d) => d && setToken(d.openAccount.invitation))
            }}
          >
            <Stack>
              <TextInput data-autofocus label={t('door.account')} description={t('accounts.number.more')} required inputMode="numeric" pattern="[1-9][0-9]*" value={number} onChange={(e) => setNumber(e.currentTarget.value)} />
              <TextInput label={t('accounts.login')} description={t('users.login.more')} required minLength={3} maxLength={200} value={login} onChange={(e) => setLogin(e.currentTarget.value)} autoComplete="off" />
              <TextInput label={t('users.label')} required maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} autoComplete="off" />
              <Select label={t('accounts.where')} placeholder={t('accounts.where.any')} description={servers.length > 0 && !somewhere(servers) ? t('accounts.where.full') : undefined} data={choices} value={place} onChange={setPlace} clearable clearButtonProps={{ 'aria-label': t('accounts.where.any') }} />
              <Checkbox label={t('accounts.sandbox')} description={t('accounts.sandbox.more')} checked={sandbox} onChange={(e) => setSandbox(e.currentTarget.checked)} />
              <Text size="sm" c="dimmed">{t('accounts.open.more')}</Text>
              <Wrong>{wrong}</Wrong>
              <Group justify="flex-end">
                <Button type="submit" loading={busy}>{t('accounts.open')}</Button>
              </Group>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  )
}
