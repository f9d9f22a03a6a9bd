import { expect, test, type Browser, type Page } from '@playwright/test'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { door } from '../playwright.config'
import { accessible, panel } from './people'

test.use({ baseURL: door.origin })

const written = <T>(file: string) => JSON.parse(readFileSync(`${door.directory}/${file}.json`, 'utf8')) as T
const invitation = (login: string) => written<Record<string, string>>('invitations')[login]!

// code is what an authenticator app shows (RFC 6238), some half minutes from now.
function code(secret: string, later = 0): string {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later))
  const hash = createHmac('sha1', key).update(step).digest()
  return String((hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function inside(page: Page, role: string) {
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeAttached()
  await expect(page.getByRole('button', { name: 'You' })).toContainText(role)
}

async function signIn(page: Page, password: string, secondFactor: string) {
  await page.goto('/')
  await page.getByLabel('Account number').fill('1')
  await page.getByLabel('Sign-in name').fill('password')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('textbox', { name: 'Code' }).fill(secondFactor)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function elsewhere(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: door.origin })).newPage()
}

test('somebody who was invited chooses a password and an app, signs in, sees both sessions, and ends them everywhere', async ({ page, browser }) => {
  await page.goto('/invitation')
  await page.getByLabel('Invitation').fill(invitation('password'))
  await page.getByRole('button', { name: 'Use a password and an app' }).click()
  await expect(page.getByRole('img', { name: 'The code for your authenticator app' })).toBeVisible()
  await accessible(page, 'invitation')
  const secret = (await page.locator('pre').innerText()).trim()
  const password = 'a long enough password'
  await page.getByRole('textbox', { name: 'Choose a password' }).fill(password)
  await page.getByRole('textbox', { name: 'Code' }).fill(code(secret))
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(page.getByText('You can sign in.')).toBeVisible()
  const recovery = await page.getByRole('listitem').allInnerTexts()
  expect(recovery.length).toBeGreaterThan(4)

  await signIn(page, 'not the right password', code(secret, 1))
  await expect(page.getByRole('alert')).toBeVisible()
  await signIn(page, password, code(secret, 1))
  await inside(page, 'Merchant')

  const second = await elsewhere(browser)
  await signIn(second, password, recovery[0]!.trim())
  await inside(second, 'Merchant')
  await page.getByRole('link', { name: 'You' }).click()
  const sessions = page.getByRole('row').filter({ hasNot: page.getByRole('columnheader') })
  await expect(sessions).toHaveCount(2)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await second.reload()
  await expect(second.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()

  await signIn(second, password, recovery[0]!.trim()) // it let in once
  await expect(second.getByRole('alert')).toBeVisible()
  await second.context().close()
})

// passkey lets somebody in who was invited, by a passkey of a device of its own.
async function passkey(page: Page, login: string) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  await page.goto('/invitation')
  await page.getByLabel('Invitation').fill(invitation(login))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByText('You can sign in.')).toBeVisible()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  return { cdp, authenticatorId }
}

test('somebody who was invited signs in with a passkey, and asks for nothing else', async ({ page }) => {
  const { cdp, authenticatorId } = await passkey(page, 'passkey')
  await inside(page, 'Merchant')
  await page.reload()
  await inside(page, 'Merchant')
  await page.getByRole('link', { name: 'You' }).click()
  await expect(page.getByRole('heading', { name: 'Passkeys' })).toBeVisible()
  await accessible(page, 'you, with a passkey')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()

  await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})

test('staff signs in at the OpenID provider, and works', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Staff: single sign-on' }).click()
  await page.getByLabel('Username:').fill('test-user@127.0.0.1')
  await page.getByLabel('Password:').fill('verysecure')
  await page.getByRole('button', { name: 'Login' }).click()
  await inside(page, 'Support')
  await expect(page).toHaveURL(new RegExp(`^${door.origin}/`))
  expect(page.url()).not.toMatch(/code=|state=/)
  await page.reload()
  await inside(page, 'Support')
  await page.getByRole('button', { name: 'You' }).click()
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
})

test('a canary that is read is an alarm to the privacy officer, who confirms access and sees the sub-processors', async ({ page, browser }) => {
  await passkey(page, 'officer')
  await inside(page, 'Privacy officer')
  const go = (name: string) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()
  await go('Alarms')
  await expect(page.getByText('Nobody read a canary.')).toBeVisible()

  const curious = await elsewhere(browser)
  await passkey(curious, 'curious')
  await inside(curious, 'Merchant')
  await curious.getByRole('link', { name: 'Find an order' }).click()
  await curious.getByLabel('Order number').fill(written<string[]>('canaries')[0]!)
  await curious.keyboard.press('Enter')
  await expect(curious.getByRole('heading', { level: 1, name: /^Order / })).toBeVisible()
  await curious.context().close()

  await go('You')
  await go('Alarms')
  const alarm = page.getByRole('row').filter({ hasText: 'Merchant' })
  await expect(alarm).toHaveCount(1)
  await accessible(page, 'an alarm')

  await go('Users')
  await expect(page.getByRole('row').filter({ hasText: 'officer' }).getByRole('button')).toHaveCount(0) // a colleague confirms one's own
  await page.getByRole('row').filter({ hasText: 'colleague' }).getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByText('Confirmed for 90 days.')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await go('Register')
  const row = panel(page, 'Sub-processors').getByRole('row').filter({ hasText: 'Hosting Noord' })
  await expect(row).toContainText('keeps the backups')
  await expect(row).toContainText('2026-01-15')
  await accessible(page, 'the register with a sub-processor')
})
