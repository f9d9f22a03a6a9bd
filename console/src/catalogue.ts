import { useEffect, useState } from 'react'

export type Catalogue<Words> = Record<string, Words | undefined>

// Catalogues of other languages than English, which is the API's.
export type Catalogues<Words> = Record<string, () => Promise<{ default: Catalogue<Words> }>>

const come = new Map<() => unknown, Catalogue<unknown>>()

// useCatalogue gives words that come when they are first needed: nothing while they are on
// their way, and none where the API's own are to be shown.
export function useCatalogue<Words>(of: Catalogues<Words>, language: string): Catalogue<Words> | undefined {
  const [, again] = useState(0)
  const load = of[language]
  useEffect(() => {
    if (!load || come.has(load)) return
    let gone = false
    void load().then((m) => come.set(load, m.default), () => come.set(load, {})).then(() => gone || again((n) => n + 1))
    return () => {
      gone = true
    }
  }, [load])
  return load ? (come.get(load) as Catalogue<Words> | undefined) : {}
}
