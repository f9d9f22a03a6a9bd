import { expect, test } from 'vitest'
import { sections } from './nav'
import pages from './pages.json'

test('the server knows every page', () => {
  expect([...pages].sort()).toEqual([...sections.flatMap((s) => s.items.map((item) => item.name)), 'invitation', 'authorised', 'developers'].sort())
})
