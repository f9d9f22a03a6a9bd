import { Anchor, Button, Code, Divider, Group, List, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import qrcode from 'qrcode-generator'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../attempt'
import { addPasskey, passkeysWork } from '../passkey'
import { ask, offers } from '../session'
import { Brand } from '../ui/brand'
import { Wrong } from '../ui/states'

const LanguageMenu = lazy(() => import('../ui/menus').then((m) => ({ default: m.LanguageMenu })))

interface Secret {
  totpSecret: string
  totpUrl: string
}

// Invitation is where somebody who was invited chooses how to sign in.
export default function Invitation() {
  const { t } = useTranslation()
  const { busy, wrong, attempt } = useAttempt()
  const [invitation, setInvitation] = useState('')
  const [secret, setSecret] = useState<Secret>()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [recovery, setRecovery] = useState<string[]>()
  const [done, setDone] = useState(false)
  return (
    <main className="ov-door">
      <div>
        <Group justify="space-between" mb="lg">
          <Brand />
          <Suspense fallback={null}><LanguageMenu /></Suspense>
        </Group>
        <Paper className="ov-panel" p="xl" shadow="sm">
          <Title order={1} mb={4}>
            {t('invited.title')}
          </Title>
          {done || recovery ? (
            <Stack>
              <Text>{t('invited.done')}</Text>
              {recovery && (
                <>
                  <Text size="sm">{t('invited.recovery')}</Text>
                  <List listStyleType="none">
                    {recovery.map((r) => (
                      <List.Item key={r}>
                        <Code>{r}</Code>
                      </List.Item>
                    ))}
                  </List>
                </>
              )}
              <Button component="a" href="/">
                {t('door.title')}
              </Button>
            </Stack>
          ) : !secret ? (
            <Stack>
              <Text c="dimmed" size="sm">
                {t('invited.lead')}
              </Text>
              <TextInput label={t('invited.token')} value={invitation} onChange={(e) => setInvitation(e.currentTarget.value.trim())} required autoComplete="off" />
              <Wrong>{wrong}</Wrong>
              {offers('passkey') && passkeysWork() && (
                <>
                  <Button leftSection={<IconFingerprint size={18} aria-hidden />} disabled={!invitation} loading={busy === 'passkey'} onClick={() => attempt('passkey', async () => {
                    await addPasskey({ invitation })
                    setDone(true)
                  })}>
                    {t('invited.passkey')}
                  </Button>
                  <Divider label={t('door.or')} />
                </>
              )}
              <Button variant="default" disabled={!invitation} loading={busy === 'secret'} onClick={() => attempt('secret', async () => setSecret((await ask('invitation', { invitation })) as Secret))}>
                {t('invited.password')}
              </Button>
              <Anchor href="/" size="sm">
                {t('invited.back')}
              </Anchor>
            </Stack>
          ) : (
            <form
              onSubmit={(event) => {
                event.preventDefault()
                void attempt('enrol', async () => setRecovery(((await ask('enrol', { invitation, password, code })) as { recoveryCodes: string[] }).recoveryCodes))
              }}
            >
              <Stack>
                <Text size="sm">{t('invited.scan')}</Text>
                <QR text={secret.totpUrl} />
                <Code block>{secret.totpSecret}</Code>
                <PasswordInput label={t('invited.choose')} description={t('invited.choose.more')} minLength={12} value={password} onChange={(e) => setPassword(e.currentTarget.value)} required autoComplete="new-password" />
                <TextInput label={t('door.code')} inputMode="numeric" value={code} onChange={(e) => setCode(e.currentTarget.value)} required autoComplete="one-time-code" />
                <Wrong>{wrong}</Wrong>
                <Button type="submit" loading={busy === 'enrol'}>
                  {t('invited.finish')}
                </Button>
              </Stack>
            </form>
          )}
        </Paper>
      </div>
    </main>
  )
}

// QR draws the code as one path: nothing is asked of another host.
function QR({ text }: { text: string }) {
  const { t } = useTranslation()
  const { size, path } = useMemo(() => {
    const code = qrcode(0, 'M')
    code.addData(text)
    code.make()
    let path = ''
    for (let y = 0; y < code.getModuleCount(); y++) for (let x = 0; x < code.getModuleCount(); x++) if (code.isDark(y, x)) path += `M${x + 2} ${y + 2}h1v1h-1z`
    return { size: code.getModuleCount() + 4, path }
  }, [text])
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width={200} height={200} role="img" aria-label={t('invited.qr')}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
