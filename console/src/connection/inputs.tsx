import { PasswordInput, Select, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCatalogue, type Catalogues } from '../catalogue'
import { graphql } from '../gql'
import type { ConnectorsQuery, TryDraftMutation } from '../gql/graphql'
import { ProblemNote } from '../ui/problem'

export const ConnectorsDocument = graphql(`
  query Connectors {
    connectors {
      code name kind consent authorises everyMinutes
      settings { name means example optional choices }
      secrets { name means example optional choices }
    }
  }
`)

export type Connector = ConnectorsQuery['connectors'][number]
export type Values = Record<string, string>

// What the API says of a setting is English; here is the same in other languages, by the
// connector's code and the setting's name.
const meanings: Catalogues<string> = {
  nl: () => import('../locales/settings/nl.json'),
  de: () => import('../locales/settings/de.json'),
}

function Meaning({ of, english }: { of: string; english: string }) {
  const words = useCatalogue(meanings, useTranslation().i18n.language)
  return words && (words[of] ?? <span lang="en">{english}</span>)
}

// Consent says how the merchant lets the hub in at the other side.
export function Consent({ of }: { of: Connector }) {
  const { t } = useTranslation()
  return of.consent ? <Meaning of={`${of.code}.consent`} english={of.consent} /> : t('connect.consent.none')
}

interface Props {
  connector: string
  of: Connector['settings']
  values: Values
  set: (name: string, value: string) => void
  secret?: boolean
  kept?: boolean // what is left empty stays as it is
  comes?: string | null // what comes by itself when the merchant authorises the connection
}

// Inputs are fields for what a connector is told.
export function Inputs({ connector, of, values, set, secret, kept, comes }: Props) {
  const { t } = useTranslation()
  return of.map((input) => {
    const needed = !input.optional && !kept && input.name !== comes
    const common = {
      label: <span className="ov-number">{input.name}</span>, description: <Meaning of={`${connector}.${input.name}`} english={input.means} />, placeholder: kept ? t('connect.kept') : (input.example ?? undefined),
      required: needed, withAsterisk: needed, autoComplete: 'off', value: values[input.name] ?? '', 'data-name': input.name,
    }
    if (secret) return <PasswordInput key={input.name} {...common} autoComplete="new-password" visibilityToggleButtonProps={{ 'aria-label': t('connect.show') }} onChange={(e) => set(input.name, e.currentTarget.value)} />
    if (input.choices.length) return <Select key={input.name} {...common} placeholder={input.choices[0]} data={[...input.choices]} value={values[input.name] ?? null} onChange={(v) => set(input.name, v ?? '')} clearable={input.optional} clearButtonProps={{ 'aria-label': t('orders.clear') }} />
    return <TextInput key={input.name} {...common} onChange={(e) => set(input.name, e.currentTarget.value)} />
  })
}

// listed are values as the API takes them.
export function listed(values: Values): { name: string; value: string }[] {
  return Object.entries(values).filter(([, value]) => value !== '').map(([name, value]) => ({ name, value }))
}

// Trial says what trying a connection showed.
export function Trial({ of }: { of: TryDraftMutation['tryConnection'] | undefined }) {
  const { t } = useTranslation()
  if (!of) return null
  return (
    <div role="status">
      {of.accepted ? <Text className="ov-status ov-good">{t('connect.accepted')}</Text> : of.problem && <ProblemNote problem={of.problem} />}
    </div>
  )
}
