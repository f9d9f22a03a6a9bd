import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

interface Chunk {
  name?: string
  file: string
  css?: string[]
  imports?: string[]
  dynamicImports?: string[]
}

// What a browser loads before somebody sees the first page: the entry, the app, the frame, one
// catalogue, the largest page, and their styles.
test('the first load is 250 kB or less, compressed', () => {
  if (!existsSync('dist/.vite/manifest.json')) throw new Error('build first: npm run build')
  const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Record<string, Chunk>
  const sizes = new Map<string, number>()
  const size = (file: string) => {
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length)
    return sizes.get(file)!
  }
  const files = (name: string, found = new Set<string>()): Set<string> => {
    const chunk = manifest[name]!
    if (found.has(chunk.file)) return found
    found.add(chunk.file)
    chunk.css?.forEach((file) => found.add(file))
    chunk.imports?.forEach((other) => files(other, found))
    return found
  }
  const total = (of: Iterable<string>) => [...of].reduce((sum, file) => sum + size(file), 0)
  const [app, shell] = ['app', 'shell'].map((name) => Object.keys(manifest).find((key) => manifest[key]!.name === name)!) as [string, string]
  const first = new Set([...files('index.html'), ...files(app), ...files(shell), ...files('src/locales/de.json')])
  const pages = [...manifest[app]!.dynamicImports!, ...manifest[shell]!.dynamicImports!].filter((name) => manifest[name]!.file.endsWith('.js'))
  expect(pages.length).toBeGreaterThan(15)
  for (const page of pages) expect(total(new Set([...first, ...files(page)])), page).toBeLessThanOrEqual(250_000)

  // The page names the files of each, so that they are fetched together.
  const named = readFileSync('dist/index.html', 'utf8').match(/orderveil-files" content="([^"]+)"/)![1]!
  const orders = new Set(named.split(';').filter((text) => /^(shell|page\/orders) /.test(text)).flatMap((text) => text.split(' ').slice(1)).map((file) => `assets/${file}.js`))
  const list = pages.find((name) => manifest[name]!.name === 'orders')!
  const wanted = [...files(shell), ...files(list)].filter((file) => !files('index.html').has(file) && !files(app).has(file))
  expect([...orders].sort()).toEqual([...new Set(wanted)].sort())
})
