import { expect } from '@playwright/test'
import { another, enter, test } from './people'

test('a session goes on after a reload, keeps no token where scripts could find it, and ends everywhere', async ({ page, browser, baseURL }) => {
  await enter(page, 'Engineer')
  await page.reload()
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeAttached()
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toMatch(/eyJ|refresh/)

  const elsewhere = await another(await browser.newContext(), baseURL!, 'Engineer')
  await elsewhere.getByRole('link', { name: 'You' }).click()
  await elsewhere.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(elsewhere.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await elsewhere.context().close()
})

test('two pages of one browser go on side by side', async ({ page, context, baseURL }) => {
  await enter(page, 'Finance')
  const second = await context.newPage()
  await Promise.all([page.reload(), second.goto(baseURL!)])
  for (const p of [page, second]) await expect(p.getByRole('navigation', { name: 'Pages' })).toBeAttached()
  await second.getByRole('button', { name: 'You' }).click()
  await second.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})

test('a page that is not for a role says so', async ({ page }) => {
  await enter(page, 'Support')
  await page.goto('/audit')
  await expect(page.getByRole('heading', { name: 'Not part of your role' })).toBeVisible()
})

test('the newest orders are asked for while the app is on its way, and once', async ({ page }) => {
  await enter(page, 'Merchant')
  await expect(page.getByRole('table', { name: 'Orders' })).toBeVisible()
  const asked: string[] = []
  page.on('request', (r) => r.url().endsWith('/graphql') && asked.push((r.postDataJSON() as { operationName: string }).operationName))
  const orders = () => asked.filter((name) => name === 'Orders').length
  let held: () => void = () => undefined
  await page.route('**/assets/app-*.js', async (route) => {
    await new Promise<void>((resolve) => (held = resolve))
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  await expect.poll(() => asked.includes('Viewer') && orders() === 1).toBe(true)
  held()
  await expect(page.getByRole('table', { name: 'Orders' })).toBeVisible()
  expect(orders()).toBe(1)
  expect(asked.filter((name) => name === 'Viewer')).toHaveLength(1)

  // What was asked ahead is shown once: who comes back to the list sees it as it is then.
  await page.getByRole('link', { name: 'Needs attention' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Needs attention' })).toBeVisible()
  await page.getByRole('link', { name: 'Orders', exact: true }).click()
  await expect.poll(orders).toBe(2)
})
