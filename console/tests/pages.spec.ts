import { readFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { anOrder, accessible, enter, expectPages, fits, settled, test } from './people'

const roles = {
  Merchant: ['Orders', 'Needs attention', 'Connections', 'Rules', 'Webhooks', 'Find an order', 'Grants', 'Audit trail', 'Retention', 'Holds and receipts', 'Requests of customers', 'Incident', 'Register', 'Users', "Partners' programs", 'Cancel the account', 'You'],
  Support: ['Find an order', 'Grants', 'You'],
  'Privacy officer': ['Find an order', 'Grants', 'Audit trail', 'Retention', 'Holds and receipts', 'Alarms', 'Incident', 'Register', 'Users', 'You'],
  Administrator: ['Accounts', 'Work and throughput', 'Keys', 'Grants', 'Alarms', 'Register', 'Users', 'You'],
}

// The pages of a role are looked at some at a time, so that the browsers share the work.
const atATime = 4

for (const [role, pages] of Object.entries(roles)) {
  for (let from = 0; from < pages.length; from += atATime) {
    const some = pages.slice(from, from + atATime)
    test(`${role}: ${some.join(', ')}: accessible, and fit light and dark, wide and narrow`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: role === 'Support' ? 'dark' : 'light' })
      await enter(page, role)
      await expectPages(page, pages)
      for (const name of some) {
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
        await settled(page)
        await accessible(page, name)
        await page.setViewportSize({ width: 360, height: 740 })
        await fits(page, `${name}, narrow`)
        await page.setViewportSize({ width: 1280, height: 800 })
      }
    })
  }
}

for (const [role, language] of [['Merchant', 'de'], ['Administrator', 'nl']] as const) {
  test(`${role}: in a language whose words are longer, ${language}, every page fits a telephone`, async ({ page }) => {
    await enter(page, role)
    const places = await page.locator('nav a').evaluateAll((links) => links.map((a) => a.getAttribute('href')!))
    expect(places).toHaveLength(roles[role].length)
    await page.evaluate((l) => localStorage.setItem('orderveil-language', l), language)
    await page.setViewportSize({ width: 360, height: 740 })
    await page.reload()
    await expect(page.locator(`html[lang="${language}"]`)).toBeAttached()
    for (const place of places) {
      await page.evaluate((to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      }, place)
      await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
      await fits(page, `${place} in ${language}`)
      await expect(page.getByRole('main').locator('[role="status"][aria-label]')).toHaveCount(0) // nothing loads any more
      await fits(page, `${place} in ${language}`)
    }
  })
}

test('the page of an order is accessible, and fits a telephone', async ({ page }) => {
  await enter(page, 'Merchant')
  await page.getByRole('row').getByRole('link').first().click()
  await settled(page)
  await accessible(page, 'order')
  await page.setViewportSize({ width: 360, height: 740 })
  await accessible(page, 'order, narrow')
  await page.emulateMedia({ colorScheme: 'dark' })
  await accessible(page, 'order, dark')
})

test('the door is accessible in each language', async ({ page }) => {
  await page.goto('/')
  await settled(page)
  await accessible(page, 'door')
  for (const [language, title] of [['Nederlands', 'Aanmelden'], ['Deutsch', 'Anmelden'], ['English', 'Sign in']] as const) {
    await page.getByRole('button', { name: /Language|Taal|Sprache/ }).click()
    await page.getByRole('menuitem', { name: language }).click()
    await page.getByRole('heading', { name: title, level: 1 }).waitFor()
  }
})

test('an order, an answer to a customer and the register are Dutch to the last sentence', async ({ page }) => {
  await enter(page, 'Merchant')
  const number = await anOrder(page)
  await page.evaluate(() => localStorage.setItem('orderveil-language', 'nl'))
  await page.reload()
  const english = page.getByRole('main').locator('[lang="en"]')
  await page.getByRole('link', { name: number }).click()
  await expect(page.locator('section').filter({ has: page.getByRole('heading', { name: 'Privacy' }) })).toContainText('bepaalt de dag.')
  await expect(page.getByRole('heading', { name: 'Wat er gebeurde' })).toBeVisible()
  await expect(english).toHaveCount(0)
  await page.getByRole('link', { name: 'Verzoeken van klanten' }).click()
  await page.getByText('Bestelnummer', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Bestelnummer' }).fill(number)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Dit is alles wat wordt bewaard.')).toBeVisible()
  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Antwoord voor de persoon' }).click()
  const answer = readFileSync(await (await downloaded).path(), 'utf8')
  expect(answer).toContain('<html lang="nl">')
  expect(answer).toContain('Wat er over u wordt bewaard')
  await page.getByRole('link', { name: 'Register', exact: true }).click()
  await expect(page.getByText('om het pakket en de factuur te adresseren')).toBeVisible()
  await expect(page.getByText(/^Elk persoonsgegeven wordt versleuteld/)).toBeVisible()
  await expect(english).toHaveCount(0)
})
