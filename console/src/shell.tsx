import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'
import { returnPath } from './arrival'
import { ViewerDocument } from './first'
import { authorised as Authorised, begin, sections, type Item } from './nav'
import { rememberFirstPage } from './session'
import { Brand } from './ui/brand'
import { calm } from './ui/calm'
import { ErrorBoundary } from './ui/boundary'
import { Empty, Failed, Forbidden, Loading } from './ui/states'
import { ViewerContext, type Viewer } from './viewer'

const Corner = lazy(() => calm().then(() => import('./ui/corner')))

export const begun = begin(location.pathname)

// Shell is the frame around every page of somebody who is signed in.
export default function Shell() {
  const [{ data, error }, again] = useQuery({ query: ViewerDocument, requestPolicy: 'cache-first' })
  if (error && !data) return <Failed error={error} again={again} />
  if (!data) return <Loading />
  return (
    <ViewerContext value={data.viewer}>
      <Frame viewer={data.viewer} />
    </ViewerContext>
  )
}

export function may(viewer: Viewer, item: Item): boolean {
  return item.needs.length === 0 || item.needs.some((p) => viewer.permissions.includes(p))
}

function Frame({ viewer }: { viewer: Viewer }) {
  const { t } = useTranslation()
  const [open, { toggle, close }] = useDisclosure()
  const [location] = useLocation()
  const main = useRef<HTMLElement>(null)
  const seen = useRef(location)
  useEffect(() => {
    close()
    if (seen.current !== location) main.current?.focus({ preventScroll: true })
    seen.current = location
  }, [location])
  const first = sections.flatMap((s) => s.items).find((item) => may(viewer, item))!.name
  useEffect(() => rememberFirstPage(first), [first])
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !open } }} padding="lg">
      <a className="ov-skip" href="#main" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </a>
      <AppShell.Header bg="var(--ov-panel)">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
            <Brand />
          </Group>
          <Group gap={4} wrap="nowrap">
            <Suspense fallback={null}>
              <Corner />
            </Suspense>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar bg="var(--ov-side)" p="sm" aria-label={t('shell.nav')}>
        <ScrollArea type="hover" scrollbarSize={6}>
          {sections.map((section) => {
            const items = section.items.filter((item) => may(viewer, item))
            if (!items.length) return null
            return (
              <div key={section.name}>
                <Text size="xs" fw={600} c="dimmed" px="sm" pt="sm" pb={4}>
                  {t(`nav.${section.name}`)}
                </Text>
                {items.map(({ name, icon: Sign }) => (
                  <NavLink
                    key={name} component={Link} href={`/${name}`} label={t(`page.${name}`)} leftSection={<Sign size={18} stroke={1.7} aria-hidden />} className="ov-nav"
                    active={location === `/${name}` || location.startsWith(`/${name}/`)} aria-current={location === `/${name}` ? 'page' : undefined}
                  />
                ))}
              </div>
            )
          })}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1} className="ov-main">
        <ErrorBoundary key={location}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Redirect to={`/${first}`} replace />
              </Route>
              {sections.flatMap((s) => s.items).flatMap((item) => {
                const { page: Content, one: One, name } = item
                const allowed = may(viewer, item)
                return [
                  <Route key={name} path={`/${name}`}>
                    {allowed ? <Content /> : <Forbidden />}
                  </Route>,
                  One && (
                    <Route key={name + '/'} path={`/${name}/:id`}>
                      {allowed ? (params) => <One id={params.id} /> : <Forbidden />}
                    </Route>
                  ),
                ]
              })}
              <Route path={returnPath}>
                {viewer.permissions.includes('CONNECTIONS_MANAGE') ? <Authorised /> : <Forbidden />}
              </Route>
              <Route>
                <Empty title={t('shell.lost')}>{t('shell.lost.more')}</Empty>
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </AppShell.Main>
    </AppShell>
  )
}
