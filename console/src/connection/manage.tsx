import { Button, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useLocation } from 'wouter'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { ConnectionDetailFragment, DataCategory } from '../gql/graphql'
import { Said } from '../said'
import { Confirmed, useAct } from '../ui/act'
import { Panel } from '../ui/page'
import { Failed, LoadingRows, Wrong } from '../ui/states'
import { useWord } from '../ui/words'
import { Authorise } from './authorise'
import { categories } from './categories'
import { ConnectorsDocument, Consent, Inputs, listed, Trial, type Connector, type Values } from './inputs'

const SettingsDocument = graphql(`
  query ConnectionSettings($id: ID!) { node(id: $id) { ... on Connection { id settings { name value } } } }
`)

const TryStoredDocument = graphql(`
  mutation TryStored($connection: ID) { tryConnection(connection: $connection) { accepted problem { ...ProblemFields } } }
`)

const ChangeConnectionDocument = graphql(`
  mutation ChangeConnection($connection: ID!, $change: ConnectionChange!) { changeConnection(connection: $connection, change: $change) { id label state } }
`)

const ReplaceCredentialsDocument = graphql(`
  mutation ReplaceCredentials($connection: ID!, $secrets: [SecretInput!]!) { replaceCredentials(connection: $connection, secrets: $secrets) { id state credentialsSetAt } }
`)

const PauseDocument = graphql(`
  mutation PauseConnection($connection: ID!) { pauseConnection(connection: $connection) { id state nextRunAt } }
`)

const ResumeDocument = graphql(`
  mutation ResumeConnection($connection: ID!) { resumeConnection(connection: $connection) { id state nextRunAt } }
`)

const RemoveDocument = graphql(`
  mutation RemoveConnection($connection: ID!) { removeConnection(connection: $connection) { id } }
`)

const WithholdDocument = graphql(`
  mutation SetWithheld($connection: ID!, $categories: [DataCategory!]!) { setWithheld(connection: $connection, categories: $categories) { id withhold withholdWarning withholdLoss } }
`)

type Connection = ConnectionDetailFragment

// State tries a connection, and stops it or lets it go on.
export function State({ of, changed }: { of: Connection; changed: () => void }) {
  const { t } = useTranslation()
  const { busy, wrong, act } = useAct(TryStoredDocument)
  const resuming = useAct(ResumeDocument, t('connect.resumed'))
  const [{ data: known }] = useQuery({ query: ConnectorsDocument })
  const connector = known?.connectors.find((c) => c.code === of.code)
  const [trial, setTrial] = useState<Parameters<typeof Trial>[0]['of']>()
  return (
    <Stack mt="md" gap="sm">
      <Group gap="xs">
        {connector?.authorises && <Authorise of={of.id} name={connector.name} look={of.state === 'ACTIVE' || of.state === 'PAUSED' ? { variant: 'default' } : undefined} />}
        <Button size="xs" variant="default" loading={busy} onClick={() => (setTrial(undefined), void act({ connection: of.id }).then((done) => (setTrial(done?.tryConnection), changed())))}>
          {t('connect.try')}
        </Button>
        {of.state === 'PAUSED' ? (
          <Button size="xs" loading={resuming.busy} onClick={() => void resuming.act({ connection: of.id }).then(changed)}>
            {t('connect.resume')}
          </Button>
        ) : (
          <Confirmed label={t('connect.pause')} title={t('connect.pause.title')} document={PauseDocument} done={t('connect.paused')} variables={() => ({ connection: of.id })}>
            {t('connect.pause.more')}
          </Confirmed>
        )}
      </Group>
      <Trial of={trial} />
      <Wrong>{wrong || resuming.wrong}</Wrong>
    </Stack>
  )
}

// Manage changes how a connection is set up.
export function Manage({ of, changed }: { of: Connection; changed: () => void }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const [{ data: known, error }, again] = useQuery({ query: ConnectorsDocument })
  const [{ data, error: unread }, readAgain] = useQuery({ query: SettingsDocument, variables: { id: of.id } })
  const connector = known?.connectors.find((c) => c.code === of.code)
  const settings = data?.node?.__typename === 'Connection' ? data.node.settings : undefined
  const wrong = (!known && error) || (!data && unread)
  if (wrong) return <Panel><Failed error={wrong} again={() => (again(), readAgain())} /></Panel>
  if (!connector || !settings) return <Panel><LoadingRows /></Panel>
  return (
    <>
      <Panel title={t('connect.settings')}>
        <Settings of={of} connector={connector} settings={Object.fromEntries(settings.map((s) => [s.name, s.value]))} changed={() => (readAgain({ requestPolicy: 'network-only' }), changed())} />
      </Panel>
      <Panel title={t('connect.credentials')}>
        <Credentials of={of} connector={connector} changed={changed} />
      </Panel>
      {of.kind === 'BACK_OFFICE' && (
        <Panel title={t('connect.withhold')}>
          <Withhold of={of} />
        </Panel>
      )}
      <Panel title={t('connect.remove')}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('connect.remove.more')}</Text>
          <Confirmed label={t('connect.remove')} title={t('connect.remove.title', { label: of.label })} document={RemoveDocument} done={t('connect.removed')} danger variables={() => ({ connection: of.id })} look={{ color: 'red' }} after={() => go('/connections')}>
            {t('connect.remove.more')}
          </Confirmed>
        </Stack>
      </Panel>
    </>
  )
}

function Settings({ of, connector, settings, changed }: { of: Connection; connector: Connector; settings: Values; changed: () => void }) {
  const { t } = useTranslation()
  const [label, setLabel] = useState(of.label)
  const [every, setEvery] = useState(String(of.everyMinutes))
  const [values, setValues] = useState(settings)
  const [secrets, setSecrets] = useState<Values>({})
  const [asked, setAsked] = useState(false)
  const { busy, wrong, act } = useAct(ChangeConnectionDocument, t('connect.changed'))
  async function save() {
    const done = await act({
      connection: of.id,
      change: { label: label.trim(), settings: listed(values), secrets: listed(secrets), everyMinutes: of.everyMinutes > 0 && every ? Number(every) : undefined },
    })
    setAsked(!done)
    if (!done) return
    setSecrets({})
    changed()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack maw={640}>
        <TextInput label={t('connect.label')} description={t('connect.label.more')} maxLength={60} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <Inputs connector={connector.code} of={connector.settings} values={values} set={(name, value) => setValues((old) => ({ ...old, [name]: value }))} />
        {of.everyMinutes > 0 && (
          <TextInput type="number" label={t('connect.every')} description={t('connect.every.more', { count: connector.everyMinutes })} min={connector.everyMinutes} max={1440} value={every} onChange={(e) => setEvery(e.currentTarget.value)} />
        )}
        <Wrong>{wrong}</Wrong>
        {asked && <Inputs connector={connector.code} secret kept of={connector.secrets} values={secrets} set={(name, value) => setSecrets((old) => ({ ...old, [name]: value }))} />}
        <Group>
          <Button type="submit" variant="default" loading={busy}>
            {t('act.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Credentials({ of, connector, changed }: { of: Connection; connector: Connector; changed: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  const [secrets, setSecrets] = useState<Values>({})
  const { busy, wrong, act } = useAct(ReplaceCredentialsDocument, t('connect.replaced'))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void act({ connection: of.id, secrets: listed(secrets) }).then((done) => done && (setSecrets({}), changed()))
      }}
    >
      <Stack maw={640}>
        <Text size="sm">{t('connect.set', { on: f.moment(of.credentialsSetAt) })}</Text>
        <Text size="sm">
          <strong>{t('connect.consent')}:</strong> <Consent of={connector} />
        </Text>
        <Inputs connector={connector.code} secret kept of={connector.secrets} values={secrets} set={(name, value) => setSecrets((old) => ({ ...old, [name]: value }))} />
        <Wrong>{wrong}</Wrong>
        <Group>
          <Button type="submit" variant="default" loading={busy} disabled={listed(secrets).length === 0}>
            {t('connect.replace')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

// Withhold is what a back office is not given of customers.
function Withhold({ of }: { of: Connection }) {
  const { t } = useTranslation()
  const word = useWord()
  const [chosen, setChosen] = useState<DataCategory[]>([...of.withhold])
  const { busy, wrong, act } = useAct(WithholdDocument, t('connect.changed'))
  return (
    <Stack maw={640}>
      <MultiSelect label={t('connect.withhold')} description={t('connect.withhold.more')} data={categories.map((value) => ({ value, label: word('DataCategory', value) }))} value={chosen} onChange={(v) => setChosen(v as DataCategory[])} />
      {of.withholdLoss && <Text size="sm" className="ov-status ov-warn"><Said of={`withhold.${of.withholdLoss}`} english={of.withholdWarning} /></Text>}
      <Wrong>{wrong}</Wrong>
      <Group>
        <Button variant="default" loading={busy} onClick={() => void act({ connection: of.id, categories: chosen })}>
          {t('act.save')}
        </Button>
      </Group>
    </Stack>
  )
}
