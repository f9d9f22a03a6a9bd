import { MantineProvider } from '@mantine/core'
import { setNonce } from 'get-nonce'
import { Suspense, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { Provider, type Client } from 'urql'
import { Route, Switch } from 'wouter'
import { newClient } from './api'
import { startLanguage, withStaffTexts } from './i18n'
import { later } from './later'
import { current, listen } from './session'
import { theme, variables } from './theme'
import { ErrorBoundary } from './ui/boundary'
import { Loading } from './ui/states'
import { Messages } from './ui/tell'

const shell = () => import('./shell')
const Door = later(() => import('./pages/door'))
const Invitation = later(() => import('./pages/invitation'))
const Developers = later(() => withStaffTexts(import('./pages/developers')))
const Shell = later(shell)

// Each session has a client of its own.
let client: Client | undefined

function follow() {
  client = current().state === 'in' ? newClient() : undefined
}

// What is shown first is waited for before anything is, if it comes soon.
const patience = 500

async function first() {
  if (location.pathname === '/invitation') await Invitation.begin()
  else if (location.pathname === '/developers') await Developers.begin()
  else if (current().state === 'out') await Door.begin()
  else await Promise.all([Shell.begin(), shell().then((m) => m.begun)])
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export async function start() {
  follow()
  listen(follow)
  await Promise.all([startLanguage(), Promise.race([first().catch(() => undefined), pause(patience)])])
  createRoot(document.getElementById('root')!).render(<App />)
}

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
setNonce(nonce)

function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <ErrorBoundary>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/invitation">
              <Invitation />
            </Route>
            <Route path="/developers">
              <Developers />
            </Route>
            <Route>
              <Inside />
            </Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </MantineProvider>
  )
}

// Inside is for people who are signed in; everybody else stands at the door.
function Inside() {
  const session = useSyncExternalStore(listen, current)
  if (session.state === 'checking') return <Loading />
  if (session.state === 'out') return <Door ended={session.ended} />
  return (
    <Provider value={client!} key={session.began}>
      <Shell />
      <Suspense fallback={null}>
        <Messages position="top-right" />
      </Suspense>
    </Provider>
  )
}
