import { defineConfig } from '@playwright/test'

// The browser is the machine's own; the program under test is started by the tests.
export default defineConfig({
  testDir: 'tests',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env['CI'] ? 'line' : 'list',
  outputDir: '/tmp/orderveil-playwright',
  use: {
    browserName: 'chromium', locale: 'en-GB', timezoneId: 'Europe/Amsterdam',
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] },
  },
})
