import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { Link } from 'wouter'
import { arrived, type Arrival } from '../arrival'
import { Authorise } from '../connection/authorise'
import { ConnectorsDocument } from '../connection/inputs'
import { graphql } from '../gql'
import { Page, Panel } from '../ui/page'
import { ProblemNote } from '../ui/problem'
import { Failed, LoadingRows } from '../ui/states'

const FinishDocument = graphql(`
  mutation FinishAuthorisation($state: Secret!, $code: Secret) {
    finishAuthorisation(state: $state, code: $code) { accepted problem { ...ProblemFields } connection { id label code state } }
  }
`)

// Authorised is where a merchant comes back to from the other side's page.
export default function Authorised() {
  const { t } = useTranslation()
  const [arrival] = useState(arrived)
  return (
    <Page title={t('authorised.title')}>
      <Panel>
        {!arrival ? <Told title={t('authorised.lapsed')} more={t('authorised.lapsed.more')} />
          : !arrival.state ? <Told title={t('authorised.refused')} more={t('authorised.refused.more')} />
            : <Finish of={arrival} />}
      </Panel>
    </Page>
  )
}

// Told says how it ended where nobody can say which connection it was for.
function Told({ title, more }: { title: string; more: string }) {
  const { t } = useTranslation()
  return (
    <Stack gap="sm" align="flex-start" role="alert">
      <Text fw={600} className="ov-status ov-warn">{title}</Text>
      <Text size="sm">{more}</Text>
      <Button component={Link} href="/connections" size="xs">
        {t('authorised.connections')}
      </Button>
    </Stack>
  )
}

function Finish({ of }: { of: Arrival }) {
  const { t } = useTranslation()
  const [{ data, error }, finish] = useMutation(FinishDocument)
  const [{ data: known }] = useQuery({ query: ConnectorsDocument })
  useEffect(() => {
    void finish({ state: of.state, code: of.code })
  }, [])
  const ended = data?.finishAuthorisation
  if (error?.graphQLErrors.some((e) => e.extensions['code'] === 'INVALID')) return <Told title={t('authorised.lapsed')} more={t('authorised.lapsed.more')} />
  if (error) return <Failed error={error} />
  if (!ended) return (
    <>
      <Text p="lg" pb={0} role="status">{t('authorised.going')}</Text>
      <LoadingRows rows={2} />
    </>
  )
  const { id, label, code } = ended.connection
  const name = known?.connectors.find((c) => c.code === code)?.name ?? label
  return (
    <Stack gap="sm" align="flex-start">
      {ended.accepted ? (
        <div role="status">
          <Text fw={600} className="ov-status ov-good">{t('authorised.done', { label })}</Text>
          <Text size="sm" mt={4}>{t('authorised.done.more')}</Text>
        </div>
      ) : ended.problem && <div role="alert"><ProblemNote problem={ended.problem} /></div>}
      <Group gap="xs">
        {!ended.accepted && <Authorise of={id} name={name} />}
        {ended.accepted
          ? <Button component={Link} href={`/connections/${id}`} size="xs">{t('authorised.see')}</Button>
          : <Anchor component={Link} href={`/connections/${id}`} size="sm">{t('authorised.see')}</Anchor>}
      </Group>
    </Stack>
  )
}
