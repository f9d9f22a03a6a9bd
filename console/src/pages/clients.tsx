import { Button, Checkbox, Group, Modal, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { ApiClientsQuery } from '../gql/graphql'
import { Confirmed, useAct } from '../ui/act'
import { Page, Panel } from '../ui/page'
import { Secret } from '../ui/secret'
import { Failed, LoadingRows, Wrong } from '../ui/states'
import { Listed } from '../ui/table'
import { useCan } from '../viewer'

const ApiClientsDocument = graphql(`
  query ApiClients { apiClients { id clientId label scopes networks createdAt expiresAt revokedAt lastUsedAt } }
`)

const CreateClientDocument = graphql(`
  mutation CreateClient($label: String!, $scopes: [String!]!, $days: Int!, $networks: [String!]) {
    createApiClient(label: $label, scopes: $scopes, days: $days, networks: $networks) { secret client { id clientId } }
  }
`)

const RotateDocument = graphql(`
  mutation RotateSecret($client: ID!, $overlapHours: Int!) { rotateApiClientSecret(client: $client, overlapHours: $overlapHours) { secret client { id } } }
`)

const RevokeClientDocument = graphql(`
  mutation RevokeClient($client: ID!) { revokeApiClient(client: $client) { id revokedAt } }
`)

const NetworksDocument = graphql(`
  query Networks { networks }
`)

const SetNetworksDocument = graphql(`
  mutation SetNetworks($networks: [String!]!) { setNetworks(networks: $networks) }
`)

type ApiClient = ApiClientsQuery['apiClients'][number]

const scopes = ['orders:read', 'orders:ship_to', 'orders:bill_to', 'orders:contact', 'shipments:write'] as const

// Clients are partners' programs, and from where the account is reached.
export default function Clients() {
  const { t } = useTranslation()
  const f = useFormat()
  const can = useCan()
  const [{ data, error }, again] = useQuery({ query: ApiClientsDocument })
  const anew = () => again({ requestPolicy: 'network-only' })
  return (
    <Page title={t('page.clients')} lead={t('clients.lead')} actions={<Create done={anew} />}>
      <Listed
        columns={[t('clients.label'), t('clients.scopes'), t('account.used'), t('account.ends'), '']} nodes={data?.apiClients} of={(c) => c.id} error={error} again={anew} width={820}
        none={{ title: t('clients.none'), more: t('clients.none.more') }}
        row={(c) => [
          <>{c.label}<span className="ov-under ov-number">{c.clientId}</span></>,
          <span key="s" className="ov-number">{c.scopes.join(' ')}</span>, c.lastUsedAt ? f.ago(c.lastUsedAt) : '–',
          c.revokedAt ? <span key="r" className="ov-status ov-quiet">{t('clients.revoked')}</span> : f.day(c.expiresAt),
          !c.revokedAt && <Actions key="a" client={c} />,
        ]}
      />
      {can('NETWORKS_MANAGE') && <Networks />}
    </Page>
  )
}

function Actions({ client }: { client: ApiClient }) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState('')
  const { busy, wrong, act } = useAct(RotateDocument)
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button size="xs" variant="default" loading={busy} onClick={() => act({ client: client.id, overlapHours: 24 }).then((d) => d && setSecret(d.rotateApiClientSecret.secret))}>
        {t('clients.rotate')}
      </Button>
      <Confirmed label={t('clients.revoke')} title={t('clients.revoke.title', { label: client.label })} danger document={RevokeClientDocument} done={t('clients.revoked')} variables={() => ({ client: client.id })}>{t('clients.revoke.more')}</Confirmed>
      <Modal opened={Boolean(secret || wrong)} onClose={() => setSecret('')} title={client.label} closeButtonProps={{ 'aria-label': t('act.close') }}>
        <Wrong>{wrong}</Wrong>
        {secret && <Secret text={secret}>{t('clients.rotated')}</Secret>}
      </Modal>
    </Group>
  )
}

function Create({ done }: { done: () => void }) {
  const { t } = useTranslation()
  const [open, { open: show, close }] = useDisclosure()
  const [label, setLabel] = useState('')
  const [chosen, setChosen] = useState<string[]>(['orders:read'])
  const [days, setDays] = useState('365')
  const [networks, setNetworks] = useState('')
  const [made, setMade] = useState<{ secret: string; id: string }>()
  const { busy, wrong, act, clear } = useAct(CreateClientDocument)
  return (
    <>
      <Button onClick={() => (clear(), setMade(undefined), setLabel(''), show())}>{t('clients.create')}</Button>
      <Modal opened={open} onClose={() => busy || (close(), made && done())} title={t('clients.create')} closeButtonProps={{ 'aria-label': t('act.close') }}>
        {made ? <Secret text={`${made.id}\n${made.secret}`}>{t('clients.secret')}</Secret> : (
          <form
            onSubmit={(event) => {
              event.preventDefault()
              void act({ label, scopes: chosen, days: Number(days), networks: networks.split(/[\s,]+/).filter(Boolean) }).then((d) => d && setMade({ secret: d.createApiClient.secret, id: d.createApiClient.client.clientId }))
            }}
          >
            <Stack>
              <TextInput data-autofocus label={t('clients.label')} required maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} autoComplete="off" />
              <Checkbox.Group label={t('clients.scopes')} required value={chosen} onChange={setChosen}>
                <Stack gap={6} mt={6}>
                  {scopes.map((s) => (
                    <Checkbox key={s} value={s} label={t(`scope.${s}`)} />
                  ))}
                </Stack>
              </Checkbox.Group>
              <TextInput type="number" min={1} max={365} label={t('clients.days')} required value={days} onChange={(e) => setDays(e.currentTarget.value)} />
              <TextInput label={t('clients.networks')} placeholder="192.0.2.0/24" value={networks} onChange={(e) => setNetworks(e.currentTarget.value)} />
              <Wrong>{wrong}</Wrong>
              <Button type="submit" loading={busy} disabled={chosen.length === 0}>
                {t('clients.create')}
              </Button>
            </Stack>
          </form>
        )}
      </Modal>
    </>
  )
}

function Networks() {
  const { t } = useTranslation()
  const [{ data, error }, again] = useQuery({ query: NetworksDocument })
  const [text, setText] = useState('')
  const { busy, wrong, act } = useAct(SetNetworksDocument, t('networks.done'))
  useEffect(() => {
    if (data) setText(data.networks.join('\n'))
  }, [data])
  return (
    <Panel title={t('networks.title')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('networks.more')}
      </Text>
      {!data ? (error ? <Failed error={error} again={again} /> : <LoadingRows rows={2} />) : (
        <Stack maw={420}>
          <Textarea label={t('networks.label')} autosize minRows={2} placeholder="192.0.2.0/24" value={text} onChange={(e) => setText(e.currentTarget.value)} />
          <Wrong>{wrong}</Wrong>
          <Button variant="default" loading={busy} onClick={() => act({ networks: text.split(/[\s,]+/).filter(Boolean) })} style={{ alignSelf: 'flex-start' }}>
            {t('act.save')}
          </Button>
        </Stack>
      )}
    </Panel>
  )
}
