import { buildSchema, isEnumType } from 'graphql'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import de from './de.json'
import mainEn from './en.json'
import nl from './nl.json'
import setupDe from './setup/de.json'
import setupEn from './setup/en.json'
import setupNl from './setup/nl.json'
import staffDe from './staff/de.json'
import staffEn from './staff/en.json'
import staffNl from './staff/nl.json'

// The staff's texts are loaded with the staff's pages.
const en = { ...mainEn, ...staffEn, ...setupEn }
const catalogues: Record<string, Record<string, string>> = { en, nl: { ...nl, ...staffNl, ...setupNl }, de: { ...de, ...staffDe, ...setupDe } }

const marks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort()

describe.each(Object.keys(catalogues))('the catalogue %s', (name) => {
  const catalogue = catalogues[name]!

  test('has every text and no other', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort())
    expect(Object.keys(staffEn).filter((key) => key in mainEn)).toEqual([])
    expect(Object.keys(setupEn).filter((key) => key in mainEn || key in staffEn)).toEqual([])
  })

  test('has no empty text, and the same values in each', () => {
    for (const [key, text] of Object.entries(catalogue)) {
      expect(text.trim(), key).not.toBe('')
      expect(marks(text), key).toEqual(marks((en as Record<string, string>)[key]!))
    }
  })

  test('has a word for every value that people read', () => {
    const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'))
    const read = readFileSync('src/ui/enums.ts', 'utf8').match(/^ {2}(\w+): \1$/gm)!.map((line) => line.trim().split(':')[0]!)
    expect(read.length).toBeGreaterThan(20)
    for (const type of read) {
      const known = schema.getType(type)
      if (!isEnumType(known)) throw new Error(type)
      for (const { name: value } of known.getValues()) expect(catalogue, `${type}.${value}`).toHaveProperty([`${type}.${value}`])
    }
  })
})

test('every text that is asked for is there, and every text is asked for', () => {
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && !f.startsWith('gql/') && !f.includes('.test.')).map((f) => readFileSync(`src/${f}`, 'utf8')).join('\n')
  const asked = [...source.matchAll(/\bt\('([^']+)'/g)].map((m) => m[1]!)
  expect(asked.length).toBeGreaterThan(50)
  const known = Object.keys(en)
  for (const key of asked) expect(known.some((k) => k === key || k === `${key}_one`), key).toBe(true)
  const families = [...source.matchAll(/\bt\(`([^`$]+)\$/g)].map((m) => m[1]!).concat(source.match(/^ {2}(\w+): \1$/gm)!.map((line) => line.trim().split(':')[0]! + '.'))
  const idle = known.filter((k) => !asked.includes(k.replace(/_(one|other)$/, '')) && !families.some((family) => k.startsWith(family)))
  expect(idle).toEqual([])
})
