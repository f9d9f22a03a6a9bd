import { Alert, Anchor, Button, Code, Group, PasswordInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core'
import type { GraphQLArgument, GraphQLNamedType, GraphQLSchema } from 'graphql'
import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { Brand } from '../ui/brand'
import { LanguageMenu, SchemeMenu } from '../ui/menus'
import { Page, Panel } from '../ui/page'
import { Broken, Loading, Wrong } from '../ui/states'
import './developers.css'

// All of it is in the console's own files: nothing is asked of anybody but this hub.
const load = async () => {
  const [{ buildSchema, parse, validate }, { default: text }, ...examples] = await Promise.all([
    import('graphql'), import('../../../schema.graphql?raw'), import('../../../docs/examples/orders.sh?raw'), import('../../../docs/examples/orders.go?raw'),
    import('../../../docs/examples/orders.ts?raw'), import('../../../docs/examples/orders.php?raw'),
  ])
  const names = ['curl', 'Go', 'TypeScript', 'PHP']
  const schema = buildSchema(text)
  const wrong = (query: string): string => {
    try {
      return validate(schema, parse(query)).map((e) => e.message)[0] ?? ''
    } catch (error) {
      return (error as Error).message
    }
  }
  return { schema, wrong, examples: examples.map((e, i) => ({ name: names[i]!, text: e.default })) }
}

type Loaded = Awaited<ReturnType<typeof load>>

// Developers is for partners, who sign in to nothing: reference, explorer and examples.
export default function Developers() {
  const { t } = useTranslation()
  const [of, setOf] = useState<Loaded>()
  const [broken, setBroken] = useState(false)
  const [part, setPart] = useState('start')
  useEffect(() => void load().then(setOf, () => setBroken(true)), [])
  return (
    <main className="ov-developers">
      <Group justify="space-between" mb="lg">
        <Brand />
        <Group gap={4}>
          <LanguageMenu />
          <SchemeMenu />
        </Group>
      </Group>
      <Page title={t('page.developers')} lead={t('developers.lead')}>
        {broken ? <Broken again={() => location.reload()} /> : !of ? <Loading /> : (
          <>
            <SegmentedControl
              value={part} onChange={setPart} mb="md" aria-label={t('page.developers')}
              data={[{ value: 'start', label: t('developers.start') }, { value: 'explore', label: t('developers.explore') }, { value: 'reference', label: t('developers.reference') }]}
            />
            {part === 'start' ? <Start of={of} /> : part === 'explore' ? <Explorer of={of} /> : <Reference schema={of.schema} />}
          </>
        )}
      </Page>
    </main>
  )
}

// seeding makes a sandbox, lets its merchant in, and fills it again.
const seeding = `orderveil account open 900 --sandbox
orderveil user invite --account 900 --role merchant --login partner --label Partner
orderveil account seed 900`

function Start({ of }: { of: Loaded }) {
  const { t } = useTranslation()
  return (
    <>
      <Panel title={t('developers.sandbox')}>
        <Text size="sm">{t('developers.sandbox.more')}</Text>
        <Code block tabIndex={0} mt="sm">{seeding}</Code>
        <Text size="sm" mt="sm">{t('developers.demo')}</Text>
        <Code block tabIndex={0} mt="sm">orderveil demo</Code>
      </Panel>
      {of.examples.map((e) => (
        <Panel key={e.name} title={e.name}>
          <Code block tabIndex={0} className="ov-code">{e.text}</Code>
        </Panel>
      ))}
    </>
  )
}

const first = `{
  workQueue(first: 10) {
    version
    order { id number status shipTo { city country } }
  }
}`

function Explorer({ of }: { of: Loaded }) {
  const { t } = useTranslation()
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const [query, setQuery] = useState(first)
  const [variables, setVariables] = useState('{}')
  const [answer, setAnswer] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const mistake = of.wrong(query)
  async function run() {
    const granted = await fetch('/oauth/token', {
      method: 'POST', credentials: 'omit', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
    })
    if (!granted.ok) return setWrong(t('developers.refused'))
    const { access_token: token } = (await granted.json()) as { access_token: string }
    const response = await fetch('/graphql', {
      method: 'POST', credentials: 'omit', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, variables: JSON.parse(variables || '{}') as object }),
    })
    const said = (await response.json()) as { errors?: { extensions?: { code?: string } }[] }
    if (said.errors?.some((e) => e.extensions?.code === 'UNTRUSTED_DOCUMENT')) setWrong(t('developers.trusted'))
    setAnswer(JSON.stringify(said, null, 2))
  }
  return (
    <Panel title={t('developers.explore')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setBusy(true)
          setWrong('')
          void run().catch(() => setWrong(t('developers.broken'))).finally(() => setBusy(false))
        }}
      >
        <Stack>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput label={t('developers.id')} required value={id} onChange={(e) => setId(e.currentTarget.value)} autoComplete="off" />
            <PasswordInput label={t('developers.secret')} description={t('developers.secret.more')} required value={secret} onChange={(e) => setSecret(e.currentTarget.value)} autoComplete="off" />
          </Group>
          <Textarea className="ov-mono" label={t('developers.query')} error={mistake && <span lang="en">{mistake}</span>} autosize minRows={8} maxRows={24} value={query} onChange={(e) => setQuery(e.currentTarget.value)} spellCheck={false} />
          <Textarea className="ov-mono" label={t('developers.variables')} autosize minRows={2} maxRows={12} value={variables} onChange={(e) => setVariables(e.currentTarget.value)} spellCheck={false} />
          <Wrong>{wrong}</Wrong>
          <Group>
            <Button type="submit" loading={busy} disabled={Boolean(mistake)}>{t('developers.run')}</Button>
          </Group>
          {answer && <Code block tabIndex={0} className="ov-code" role="status" aria-label={t('developers.answer')}>{answer}</Code>}
        </Stack>
      </form>
    </Panel>
  )
}

const named = (field: { type: { toString(): string } }) => field.type.toString().replace(/[[\]!]/g, '')

// goTo opens a type of the reference and scrolls to it.
function goTo(name: string) {
  const type = document.getElementById(name)
  if (!(type instanceof HTMLDetailsElement)) return
  type.open = true
  location.hash = name
  type.scrollIntoView()
}

// Reference is the schema with what is written in it.
function Reference({ schema }: { schema: GraphQLSchema }) {
  const { t } = useTranslation()
  const [sought, setSought] = useState('')
  const word = sought.toLowerCase()
  const holds = (type: GraphQLNamedType) => word.length > 2 && 'getFields' in type && Object.keys(type.getFields()).some((name) => name.toLowerCase().includes(word))
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__') && (type.name.toLowerCase().includes(word) || holds(type)))
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  types.sort((a, b) => Number(roots.includes(b as never)) - Number(roots.includes(a as never)) || a.name.localeCompare(b.name))
  return (
    <>
      <TextInput mb="md" maw={360} label={t('developers.search')} value={sought} onChange={(e) => setSought(e.currentTarget.value)} />
      {types.length === 0 && <Alert variant="light" color="gray"><Text size="sm">{t('developers.none')}</Text></Alert>}
      {types.map((type) => (
        <details key={type.name} className="ov-type" id={type.name} lang="en" open={holds(type) || undefined}>
          <summary><strong>{type.name}</strong> <Text span size="sm" c="dimmed">{type.description}</Text></summary>
          {'getFields' in type && (
            <dl>
              {Object.values(type.getFields()).map((field) => (
                <div key={field.name}>
                  <dt className="ov-number">
                    {field.name}
                    {'args' in field && field.args.length > 0 && `(${field.args.map((a: { name: string; type: { toString(): string } }) => `${a.name}: ${a.type}`).join(', ')})`}: <Anchor href={`#${named(field)}`} onClick={(event) => (event.preventDefault(), flushSync(() => setSought('')), goTo(named(field)))}>{field.type.toString()}</Anchor>
                  </dt>
                  <dd>{field.description}</dd>
                  {'args' in field && (field.args as readonly GraphQLArgument[]).filter((a) => a.description).map((a) => <dd key={a.name}><Code>{a.name}</Code> {a.description}</dd>)}
                </div>
              ))}
            </dl>
          )}
          {'getValues' in type && (
            <dl>
              {type.getValues().map((v) => (
                <div key={v.name}>
                  <dt className="ov-number">{v.name}</dt>
                  <dd>{v.description}</dd>
                </div>
              ))}
            </dl>
          )}
        </details>
      ))}
    </>
  )
}
