import { expect, test, type Page, type Route } from '@playwright/test'
import { enter } from './people'

// Here things go wrong on purpose, and browsers tell so on their console: it is not watched.

// A place is somewhere in the console: how to come to it, what it asks for first, and what it
// says when there is nothing.
interface Place {
  name: string
  from?: string // the page on which one stands before
  go?: (page: Page) => Promise<void>
  empty?: RegExp
}

const link = (page: Page, name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
const sought = (label: string, text: string) => async (page: Page) => {
  await page.getByRole('textbox', { name: label }).fill(text)
  await page.getByRole('main').getByRole('button', { name: 'Find' }).click()
}
const first = async (page: Page) => page.getByRole('main').getByRole('link').filter({ hasNotText: /add a connection/i }).first().click()

const places: Record<string, Place[]> = {
  Merchant: [
    { name: 'Orders', empty: /No orders yet/ },
    { name: 'Needs attention', empty: /Nothing here/ },
    { name: 'Connections', empty: /No connections? yet/ },
    { name: 'Rules', empty: /No rules/ },
    { name: 'Webhooks', empty: /No receiver yet/ },
    { name: 'Grants', empty: /Nobody asks for anything/ },
    { name: 'Audit trail', empty: /Nothing here/ },
    { name: 'Retention', empty: /Nothing to forget/ },
    { name: 'Holds and receipts', empty: /No holds/ },
    { name: 'Register', empty: /None/ },
    { name: 'Users', empty: /No users/ },
    { name: "Partners' programs", empty: /No programs yet/ },
    { name: 'Cancel the account' },
    { name: 'You' },
    { name: 'an order looked for', from: 'Find an order', go: sought('Order number', '1001'), empty: /No order with this number/ },
    { name: "a customer's request", from: 'Requests of customers', go: sought('E-mail', 'nobody@example.invalid'), empty: /No orders of this person/ },
    { name: 'an incident', from: 'Incident', go: (page) => page.getByRole('button', { name: 'Show' }).click(), empty: /Nobody was shown a customer/ },
    { name: 'an order', from: 'Orders', go: first, empty: /No such order/ },
    { name: 'a connection', from: 'Connections', go: first, empty: /No such connection/ },
  ],
  Support: [{ name: 'an order looked for', from: 'Find an order', go: sought('Order number', '1001'), empty: /No order with this number/ }],
  'Privacy officer': [
    { name: 'Alarms', empty: /No alarms/ },
    { name: 'an incident', from: 'Incident', go: (page) => page.getByRole('button', { name: 'Show' }).click(), empty: /Nobody was shown a customer/ },
  ],
  Administrator: [
    { name: 'Accounts', empty: /No account yet/ },
    { name: 'Work and throughput', empty: /No worker is alive/ },
    { name: 'Keys', empty: /No exchange is under way/ },
  ],
}

const words: Record<string, RegExp> = {
  INTERNAL: /Nothing was lost\. Try again/,
  TIMEOUT: /took too long/,
  OFFLINE: /server cannot be reached/,
  BUSY: /in use right now.*try again in a moment/,
  FORBIDDEN: /Your role may not open this page/,
}
const faults = ['INTERNAL', 'TIMEOUT', 'OFFLINE', 'BUSY']

// answered has every question but who is looking answered in another way.
async function answered(page: Page, how: (route: Route) => Promise<void>) {
  await page.route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as { operationName?: string }
    if (body.operationName === 'Viewer' || route.request().headers()['accept']?.includes('event-stream')) return route.continue()
    await how(route)
  })
}

// failing keeps answers back until they are let go, and then answers with a fault.
async function failing(page: Page, code: string): Promise<() => void> {
  let fail = () => undefined as void
  const held = new Promise<void>((go) => (fail = go))
  await answered(page, async (route) => {
    await held
    if (code === 'OFFLINE') return route.abort()
    await route.fulfill({ status: 200, contentType: 'application/graphql-response+json', body: JSON.stringify({ data: null, errors: [{ message: 'fault', extensions: { code } }] }) })
  })
  return fail
}

async function visit(page: Page, place: Place, before?: () => Promise<unknown>) {
  if (place.from) await link(page, place.from)
  // What is asked for on the way is to come as it is.
  if (place.go === first) await expect(page.getByRole('main').getByRole('link').nth(1)).toBeVisible()
  await before?.()
  await (place.go ? place.go(page) : link(page, place.name))
}

// outside is a page that is not for the role. It asks for nothing, and as it is come to anew
// nothing is kept of answers before.
async function outside(page: Page, role: string) {
  await page.goto(role === 'Administrator' ? '/orders' : '/keys')
  await expect(page.getByText(words['FORBIDDEN']!)).toBeVisible()
}

async function fails(page: Page, place: Place, code: string) {
  const where = `${place.name}: ${code}`
  let fail!: () => void
  await visit(page, place, async () => (fail = await failing(page, code)))
  await expect(page.getByRole('main').getByRole('status', { name: 'Loading' }).first(), where).toBeVisible()
  fail()
  await expect(page.getByText(words[code]!).first(), where).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' }), where).toHaveCount(0)
  await page.unroute('**/graphql')
}

for (const [role, all] of Object.entries(places)) {
  test(`${role}: a page says that it loads, whom to ask if it is not for him, and what to do when its answer fails`, async ({ page }) => {
    await enter(page, role)
    await link(page, 'You')
    for (const place of all) {
      await fails(page, place, 'FORBIDDEN')
      await expect(page.getByRole('button', { name: 'Try again' }), place.name).toHaveCount(0)
    }
    await outside(page, role)
    for (const [i, place] of all.entries()) {
      const code = faults[i % faults.length]!
      await fails(page, place, code)
      // Each part of a page is asked for again by itself.
      const again = page.getByRole('button', { name: 'Try again' })
      await expect(again.first(), place.name).toBeVisible()
      await expect(async () => {
        if (await again.count()) await again.first().click({ timeout: 1_000 })
        expect(await page.getByText(words[code]!).count(), `${place.name} again`).toBe(0)
      }).toPass()
    }
  })

  test(`${role}: a page on which there is nothing says what will be there`, async ({ page }) => {
    await enter(page, role)
    const empty = (value: unknown): unknown => {
      if (Array.isArray(value)) return []
      if (value === null || typeof value !== 'object') return value
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, k === 'node' ? null : empty(v)]))
    }
    for (const place of all) {
      await outside(page, role)
      await visit(page, place, () => answered(page, async (route) => {
        const answer = await route.fetch()
        await route.fulfill({ response: answer, json: empty(await answer.json()) })
      }))
      if (place.empty) await expect(page.getByText(place.empty).first(), place.name).toBeVisible()
      await expect(page.getByRole('status', { name: 'Loading' }), place.name).toHaveCount(0)
      await expect(page.getByText('Something went wrong here'), place.name).toHaveCount(0)
      await page.unroute('**/graphql')
    }
  })
}

test('the page for developers says what to do when its parts do not come', async ({ page }) => {
  let held = true
  await page.route(/\/assets\/schema-/, (route) => (held ? route.abort() : route.continue()))
  await page.goto('/developers')
  await expect(page.getByText(words['INTERNAL']!)).toBeVisible()
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  held = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('radio', { name: 'Reference' })).toBeAttached()
})

test('what does not come while a list is scrolled can be asked for again', async ({ page }) => {
  await enter(page, 'Merchant')
  const list = page.getByRole('table', { name: 'Orders' })
  await expect(list.getByRole('row').nth(2)).toBeVisible()
  let asked = 0
  await page.route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as { operationName?: string; variables: { filter?: { status?: string[] }; after?: string } }
    if (body.operationName !== 'Orders') return route.continue()
    if (body.variables.after) {
      asked++
      return route.abort()
    }
    // The demo's account has no more than a page of orders: say that there is more.
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: (await answer.text()).replace('"hasNextPage":false', '"hasNextPage":true') })
  })
  await page.getByRole('combobox', { name: 'Sort' }).click()
  await page.getByRole('option', { name: 'Oldest first' }).click()
  await expect(list.getByRole('row').nth(2)).toBeVisible()
  await list.evaluate((e) => e.scrollTo(0, e.scrollHeight))
  await expect(page.getByRole('alert')).toContainText('server cannot be reached')
  await page.waitForTimeout(500)
  expect(asked).toBe(1)
  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('alert')).toHaveCount(0)
})
