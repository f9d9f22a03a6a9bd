import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SignInError } from './session'

const known = ['UNAUTHENTICATED', 'RATE_LIMITED', 'OFFLINE', 'FORBIDDEN'] as const

// useAttempt runs one attempt to come in, and says what became of it.
export function useAttempt() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState('')
  const [wrong, setWrong] = useState('')
  async function attempt(name: string, run: () => Promise<unknown>) {
    setBusy(name)
    setWrong('')
    try {
      await run()
    } catch (error) {
      setWrong(why(error))
    } finally {
      setBusy('')
    }
  }
  function why(error: unknown): string {
    if (!(error instanceof SignInError)) return t('door.cancelled')
    if (error.code === 'INVALID') return error.advice
    const code = known.find((c) => c === error.code)
    return code ? t(`door.${code}`) : t('state.broken.more')
  }
  return { busy, wrong, attempt }
}
