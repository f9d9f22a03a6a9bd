import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The server puts an answer's own nonce in the place of the mark.
export default defineConfig({
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    target: 'es2022', manifest: true, sourcemap: false, chunkSizeWarningLimit: 700, reportCompressedSize: false,
    modulePreload: { polyfill: false }, assetsInlineLimit: 0,
  },
  server: { proxy: Object.fromEntries(['/graphql', '/auth', '/bulk', '/audit/trail'].map((path) => [path, 'http://127.0.0.1:8080'])) },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/test/setup.ts'] },
})
