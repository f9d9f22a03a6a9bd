import { expect, test } from '@playwright/test'
import { ebay } from '../playwright.config'
import { accessible, enter } from './people'

// Other pages of these tests ask no other host for anything; here a merchant goes to one.
test('a merchant adds a connection with eBay, refuses there, agrees, and sees it polled; a way back that is foreign or over changes nothing', async ({ page, baseURL }) => {
  const [troubles, bodies, asked]: [string[], string[], { url: string; from: string }[]] = [[], [], []]
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && troubles.push(m.text()))
  page.on('pageerror', (e) => troubles.push(e.message))
  page.on('request', (r) => r.url().startsWith(baseURL!) && asked.push({ url: r.url(), from: r.headers()['referer'] ?? '' }))
  page.on('response', async (r) => r.url().startsWith(baseURL!) && !r.headers()['content-type']?.includes('event-stream') && bodies.push(await r.text().catch(() => '')))
  await enter(page, 'Merchant')
  await page.getByRole('link', { name: 'Connections', exact: true }).click()
  await page.getByRole('link', { name: 'Add a connection' }).click()
  await page.getByRole('combobox', { name: 'Connect with' }).click()
  await page.getByRole('option', { name: 'eBay' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Our eBay')
  for (const name of ['api', 'login', 'consent_page']) await page.locator(`[data-name=${name}]`).fill(`http://${ebay}`)
  await page.locator('[data-name=ru_name]').fill('Demo-RuName')
  await page.locator('[data-name=client_id]').fill('demo-client')
  await page.locator('[data-name=client_secret]').fill('demo-secret')
  await accessible(page, 'a connection that is to be authorised')
  await page.getByRole('button', { name: 'Save, and authorise at eBay' }).click()

  await expect(page).toHaveTitle(/simulated eBay/)
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(page.getByText('The merchant did not agree at eBay.')).toBeVisible()
  expect(page.url()).toBe(`${baseURL}/authorised`)
  await accessible(page, 'an authorisation that was refused')
  await page.getByRole('link', { name: 'See the connection' }).click()
  await expect(page.getByText('To be authorised')).toBeVisible()
  await expect(page.getByText('The merchant did not agree at eBay.')).toBeVisible()
  const connection = page.url()

  await page.getByRole('button', { name: 'Authorise at eBay' }).click()
  await page.getByRole('button', { name: 'Agree and continue' }).click()
  await expect(page.getByText('Our eBay is authorised.')).toBeVisible()
  expect(page.url()).toBe(`${baseURL}/authorised`)
  await accessible(page, 'a connection that was authorised')
  await page.getByRole('link', { name: 'See the connection' }).click()
  await expect(page.locator('dd').filter({ hasText: 'Working' })).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Done' }).first()).toBeVisible({ timeout: 60_000 })
  expect(page.url()).toBe(connection)

  // The address that merchants come back to, with what nobody gave, or once more.
  await page.goto('/authorised?state=foreign&code=nobodys')
  await expect(page.getByText('can no longer be finished')).toBeVisible()
  expect(page.url()).toBe(`${baseURL}/authorised`)
  await page.reload()
  await expect(page.getByText('can no longer be finished')).toBeVisible()

  await page.goto(connection)
  await page.getByRole('button', { name: 'Remove the connection' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the connection' }).click()
  await expect(page.getByRole('link', { name: 'Our eBay' })).toHaveCount(0)
  expect(bodies.filter((b) => /demo-refresh-token|demo-secret/.test(b))).toEqual([])
  // Only the page itself was asked for with a code, and it told nobody.
  expect(asked.filter((a) => a.url.includes('code=') && !a.url.startsWith(`${baseURL}/authorised?`))).toEqual([])
  expect(asked.filter((a) => a.from.includes('code=') || a.from.includes('state='))).toEqual([])
  expect(troubles).toEqual([])
})
