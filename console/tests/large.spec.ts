import { expect, type Locator, type Page } from '@playwright/test'
import { enter, settled, test } from './people'

// Scrolling and filtering the list, however long it is. The demo's few orders show that nothing
// holds the browser up; "make console-speed" does the same with 100,000 in the account.
const large = Boolean(process.env['ORDERVEIL_SPEED'])
const pages = large ? 40 : 1 // of a hundred orders, scrolled through
const all = 100_000

// Most of the time the orders come in.
test.describe.configure({ timeout: large ? 3_600_000 : 60_000 })

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

// filled waits until all orders are there. Then nothing is fetched or forwarded any more, so
// that the machine has nothing else to do.
async function filled(page: Page) {
  const pause = async (connection: string) => {
    await page.goto('/connections')
    await page.getByRole('main').getByRole('link', { name: connection }).click()
    await page.getByRole('button', { name: 'Pause' }).or(page.getByRole('button', { name: 'Let it go on' })).waitFor()
    if (!(await page.getByRole('button', { name: 'Pause' }).count())) return
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Let it go on' }).waitFor()
  }
  await pause('Webshop')
  await expect(async () => {
    await page.goto('/orders')
    await expect(page.getByText(/^[\d,.]+ orders$/)).toHaveText('100,000 orders', { timeout: 5_000 })
  }).toPass({ intervals: [10_000], timeout: 3_000_000 })
  await pause('bol.com')
  await page.goto('/orders')
}

// scroll turns the wheel by a step every frame until a row was reached, and is the last row
// that is there. It fails when nothing moves for 1,800 frames.
function scroll(list: Locator, step: number, wanted: number): Promise<number> {
  return list.evaluate(async (list, { step, wanted }) => {
    const last = () => Number([...list.querySelectorAll('[aria-rowindex]')].at(-1)?.getAttribute('aria-rowindex') ?? 0)
    for (let still = 0; step > 0 ? last() < wanted : last() > wanted; ) {
      const at = list.scrollTop
      list.scrollTop += step
      await new Promise(requestAnimationFrame)
      still = list.scrollTop === at ? still + 1 : 0
      if (still === 1_800) throw new Error(`the list stands still at row ${last()}, ${list.isConnected ? '' : 'no longer '}in the page, busy: ${list.ariaBusy}, ${list.scrollTop} of ${list.scrollHeight}`)
    }
    return last()
  }, { step, wanted })
}

test('a list of orders scrolls and filters without lag', async ({ page }) => {
  await enter(page, 'Merchant')
  if (large) await filled(page)
  const list = page.getByRole('table', { name: 'Orders' })
  await expect(page.getByRole('combobox', { name: 'Status' })).toBeVisible()
  await settled(page)
  const figures: Record<string, unknown> = { orders: await page.getByText(/^[\d,.]+ orders$/).innerText() }

  const brisk = 180 // pixels a frame: three rows, a brisk turn of the wheel
  figures['scrolling'] = await frames(page, async () => expect(await scroll(list, brisk, pages * 100)).toBeGreaterThanOrEqual(pages * 100))
  // Only rows in sight exist, however many were scrolled through.
  expect(await list.getByRole('row').count()).toBeLessThan(60)
  if (large) {
    const began = Date.now()
    figures['to the end'] = await frames(page, async () => expect(await scroll(list, 50_000, all + 1)).toBe(all + 1))
    figures['to the end in s'] = Math.round((Date.now() - began) / 1000)
    figures['rows in the page'] = await list.getByRole('row').count()
    expect(figures['rows in the page']).toBeLessThan(60)
    figures['scrolling back from the end'] = await frames(page, async () => void (await scroll(list, -brisk, all - 4_000)))
    figures['Home and End in ms'] = []
    for (const [key, row] of [['Home', 2], ['End', all + 1]] as const) {
      await list.focus()
      const pressed = Date.now()
      await page.keyboard.press(key)
      await expect(list.locator(`[aria-rowindex="${row}"]`)).toBeVisible()
      ;(figures['Home and End in ms'] as number[]).push(Date.now() - pressed)
    }
  }

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

  const { scrolling, filtering, 'to the end': far, 'scrolling back from the end': back } = figures as Record<string, { p50: number; p95: number; longestTask: number }>
  // Beside other tests a machine may pause now and then; half of all frames are on time all the same.
  expect(scrolling!.p50).toBeLessThan(50)
  expect(scrolling!.p95).toBeLessThan(large ? 34 : 500)
  expect(filtering!.longestTask).toBeLessThan(large ? 200 : 2_000)
  if (!large) return
  for (const ms of taken) expect(ms).toBeLessThan(1_500)
  expect(back!.p95).toBeLessThan(51)
  // A hundred orders more come with every fifth frame on the way to the end.
  expect(far!.p95).toBeLessThan(51)
  expect(far!.longestTask).toBeLessThan(400)
})
