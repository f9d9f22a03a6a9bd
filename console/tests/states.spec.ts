import { expect, test, type Page } from '@playwright/test'
import { enter } from './people'

// Here things go wrong on purpose, and browsers tell so on their console: it is not watched.

const pages: Record<string, string[]> = {
  Merchant: ['Orders', 'Needs attention', 'Connections', 'Rules', 'Webhooks', 'Grants', 'Audit trail', 'Retention', 'Holds and receipts', 'Register', 'Users', "Partners' programs", 'Cancel the account', 'You'],
  'Privacy officer': ['Alarms'],
}

const words: Record<string, RegExp> = {
  INTERNAL: /Nothing was lost\. Try again/,
  TIMEOUT: /took too long/,
  FORBIDDEN: /Your role may not open this page/,
  OFFLINE: /server cannot be reached/,
}

// failing answers every question but who is looking with a fault.
async function failing(page: Page, code: string) {
  await page.route('**/graphql', async (route) => {
    const body = route.request().postDataJSON() as { operationName?: string }
    if (body.operationName === 'Viewer' || route.request().headers()['accept']?.includes('event-stream')) return route.continue()
    if (code === 'OFFLINE') return route.abort()
    await route.fulfill({ status: 200, contentType: 'application/graphql-response+json', body: JSON.stringify({ data: null, errors: [{ message: 'fault', extensions: { code } }] }) })
  })
}

for (const [role, names] of Object.entries(pages)) {
  test(`${role}: a page whose answer fails says what to do, and goes on when asked again`, async ({ page }) => {
    await enter(page, role)
    await page.getByRole('link', { name: 'You', exact: true }).click()
    for (const [i, name] of names.entries()) {
      const code = Object.keys(words)[i % 4]!
      await failing(page, code)
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
      await expect(page.getByText(words[code]!).first(), `${name}: ${code}`).toBeVisible()
      await expect(page.getByRole('status', { name: 'Loading' }), `${name}: ${code}`).toHaveCount(0)
      await page.unroute('**/graphql')
      if (code === 'FORBIDDEN') continue
      // Each part of a page is asked for again by itself.
      const again = page.getByRole('button', { name: 'Try again' })
      for (let left = await again.count(); left > 0; left--) await again.first().click()
      await expect(page.getByText(words[code]!), `${name} again`).toHaveCount(0)
    }
  })
}

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
