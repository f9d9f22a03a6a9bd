import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCatalogue, type Catalogues } from './catalogue'

// What the API says in English beside a code; here is the same in other languages, by what it
// is about and the code.
const catalogues: Catalogues<string> = {
  nl: () => import('./locales/said/nl.json'),
  de: () => import('./locales/said/de.json'),
}

// Said gives the words for codes: nothing while they are on their way, and the API's own where
// there are no others. Values take the place of their names.
export function Said({ of, english, values = {} }: { of: string | string[]; english: ReactNode; values?: Record<string, string> }) {
  const words = useCatalogue(catalogues, useTranslation().i18n.language)
  if (!words) return null
  const said = [of].flat().map((code) => words[code])
  if (said.some((text) => text === undefined)) return <span lang="en">{english}</span>
  return said.join(' ').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
}
