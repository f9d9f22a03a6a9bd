import { useTranslation } from 'react-i18next'
import type { Category, Enums } from './enums'

// Words for the API's names: a state with its tone, a category, a role.

const tones: Record<string, 'good' | 'busy' | 'warn' | 'bad' | 'quiet'> = {
  OPEN: 'busy', PARTIALLY_SHIPPED: 'busy', SHIPPED: 'good', CANCELLED: 'quiet', RETURNED: 'warn',
  WAITING: 'busy', HELD: 'warn', SENDING: 'busy', FORWARDED: 'good', UNKNOWN: 'warn', FAILED: 'bad', SKIPPED: 'quiet',
  ACCEPTED: 'busy', DONE: 'good', DROPPED: 'quiet',
  ACTIVE: 'good', PAUSED: 'warn', UNAUTHORISED: 'warn', REFUSED: 'bad', INVITED: 'busy', SUSPENDED: 'warn', REMOVED: 'quiet',
  QUEUED: 'busy', RUNNING: 'busy', ACKNOWLEDGED: 'good', UNSUPPORTED: 'quiet',
  VISIBLE: 'good', MASKED: 'warn', PSEUDONYMISED: 'quiet', ERASED: 'quiet', UNAVAILABLE: 'bad',
  REQUESTED: 'warn', LIVE: 'good', REVOKED: 'quiet', EXPIRED: 'quiet',
  WITHDRAWN: 'quiet', RETURNING: 'busy', TELLING: 'busy', DESTROYING: 'bad', CLOSED: 'quiet',
  SAME: 'good', DIFFERENT: 'bad', MISSING: 'warn', EMPTY: 'quiet', FITS: 'good', UNFIT: 'bad', NO_RULE: 'quiet', RELAY: 'good', FREEMAIL: 'good',
  LOOK: 'busy', CHANGE: 'warn', REFUSAL: 'bad', SIGN_IN: 'good', EXPORT: 'warn', OPENING: 'warn', PUBLISHED: 'busy', PROMOTED: 'busy',
}

type State = { [E in keyof Enums]: { of: E; value: Enums[E] } }[keyof Enums]

// Status is a state in a word, with a dot in its tone.
export function Status({ of, value }: State) {
  const word = useWord()
  const tone = of === 'GrantState' && value === 'REFUSED' ? 'quiet' : (tones[value] ?? 'quiet')
  return <span className={`ov-status ov-${tone}`}>{word(of, value)}</span>
}

// useWord gives the word for a value of one of the API's enumerations.
export function useWord() {
  const { t } = useTranslation()
  return <E extends keyof Enums>(of: E, value: Enums[E]): string => t(`${of}.${value}` as never)
}

export function useRole() {
  const { t, i18n } = useTranslation()
  return (role: string) => (i18n.exists(`role.${role}`) ? t(`role.${role}` as never) : role)
}

// useActor names who did something: by name, or by its part alone.
export function useActor() {
  const role = useRole()
  return (of: { name?: string | null; role: string }) => (of.name ? `${of.name} (${role(of.role)})` : role(of.role))
}

// By is who did something, in a table: the part, and below it the name, or the id where the name is not for this viewer.
export function By({ of }: { of: { role: string; subject: string; by: { name?: string | null } } }) {
  const role = useRole()
  return (
    <>
      {role(of.role)}
      <span className={of.by.name ? 'ov-under' : 'ov-under ov-number'} title={of.subject}>{of.by.name ?? of.subject}</span>
    </>
  )
}

export function Categories({ of }: { of: readonly Category[] }) {
  const word = useWord()
  return (
    <span style={{ display: 'inline-flex', gap: 5, flexWrap: 'wrap' }}>
      {of.map((c) => (
        <span key={c} className="ov-chip">
          {word('DataCategory', c)}
        </span>
      ))}
    </span>
  )
}
