import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '../attempt'
import { ask, goToProvider, offers } from '../session'
import { Wrong } from './states'
import { tell } from './tell'

// Fresh takes the second factor anew, for what asks for one of the last five minutes.
export function Fresh() {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const { busy, wrong, attempt } = useAttempt()
  const confirm = () =>
    attempt('confirm', async () => {
      await ask('confirm', { code })
      setCode('')
      void tell(t('fresh.done'))
    })
  return (
    <>
      <Group align="flex-end" gap="xs">
        <TextInput label={t('fresh.code')} value={code} onChange={(e) => setCode(e.currentTarget.value)} autoComplete="one-time-code" style={{ flex: 1 }} />
        <Button variant="default" loading={busy === 'confirm'} disabled={!code} onClick={confirm}>
          {t('fresh.confirm')}
        </Button>
        {offers('oidc') && (
          <Button variant="default" onClick={() => goToProvider(true)}>
            {t('door.oidc')}
          </Button>
        )}
      </Group>
      <Wrong>{wrong}</Wrong>
    </>
  )
}
