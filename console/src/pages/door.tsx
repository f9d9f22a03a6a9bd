import { Anchor, Button, Divider, Group, Paper, PasswordInput, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconFingerprint, IconLogin2 } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { passkeysWork, signInByPasskey } from '../passkey'
import { useAttempt } from '../attempt'
import { enter, goToProvider, offers } from '../session'
import { Brand } from '../ui/brand'
import { Wrong } from '../ui/states'

const LanguageMenu = lazy(() => import('../ui/menus').then((m) => ({ default: m.LanguageMenu })))

// Door is where people sign in.
export default function Door({ ended }: { ended: boolean }) {
  const { t } = useTranslation()
  const { busy, wrong, attempt } = useAttempt()
  const [staff, setStaff] = useState(false)
  const [account, setAccount] = useState('')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  useEffect(() => {
    document.title = `${t('door.title')} · Orderveil`
  }, [t])
  function submit(event: FormEvent) {
    event.preventDefault()
    void attempt('password', async () => {
      try {
        await enter('sign-in', { account: staff ? undefined : Number(account), login, password, code })
      } finally {
        setCode('')
      }
    })
  }
  const others = (offers('passkey') && passkeysWork()) || offers('oidc')
  return (
    <main className="ov-door">
      <div>
        <Group justify="space-between" mb="lg">
          <Brand />
          <Suspense fallback={null}><LanguageMenu /></Suspense>
        </Group>
        <Paper className="ov-panel" p="xl" shadow="sm">
          <Title order={1} mb={4}>
            {t('door.title')}
          </Title>
          <Text c="dimmed" size="sm" mb="lg">
            {ended ? t('door.ended') : t('door.lead')}
          </Text>
          {offers('demo') && <DemoRoles busy={busy} come={(role, of) => attempt(role, () => enter('demo', { role, account: of }))} />}
          {others && (
            <Stack gap="xs">
              {offers('passkey') && passkeysWork() && (
                <Button leftSection={<IconFingerprint size={18} aria-hidden />} loading={busy === 'passkey'} onClick={() => attempt('passkey', signInByPasskey)}>
                  {t('door.passkey')}
                </Button>
              )}
              {offers('oidc') && (
                <Button variant="default" leftSection={<IconLogin2 size={18} aria-hidden />} onClick={() => goToProvider(false)}>
                  {t('door.oidc')}
                </Button>
              )}
            </Stack>
          )}
          {(others || offers('demo')) && <Divider my="lg" label={t('door.or')} />}
          <form onSubmit={submit} aria-label={t('door.title')}>
            <Stack gap="sm">
              <SegmentedControl
                fullWidth value={staff ? 'staff' : 'account'} onChange={(v) => setStaff(v === 'staff')} aria-label={t('door.who')}
                data={[{ value: 'account', label: t('door.account.side') }, { value: 'staff', label: t('door.staff.side') }]}
              />
              {!staff && <TextInput label={t('door.account')} value={account} onChange={(e) => setAccount(e.currentTarget.value)} inputMode="numeric" pattern="[0-9]+" required autoComplete="organization" />}
              <TextInput label={t('door.login')} value={login} onChange={(e) => setLogin(e.currentTarget.value)} required autoComplete="username" />
              <PasswordInput label={t('door.password')} value={password} onChange={(e) => setPassword(e.currentTarget.value)} required autoComplete="current-password" />
              <TextInput label={t('door.code')} description={t('door.code.more')} value={code} onChange={(e) => setCode(e.currentTarget.value)} required autoComplete="one-time-code" />
              <Wrong>{wrong}</Wrong>
              <Button type="submit" loading={busy === 'password'} variant={others || offers('demo') ? 'default' : 'filled'}>
                {t('door.enter')}
              </Button>
            </Stack>
          </form>
          <Text size="sm" mt="lg" ta="center">
            <Anchor href="/invitation">{t('door.invited')}</Anchor> · <Anchor href="/developers">{t('page.developers')}</Anchor>
          </Text>
        </Paper>
      </div>
    </main>
  )
}

const demoRoles = [
  { role: 'merchant', account: 1 }, { role: 'fulfilment', account: 1 }, { role: 'finance', account: 1 }, { role: 'viewer', account: 1 },
  { role: 'support' }, { role: 'privacy-officer' }, { role: 'administrator' }, { role: 'engineer' }, { role: 'billing' },
] as const

// DemoRoles lets people in as anybody by one click; only a demo has it.
function DemoRoles({ busy, come }: { busy: string; come: (role: string, account?: number) => void }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('demo.title')}>
      <Text size="sm" fw={600} mb="xs">
        {t('demo.title')}
      </Text>
      <div className="ov-demo">
        {demoRoles.map((r) => (
          <Button key={r.role} variant="light" size="sm" justify="flex-start" loading={busy === r.role} onClick={() => come(r.role, 'account' in r ? r.account : undefined)}>
            {t(`role.${r.role}`)}
          </Button>
        ))}
      </div>
    </section>
  )
}
