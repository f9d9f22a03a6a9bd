import { expect, type Page } from '@playwright/test'
import { enter, settled, test } from './people'

// Scrolling and filtering the list, however long it is. The demo's few orders show that nothing
// holds the browser up; "make console-speed" does the same with 100,000 in the account.
const large = Boolean(process.env['ORDERVEIL_SPEED'])
const pages = large ? 40 : 1 // of a hundred orders, scrolled through

test.describe.configure({ timeout: large ? 300_000 : 60_000 })

// frames counts what a person would feel: how long each frame takes, and how long the page does not answer.
async function frames(page: Page, act: () => Promise<void>) {
  await page.evaluate(() => {
    const seen = { gaps: [] as number[], tasks: [] as number[], going: true }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => list.getEntries().forEach((e) => seen.tasks.push(e.duration))).observe({ type: 'longtask' })
    let last = performance.now()
    const turn = (now: number) => {
      seen.gaps.push(now - last)
      last = now
      if (seen.going) requestAnimationFrame(turn)
    }
    requestAnimationFrame(turn)
  })
  await act()
  return await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { gaps: number[]; tasks: number[]; going: boolean } }
    seen.going = false
    const gaps = seen.gaps.slice(1).sort((a, b) => a - b)
    const at = (part: number) => Math.round(gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] ?? 0)
    return { frames: gaps.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1), longTasks: seen.tasks.length, longestTask: Math.round(Math.max(0, ...seen.tasks)) }
  })
}

test('a list of orders scrolls and filters without lag', async ({ page }) => {
  await enter(page, 'Merchant')
  const list = page.getByRole('table', { name: 'Orders' })
  await expect(page.getByRole('combobox', { name: 'Status' })).toBeVisible()
  await settled(page)
  const figures: Record<string, unknown> = { orders: await page.getByText(/^[\d,.]+ orders$/).innerText() }
  if (large) expect(figures['orders']).toBe('100,000 orders')

  let rows = 0
  figures['scrolling'] = await frames(page, async () => {
    rows = await list.evaluate(async (list, wanted) => {
      const last = () => Number([...list.querySelectorAll('[aria-rowindex]')].at(-1)?.getAttribute('aria-rowindex') ?? 0)
      for (let still = 0, at = -1; last() < wanted && still < 300; at = list.scrollTop) {
        still = list.scrollTop === at ? still + 1 : 0
        list.scrollTop += 180 // a brisk turn of the wheel, every frame
        await new Promise(requestAnimationFrame)
      }
      return last()
    }, pages * 100)
  })
  expect(rows).toBeGreaterThanOrEqual(pages * 100)
  // Only rows in sight exist, however many were scrolled through.
  expect(await list.getByRole('row').count()).toBeLessThan(60)

  const choose = async (label: string, option: string) => {
    await page.getByRole('combobox', { name: label }).focus()
    await page.keyboard.press('ArrowDown')
    const answered = page.waitForResponse((r) => r.url().endsWith('/graphql') && r.request().postData()!.includes('"operationName":"Orders"'))
    const began = Date.now()
    await page.getByRole('option', { name: option, exact: true }).click()
    await answered
    await expect(list.getByRole('row').nth(1)).toBeVisible()
    await page.keyboard.press('Escape')
    return Date.now() - began
  }
  const taken: number[] = []
  figures['filtering'] = await frames(page, async () => {
    taken.push(await choose('Status', 'Open'), await choose('Status', 'Shipped'), await choose('Forwarding', 'Forwarded'), await choose('Marketplace', 'bol.com'), await choose('Sort', 'Oldest first'))
  })
  figures['filtered in ms'] = taken
  console.log(JSON.stringify(figures))

  const { scrolling, filtering } = figures as Record<string, { p50: number; p95: number; longestTask: number }>
  // Beside other tests a machine may pause now and then; half of all frames are on time all the same.
  expect(scrolling!.p50).toBeLessThan(50)
  expect(scrolling!.p95).toBeLessThan(large ? 34 : 500)
  expect(filtering!.longestTask).toBeLessThan(large ? 200 : 2_000)
  if (large) for (const ms of taken) expect(ms).toBeLessThan(1_000)
})
