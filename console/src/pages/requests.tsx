import { Alert, Anchor, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient, type CombinedError } from 'urql'
import { Link } from 'wouter'
import { useFormat } from '../format'
import { graphql } from '../gql'
import type { Language, SubjectQuery, SubjectQueryVariables } from '../gql/graphql'
import { languages } from '../language'
import { Erase } from '../order/actions'
import { Said } from '../said'
import { Page, Panel } from '../ui/page'
import { Failed, LoadingRows } from '../ui/states'
import { download, Listed } from '../ui/table'
import { Status } from '../ui/words'

const SubjectDocument = graphql(`
  query Subject($number: String, $email: String, $phone: String, $postcode: String, $houseNumber: String, $language: Language!) {
    dataSubjectExport(number: $number, email: $email, phone: $phone, postcode: $postcode, houseNumber: $houseNumber) {
      identified found message json page(language: $language) orders { id number placedAt status privacy { state } }
    }
  }
`)

type Found = SubjectQuery['dataSubjectExport']

const ways = ['email', 'phone', 'number', 'postcode'] as const

// Requests answers a person who asks what is kept of them, or to be forgotten.
export default function Requests() {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const [by, setBy] = useState<(typeof ways)[number]>('email')
  const [text, setText] = useState('')
  const [house, setHouse] = useState('')
  const [language, setLanguage] = useState(i18n.language.toUpperCase() as Language)
  const [state, setState] = useState<{ busy?: boolean; found?: Found; error?: CombinedError }>({})
  async function look() {
    setState({ busy: true })
    const sought: SubjectQueryVariables = { language, [by]: text.trim(), houseNumber: by === 'postcode' ? house.trim() : undefined }
    const { data, error } = await client.query(SubjectDocument, sought, { requestPolicy: 'network-only' }).toPromise()
    setState({ found: data?.dataSubjectExport, error })
  }
  return (
    <Page title={t('page.requests')} lead={t('requests.lead')}>
      <Panel>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void look()
          }}
        >
          <Stack>
            <SegmentedControl value={by} onChange={(v) => (setBy(v as typeof by), setText(''))} aria-label={t('requests.by')} data={ways.map((value) => ({ value, label: t(`requests.${value}`) }))} style={{ alignSelf: 'flex-start', maxWidth: '100%' }} />
            <Group align="flex-end" gap="sm">
              <TextInput label={t(`requests.${by}`)} required value={text} onChange={(e) => setText(e.currentTarget.value)} autoComplete="off" style={{ flex: '1 1 200px', maxWidth: 380 }} />
              {by === 'postcode' && <TextInput label={t('field.houseNumber')} required value={house} onChange={(e) => setHouse(e.currentTarget.value)} autoComplete="off" w={140} />}
              <Select label={t('requests.language')} w={200} allowDeselect={false} data={Object.entries(languages).map(([value, label]) => ({ value: value.toUpperCase(), label }))} value={language} onChange={(v) => v && setLanguage(v as Language)} />
              <Button type="submit" loading={Boolean(state.busy)}>
                {t('support.find')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      {state.busy && <LoadingRows rows={3} />}
      {state.error && !state.found && <Failed error={state.error} again={() => void look()} />}
      {state.found && <Answer found={state.found} />}
    </Page>
  )
}

function Answer({ found }: { found: Found }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <div role="status">
      <Alert my="md" color={found.identified ? 'teal' : 'gray'} variant="light">
        <Text size="sm" c="var(--mantine-color-text)"><Said of={`found.${found.found}`} english={found.message} /></Text>
        <Group gap="xs" mt="sm">
          <Button size="xs" variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('answer.html', 'text/html', found.page)}>
            {t('requests.page')}
          </Button>
          <Button size="xs" variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('answer.json', 'application/json', found.json)}>
            {t('requests.json')}
          </Button>
        </Group>
      </Alert>
      <Listed
        title={t('page.orders')} columns={[t('order.number'), t('order.placed'), t('order.status'), t('privacy.title'), '']} nodes={found.orders} of={(o) => o.id} again={() => undefined}
        none={{ title: t('requests.none'), more: t('requests.none.more') }}
        row={(o) => [
          <Anchor key="n" component={Link} href={`/orders/${o.id}`} className="ov-number">{o.number}</Anchor>, f.moment(o.placedAt), <Status key="s" of="OrderStatus" value={o.status} />, <Status key="p" of="PrivacyState" value={o.privacy.state} />,
          !['PSEUDONYMISED', 'ERASED'].includes(o.privacy.state) && <Erase key="e" order={o.id} />,
        ]}
      />
    </div>
  )
}
