import { Button, Group, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useLocation } from 'wouter'
import { graphql } from '../gql'
import type { ConnectionDraft, DataCategory } from '../gql/graphql'
import { useAct } from '../ui/act'
import { Page, Panel } from '../ui/page'
import { Failed, LoadingRows, Wrong } from '../ui/states'
import { useWord } from '../ui/words'
import { useAuthorise } from './authorise'
import { categories } from './categories'
import { ConnectorsDocument, Consent, Inputs, listed, Trial, type Connector, type Values } from './inputs'

const TryDraftDocument = graphql(`
  mutation TryDraft($draft: ConnectionDraft) { tryConnection(draft: $draft) { accepted problem { ...ProblemFields } } }
`)

const AddConnectionDocument = graphql(`
  mutation AddConnection($draft: ConnectionDraft!) { addConnection(draft: $draft) { id kind code label state } }
`)

// AddConnection connects the account with a marketplace or a back office.
export function AddConnection() {
  const { t } = useTranslation()
  const word = useWord()
  const [{ data, error }, again] = useQuery({ query: ConnectorsDocument })
  const [code, setCode] = useState<string | null>(null)
  const chosen = data?.connectors.find((c) => c.code === code)
  return (
    <Page title={t('connect.add')} lead={t('connect.add.lead')}>
      {error && !data ? <Failed error={error} again={again} />
        : !data ? <LoadingRows /> : (
          <Panel>
            <Stack maw={640}>
              <Select
                label={t('connect.with')} searchable value={code} onChange={setCode}
                data={(['MARKETPLACE', 'BACK_OFFICE'] as const).map((kind) => ({ group: word('ConnectionKind', kind), items: data.connectors.filter((c) => c.kind === kind).map((c) => ({ value: c.code, label: c.name })) }))}
              />
              {chosen && <Form key={chosen.code} of={chosen} />}
            </Stack>
          </Panel>
        )}
    </Page>
  )
}

function Form({ of }: { of: Connector }) {
  const { t } = useTranslation()
  const word = useWord()
  const [, go] = useLocation()
  const [label, setLabel] = useState('')
  const [every, setEvery] = useState('')
  const [settings, setSettings] = useState<Values>({})
  const [secrets, setSecrets] = useState<Values>({})
  const [withhold, setWithhold] = useState<DataCategory[]>([])
  const trying = useAct(TryDraftDocument)
  const adding = useAct(AddConnectionDocument, t('connect.added'))
  const authorising = useAuthorise()
  const waits = Boolean(of.authorises && !secrets[of.authorises])
  const [trial, setTrial] = useState<Parameters<typeof Trial>[0]['of']>()
  const draft = (): ConnectionDraft => ({
    connector: of.code, label: label.trim() || undefined, settings: listed(settings), secrets: listed(secrets),
    everyMinutes: every ? Number(every) : undefined, withhold: of.kind === 'BACK_OFFICE' ? withhold : undefined,
  })
  const changed = () => (setTrial(undefined), trying.clear(), adding.clear())
  async function add() {
    const made = (await adding.act({ draft: draft() }))?.addConnection
    if (made && !(made.state === 'UNAUTHORISED' && (await authorising.go(made.id)))) go(`/connections/${made.id}`)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <Stack>
        <Text size="sm">
          <strong>{t('connect.consent')}:</strong> <Consent of={of} />
        </Text>
        <TextInput label={t('connect.label')} description={t('connect.label.more')} placeholder={of.name} maxLength={60} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <Inputs connector={of.code} of={of.settings} values={settings} set={(name, value) => (changed(), setSettings((old) => ({ ...old, [name]: value })))} />
        <Inputs connector={of.code} secret comes={of.authorises} of={of.secrets} values={secrets} set={(name, value) => (changed(), setSecrets((old) => ({ ...old, [name]: value })))} />
        <TextInput type="number" label={t('connect.every')} description={t('connect.every.more', { count: of.everyMinutes })} placeholder={String(Math.max(5, of.everyMinutes))} min={of.everyMinutes} max={1440} value={every} onChange={(e) => setEvery(e.currentTarget.value)} />
        {of.kind === 'BACK_OFFICE' && (
          <MultiSelect label={t('connect.withhold')} description={t('connect.withhold.more')} data={categories.map((value) => ({ value, label: word('DataCategory', value) }))} value={withhold} onChange={(v) => setWithhold(v as DataCategory[])} />
        )}
        <Trial of={trial} />
        <Wrong>{trying.wrong || adding.wrong}</Wrong>
        <Group justify="flex-end">
          <Button variant="default" loading={trying.busy} onClick={() => (changed(), void trying.act({ draft: draft() }).then((done) => setTrial(done?.tryConnection)))}>
            {t('connect.try')}
          </Button>
          <Button type="submit" loading={adding.busy || authorising.busy}>
            {waits ? t('connect.saveAuthorise', { name: of.name }) : t('connect.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
