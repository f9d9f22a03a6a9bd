import { defineConfig } from '@playwright/test'

const address = process.env['ORDERVEIL_E2E_ADDRESS'] ?? '127.0.0.1:18391'

// ebay is a simulated marketplace that nobody is connected with yet.
export const ebay = process.env['ORDERVEIL_E2E_EBAY'] ?? '127.0.0.1:18394'

// door is an installation with every way to sign in; an OpenID provider is beside it.
const doorPort = process.env['ORDERVEIL_E2E_DOOR'] ?? '18392'
const providerPort = process.env['ORDERVEIL_E2E_PROVIDER'] ?? '18393'
export const door = { origin: `http://localhost:${doorPort}`, directory: 'node_modules/.cache/door' }

const started = { timeout: 400_000, stdout: 'ignore', stderr: 'pipe', gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 } } as const

// The browser is the machine's own; the program under test is a demo with data of its own.
export default defineConfig({
  testDir: 'tests',
  // The tests share one demo and none of its sessions: each comes in as somebody.
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: process.env['CI'] ? 'line' : 'list',
  outputDir: 'node_modules/.cache/playwright',
  use: {
    baseURL: `http://${address}`,
    browserName: 'chromium', locale: 'en-GB', timezoneId: 'Europe/Amsterdam',
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] },
  },
  webServer: [
    // A third of the orders are its first account's.
    { command: `ORDERS=${process.env['ORDERVEIL_E2E_ORDERS'] ?? 300} sh tests/demo.sh ${address} ${ebay}`, url: `http://${address}/readyz`, ...started },
    { command: `sh tests/door.sh ${doorPort} ${providerPort} ${door.directory}`, url: `http://127.0.0.1:${doorPort}/readyz`, ...started },
  ],
})
