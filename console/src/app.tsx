import { MantineProvider } from '@mantine/core'
import { setNonce } from 'get-nonce'
import { lazy, Suspense, useEffect, useMemo } from 'react'
import { Provider } from 'urql'
import { Route, Switch } from 'wouter'
import { newClient } from './api'
import { withStaffTexts } from './i18n'
import { maySignedIn, useSession } from './session'
import { theme, variables } from './theme'
import { ErrorBoundary } from './ui/boundary'
import { Loading } from './ui/states'
import { Messages } from './ui/tell'

const door = () => import('./pages/door')
const shell = () => import('./shell')
const Door = lazy(door)
const Invitation = lazy(() => import('./pages/invitation'))
const Developers = lazy(() => withStaffTexts(import('./pages/developers')))
const Shell = lazy(shell)

// begin fetches what will most likely be shown, while the session and the words are on their way.
export function begin() {
  if (!['/invitation', '/developers'].includes(location.pathname)) (maySignedIn() ? shell() : door()).catch(() => undefined)
}

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
setNonce(nonce)

export function App() {
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
  const session = useSession()
  const since = session.state === 'in' ? session.began : 0
  const client = useMemo(() => newClient(), [since])
  const signedIn = session.state === 'in'
  useEffect(() => {
    if (signedIn) shell().then((m) => m.prepare(client), () => undefined)
  }, [client, signedIn])
  if (session.state === 'checking') return <Loading />
  if (session.state === 'out') return <Door ended={session.ended} />
  return (
    <Provider value={client} key={since}>
      <Shell />
      <Suspense fallback={null}>
        <Messages position="top-right" />
      </Suspense>
    </Provider>
  )
}
