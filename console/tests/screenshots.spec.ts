import { writeFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { anOrder, another, enter, settled, test } from './people'

// The README's pictures: "make screenshots". They are for people and are not compared.
const folder = '../docs/screenshots'

test.skip(!process.env['ORDERVEIL_SCREENSHOTS'], 'make screenshots')
test.describe.configure({ mode: 'serial', timeout: 180_000 })
test.use({ viewport: { width: 1280, height: 800 }, contextOptions: { reducedMotion: 'reduce' } })

// take writes what the window shows as WebP, which the browser makes itself.
async function take(page: Page, name: string) {
  await settled(page)
  await page.mouse.move(0, 0)
  await page.evaluate(async () => {
    ;(document.activeElement as HTMLElement | null)?.blur()
    await document.fonts.ready
  })
  await expect(page.locator('.mantine-Notification-root')).toHaveCount(0, { timeout: 20_000 })
  const png = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64')
  const blank = await page.context().newPage()
  const webp = await blank.evaluate(async (png) => {
    const picture = new Image()
    picture.src = `data:image/png;base64,${png}`
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = picture.width
    canvas.height = picture.height
    canvas.getContext('2d')!.drawImage(picture, 0, 0)
    return canvas.toDataURL('image/webp', 0.85).split(',')[1]!
  }, png)
  await blank.close()
  expect(webp.length).toBeGreaterThan(8_000)
  writeFileSync(`${folder}/${name}.webp`, Buffer.from(webp, 'base64'))
}

const go = (page: Page, name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()

test('what a merchant sees', async ({ page }) => {
  await enter(page, 'Merchant')
  await expect(page.getByRole('combobox', { name: 'Status' })).toBeVisible()
  await take(page, 'orders')
  await page.getByRole('row').filter({ hasText: /Forwarded/ }).first().getByRole('link').click()
  await expect(page.getByRole('button', { name: 'Report a shipment' }).or(page.getByRole('button', { name: 'Erase' })).first()).toBeVisible()
  await take(page, 'order')
  await go(page, 'Connections')
  await page.getByRole('link', { name: 'bol.com' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await take(page, 'connection')
  await go(page, 'Retention')
  await take(page, 'retention')
})

test('a rule that was tried', async ({ page }) => {
  await enter(page, 'Merchant')
  await go(page, 'Rules')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill('Large orders wait for a look')
  await form.getByLabel('Total from').fill('150.00')
  await form.getByRole('button', { name: 'Save' }).click()
  const rule = page.getByRole('region', { name: 'Large orders wait for a look' })
  await rule.getByRole('button', { name: 'Try it on past orders' }).click()
  await expect(rule.getByRole('status')).toContainText('newest orders')
  await take(page, 'rules')
  await rule.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(rule).toHaveCount(0)
})

test('what support sees of the same order, in the dark', async ({ page, browser, baseURL }) => {
  const merchant = await another(await browser.newContext(), baseURL!, 'Merchant')
  const number = await anOrder(merchant)
  await merchant.context().close()
  await page.emulateMedia({ colorScheme: 'dark' })
  await enter(page, 'Support')
  await page.getByLabel('Order number').fill(number)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Diagnosis' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ask to see the customer' })).toBeVisible()
  await take(page, 'support')
})

test('what the privacy officer sees', async ({ page }) => {
  await enter(page, 'Privacy officer')
  await go(page, 'Register')
  await take(page, 'register')
})

test('the list of orders on a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'dark' })
  await enter(page, 'Merchant')
  await expect(page.getByRole('button', { name: 'Save this view' })).toBeVisible()
  await take(page, 'telephone')
})
