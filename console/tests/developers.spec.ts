import { expect } from '@playwright/test'
import { accessible, another, settled, test } from './people'

test('a partner reads the reference, and tries a program that a merchant let in', async ({ page, browser, baseURL }) => {
  await page.goto('/developers')
  await settled(page)
  await expect(page.getByRole('heading', { name: 'TypeScript' })).toBeVisible()
  await accessible(page, 'developers')
  await page.getByText('Reference', { exact: true }).click()
  await page.getByLabel('Search types').fill('WorkItem')
  await page.getByText('WorkItem', { exact: true }).click()
  await expect(page.getByText('never older than the version')).toBeVisible()
  await page.locator('#WorkItem').getByRole('link', { name: 'Order!' }).click()
  await expect(page.locator('#Order dt').first()).toBeInViewport()
  await page.getByLabel('Search types').fill('acknowledge')
  await expect(page.locator('#Mutation').getByText('acknowledge(items: [Acknowledgement!]!)')).toBeVisible()
  await page.setViewportSize({ width: 360, height: 740 })
  await accessible(page, 'reference, narrow')

  const merchant = await another(await browser.newContext(), baseURL!, 'Merchant')
  await merchant.getByRole('link', { name: "Partners' programs" }).click()
  await merchant.getByRole('button', { name: 'Let a program in' }).first().click()
  const ask = merchant.getByRole('dialog')
  await ask.getByLabel('Name').fill('Explorer')
  let go = () => {}
  const held = new Promise<void>((resolve) => (go = resolve))
  await merchant.route('/graphql', (route) => held.then(() => route.continue()))
  await ask.getByRole('button', { name: 'Let a program in' }).click()
  await merchant.keyboard.press('Escape') // the secret is shown this once: the form waits for it
  go()
  const [id, secret] = (await ask.locator('pre').innerText()).trim().split('\n')
  await merchant.context().close()

  await page.getByText('Try it', { exact: true }).click()
  await page.getByLabel('Client id').fill(id!)
  await page.getByLabel('Client secret').fill(secret!)
  await page.getByLabel('Operation').fill('{ workQueue { nothing } }')
  await expect(page.getByText('Cannot query field "nothing"')).toBeVisible()
  await page.getByLabel('Operation').fill('{ workQueue(first: 2) { version order { number } } }')
  await page.getByRole('button', { name: 'Ask' }).click()
  await expect(page.getByLabel('Answer')).toContainText('"number"')
  await accessible(page, 'explorer, narrow')
})
