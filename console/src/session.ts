/*
Who is signed in. The access token lives in this module's memory and nowhere else; what
outlives a reload is the refresh token, in a cookie that no script can read. All of this
browser's pages share that cookie, and one that is sent twice ends the session: hence the lock.
*/

export type Session = { state: 'checking' } | { state: 'out'; ended: boolean } | { state: 'in'; role: string; began: number }

// SignInError is an answer of the sign-in routes: its code, never shown as it is.
export class SignInError extends Error {
  constructor(readonly code: string, readonly advice: string) {
    super(code)
  }
}

// The browser remembers that somebody is signed in and which page is their first, and not who:
// it saves asking in vain.
const signedInMark = 'orderveil-signed-in'

// Whoever went to the provider comes back in this window.
const awayMark = 'orderveil-away'

let session: Session = { state: 'checking' }
let token = ''
let expires = 0
const listeners = new Set<() => void>()

function become(next: Session) {
  session = next
  for (const listener of listeners) listener()
}

export function current(): Session {
  return session
}

// listen tells of each session that begins or ends, until it is told to stop.
export function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

// firstPage is the page that somebody saw first who came in before, empty if not known.
export function firstPage(): string {
  const mark = localStorage.getItem(signedInMark)
  return mark === 'yes' ? '' : (mark ?? '')
}

export function rememberFirstPage(name: string) {
  localStorage.setItem(signedInMark, name)
}

export function accessToken(): string {
  return token
}

// aboutToEnd tells whether the token should be exchanged before it is sent.
export function aboutToEnd(): boolean {
  return !token || Date.now() > expires - 30_000
}

export interface Body {
  account?: number
  login?: string
  password?: string
  code?: string
  invitation?: string
  role?: string
  credential?: unknown
}

// ask calls one of the sign-in routes.
export async function ask(route: string, body: Body = {}): Promise<unknown> {
  let response: Response
  try {
    response = await fetch('/auth/' + route, {
      method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    })
  } catch {
    throw new SignInError('OFFLINE', '')
  }
  const text = await response.text()
  const answer: unknown = text ? JSON.parse(text) : undefined
  if (!response.ok) {
    const { errors } = (answer ?? {}) as { errors?: { message: string; extensions?: { code?: string } }[] }
    throw new SignInError(errors?.[0]?.extensions?.code ?? 'INTERNAL', errors?.[0]?.message ?? '')
  }
  return answer
}

interface Welcome {
  accessToken: string
  expiresIn: number
  role: string
}

function welcome(answer: Welcome, again: boolean) {
  token = answer.accessToken
  expires = Date.now() + answer.expiresIn * 1000
  localStorage.setItem(signedInMark, firstPage() || 'yes')
  if (!again || session.state !== 'in') become({ state: 'in', role: answer.role, began: Date.now() })
}

export async function enter(route: string, body: Body) {
  await locked(async () => welcome((await ask(route, body)) as Welcome, false))
}

async function locked<T>(run: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? await navigator.locks.request('orderveil-refresh', run) : await run()
}

let refreshing: Promise<void> | undefined

// refresh exchanges the tokens; whoever asks meanwhile waits for the same exchange. It calls
// asked when the request is on its way.
export function refresh(asked?: () => void): Promise<void> {
  refreshing ??= locked(async () => {
    try {
      const answer = ask('refresh')
      asked?.()
      welcome((await answer) as Welcome, true)
    } catch (error) {
      if (error instanceof SignInError && error.code === 'UNAUTHENTICATED') ended(session.state === 'in')
      else throw error
    }
  }).finally(() => (refreshing = undefined))
  return refreshing
}

function ended(unasked: boolean) {
  token = ''
  expires = 0
  localStorage.removeItem(signedInMark)
  become({ state: 'out', ended: unasked })
}

// resume takes up the session of an earlier page, if there may be one. It tells early whether
// there may be, as soon as that request is ahead of others: a browser sends few at a time.
export async function resume(early: (signedIn: boolean) => void) {
  // There may be a session of an earlier page, or one that comes from the provider.
  const may = Boolean(sessionStorage.getItem(awayMark) ?? localStorage.getItem(signedInMark))
  sessionStorage.removeItem(awayMark)
  if (!may) {
    early(false)
    return ended(false)
  }
  let first: (() => void) | undefined = () => early(true)
  for (let pause = 1000; session.state === 'checking'; pause = Math.min(pause * 2, 15_000)) {
    try {
      await refresh(first)
    } catch {
      first = undefined
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

export async function leave(everywhere: boolean) {
  await locked(() => ask(everywhere ? 'sign-out-everywhere' : 'sign-out'))
  ended(false)
}

// goToProvider leaves for the OpenID provider, to come back to the first page.
export function goToProvider(confirm: boolean) {
  sessionStorage.setItem(awayMark, 'yes')
  location.assign('/auth/oidc/start' + (confirm ? '?confirm=1' : ''))
}

// Another page of this browser signed out: so did this one.
window.addEventListener('storage', (event) => {
  if (event.key === signedInMark && event.newValue === null && session.state === 'in') ended(true)
})

const waysText = document.querySelector<HTMLMetaElement>('meta[name=orderveil-sign-in]')?.content ?? ''

export type Way = 'passkey' | 'oidc' | 'demo'

// offers tells whether this installation has a way to sign in.
export function offers(way: Way): boolean {
  return waysText.split(' ').includes(way)
}
