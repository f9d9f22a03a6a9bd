import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test('every component that is used has its styles', () => {
  const styles = readFileSync('src/mantine.css', 'utf8')
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.tsx')).map((f) => readFileSync(`src/${f}`, 'utf8'))
  const used = source.flatMap((text) => [...text.matchAll(/import \{([^}]+)\} from '@mantine\/core'/g)].flatMap((m) => m[1]!.split(',').map((name) => name.trim())))
  expect(used.length).toBeGreaterThan(10)
  for (const name of new Set(used)) {
    if (existsSync(`node_modules/@mantine/core/styles/${name}.css`)) expect(styles, name).toContain(`/styles/${name}.css`)
  }
})
