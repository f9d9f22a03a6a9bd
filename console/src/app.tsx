import { MantineProvider } from '@mantine/core'
import { setNonce } from 'get-nonce'
import { lazy, Suspense, useMemo } from 'react'
import { Provider } from 'urql'
import { Route, Switch } from 'wouter'
import { newClient } from './api'
import { withStaffTexts } from './i18n'
import { useSession } from './session'
import { theme, variables } from './theme'
import { ErrorBoundary } from './ui/boundary'
import { Loading } from './ui/states'
import { Messages } from './ui/tell'

const Door = lazy(() => import('./pages/door'))
const Invitation = lazy(() => import('./pages/invitation'))
const Developers = lazy(() => withStaffTexts(import('./pages/developers')))
const Shell = lazy(() => import('./shell'))

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
