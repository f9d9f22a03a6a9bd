import { expect, type Locator, type Page } from '@playwright/test'
import { settled, test } from './people'

// Nobody touches a mouse here: what is to be pressed is come to with the tabulator.
async function comeTo(page: Page, what: Locator, key = 'Tab') {
  await expect(what.first()).toBeAttached()
  for (let i = 0; i < 80; i++) {
    if (await what.first().evaluate((e) => e === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`the keyboard does not come to ${String(what)}`)
}

async function press(page: Page, what: Locator, key = 'Tab') {
  await comeTo(page, what, key)
  // Where somebody is has to be seen: at the thing itself, or at the row that it opens.
  const shown = () => what.first().evaluate((e) => [e, e.closest('[role=row]')].some((x) => x && (getComputedStyle(x).outlineStyle !== 'none' || getComputedStyle(x).boxShadow !== 'none')))
  await expect.poll(shown).toBe(true)
  await page.keyboard.press('Enter')
}

test('the keyboard alone signs in, opens an order, forwards one again and signs out', async ({ page }) => {
  await page.goto('/')
  await press(page, page.getByRole('button', { name: 'Merchant', exact: true }))

  await expect(page.getByRole('table', { name: 'Orders' })).toBeVisible()
  await page.keyboard.press('Tab')
  const link = page.getByRole('row').getByRole('link').first()
  const number = (await link.innerText()).trim()
  await press(page, link)
  await expect(page.getByRole('heading', { level: 1, name: `Order ${number}` })).toBeVisible()
  await expect(page.getByRole('main')).toBeFocused()
  await press(page, page.getByRole('navigation').getByRole('link', { name: 'Orders', exact: true }), 'Shift+Tab')
  await expect(page.getByRole('table', { name: 'Orders' })).toBeVisible()

  await press(page, page.getByRole('link', { name: 'Needs attention' }), 'Shift+Tab')
  await expect(page.getByRole('heading', { level: 1, name: 'Needs attention' })).toBeVisible()
  await settled(page)
  await comeTo(page, page.getByRole('radio', { name: 'Failed' }))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const again = page.getByRole('button', { name: 'Forward again' })
  const waiting = page.getByRole('main').getByRole('region')
  await expect(again.first()).toBeVisible()
  const name = await waiting.first().getAttribute('aria-label')
  await press(page, again)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(again.first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.getByLabel('Reason')).toBeFocused()
  await page.keyboard.type('Looked at, may go.')
  await press(page, dialog.getByRole('button', { name: 'Forward again' }))
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: name!, exact: true })).toHaveCount(0)

  await press(page, page.getByRole('button', { name: 'You', exact: true }), 'Shift+Tab')
  await expect(page.getByRole('menuitem').first()).toBeVisible()
  for (let i = 0; i < 5 && !(await page.getByRole('menuitem', { name: 'Sign out', exact: true }).evaluate((e) => e === document.activeElement)); i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})

test('the first press of the tabulator offers to skip the menu', async ({ page }) => {
  await page.goto('/')
  await press(page, page.getByRole('button', { name: 'Support', exact: true }))
  await expect(page.getByRole('heading', { level: 1, name: 'Find an order' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Find an order' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'To the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})
