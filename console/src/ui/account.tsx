import { Button, Group, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isStaff, useViewer } from '../viewer'
import { Empty } from './states'

let remembered: number | undefined

// OfAccount asks staff which account is meant; an account's own people are asked nothing.
export function OfAccount({ children }: { children: (account: number | undefined) => ReactNode }) {
  const { t } = useTranslation()
  const viewer = useViewer()
  const [typed, setTyped] = useState(remembered ? String(remembered) : '')
  const [account, setAccount] = useState(remembered)
  if (!isStaff(viewer)) return children(undefined)
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setAccount((remembered = Number(typed)))
        }}
      >
        <Group align="flex-end" gap="sm" my="md">
          <TextInput label={t('door.account')} inputMode="numeric" pattern="[0-9]+" required value={typed} onChange={(e) => setTyped(e.currentTarget.value)} w={160} />
          <Button type="submit" variant="default">
            {t('staff.show')}
          </Button>
        </Group>
      </form>
      {account ? children(account) : <Empty title={t('staff.which')}>{t('staff.which.more')}</Empty>}
    </>
  )
}
