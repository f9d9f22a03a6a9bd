import { AxeBuilder } from '@axe-core/playwright'
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test'

// mark is in every name, address and number of the demo's made-up customers.
export const mark = /proefveil/i

// Watched is a page of which everything is looked at that it says and receives.
interface Watched {
  troubles: string[]
  bodies: { url: string; text: string }[]
}

const watched = new WeakMap<Page, Watched>()

export function watch(page: Page, baseURL: string): Watched {
  const seen: Watched = { troubles: [], bodies: [] }
  watched.set(page, seen)
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && seen.troubles.push(`console: ${m.text()}`))
  page.on('pageerror', (e) => seen.troubles.push(`error: ${e.message}`))
  page.on('request', (r) => {
    if (!r.url().startsWith(baseURL) && !/^(data|blob):/.test(r.url())) seen.troubles.push(`asked of another host: ${r.url()}`)
  })
  page.on('response', async (r) => {
    if (r.status() >= 400) seen.troubles.push(`${r.status()}: ${r.url()}`)
    if (r.headers()['content-type']?.includes('event-stream')) return
    seen.bodies.push({ url: r.url(), text: await r.text().catch(() => '') })
  })
  return seen
}

export const test = base.extend<{ watching: Watched }>({
  watching: [
    async ({ page, baseURL }, use) => {
      const seen = watch(page, baseURL!)
      await use(seen)
      expect(seen.troubles).toEqual([])
    },
    { auto: true },
  ],
})

// enter comes in as a role by one click.
export async function enter(page: Page, role: string) {
  await page.goto('/')
  await page.getByRole('button', { name: role, exact: true }).click()
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeAttached()
}

export async function another(context: BrowserContext, baseURL: string, role: string): Promise<Page> {
  const page = await context.newPage()
  watch(page, baseURL)
  await enter(page, role)
  return page
}

// panel is a part of a page, by its heading.
export function panel(page: Page, name: string | RegExp) {
  return page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name }) })
}

// settled waits until nothing loads any more.
export async function settled(page: Page) {
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
}

// accessible fails for anything that axe finds serious, and for a page wider than its window.
export async function accessible(page: Page, where: string) {
  // What fades in has another colour on its way.
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getComputedTiming().iterations === Infinity))
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(serious.map((v) => `${where}: ${v.id} ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`)).toEqual([])
  await fits(page, where)
}

export async function fits(page: Page, where: string) {
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  await expect.poll(wide, { message: `${where} is wider than the window`, timeout: 5_000 }).toBeLessThanOrEqual(0)
}

// anOrder is the number of an order of account 1 that came from bol.com (eBay may be there too, of other customers) and went to the back office.
export async function anOrder(page: Page): Promise<string> {
  const row = page.getByRole('row').filter({ hasText: /Forwarded/ }).filter({ hasText: 'bol.com' }).first()
  await expect(row).toBeVisible()
  return (await row.getByRole('link').innerText()).trim()
}

// expectPages holds what a role is offered against what it should be.
export async function expectPages(page: Page, names: string[]) {
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link')).toHaveText(names)
}
