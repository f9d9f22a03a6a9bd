import { Alert, Button, Center, Loader, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconInbox, IconLock, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from 'urql'
import { useCatalogue, type Catalogues } from '../catalogue'

// What a page shows when there is nothing to show, not yet, or not to this viewer.

export function Loading() {
  const { t } = useTranslation()
  return (
    <Center mih={240} role="status" aria-label={t('state.loading')}>
      <Loader />
    </Center>
  )
}

export function LoadingRows({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <Stack p="lg" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={22} radius="sm" />
      ))}
    </Stack>
  )
}

function Notice({ icon: Sign, title, children, color = 'gray' }: { icon: Icon; title: string; children?: ReactNode; color?: string }) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon variant="light" color={color} size={48} radius="xl">
        <Sign size={24} aria-hidden />
      </ThemeIcon>
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  )
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Notice icon={IconInbox} title={title}>
      <Text c="dimmed" maw={460}>
        {children}
      </Text>
    </Notice>
  )
}

export function Forbidden() {
  const { t } = useTranslation()
  return (
    <Notice icon={IconLock} title={t('state.forbidden')}>
      <Text c="dimmed" maw={460}>
        {t('state.forbidden.more')}
      </Text>
    </Notice>
  )
}

export function Broken({ again }: { again?: () => void }) {
  const { t } = useTranslation()
  return (
    <Notice icon={IconAlertTriangle} title={t('state.broken')} color="red">
      <Text c="dimmed" maw={460}>
        {t('state.broken.more')}
      </Text>
      {again && (
        <Button variant="default" onClick={again}>
          {t('state.again')}
        </Button>
      )}
    </Notice>
  )
}

const told = ['FORBIDDEN', 'NOT_FOUND', 'RATE_LIMITED', 'KEY_UNAVAILABLE', 'TIMEOUT', 'UNAUTHENTICATED', 'UNTRUSTED_DOCUMENT', 'BUSY', 'ACCOUNT_MOVING', 'ACCOUNT_SUSPENDED', 'THROTTLED', 'OFFLINE'] as const

// Advice of the server by its English sentence, in which {0}, {1} … are places for values.
const advice: Catalogues<string> = {
  nl: () => import('../locales/advice/nl.json'),
  de: () => import('../locales/advice/de.json'),
}

interface Sentence {
  sentence: string
  values: string[] | null
}

// useFailure says in words what went wrong. INVALID brings the server's own advice.
export function useFailure() {
  const { t, i18n } = useTranslation()
  const words = useCatalogue(advice, i18n.language)
  return (error: CombinedError): { code: string; text: string } => {
    const first = error.graphQLErrors[0]
    const code = error.networkError && !first ? 'OFFLINE' : String(first?.extensions.code ?? 'INTERNAL')
    if (code === 'INVALID' && first) {
      const said = first.extensions['advice'] as Sentence | undefined
      const text = said && words?.[said.sentence]?.replace(/\{(\d)\}/g, (_, n: string) => said.values?.[Number(n)] ?? '')
      return { code, text: text ?? first.message }
    }
    const known = told.find((c) => c === code)
    return { code, text: known ? t(`error.${known}`) : t('state.broken.more') }
  }
}

// Failed stands where an answer should.
export function Failed({ error, again }: { error: CombinedError; again?: () => void }) {
  const { t } = useTranslation()
  const { code, text } = useFailure()(error)
  if (code === 'FORBIDDEN') return <Forbidden />
  return (
    <Notice icon={IconAlertTriangle} title={t('state.failed')} color="red">
      <Text c="dimmed" maw={460}>
        {text}
      </Text>
      {again && (
        <Button variant="default" onClick={again}>
          {t('state.again')}
        </Button>
      )}
    </Notice>
  )
}

// Wrong tells above a form what keeps it from being done.
export function Wrong({ children }: { children: ReactNode }) {
  if (!children) return null
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
      <Text size="sm" c="var(--mantine-color-text)">
        {children}
      </Text>
    </Alert>
  )
}

// Stuck stands where a part of a page, or the next part of a list, did not come.
export function Stuck({ error, again }: { error: CombinedError; again: () => void }) {
  const { t } = useTranslation()
  const { code, text } = useFailure()(error)
  return (
    <Wrong>
      {text}{' '}
      {code !== 'FORBIDDEN' && (
        <Button size="compact-sm" variant="default" onClick={again}>
          {t('state.again')}
        </Button>
      )}
    </Wrong>
  )
}
